use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, day, days_ago, seed, today};

#[sqlx::test]
async fn a_parcel_is_shown_with_its_eight_steps_in_their_order(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({})).await;
    let values = json!({ "at": [105.81, 21.55], "notified_on": "2026-01-05", "paid_na_on": "2026-02-01", "needs_resettlement": true });
    let id = seed::parcel(&db, "P", "1/1", values).await;
    let app = TestApp::start(&db).await;
    let answer = app.get(&format!("/api/v1/parcels/{id}")).await.expect(200);
    assert_eq!(answer.header("etag"), "\"1\"");
    let parcel = answer.json();
    let steps = parcel["steps"].as_array().unwrap();
    let codes: Vec<&str> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(
        codes,
        [
            "notified",
            "inventoried",
            "plan_posted",
            "plan_approved",
            "paid",
            "resettled",
            "recovery_decided",
            "handed_over"
        ]
    );
    assert_eq!(
        (&steps[0]["on"], &steps[0]["applies"]),
        (&json!("2026-01-05"), &json!(true))
    );
    assert_eq!(
        (&steps[4]["not_applicable_on"], &steps[4]["applies"]),
        (&json!("2026-02-01"), &json!(false))
    );
    assert_eq!(steps[5]["applies"], true, "the household must move");
    assert_eq!(parcel["waiting_for"], "inventoried");
    assert_eq!(parcel["status"], "undated");
    assert_eq!(parcel["geometry"]["type"], "MultiPolygon");
    let units: Vec<&str> = parcel["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| unit["code"].as_str().unwrap())
        .collect();
    assert_eq!(units, ["19", "164"], "from the top");
}

#[sqlx::test]
async fn resettlement_is_asked_only_of_those_who_must_move(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let stays = seed::parcel(&db, "P", "1/1", json!({})).await;
    let moved = seed::parcel(&db, "P", "1/2", json!({ "resettled_on": days_ago(3) })).await;
    let app = TestApp::start(&db).await;
    let applies = async |uri: String| app.json(&uri).await["steps"][5]["applies"].clone();
    assert_eq!(applies(format!("/api/v1/parcels/{stays}")).await, false);
    assert_eq!(applies(format!("/api/v1/parcels/{moved}")).await, true);
    assert_eq!(
        applies(format!("/api/v1/parcels/{moved}?as_of={}", days_ago(4))).await,
        false
    );
}

/// Due date, step and source of a parcel.
fn due(parcel: &Value) -> (String, String, String, String) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let source = &parcel["due_source"];
    (
        text(&parcel["due_on"]),
        text(&parcel["due_step"]),
        text(&source["kind"]),
        text(&source["citation"]),
    )
}

#[sqlx::test]
async fn the_earliest_of_law_plan_and_deadline_is_due_and_says_why(db: PgPool) {
    seed::project(&db, "P", json!({ "clearance_deadline": "2026-09-30" })).await;
    let id = seed::parcel(
        &db,
        "P",
        "1/1",
        json!({ "notified_on": "2026-01-05", "plan_approved_on": "2026-08-10" }),
    )
    .await;
    let app = TestApp::start(&db).await;
    let at = |day: &str| format!("/api/v1/parcels/{id}?as_of={day}");

    let before = app.json(&at("2026-08-01")).await;
    assert_eq!(
        due(&before),
        (
            "2026-09-30".into(),
            "inventoried".into(),
            "deadline".into(),
            String::new()
        )
    );
    let after = app.json(&at("2026-08-10")).await;
    let law = "Luật Đất đai 2024, Điều 87.5";
    assert_eq!(
        due(&after),
        ("2026-08-20".into(), "recovery_decided".into(), "law".into(), law.into())
    );
    assert_eq!(
        after["steps"][4]["due_on"], "2026-09-09",
        "paid within 30 days of the approval"
    );
    assert_eq!(after["days_late"], 0);
    assert_eq!(
        app.json(&at("2026-08-20")).await["is_overdue"],
        false,
        "the last day is not late"
    );
    let late = app.json(&at("2026-08-23")).await;
    assert_eq!((&late["days_late"], &late["status"]), (&json!(3), &json!("overdue")));

    seed::sql(
        &db,
        "insert into step_plans (project_id, step, planned_on) select id, 'inventoried', '2026-07-15' from projects",
    )
    .await;
    app.board.catch_up().await;
    assert_eq!(
        due(&app.json(&at("2026-08-10")).await),
        ("2026-07-15".into(), "inventoried".into(), "plan".into(), String::new())
    );
}

