use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{PARCELS, address, parcels, parcels_with, service, stored};
use crate::support::{Call, TestApp, days_ago, import_form, seed};

/// Everything that an import can change, but for versions and who wrote last.
async fn everything(db: &PgPool) -> Value {
    sqlx::query_scalar(include_str!("everything.sql"))
        .fetch_one(db)
        .await
        .unwrap()
}

/// What the map and the lists show, as bytes.
async fn map(app: &TestApp) -> Vec<Vec<u8>> {
    let mut answers = Vec::new();
    for uri in ["/tiles/parcels/14/13007/7187", "/tiles/units/9/406/224"] {
        answers.push(app.get(uri).await.body.to_vec());
    }
    answers
}

async fn undo(app: &TestApp, import: &Value) {
    let undone = app.send(Call::post(&address(import, "/undo")).by("minh")).await;
    assert_eq!(undone.expect(200).json()["state"], "undone");
}

async fn version(db: &PgPool, number: &str) -> (i32, String) {
    sqlx::query_as("select version, updated_by from parcels where parcel_no = $1")
        .bind(number)
        .fetch_one(db)
        .await
        .unwrap()
}

#[sqlx::test]
async fn parcels_become_what_they_were_and_new_ones_go(db: PgPool) {
    let app = service(&db).await;
    stored(&app, &parcels(&["1", "2", "3"])).await;
    let id: i64 = sqlx::query_scalar("select id from parcels where parcel_no = '1'")
        .fetch_one(&db)
        .await
        .unwrap();
    let edit = json!({ "steps": { "paid": { "on": days_ago(9), "document": "9/QĐ" } } , "not_applicable": { "inventoried": days_ago(20) } });
    let edit = Call::patch(&format!("/api/v1/parcels/{id}"))
        .version(&json!(1))
        .json(&edit);
    app.send(edit).await.expect(200);
    let (before, seen) = (everything(&db).await, map(&app).await);

    // Other shapes, in another district, other names and amounts, and values that a person had set.
    let further = json!({
        "paid_on": days_ago(3), "ngay_kiem_dem": days_ago(30), "loai_dat": "LUC", "holder_name": "Trần Thị Khác", "compensation_vnd": 5,
    });
    let file = parcels_with(&["4", "3", "2", "1"], &further).replace("105.8", "105.86");
    let fields = [PARCELS[0], PARCELS[1], ("overwrite", "true")];
    let import = app.settled(import_form(&fields, Some(&file))).await;
    let counts = ["state", "report"].map(|name| import[name].clone());
    assert_eq!(counts[0], "stored", "{import}");
    assert_eq!((&counts[1]["stored"], &counts[1]["updated"]), (&json!(1), &json!(3)));
    assert_ne!(everything(&db).await, before);
    assert_ne!(map(&app).await, seen);
    let (imported, _) = version(&db, "1").await;

    undo(&app, &import).await;
    assert_eq!(everything(&db).await, before);
    assert_eq!(
        version(&db, "1").await,
        (imported + 1, "minh".to_owned()),
        "a device must see the change"
    );
    assert_eq!(map(&app).await, seen);
    assert_eq!(
        map(&TestApp::start(&db).await).await,
        seen,
        "a fresh process shows the same"
    );
    let history = app.json(&format!("/api/v1/parcels/{id}/events")).await;
    let last = &history["items"][0];
    assert_eq!(
        (&last["action"], &last["actor"]),
        (&json!("import_undone"), &json!("minh")),
        "{history}"
    );
    assert_eq!(last["fields"]["land_use"], json!(["LUC", ""]), "told as the way back");
}

#[sqlx::test]
async fn projects_become_what_they_were_and_new_ones_go(db: PgPool) {
    let app = service(&db).await;
    let before = everything(&db).await;
    let feature = |code: &str| {
        json!({
            "type": "Feature",
            "properties": { "code": code, "name": format!("Tên mới {code}"), "group": "A", "clearance_deadline": "2027-01-01" },
            "geometry": { "type": "LineString", "coordinates": [[105.81, 21.55], [105.89, 21.56]] },
        })
    };
    let file = json!({ "type": "FeatureCollection", "features": [feature("P"), feature("Q")] }).to_string();
    let import = app.settled(import_form(&[("kind", "projects")], Some(&file))).await;
    assert_eq!(
        (&import["report"]["stored"], &import["report"]["updated"]),
        (&json!(1), &json!(1))
    );
    app.get("/api/v1/projects/Q").await.expect(200);
    undo(&app, &import).await;
    assert_eq!(everything(&db).await, before);
    app.get("/api/v1/projects/Q").await.expect(404);
    assert_eq!(app.json("/api/v1/projects/P").await["name"], "Dự án P");
}

