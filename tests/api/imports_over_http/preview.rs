use serde_json::{Value, json};
use sqlx::PgPool;

use super::{address, service};
use crate::support::{Call, TestApp, import_form};

/// A file whose columns no name tells.
fn odd_file() -> String {
    let feature = |number: u32| {
        let west = 105.81 + 0.001 * f64::from(number);
        let ring = [
            [west, 21.55],
            [west + 0.001, 21.55],
            [west + 0.001, 21.551],
            [west, 21.55],
        ];
        json!({
            "type": "Feature",
            "properties": { "A": 5, "B": number, "owner": "Nguyễn Văn Kín", "ghi chú": "x".repeat(100) },
            "geometry": { "type": "Polygon", "coordinates": [ring] },
        })
    };
    let features: Vec<Value> = (1..=12).map(feature).collect();
    let crs = json!({ "type": "name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } });
    json!({ "type": "FeatureCollection", "features": features, "crs": crs }).to_string()
}

async fn received(app: &TestApp, file: &str) -> Value {
    let form = import_form(&[("then", "inspect")], Some(file));
    app.send(form).await.expect(202).json()
}

fn column(preview: &Value, field: &str) -> Value {
    let fields = preview["fields"].as_array().unwrap();
    fields.iter().find(|told| told["field"] == field).unwrap()["column"].clone()
}

#[sqlx::test]
async fn the_first_rows_are_shown_with_what_they_would_be_read_as(db: PgPool) {
    let app = service(&db).await;
    let import = received(&app, &odd_file()).await;
    let preview = app.json(&address(&import, "/preview?kind=parcels")).await;
    let told = ["format", "features", "columns"].map(|name| &preview[name]);
    assert_eq!(json!(told), json!(["geojson", 12, ["A", "B", "owner", "ghi chú"]]));
    assert_eq!(preview["crs"]["stated"], "EPSG:4326");
    assert_eq!(preview["crs"]["how"], "named");
    let rows = preview["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[9][1]), (10, &json!("10")));
    assert!(rows[0][3].as_str().unwrap().chars().count() <= 61, "long texts are cut");
    assert_eq!(column(&preview, "holder_name"), "owner");
    assert_eq!(column(&preview, "parcel_no"), Value::Null);
    let needed: Vec<&Value> = preview["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|told| told["needed"] == true)
        .collect();
    let needed: Vec<&Value> = needed.iter().map(|told| &told["field"]).collect();
    assert_eq!(json!(needed), json!(["project_code", "parcel_no"]));
    assert_eq!(preview["remembered"], Value::Null);
    let without = app.json(&address(&import, "/preview")).await;
    assert_eq!(without["fields"], json!([]), "nobody said what it holds");
}

#[sqlx::test]
async fn how_a_file_was_read_is_remembered_for_the_next_of_its_source(db: PgPool) {
    let app = service(&db).await;
    let first = received(&app, &odd_file()).await;
    let options =
        json!({ "kind": "parcels", "project": "P", "map": { "map_sheet": "A", "parcel_no": "B" }, "overwrite": true });
    let store = Call::post(&address(&first, "/store")).by("lan").json(&options);
    assert_eq!(app.settled(store).await["state"], "stored");

    let next = received(&app, &odd_file()).await;
    let preview = app.json(&address(&next, "/preview")).await;
    let remembered = &preview["remembered"];
    assert_eq!(remembered["by"], "lan");
    assert_eq!(remembered["options"]["map"], options["map"]);
    assert_eq!(remembered["options"]["kind"], "parcels");
    assert_eq!(
        remembered["options"]["overwrite"], false,
        "what was done once is not proposed again"
    );
    assert_eq!(
        (column(&preview, "map_sheet"), column(&preview, "parcel_no")),
        (json!("A"), json!("B"))
    );
    let units = app.json(&address(&next, "/preview?kind=units")).await;
    assert_eq!(units["remembered"], Value::Null, "no units came from there");

    let other = received(&app, &odd_file().replace("ghi chú", "tên khác")).await;
    assert_eq!(app.json(&address(&other, "/preview")).await["remembered"], Value::Null);
}

#[sqlx::test]
async fn a_file_that_cannot_be_read_has_no_preview_but_a_reason(db: PgPool) {
    let app = service(&db).await;
    let import = received(&app, "{\"type\":\"FeatureCollection\",\"features\":[{").await;
    let problems = app
        .get(&address(&import, "/preview?kind=parcels"))
        .await
        .problem(422, "refused");
    assert_eq!(problems[0].0, "/file");
    app.get(&address(&import, "/preview?kind=rivers"))
        .await
        .problem(400, "invalid-query");
}

#[sqlx::test]
async fn a_cell_as_long_as_a_book_is_shown_and_names_no_column(db: PgPool) {
    let app = service(&db).await;
    let book = "lời kể ".repeat(40_000);
    let import = received(
        &app,
        &format!("Bảng kê thửa đất,,\nSố tờ,{book},Số thửa\n1,a,2\n3,{book},4\n"),
    )
    .await;
    let preview = app.json(&address(&import, "/preview?kind=parcels")).await;
    assert_eq!(preview["columns"], json!(["Số tờ", "Số thửa"]));
    assert_eq!(preview["features"], 2);
}
