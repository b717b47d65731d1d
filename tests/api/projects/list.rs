use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{TestApp, days_ago, seed, today};

/// Five projects: late by 30 days and half done, late by 10, done, without parcels, and put away.
async fn five(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    let project = |code, values| seed::project(db, code, values);
    project(
        "DT261",
        json!({ "name": "Đường tỉnh 261", "investor": "Sở Xây dựng", "clearance_deadline": days_ago(30) }),
    )
    .await;
    project("KCN", json!({ "name": "Khu công nghiệp Yên Bình", "sector": "industrial", "investor": "Công ty Ân Phú", "clearance_deadline": days_ago(10) })).await;
    project("HO", json!({ "name": "Hồ Núi Cốc", "sector": "irrigation", "investor": "Sở Xây dựng", "clearance_deadline": today() })).await;
    project("MOI", json!({ "name": "Ân Tình", "sector": "urban" })).await;
    project("CU", json!({ "name": "Đường cũ", "archived_on": days_ago(1) })).await;
    let (west, east) = ([105.81, 21.55], [105.86, 21.55]);
    seed::parcel(
        db,
        "DT261",
        "1/1",
        json!({ "at": west, "handed_over_on": days_ago(3), "legal_area_m2": 50 }),
    )
    .await;
    seed::parcel(db, "DT261", "1/2", json!({ "at": east, "legal_area_m2": 150 })).await;
    seed::parcel(db, "KCN", "1/1", json!({ "at": east, "legal_area_m2": 10 })).await;
    seed::parcel(
        db,
        "HO",
        "1/1",
        json!({ "at": west, "handed_over_on": days_ago(1), "legal_area_m2": 10 }),
    )
    .await;
    TestApp::start(db).await
}

async fn found(app: &TestApp, query: &str) -> String {
    let list = app.json(&format!("/api/v1/projects?{query}")).await;
    let items = list["items"].as_array().unwrap();
    assert_eq!(list["total"], items.len(), "{query}");
    items
        .iter()
        .map(|item| item["code"].as_str().unwrap())
        .collect::<Vec<_>>()
        .join(" ")
}

#[sqlx::test]
async fn every_filter_finds_the_projects_that_it_names(db: PgPool) {
    let app = five(&db).await;
    for (query, expected) in [
        ("sort=code", "DT261 HO KCN MOI"),
        ("q=duong%20261", "DT261"),
        ("q=%C4%90%C6%B0%E1%BB%9Dng", "DT261"),
        ("q=yen%20BINH", "KCN"),
        ("q=kcn", "KCN"),
        ("q=nui%20coc", "HO"),
        ("q=cao%20toc", ""),
        ("sector=irrigation&sector=urban&sort=code", "HO MOI"),
        ("unit=164&sort=code", "DT261 HO"),
        ("unit=165&level=district&sort=code", "DT261 KCN"),
        ("unit=164&unit=165&sort=code", "DT261 HO KCN"),
        ("investor=S%E1%BB%9F%20X%C3%A2y%20d%E1%BB%B1ng&sort=code", "DT261 HO"),
        ("status=delayed", "DT261 KCN"),
        ("status=done", "HO"),
        ("status=no_parcels", "MOI"),
        ("status=on_track", ""),
        ("status=done&status=no_parcels&sort=code", "HO MOI"),
        ("delayed=true", "DT261 KCN"),
        ("delayed=false&sort=code", "HO MOI"),
        (
            &format!("as_of={}&status=on_track&sort=code", days_ago(30)),
            "DT261 HO KCN",
        ),
    ] {
        let codes = found(&app, query).await;
        assert_eq!(codes, expected, "{query}");
    }
    for query in [
        "nonsense=1",
        "sector=war",
        "status=late",
        "sort=luck",
        "unit=999",
        "after=x",
    ] {
        app.get(&format!("/api/v1/projects?{query}"))
            .await
            .problem(400, "invalid-query");
    }
}

#[sqlx::test]
async fn the_list_stands_in_the_order_asked_for(db: PgPool) {
    let app = five(&db).await;
    for (sort, expected) in [
        ("-days_late", "DT261 KCN MOI HO"),
        ("days_late", "MOI HO KCN DT261"),
        ("-progress", "HO DT261 MOI KCN"),
        ("progress", "MOI KCN DT261 HO"),
        ("name", "MOI DT261 HO KCN"),
        ("code", "DT261 HO KCN MOI"),
        ("deadline", "DT261 KCN HO MOI"),
    ] {
        assert_eq!(found(&app, &format!("sort={sort}")).await, expected, "{sort}");
    }
    assert_eq!(
        found(&app, "").await,
        "DT261 KCN MOI HO",
        "the latest first, then by name as Vietnamese is sorted"
    );
}

#[sqlx::test]
async fn the_pages_of_projects_add_up(db: PgPool) {
    let app = five(&db).await;
    for limit in [1, 2, 3, 4] {
        let items = app.pages("/api/v1/projects?sort=code", limit).await;
        let codes: Vec<&Value> = items.iter().map(|item| &item["code"]).collect();
        assert_eq!(json!(codes), json!(["DT261", "HO", "KCN", "MOI"]), "by {limit}");
    }
    let page = app.json("/api/v1/projects?limit=1").await;
    assert_eq!(
        page["investors"],
        json!(["Công ty Ân Phú", "Sở Xây dựng"]),
        "every one, for the filter"
    );
}

#[sqlx::test]
async fn a_line_of_the_list_has_state_figures_and_units(db: PgPool) {
    let app = five(&db).await;
    let list = app.json("/api/v1/projects?q=261").await;
    let road = &list["items"][0];
    assert_eq!((&road["status"], &road["days_late"]), (&json!("delayed"), &json!(30)));
    assert_eq!(
        road["delays"],
        json!([{ "kind": "deadline", "since": days_ago(30), "days": 30 }])
    );
    assert_eq!(road["figures"]["cleared_share"], 0.25);
    assert_eq!(road["figures"]["parcels"]["total"], 2);
    let units: Vec<&Value> = road["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| &unit["code"])
        .collect();
    assert_eq!(
        json!(units),
        json!(["164", "165"]),
        "of the level at which the board is read"
    );
    let bbox: Vec<f64> = road["bbox"]
        .as_array()
        .unwrap()
        .iter()
        .map(|side| side.as_f64().unwrap())
        .collect();
    for (side, expected) in bbox.iter().zip([105.81, 21.55, 105.861, 21.551]) {
        assert!((side - expected).abs() < 1e-5, "{bbox:?}");
    }
}

#[sqlx::test]
async fn the_list_of_projects_opens_in_excel(db: PgPool) {
    let app = five(&db).await;
    let text = app
        .get("/api/v1/projects?format=csv&sort=code")
        .await
        .expect(200)
        .text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("\u{feff}Mã;Tên dự án;"), "{}", lines[0]);
    let deadline = days_ago(30).to_vietnamese();
    assert_eq!(
        lines[1],
        format!("DT261;Đường tỉnh 261;transport;;Sở Xây dựng;{deadline};30;2;1;1;1;0;25,0")
    );
    assert_eq!(lines.len(), 5);
}
