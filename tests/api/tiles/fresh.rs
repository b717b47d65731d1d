use serde_json::{Value, json};
use sqlx::PgPool;

use super::grid;
use crate::support::{Call, TestApp, days_ago, seed};

const HERE: [f64; 2] = [105.825, 21.55];
const FAR: [f64; 2] = [105.925, 21.55];

async fn two_projects(db: &PgPool) -> (TestApp, i64) {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    seed::project(db, "Q", json!({})).await;
    let id = seed::parcel(db, "P", "1/1", json!({ "at": HERE, "legal_area_m2": 10 })).await;
    seed::parcel(db, "Q", "1/1", json!({ "at": FAR })).await;
    (TestApp::start(db).await, id)
}

async fn status(app: &TestApp, query: &str) -> Value {
    let layers = grid::layers(app, &format!("{}{query}", grid::path("parcels", 16, HERE))).await;
    grid::feature(&layers, "parcels", "project", "P")["status"].clone()
}

#[sqlx::test]
async fn a_tile_asked_for_after_a_write_shows_it(db: PgPool) {
    let (app, id) = two_projects(&db).await;
    assert_eq!(status(&app, "").await, 4, "not started");
    for (version, edit, expected) in [
        (1, json!({ "steps": { "notified": { "on": days_ago(2) } } }), 5),
        (2, json!({ "steps": { "handed_over": { "on": days_ago(1) } } }), 1),
        (3, json!({ "excluded_on": days_ago(1) }), 0),
        (
            4,
            json!({ "excluded_on": null, "steps": { "handed_over": { "on": null } } }),
            5,
        ),
    ] {
        let call = Call::patch(&format!("/api/v1/parcels/{id}"))
            .version(&json!(version))
            .json(&edit);
        app.send(call).await.expect(200);
        assert_eq!(status(&app, "").await, expected, "{edit}");
        assert_eq!(
            status(&app, &format!("?as_of={}", days_ago(3))).await,
            4,
            "the past is another tile"
        );
    }
}

#[sqlx::test]
async fn a_write_changes_the_tiles_that_show_it_and_no_others(db: PgPool) {
    let (app, id) = two_projects(&db).await;
    let paths = [
        (grid::path("parcels", 16, HERE), true),
        (grid::path("parcels", 8, HERE), true),
        (grid::path("units", 9, HERE), true),
        (grid::path("parcels", 16, FAR), false),
    ];
    let mut tags = Vec::new();
    for (path, _) in &paths {
        tags.push(app.get(path).await.expect(200).header("etag").to_owned());
    }
    let edit = json!({ "steps": { "handed_over": { "on": days_ago(1) } } });
    app.send(
        Call::patch(&format!("/api/v1/parcels/{id}"))
            .version(&json!(1))
            .json(&edit),
    )
    .await
    .expect(200);
    for ((path, changes), tag) in paths.into_iter().zip(tags) {
        let answer = app.send(Call::get(&path).header("if-none-match", &tag)).await;
        assert_eq!(answer.status.as_u16(), if changes { 200 } else { 304 }, "{path}");
    }
}

#[sqlx::test]
async fn new_limits_of_the_law_reach_the_tiles(db: PgPool) {
    let (app, _) = two_projects(&db).await;
    seed::sql(&db, "update parcels set plan_approved_on = current_date - 25").await;
    app.board.catch_up().await;
    assert_eq!(status(&app, "").await, 3, "the recovery decision is overdue");
    seed::sql(
        &db,
        "update deadline_rules set amount = 60 where target_step in ('recovery_decided', 'paid')",
    )
    .await;
    app.board.catch_up().await;
    assert_eq!(status(&app, "").await, 6);
}
