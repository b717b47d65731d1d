use matbang::{audit::seals, auth::Role};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::service;
use crate::support::{Call, TestApp, days_ago, today};

/// What a list shows of each row.
async fn shown(app: &TestApp, filter: &str, field: &str) -> Vec<Value> {
    let page = app.json(&format!("/api/v1/audit{filter}")).await;
    let items = page["items"].as_array().unwrap();
    items.iter().map(|row| row[field].clone()).collect()
}

/// Five remarks of today, of which three are sealed, and something of ten days ago.
async fn scene(db: &PgPool) -> TestApp {
    let app = service(db, 3).await;
    seals::seal_now(db).await.unwrap();
    super::remark(&app, 4).await;
    sqlx::query(
        "insert into audit (op_id, at, actor, door, action, subject)
         values (gen_random_uuid(), now() - interval '10 days', 'lan', 'cli', 'user.create', 'to1 role=field'),
                (gen_random_uuid(), now(), 'lan', 'cli', 'user.update', '=TO2 role=field'),
                (gen_random_uuid(), now(), 'lan', 'cli', 'users', '')",
    )
    .execute(db)
    .await
    .unwrap();
    app
}

#[sqlx::test]
async fn the_latest_comes_first_each_with_its_seal_and_pages_follow_each_other(db: PgPool) {
    let app = scene(&db).await;
    assert_eq!(shown(&app, "", "number").await, [7, 6, 5, 4, 3, 2, 1]);
    let seals = shown(&app, "", "seal").await;
    assert_eq!(
        json!(seals),
        json!([null, null, null, null, 1, 1, 1]),
        "what is not sealed yet says so"
    );
    let paged = app.pages("/api/v1/audit?door=http", 3).await;
    let numbers: Vec<&Value> = paged.iter().map(|row| &row["number"]).collect();
    assert_eq!(numbers, [4, 3, 2, 1]);
    let row = &app.json("/api/v1/audit?limit=1&after=2").await["items"][0];
    assert_eq!(
        (&row["actor"], &row["action"]),
        (&json!("hoa"), &json!("parcel.update"))
    );
}

#[sqlx::test]
async fn a_filter_narrows_the_list(db: PgPool) {
    let app = scene(&db).await;
    let (ten, nine) = (days_ago(10), days_ago(9));
    for (filter, numbers) in [
        ("?actor=lan".to_owned(), json!([7, 6, 5])),
        ("?action=user".to_owned(), json!([6, 5])),
        ("?action=user.create".to_owned(), json!([5])),
        ("?door=cli&action=user.update".to_owned(), json!([6])),
        ("?subject=to".to_owned(), json!([6, 5])),
        (format!("?from={ten}&to={ten}"), json!([5])),
        (format!("?from={nine}&actor=lan"), json!([7, 6])),
        (format!("?to={nine}"), json!([5])),
        (format!("?from={}&door=import", today()), json!([])),
    ] {
        assert_eq!(json!(shown(&app, &filter, "number").await), numbers, "{filter}");
    }
    app.get("/api/v1/audit?door=window").await.problem(400, "invalid-query");
    app.get("/api/v1/audit?who=lan").await.problem(400, "invalid-query");
}

#[sqlx::test]
async fn the_export_holds_the_whole_list_and_is_recorded_itself(db: PgPool) {
    let app = scene(&db).await;
    let uri = format!("/api/v1/audit?format=csv&limit=1&from={}", days_ago(9));
    let answer = app
        .send(Call::get(&uri).in_english().as_(Role::Leader))
        .await
        .expect(200);
    assert!(answer.header("content-disposition").contains("matbang-nhat-ky.csv"));
    let text = answer.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "Number,At,Actor,Door,Action,Subject,Operation,Seal");
    assert_eq!(lines.len(), 8, "{text}");
    assert!(lines[1].starts_with("8,") && lines[1].contains(&format!("leader,http,audit.export,{}..,", days_ago(9))));
    assert!(lines[3].contains(",'=TO2 role=field,"), "{text}");
    assert!(lines[7].starts_with("1,") && lines[7].ends_with(",1"), "{text}");
}

#[sqlx::test]
async fn an_export_of_many_rows_is_complete(db: PgPool) {
    let app = service(&db, 0).await;
    sqlx::query("insert into audit (op_id, actor, door, action) select gen_random_uuid(), 'a', 'http', 'test' from generate_series(1, 12000)")
        .execute(&db)
        .await
        .unwrap();
    let text = app.get("/api/v1/audit?format=csv&action=test").await.expect(200).text();
    let numbers: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(';').next()).collect();
    let expected: Vec<String> = (1..=12000).rev().map(|number| number.to_string()).collect();
    assert_eq!(numbers, expected);
}

#[sqlx::test]
async fn whoever_takes_a_list_along_is_recorded_and_whoever_looks_at_it_is_not(db: PgPool) {
    let app = service(&db, 0).await;
    for list in ["parcels?", "obstacles?", "projects?", "bottlenecks?by=step&"] {
        app.get(&format!("/api/v1/{list}")).await.expect(200);
        app.send(Call::get(&format!("/api/v1/{list}format=csv")).as_(Role::Leader))
            .await
            .expect(200);
    }
    let page = app.json("/api/v1/audit?action=export").await;
    let told: Vec<String> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            format!(
                "{} {}",
                row["actor"].as_str().unwrap(),
                row["subject"].as_str().unwrap()
            )
        })
        .collect();
    let expected = [
        "leader 1 bottlenecks",
        "leader 1 projects",
        "leader 0 obstacles",
        "leader 1 parcels",
    ];
    assert_eq!(told, expected);
}
