//! Administrative units as GeoJSON.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{TestApp, days_ago, seed, today};

async fn codes(app: &TestApp, query: &str) -> Vec<String> {
    let units = app.json(&format!("/api/v1/units?{query}")).await;
    let features = units["features"].as_array().unwrap();
    features
        .iter()
        .map(|unit| unit["properties"]["code"].as_str().unwrap().to_owned())
        .collect()
}

#[sqlx::test]
async fn units_come_as_geojson_with_their_severity_and_a_place_for_the_name(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({ "clearance_deadline": days_ago(5) })).await;
    seed::parcel(
        &db,
        "P",
        "1/1",
        json!({ "at": [105.81, 21.55], "legal_area_m2": 9, "touched_days": [days_ago(15)] }),
    )
    .await;
    let app = TestApp::start(&db).await;
    let answer = app.get("/api/v1/units").await.expect(200);
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let units = answer.json();
    assert_eq!(
        (&units["type"], units["features"].as_array().unwrap().len()),
        (&json!("FeatureCollection"), 2)
    );
    let west = &units["features"][0];
    assert_eq!(
        (&west["type"], &west["geometry"]["type"]),
        (&json!("Feature"), &json!("MultiPolygon"))
    );
    let properties = &west["properties"];
    for (name, expected) in [
        ("code", json!("164")),
        ("name", json!("Đơn vị 164")),
        ("level", json!("district")),
        ("severity", json!("critical")),
        ("silent", json!(true)),
        ("version", json!(1)),
        ("valid_to", Value::Null),
    ] {
        assert_eq!(properties[name], expected, "{name}");
    }
    let label: Vec<f64> = properties["label"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| at.as_f64().unwrap())
        .collect();
    assert!(
        (105.80..105.85).contains(&label[0]) && (21.50..21.60).contains(&label[1]),
        "{label:?}"
    );
    assert_eq!(units["features"][1]["properties"]["severity"], "none");
    let day_before = app.json(&format!("/api/v1/units?as_of={}", days_ago(1))).await;
    assert_eq!(
        day_before["features"][0]["properties"]["silent"], false,
        "14 days are not silence yet"
    );
}

#[sqlx::test]
async fn a_level_and_a_day_choose_the_units(db: PgPool) {
    seed::districts(&db).await;
    seed::level(&db, "commune", 3).await;
    for (code, west) in [("00001", 105.80), ("00002", 105.82), ("00003", 105.86)] {
        seed::unit(&db, "commune", code, [west, 21.50, west + 0.01, 21.60]).await;
    }
    seed::sql(
        &db,
        "update admin_units set valid_to = '2025-07-01' where level = 'district';
         update admin_units set valid_from = '2025-07-01' where level = 'commune'",
    )
    .await;
    let app = TestApp::start(&db).await;
    assert_eq!(
        codes(&app, "").await,
        ["00001", "00002", "00003"],
        "the level with several units that exist today"
    );
    assert_eq!(codes(&app, "as_of=2025-06-30").await, ["164", "165"]);
    assert_eq!(codes(&app, "level=district").await, [""; 0]);
    assert_eq!(codes(&app, "level=district&units_at=2025-06-30").await, ["164", "165"]);
    assert_eq!(
        codes(&app, "level=district&units_at=2025-07-01").await,
        [""; 0],
        "the day of their end is the first without them"
    );
    assert_eq!(codes(&app, "level=province").await, ["19"]);
    for query in [
        "level=county".to_owned(),
        "nonsense=1".to_owned(),
        format!("as_of={}", today().plus_days(1)),
    ] {
        app.get(&format!("/api/v1/units?{query}"))
            .await
            .problem(400, "invalid-query");
    }
}

#[sqlx::test]
async fn a_province_without_units_has_none(db: PgPool) {
    let app = TestApp::start(&db).await;
    assert_eq!(codes(&app, "").await, [""; 0]);
}
