use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Call, TestApp, days_ago, seed, today};

async fn one_obstacle(db: &PgPool) -> (TestApp, i64, String) {
    seed::project(db, "P", json!({})).await;
    let parcel = seed::parcel(db, "P", "1/1", json!({ "notified_on": days_ago(90) })).await;
    let id = seed::obstacle(
        db,
        &[parcel],
        json!({ "scope": "parcel", "intervals": [[days_ago(20), null]] }),
    )
    .await;
    (TestApp::start(db).await, parcel, format!("/api/v1/obstacles/{id}"))
}

fn close(uri: &str, version: i32, body: &Value) -> Call {
    Call::post(&format!("{uri}/close")).version(&json!(version)).json(body)
}

fn reopen(uri: &str, version: i32, body: &Value) -> Call {
    Call::post(&format!("{uri}/reopen")).version(&json!(version)).json(body)
}

#[sqlx::test]
async fn a_closed_obstacle_blocks_from_its_closing_day_on_no_more(db: PgPool) {
    let (app, parcel, uri) = one_obstacle(&db).await;
    let body = json!({ "closed_on": days_ago(5), "result": " đã thống nhất giá " });
    let obstacle = app.send(close(&uri, 1, &body)).await.expect(200).json();
    assert_eq!(
        (&obstacle["state"], &obstacle["result"]),
        (&json!("resolved"), &json!("đã thống nhất giá"))
    );
    assert_eq!(
        (&obstacle["closed_on"], &obstacle["version"]),
        (&json!(days_ago(5)), &json!(2))
    );
    for (days, status) in [
        (21, "undated"),
        (20, "blocked"),
        (6, "blocked"),
        (5, "undated"),
        (0, "undated"),
    ] {
        let then = app
            .json(&format!("/api/v1/parcels/{parcel}?as_of={}", days_ago(days)))
            .await;
        assert_eq!(then["status"], status, "{days} days ago");
    }
}

#[sqlx::test]
async fn an_obstacle_opened_again_is_open_in_both_of_its_times(db: PgPool) {
    let (app, parcel, uri) = one_obstacle(&db).await;
    app.send(close(
        &uri,
        1,
        &json!({ "closed_on": days_ago(15), "state": "withdrawn" }),
    ))
    .await
    .expect(200);
    let obstacle = app
        .send(reopen(&uri, 2, &json!({ "opened_on": days_ago(10) })))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&obstacle["state"], &obstacle["opened_on"]),
        (&json!("open"), &json!(days_ago(10)))
    );
    assert_eq!(
        (&obstacle["closed_on"], &obstacle["version"]),
        (&Value::Null, &json!(3))
    );
    for (days, blocked) in [(21, false), (16, true), (15, false), (11, false), (10, true), (0, true)] {
        let then = app
            .json(&format!("/api/v1/parcels/{parcel}?as_of={}", days_ago(days)))
            .await;
        assert_eq!(then["is_blocked"], blocked, "{days} days ago");
        let listed = app
            .json(&format!("/api/v1/obstacles?open=true&as_of={}", days_ago(days)))
            .await;
        assert_eq!(listed["total"] == 1, blocked, "{days} days ago");
    }
}

#[sqlx::test]
async fn an_obstacle_closed_by_mistake_is_opened_again_on_the_same_day(db: PgPool) {
    let (app, parcel, uri) = one_obstacle(&db).await;
    app.send(close(&uri, 1, &json!({}))).await.expect(200);
    app.send(reopen(&uri, 2, &json!({}))).await.expect(200);
    app.send(close(&uri, 3, &json!({}))).await.expect(200);
    app.send(reopen(&uri, 4, &json!({}))).await.expect(200);
    assert_eq!(app.json(&format!("/api/v1/parcels/{parcel}")).await["is_blocked"], true);
}

#[sqlx::test]
async fn an_impossible_closing_or_reopening_is_refused(db: PgPool) {
    let (app, _, uri) = one_obstacle(&db).await;
    for (body, pointer) in [
        (json!({ "closed_on": days_ago(21) }), "/closed_on"),
        (json!({ "closed_on": today().plus_days(1) }), "/closed_on"),
        (json!({ "state": "proposed" }), "/state"),
    ] {
        assert_eq!(
            app.send(close(&uri, 1, &body)).await.problem(422, "refused")[0].0,
            pointer,
            "{body}"
        );
    }
    app.send(reopen(&uri, 1, &json!({}))).await.problem(422, "refused");
    app.send(close(&uri, 1, &json!({ "closed_on": days_ago(5) })))
        .await
        .expect(200);
    app.send(close(&uri, 2, &json!({}))).await.problem(422, "refused");
    for (body, pointer) in [
        (json!({ "opened_on": days_ago(6) }), "/opened_on"),
        (json!({ "opened_on": today().plus_days(1) }), "/opened_on"),
    ] {
        assert_eq!(
            app.send(reopen(&uri, 2, &body)).await.problem(422, "refused")[0].0,
            pointer,
            "{body}"
        );
    }
}

#[sqlx::test]
async fn closing_needs_the_present_version_and_is_done_once(db: PgPool) {
    let (app, _, uri) = one_obstacle(&db).await;
    let bare = Call::post(&format!("{uri}/close")).json(&json!({}));
    app.send(bare).await.problem(428, "version-missing");
    let stale = app.send(close(&uri, 7, &json!({}))).await;
    stale.problem(412, "stale-version");
    assert_eq!(stale.json()["current"]["version"], 1);
    let operation = Uuid::now_v7();
    let first = app
        .send(close(&uri, 1, &json!({})).operation(operation))
        .await
        .expect(200)
        .json();
    let again = app
        .send(close(&uri, 1, &json!({})).operation(operation))
        .await
        .expect(200)
        .json();
    assert_eq!((&first, &first["version"]), (&again, &json!(2)));
    app.send(close("/api/v1/obstacles/999", 1, &json!({})))
        .await
        .problem(404, "not-found");
}

#[sqlx::test]
async fn how_it_ended_is_told_in_at_most_two_thousand_characters(db: PgPool) {
    let (app, _, uri) = one_obstacle(&db).await;
    let told = |length: usize| json!({ "result": "ờ".repeat(length) });
    let refused = app.send(close(&uri, 1, &told(2001))).await;
    assert_eq!(refused.problem(422, "refused")[0].0, "/result");
    app.send(close(&uri, 1, &told(2000))).await.expect(200);
}
