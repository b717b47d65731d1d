use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{TestApp, seed, today};

#[sqlx::test]
async fn a_page_learns_what_it_must_know_before_it_shows_anything(db: PgPool) {
    seed::districts(&db).await;
    seed::level(&db, "hamlet", 9).await;
    seed::sql(
        &db,
        "update admin_units set valid_from = '1997-01-01', valid_to = '2030-01-01' where code = '164'",
    )
    .await;
    let app = TestApp::start(&db).await;
    let meta = app.json("/api/v1/meta").await;
    assert_eq!(
        (&meta["today"], &meta["demo"], &meta["default_level"]),
        (&json!(today()), &json!(false), &json!("district"))
    );
    let levels: Vec<Value> = meta["levels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|level| json!([level["level"], level["units"], level["valid_from"], level["valid_to"]]))
        .collect();
    assert_eq!(
        json!(levels),
        json!([["province", 1, null, null], ["district", 2, null, null]]),
        "levels without units are left out, and 165 always has been and still is"
    );
    assert_eq!(meta["steps"].as_array().unwrap().len(), 8);
    assert_eq!(meta["sectors"].as_array().unwrap().len(), 7);
    assert_eq!(
        meta["causes"][0],
        json!({ "code": "PRICE", "name_vi": "Chưa đồng thuận giá bồi thường", "name_en": "Compensation disputed" })
    );
    assert_eq!(meta["causes"].as_array().unwrap().len(), 20);
    assert_eq!(
        meta["severity"],
        json!({ "critical_share_late": 0.3, "critical_delay_index": 30.0, "serious_share_late": 0.1, "silent_days": 14 })
    );
    let bbox: Vec<f64> = meta["bbox"]
        .as_array()
        .unwrap()
        .iter()
        .map(|side| side.as_f64().unwrap())
        .collect();
    for (side, expected) in bbox.iter().zip([105.80, 21.50, 105.90, 21.60]) {
        assert!((side - expected).abs() < 1e-6, "{bbox:?}");
    }
}

#[sqlx::test]
async fn an_empty_service_knows_no_place(db: PgPool) {
    let app = TestApp::start(&db).await;
    let meta = app.json("/api/v1/meta").await;
    assert_eq!(
        (&meta["bbox"], &meta["default_level"], &meta["levels"]),
        (&Value::Null, &Value::Null, &json!([]))
    );
    for uri in [
        "/api/v1/projects",
        "/api/v1/parcels",
        "/api/v1/obstacles",
        "/api/v1/imports",
    ] {
        assert_eq!(app.json(uri).await["items"], json!([]), "{uri}");
    }
    assert_eq!(
        app.json("/api/v1/bottlenecks?by=project").await["total"]["severity"],
        "none"
    );
}
