use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{TestApp, days_ago, seed, today};

async fn several(db: &PgPool) -> (TestApp, i64) {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    seed::project(db, "Q", json!({})).await;
    let west = seed::parcel(db, "P", "1/1", json!({ "at": [105.81, 21.55] })).await;
    let east = seed::parcel(db, "Q", "1/1", json!({ "at": [105.86, 21.55] })).await;
    let open = |days| json!([[days_ago(days), null]]);
    for (parcels, values) in [
        (
            vec![west],
            json!({ "cause": "PRICE", "intervals": open(30), "due_on": days_ago(2), "description": "một" }),
        ),
        (
            vec![west],
            json!({ "cause": "GRAVE", "intervals": open(20), "due_on": today(), "description": "hai" }),
        ),
        (
            vec![east],
            json!({ "cause": "PRICE", "intervals": [[days_ago(9), days_ago(4)]], "due_on": days_ago(6), "description": "ba" }),
        ),
        (
            vec![],
            json!({ "cause": "CAPITAL", "scope": "project", "project": "Q", "intervals": open(1), "description": "bốn" }),
        ),
    ] {
        seed::obstacle(db, &parcels, values).await;
    }
    (TestApp::start(db).await, west)
}

async fn found(app: &TestApp, query: &str) -> String {
    let list = app.json(&format!("/api/v1/obstacles?{query}")).await;
    let items = list["items"].as_array().unwrap();
    assert_eq!(list["total"], items.len(), "{query}");
    items
        .iter()
        .map(|item| item["description"].as_str().unwrap())
        .collect::<Vec<_>>()
        .join(" ")
}

#[sqlx::test]
async fn every_filter_finds_the_obstacles_that_it_names(db: PgPool) {
    let (app, west) = several(&db).await;
    for (query, expected) in [
        ("", "một hai bốn ba"),
        ("project=P", "một hai"),
        ("unit=164", "một hai"),
        ("unit=165&level=district", "ba"),
        ("unit=19", "một hai ba"),
        ("cause=PRICE", "một ba"),
        ("cause=GRAVE&cause=CAPITAL", "hai bốn"),
        ("state=open", "một hai bốn"),
        ("state=resolved", "ba"),
        ("state=resolved&state=open", "một hai bốn ba"),
        ("open=true", "một hai bốn"),
        ("overdue=true", "một"),
        ("scope=project", "bốn"),
        ("q=MO", "một"),
        ("q=bôn", "bốn"),
        (&format!("parcel={west}"), "một hai"),
        (&format!("as_of={}", days_ago(5)), "ba một hai"),
        (&format!("as_of={}&open=true", days_ago(4)), "một hai"),
        (&format!("as_of={}&overdue=true", days_ago(5)), "ba"),
        ("sort=-opened", "bốn ba hai một"),
    ] {
        assert_eq!(found(&app, query).await, expected, "{query}");
    }
    for query in [
        "nonsense=1",
        "unit=999",
        "state=lost",
        "level=county",
        "cause=LOST",
        "project=LOST",
        "responsible=999",
        "escalated_to=999",
        "sort=sideways",
        "after=1_2",
    ] {
        app.get(&format!("/api/v1/obstacles?{query}"))
            .await
            .problem(400, "invalid-query");
    }
}

#[sqlx::test]
async fn the_pages_of_obstacles_add_up_and_the_last_announces_no_other(db: PgPool) {
    let (app, _) = several(&db).await;
    for limit in [1, 2, 3, 4] {
        let items = app.pages("/api/v1/obstacles", limit).await;
        let ids: Vec<i64> = items.iter().map(|item| item["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, [1, 2, 4, 3], "by {limit}");
    }
    let page = app.json("/api/v1/obstacles?limit=3&project=P").await;
    assert_eq!((&page["total"], &page["next"]), (&json!(2), &Value::Null));
}

#[sqlx::test]
async fn the_list_of_obstacles_opens_in_excel(db: PgPool) {
    let (app, _) = several(&db).await;
    let text = app.get("/api/v1/obstacles?format=csv&limit=1").await.expect(200).text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("\u{feff}Mã dự án;Nguyên nhân;Mô tả;"),
        "{}",
        lines[0]
    );
    assert_eq!(lines.len(), 5);
    assert!(
        lines[1].starts_with("P;Chưa đồng thuận giá bồi thường;một;"),
        "{}",
        lines[1]
    );
}
