use std::collections::HashSet;

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{TestApp, days_ago, seed};

/// 120 parcels, many of them alike in what lists are sorted by.
async fn alike(db: &PgPool) {
    seed::districts(db).await;
    for (project, days) in [("A", 40), ("B", 7)] {
        seed::project(db, project, json!({ "clearance_deadline": days_ago(days) })).await;
    }
    let mut random = fastrand::Rng::with_seed(7);
    let rows: Vec<Value> = (0..120)
        .map(|number| {
            json!({
                "project": if number % 2 == 0 { "A" } else { "B" },
                "map_sheet": (number % 11 + 1).to_string(),
                "parcel_no": (number + 1).to_string(),
                "legal_area_m2": 100 * random.i32(1..4),
                "handed_over_on": random.bool().then(|| days_ago(random.i32(1..90))),
                "at": (number % 10 != 0).then(|| [105.80 + 0.001 * f64::from(random.i32(0..90)), 21.55]),
            })
        })
        .collect();
    seed::parcels(db, &rows).await;
}

#[sqlx::test]
async fn the_pages_of_a_list_add_up_to_it_in_its_order(db: PgPool) {
    alike(&db).await;
    let app = TestApp::start(&db).await;
    for query in [
        "sort=-days_late",
        "sort=days_late",
        "sort=key",
        "sort=-area",
        "near=105.85,21.55",
        "near=105.85,21.55&sort=-area",
        "fact=remaining&sort=-area",
    ] {
        let uri = format!("/api/v1/parcels?{query}");
        let whole = app.pages(&uri, 500).await;
        let pieces = app.pages(&uri, 7).await;
        assert_eq!(whole, pieces, "{query}");
        let ids: HashSet<String> = pieces.iter().map(|item| item["id"].to_string()).collect();
        assert_eq!(ids.len(), pieces.len(), "{query}");
        assert_eq!(app.json(&uri).await["total"], whole.len(), "{query}");
        assert!(whole.len() > 50, "{query}");
    }
}

#[sqlx::test]
async fn a_list_stands_in_the_order_asked_for(db: PgPool) {
    alike(&db).await;
    let app = TestApp::start(&db).await;
    let numbers = async |query: &str, field: &str| -> Vec<f64> {
        let items = app.pages(&format!("/api/v1/parcels?{query}"), 500).await;
        items.iter().map(|item| item[field].as_f64().unwrap()).collect()
    };
    let late = numbers("", "days_late").await;
    assert!(late.is_sorted_by(|a, b| a >= b) && late[0] > late[late.len() - 1]);
    assert!(numbers("sort=days_late", "days_late").await.is_sorted());
    assert!(numbers("sort=-area", "area_m2").await.is_sorted_by(|a, b| a >= b));
    let far = numbers("near=105.85,21.55", "distance_m").await;
    assert!(far.is_sorted() && far[far.len() - 1] > 3000.0);
    let keys: Vec<(String, u32, u32)> = app
        .pages("/api/v1/parcels?sort=key", 500)
        .await
        .iter()
        .map(|item| {
            let text = |name: &str| item[name].as_str().unwrap();
            (
                text("project_code").to_owned(),
                text("map_sheet").parse().unwrap(),
                text("parcel_no").parse().unwrap(),
            )
        })
        .collect();
    assert!(keys.is_sorted(), "numbers go by value: 2 before 10");
}

#[sqlx::test]
async fn the_parcels_of_a_project_are_geojson_by_the_page(db: PgPool) {
    alike(&db).await;
    let app = TestApp::start(&db).await;
    let answer = app.get("/api/v1/projects/A/parcels?limit=25").await.expect(200);
    assert_eq!(answer.header("content-type"), "application/geo+json");
    assert_eq!(answer.json()["type"], "FeatureCollection");
    assert_eq!(answer.json()["numberMatched"], 60);
    let features = app.pages("/api/v1/projects/A/parcels", 25).await;
    assert_eq!(features.len(), 60);
    for feature in &features {
        assert_eq!(feature["id"], feature["properties"]["id"]);
        assert_eq!(feature["properties"]["project_code"], "A");
        let has_shape = feature["properties"]["has_shape"] == true;
        assert_eq!(feature["geometry"]["type"] == "MultiPolygon", has_shape, "{feature}");
    }
    assert!(features.iter().any(|feature| feature["geometry"].is_null()));
    app.get("/api/v1/projects/NOPE/parcels").await.problem(404, "not-found");
}

#[sqlx::test]
async fn distances_are_those_of_the_ellipsoid_to_half_a_percent(db: PgPool) {
    alike(&db).await;
    let app = TestApp::start(&db).await;
    for item in app.pages("/api/v1/parcels?near=105.90,21.60", 500).await {
        let exact: f64 = sqlx::query_scalar(
            "select st_distance(interior_point::geography, 'srid=4326;point(105.90 21.60)') from parcels where id = $1",
        )
        .bind(item["id"].as_i64())
        .fetch_one(&db)
        .await
        .unwrap();
        let told = item["distance_m"].as_f64().unwrap();
        assert!((told - exact).abs() < 0.005 * exact + 1.0, "{told} m is {exact} m");
    }
}
