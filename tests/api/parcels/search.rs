use serde_json::json;
use sqlx::PgPool;

use crate::support::{TestApp, days_ago, seed};

#[sqlx::test]
async fn a_parcel_is_found_as_people_write_it(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    for (key, household) in [
        ("12/345", "H00123"),
        ("12/34", "H00124"),
        ("7/345", "K9"),
        ("12/17A", "H345"),
    ] {
        seed::parcel(&db, "P", key, json!({ "household_code": household })).await;
    }
    let app = TestApp::start(&db).await;
    for (q, expected) in [
        ("12/345", vec!["12/345"]),
        (" 12 / 345 ", vec!["12/345"]),
        ("tờ 12 thửa 345", vec!["12/345"]),
        ("Tờ 12, thửa 345", vec!["12/345"]),
        ("TỜ 12 THỬA 345", vec!["12/345"]),
        ("thửa 345 tờ 12", vec!["12/345"]),
        ("to 12 thua 345", vec!["12/345"]),
        // The same with its marks as letters of their own, as some keyboards write.
        ("to\u{31b}\u{300} 12 thu\u{31b}\u{309}a 345", vec!["12/345"]),
        ("345", vec!["7/345", "12/345"]),
        ("17a", vec!["12/17A"]),
        ("H00123", vec!["12/345"]),
        ("h0012", vec!["12/34", "12/345"]),
        ("k9", vec!["7/345"]),
        ("999", vec![]),
        ("%", vec![]),
    ] {
        assert_eq!(found(&app, q).await, expected, "{q}");
    }
    let all = app.json("/api/v1/parcels?q=%20").await;
    assert_eq!(all["total"], 4, "nothing typed is no search");
}

async fn found(app: &TestApp, q: &str) -> Vec<String> {
    let q = percent_encoding::utf8_percent_encode(q, percent_encoding::NON_ALPHANUMERIC);
    let list = app.json(&format!("/api/v1/parcels?sort=key&q={q}")).await;
    let items = list["items"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    items
        .iter()
        .map(|item| format!("{}/{}", text(&item["map_sheet"]), text(&item["parcel_no"])))
        .collect()
}

#[sqlx::test]
async fn a_search_finds_an_excluded_parcel_too(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/2", json!({ "excluded_on": days_ago(5) })).await;
    let app = TestApp::start(&db).await;
    assert_eq!(app.json("/api/v1/parcels").await["total"], 0);
    let list = app.json("/api/v1/parcels?q=1/2").await;
    assert_eq!(list["items"][0]["status"], "excluded");
}

#[sqlx::test]
async fn the_nearest_parcels_come_with_their_distance_and_shapeless_ones_not_at_all(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/1", json!({ "at": [105.8495, 21.5495] })).await;
    seed::parcel(&db, "P", "1/2", json!({ "at": [105.8595, 21.5495] })).await;
    seed::parcel(&db, "P", "1/3", json!({})).await;
    let app = TestApp::start(&db).await;
    let list = app.json("/api/v1/parcels?near=105.85,21.55").await;
    assert_eq!(list["total"], 2);
    assert_eq!(list["items"][0]["parcel_no"], "1");
    assert_eq!(list["items"][0]["distance_m"], 0.0);
    let far = list["items"][1]["distance_m"].as_f64().unwrap();
    assert!(
        (1030.0..1041.0).contains(&far),
        "0.01° of longitude at 21.55° N is 1.036 km, not {far} m"
    );
    let plain = app.json("/api/v1/parcels").await;
    assert_eq!(plain["items"][0].get("distance_m"), None);
}