#[sqlx::test]
async fn units_become_what_they_were_and_new_ones_go_with_their_level(db: PgPool) {
    let app = service(&db).await;
    stored(&app, &parcels(&["1", "2", "3"])).await;
    let (before, seen) = (everything(&db).await, map(&app).await);
    let feature = |code: &str, level: &str, east: f64| {
        let ring = [
            [105.80, 21.50],
            [east, 21.50],
            [east, 21.60],
            [105.80, 21.60],
            [105.80, 21.50],
        ];
        json!({
            "type": "Feature",
            "properties": { "code": code, "name": format!("Đơn vị {code}"), "level": level, "parent_code": "19" },
            "geometry": { "type": "Polygon", "coordinates": [ring] },
        })
    };
    let features = [
        feature("164", "district", 105.812),
        feature("05443", "commune", 105.811),
    ];
    let file = json!({ "type": "FeatureCollection", "features": features }).to_string();
    let import = app.settled(import_form(&[("kind", "units")], Some(&file))).await;
    assert_eq!(
        (&import["report"]["stored"], &import["report"]["updated"]),
        (&json!(1), &json!(1)),
        "{import}"
    );
    assert_eq!(app.json("/api/v1/parcels?unit=164").await["total"], 2);
    undo(&app, &import).await;
    assert_eq!(everything(&db).await, before);
    assert_eq!(app.json("/api/v1/parcels?unit=164").await["total"], 3);
    assert_eq!(map(&app).await, seen);
}

#[sqlx::test]
async fn what_was_undone_can_be_imported_again_and_undone_again(db: PgPool) {
    let app = service(&db).await;
    seed::parcel(&db, "P", "5/1", json!({})).await;
    let before = everything(&db).await;
    for _ in 0..2 {
        let import = stored(&app, &parcels(&["1", "2"])).await;
        undo(&app, &import).await;
        assert_eq!(everything(&db).await, before);
    }
}

#[sqlx::test]
async fn an_undo_sent_twice_is_one_undo(db: PgPool) {
    let app = service(&db).await;
    let import = stored(&app, &parcels(&["1"])).await;
    let operation = Uuid::now_v7();
    let call = || Call::post(&address(&import, "/undo")).operation(operation);
    let first = app.send(call()).await.expect(200).json();
    assert_eq!(app.send(call()).await.expect(200).json(), first);
    app.send(Call::post(&address(&import, "/undo")))
        .await
        .problem(409, "conflict");
}

#[sqlx::test]
async fn what_an_import_replaced_is_kept_only_for_the_last_one(db: PgPool) {
    let app = service(&db).await;
    let kept = async || -> (i64, i64) {
        sqlx::query_as(
            "select (select count(*) from import_before_parcels), (select count(*) from import_before_persons)",
        )
        .fetch_one(&db)
        .await
        .unwrap()
    };
    stored(&app, &parcels(&["1", "2"])).await;
    assert_eq!(kept().await, (0, 0), "new rows need no copy");
    stored(&app, &parcels_with(&["1"], &json!({ "ma_ho": "H7" }))).await;
    assert_eq!(kept().await, (1, 1));
    let fields = [PARCELS[0], PARCELS[1], ("then", "check")];
    app.settled(import_form(&fields, Some(&parcels(&["1", "2"])))).await;
    assert_eq!(kept().await, (1, 1), "a check changes nothing of it");
    let last = stored(&app, &parcels(&["1", "2"])).await;
    assert_eq!(kept().await, (1, 1));
    undo(&app, &last).await;
    assert_eq!(kept().await, (0, 0), "names are not kept longer than needed");
}

#[sqlx::test]
async fn the_copies_for_an_undo_have_the_columns_of_their_tables(db: PgPool) {
    for (table, copy) in [
        ("unit_levels", "import_before_levels"),
        ("admin_units", "import_before_units"),
        ("projects", "import_before_projects"),
        ("parcels", "import_before_parcels"),
        ("parcel_persons", "import_before_persons"),
    ] {
        let columns = async |table: &str| -> Vec<(String, String)> {
            sqlx::query_as(
                "select attname::text, format_type(atttypid, atttypmod) from pg_attribute
                 where attrelid = $1::text::regclass and attnum > 0 and not attisdropped order by attnum",
            )
            .bind(table)
            .fetch_all(&db)
            .await
            .unwrap()
        };
        assert_eq!(columns(table).await, columns(copy).await, "{copy}");
    }
}
