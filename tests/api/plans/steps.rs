//! Planned days of steps.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{planned, plans, plans_on, step};
use crate::support::{TestApp, days_ago, seed};

async fn scene(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    TestApp::start(db).await
}

async fn overdue(app: &TestApp, day: &str) -> Value {
    app.json(&format!("/api/v1/parcels?fact=overdue&as_of={day}")).await
}

#[sqlx::test]
async fn moving_a_planned_day_today_takes_away_no_lateness_of_yesterday(db: PgPool) {
    let app = scene(&db).await;
    seed::parcel(&db, "P", "1/1", json!({ "notified_on": days_ago(90) })).await;
    planned(&db, "", "inventoried", days_ago(100), Some(days_ago(20))).await;
    app.board.catch_up().await;
    let yesterday = days_ago(1).to_string();
    let before = overdue(&app, &yesterday).await;
    assert_eq!(
        (&before["total"], &before["items"][0]["days_late"]),
        (&json!(1), &json!(19))
    );
    let body = json!({ "unit_code": "", "step": "inventoried", "on": days_ago(-30), "reason": " Mưa lũ kéo dài " });
    let answer = app.send(step(1, &body)).await.expect(200);
    assert_eq!(answer.header("etag"), "\"2\"");
    assert_eq!(overdue(&app, &yesterday).await, before);
    let today = app.json("/api/v1/parcels").await;
    assert_eq!(
        (&today["items"][0]["due_on"], &today["items"][0]["is_overdue"]),
        (&json!(days_ago(-30)), &json!(false))
    );
    let planned = &answer.json()["steps"][0];
    assert_eq!(
        (&planned["unit"], &planned["original_on"], &planned["current_on"]),
        (&Value::Null, &json!(days_ago(20)), &json!(days_ago(-30)))
    );
    let changes = planned["changes"].as_array().unwrap();
    assert_eq!(
        (
            changes.len(),
            &changes[1]["reason"],
            &changes[1]["by"],
            &changes[1]["set_on"]
        ),
        (2, &json!("Mưa lũ kéo dài"), &json!("admin"), &json!(days_ago(0)))
    );
    let then = plans_on(&app, days_ago(1)).await;
    assert_eq!(
        (
            &then["steps"][0]["current_on"],
            &then["steps"][0]["changes"].as_array().unwrap().len()
        ),
        (&json!(days_ago(20)), &1)
    );
    let recorded: (String, String, Value, String) = sqlx::query_as(
        "select a.action, e.action, e.fields, e.note from audit a join events e using (op_id) where a.action = 'plan.update'",
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let fields = json!({ "inventoried_plan": [days_ago(20), days_ago(-30)] });
    assert_eq!(
        recorded,
        (
            "plan.update".into(),
            "plan_updated".into(),
            fields,
            "Mưa lũ kéo dài".into()
        )
    );
}

#[sqlx::test]
async fn a_plan_moved_twice_is_told_on_each_day_as_it_stood(db: PgPool) {
    let app = scene(&db).await;
    let id = seed::parcel(&db, "P", "1/1", json!({ "at": [105.82, 21.55] })).await;
    planned(&db, "", "notified", days_ago(300), Some(days_ago(200))).await;
    planned(&db, "", "notified", days_ago(210), Some(days_ago(150))).await;
    planned(&db, "", "notified", days_ago(140), Some(days_ago(100))).await;
    planned(&db, "164", "notified", days_ago(60), Some(days_ago(50))).await;
    planned(&db, "164", "notified", days_ago(40), None).await;
    app.board.catch_up().await;
    // The district's first plan counts from the beginning of time; once it is withdrawn, that of the project rules.
    for (ago, due) in [(320, 50), (215, 50), (145, 50), (45, 50), (41, 50), (40, 100), (0, 100)] {
        let parcel = app.json(&format!("/api/v1/parcels/{id}?as_of={}", days_ago(ago))).await;
        assert_eq!(parcel["due_on"], json!(days_ago(due)), "{ago} days ago");
        assert_eq!(parcel["days_late"], json!((due - ago).max(0)), "{ago} days ago");
    }
    sqlx::query("delete from step_plans where unit_code = '164'")
        .execute(&db)
        .await
        .unwrap();
    app.board.catch_up().await;
    for (ago, due) in [(320, 200), (211, 200), (210, 150), (141, 150), (140, 100), (0, 100)] {
        let parcel = app.json(&format!("/api/v1/parcels/{id}?as_of={}", days_ago(ago))).await;
        assert_eq!(parcel["due_on"], json!(days_ago(due)), "{ago} days ago");
        let page = parcel["steps"][0]["due_on"].clone();
        assert_eq!(
            page,
            json!(days_ago(due)),
            "the page of the parcel says the same, {ago} days ago"
        );
    }
}

#[sqlx::test]
async fn what_was_done_is_told_of_the_parcels_that_a_plan_rules(db: PgPool) {
    let app = scene(&db).await;
    for (key, values) in [
        ("1/1", json!({ "at": [105.82, 21.55], "paid_on": days_ago(9) })),
        ("1/2", json!({ "at": [105.83, 21.55], "paid_on": days_ago(3) })),
        ("1/3", json!({ "at": [105.83, 21.56], "paid_na_on": days_ago(30) })),
        ("1/4", json!({ "at": [105.87, 21.55], "paid_on": days_ago(5) })),
        ("1/5", json!({ "at": [105.88, 21.55] })),
        ("1/6", json!({ "at": [105.88, 21.56], "excluded_on": days_ago(8) })),
    ] {
        seed::parcel(&db, "P", key, values).await;
    }
    planned(&db, "", "paid", days_ago(100), Some(days_ago(2))).await;
    planned(&db, "164", "paid", days_ago(100), Some(days_ago(4))).await;
    app.board.catch_up().await;
    let actual = |plans: &Value| [0, 1].map(|place| plans["steps"][place]["actual"].clone());
    let told = plans(&app).await;
    assert_eq!(told["steps"][1]["unit"], json!({ "code": "164", "name": "Đơn vị 164" }));
    let whole = json!({ "done": 1, "of": 2, "last_on": null });
    assert_eq!(
        actual(&told),
        [whole, json!({ "done": 2, "of": 2, "last_on": days_ago(3) })]
    );
    let then = plans_on(&app, days_ago(8)).await;
    let nothing = json!({ "done": 0, "of": 2, "last_on": null });
    assert_eq!(actual(&then), [nothing, json!({ "done": 1, "of": 2, "last_on": null })]);
}

#[sqlx::test]
async fn an_impossible_plan_is_refused_with_its_place(db: PgPool) {
    let app = scene(&db).await;
    planned(&db, "", "paid", days_ago(100), Some(days_ago(2))).await;
    app.board.catch_up().await;
    let sent = |change: &Value| {
        let mut body = json!({ "unit_code": "", "step": "paid", "on": days_ago(-9), "reason": "giao ban" });
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        body
    };
    for (change, pointer) in [
        (json!({ "reason": "" }), "/reason"),
        (json!({ "reason": " ab " }), "/reason"),
        (json!({ "reason": "x".repeat(501) }), "/reason"),
        (json!({ "unit_code": "999" }), "/unit_code"),
        (json!({ "step": "eaten" }), "/step"),
        (json!({ "on": "1980-01-01" }), "/on"),
        (json!({ "on": "2200-01-01" }), "/on"),
        (json!({ "on": days_ago(2) }), "/on"),
        (json!({ "unit_code": "164", "on": null, "reason": "" }), "/on"),
        (json!({ "set_on": days_ago(2) }), "/set_on"),
    ] {
        let problems = app.send(step(1, &sent(&change))).await.problem(422, "refused");
        assert_eq!(problems[0].0, pointer, "{change}");
        let english = app
            .send(step(1, &sent(&change)).in_english())
            .await
            .problem(422, "refused");
        assert_ne!(problems[0].1, english[0].1, "each language has its words: {change}");
    }
    let told = json!({ "unit_code": "", "step": "paid", "reason": "giao ban" });
    app.send(step(1, &told)).await.problem(422, "refused");
    assert_eq!(plans(&app).await["version"], 1, "nothing was stored");
    let first = json!({ "unit_code": "164", "step": "paid", "on": days_ago(-5) });
    app.send(step(1, &first)).await.expect(200);
}

#[sqlx::test]
async fn two_people_do_not_write_over_each_other_and_one_operation_is_done_once(db: PgPool) {
    let app = scene(&db).await;
    let body = |days: i32| json!({ "unit_code": "", "step": "paid", "on": days_ago(days), "reason": "giao ban" });
    let operation = Uuid::now_v7();
    let first = app
        .send(step(1, &body(-5)).operation(operation))
        .await
        .expect(200)
        .json();
    let again = app
        .send(step(1, &body(-5)).operation(operation))
        .await
        .expect(200)
        .json();
    assert_eq!(first, again);
    let stale = app.send(step(1, &body(-9))).await;
    stale.problem(412, "stale-version");
    assert_eq!(stale.json()["current"], first);
    app.send(step(2, &body(-9))).await.expect(200);
}