#[sqlx::test]
async fn a_past_day_shows_only_what_had_happened_by_then(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let values = json!({ "notified_on": "2026-01-05", "inventoried_on": "2026-03-01", "handed_over_on": "2026-06-01" });
    let id = seed::parcel(&db, "P", "1/1", values).await;
    let intervals = json!([["2026-02-01", "2026-02-20"], ["2026-04-01", "2026-04-10"]]);
    seed::obstacle(&db, &[id], json!({ "intervals": intervals })).await;
    let app = TestApp::start(&db).await;
    let at = async |day: &str| app.json(&format!("/api/v1/parcels/{id}?as_of={day}")).await;
    let story = async |day: &str| {
        let parcel = at(day).await;
        let obstacles = parcel["obstacles"].as_array().unwrap();
        let state = obstacles
            .first()
            .map_or("none", |obstacle| obstacle["state"].as_str().unwrap());
        format!(
            "{} {} {state}",
            parcel["status"].as_str().unwrap(),
            parcel["waiting_for"].as_str().unwrap_or("nothing")
        )
    };
    for (day, expected) in [
        ("2026-01-04", "not_started notified none"),
        ("2026-01-05", "undated inventoried none"),
        ("2026-02-01", "blocked inventoried open"),
        ("2026-02-19", "blocked inventoried open"),
        ("2026-02-20", "undated inventoried resolved"),
        ("2026-03-01", "undated plan_posted resolved"),
        ("2026-04-05", "blocked plan_posted open"),
        ("2026-04-10", "undated plan_posted resolved"),
        ("2026-06-01", "cleared nothing resolved"),
    ] {
        assert_eq!(story(day).await, expected, "{day}");
    }
    let parcel = at("2026-02-10").await;
    assert_eq!(parcel["steps"][1]["on"], Value::Null, "the inventory was yet to come");
    assert_eq!(parcel["obstacles"][0]["closed_on"], Value::Null);
    assert_eq!(parcel["handed_over_on"], Value::Null);
}

#[sqlx::test]
async fn steps_out_of_order_are_shown_with_a_warning(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let values = json!({ "notified_on": "2026-01-05", "paid_on": "2026-03-01", "handed_over_on": day("2026-02-01") });
    let id = seed::parcel(&db, "P", "1/1", values).await;
    let app = TestApp::start(&db).await;
    let uri = format!("/api/v1/parcels/{id}");
    let parcel = app.json(&uri).await;
    let warned: Vec<&str> = parcel["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| warning["step"].as_str().unwrap())
        .collect();
    assert_eq!(warned, ["paid", "handed_over"]);
    assert_eq!(
        parcel["warnings"][0]["detail"],
        "«Chi trả» được ghi trước một bước đứng trước nó."
    );
    let english = app.send(Call::get(&uri).in_english()).await.json();
    assert_eq!(
        english["warnings"][0]["detail"],
        "“Paid” is recorded before a step that comes before it."
    );
}

#[sqlx::test]
async fn what_does_not_exist_is_not_found(db: PgPool) {
    let app = TestApp::start(&db).await;
    for uri in [
        "/api/v1/parcels/1",
        "/api/v1/parcels/x",
        "/api/v1/parcels/1/events",
        "/api/v1/parcels/-1",
    ] {
        app.get(uri).await.problem(404, "not-found");
    }
    let future = format!("/api/v1/parcels/1?as_of={}", today().plus_days(1));
    app.get(&future).await.problem(400, "invalid-query");
}
