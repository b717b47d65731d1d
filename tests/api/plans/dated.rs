//! Deadlines and plans of every day, against a count past the service, and in a second process.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{
    bottlenecks::reckoned,
    support::{Call, TestApp, days_ago, random, seed},
};

/// Internal number and days late of every late parcel of a day, as the list says, and its due date.
async fn listed(app: &TestApp, ago: i32) -> Vec<(i64, i64)> {
    let items = app
        .pages(&format!("/api/v1/parcels?fact=overdue&as_of={}", days_ago(ago)), 200)
        .await;
    let mut late: Vec<(i64, i64)> = items
        .iter()
        .map(|parcel| {
            let days = parcel["days_late"].as_i64().unwrap();
            let due = days_ago(ago + i32::try_from(days).unwrap());
            assert_eq!(parcel["due_on"], json!(due));
            (parcel["id"].as_i64().unwrap(), days)
        })
        .collect();
    late.sort_unstable();
    late
}

/// The same, reckoned past the service.
async fn counted(db: &PgPool, ago: i32) -> Vec<(i64, i64)> {
    let parcels = reckoned::parcels(db, days_ago(ago)).await;
    let late = parcels.into_iter().filter(|parcel| parcel.days_late > 0);
    late.map(|parcel| (parcel.id, i64::from(parcel.days_late))).collect()
}

#[sqlx::test]
async fn every_day_is_judged_by_the_plan_that_stood_on_it_before_and_after_a_change(db: PgPool) {
    const DAYS: [i32; 8] = [0, 1, 79, 81, 130, 199, 201, 350];
    random::province(&db, &mut fastrand::Rng::with_seed(71), 300).await;
    let (app, other) = (TestApp::start(&db).await, TestApp::start(&db).await);
    let mut before = Vec::new();
    for ago in DAYS {
        let late = listed(&app, ago).await;
        assert_eq!(late, counted(&db, ago).await, "{ago} days ago");
        before.push(late);
    }
    assert!(
        before.iter().all(|late| !late.is_empty()),
        "somebody is late on each of the days"
    );
    let call = |uri: &str, body: Value| Call::put(uri).version(&json!(1)).json(&body);
    let plan = json!({ "unit_code": "", "step": "plan_posted", "on": days_ago(-60), "reason": "giao ban" });
    app.send(call("/api/v1/projects/C%261%3D%C2%ABx%C2%BB/plans/steps", plan))
        .await
        .expect(200);
    let deadline = json!({ "clearance_deadline": days_ago(-90), "reason": "giao ban" });
    app.send(Call::patch("/api/v1/projects/A").version(&json!(1)).json(&deadline))
        .await
        .expect(200);
    other.board.catch_up().await;
    for app in [&app, &other] {
        for (ago, before) in DAYS.into_iter().zip(&before) {
            let late = listed(app, ago).await;
            assert_eq!(late, counted(&db, ago).await, "{ago} days ago");
            assert_eq!(
                late == *before,
                ago > 0,
                "only from today on is it another: {ago} days ago"
            );
        }
    }
}

#[sqlx::test]
async fn a_deadline_is_replaced_for_a_reason_and_the_days_before_keep_theirs(db: PgPool) {
    seed::project(&db, "P", json!({ "clearance_deadline": days_ago(7) })).await;
    seed::parcel(&db, "P", "1/1", json!({})).await;
    seed::sql(&db, "update deadline_changes set set_on = today_here() - 300").await;
    let app = TestApp::start(&db).await;
    let patch = |version: i32, body: Value| Call::patch("/api/v1/projects/P").version(&json!(version)).json(&body);
    let silent = json!({ "clearance_deadline": days_ago(-60) });
    let problems = app.send(patch(1, silent)).await.problem(422, "refused");
    assert_eq!(problems[0].0, "/reason");
    app.send(patch(1, json!({ "clearance_deadline": days_ago(7), "name": "Q" })))
        .await
        .expect(200);
    let told = json!({ "clearance_deadline": days_ago(-60), "reason": "Ủy ban nhân dân tỉnh cho gia hạn" });
    let project = app.send(patch(2, told).by("lan")).await.expect(200).json();
    assert_eq!(
        (&project["clearance_deadline"], &project["days_late"]),
        (&json!(days_ago(-60)), &json!(0))
    );
    let then = app.json(&format!("/api/v1/projects/P?as_of={}", days_ago(1))).await;
    assert_eq!(
        (&then["clearance_deadline"], &then["days_late"]),
        (&json!(days_ago(7)), &json!(6))
    );
    let deadline = super::plans(&app).await["deadline"].clone();
    assert_eq!(
        (&deadline["original_on"], &deadline["current_on"]),
        (&json!(days_ago(7)), &json!(days_ago(-60)))
    );
    let last = &deadline["changes"][1];
    assert_eq!(
        (&last["by"], &last["reason"], &last["planned_on"]),
        (
            &json!("lan"),
            &json!("Ủy ban nhân dân tỉnh cho gia hạn"),
            &json!(days_ago(-60))
        )
    );
}

#[sqlx::test]
async fn plans_typed_past_the_service_are_heard_of(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let id = seed::parcel(&db, "P", "1/1", json!({})).await;
    let app = TestApp::start(&db).await;
    for (statement, due) in [
        (
            "insert into step_plans (project_id, step, planned_on) values (1, 'notified', '2026-01-05')",
            json!("2026-01-05"),
        ),
        (
            "update projects set clearance_deadline = '2026-01-02'",
            json!("2026-01-02"),
        ),
        (
            "update projects set clearance_deadline = null; delete from step_plans",
            Value::Null,
        ),
    ] {
        seed::sql(&db, statement).await;
        app.board.catch_up().await;
        assert_eq!(
            app.json(&format!("/api/v1/parcels/{id}")).await["due_on"],
            due,
            "{statement}"
        );
    }
}
