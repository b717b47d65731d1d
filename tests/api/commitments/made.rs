use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{get, made, make, new, scene};
use crate::support::{Call, TestApp, days_ago, seed};

async fn hand_over(db: &PgPool, app: &TestApp, id: i64, ago: i32) {
    sqlx::query("update parcels set handed_over_on = $2 where id = $1")
        .bind(id)
        .bind(days_ago(ago))
        .execute(db)
        .await
        .unwrap();
    app.board.catch_up().await;
}

#[sqlx::test]
async fn a_share_is_open_then_broken_then_kept_late_and_each_day_knows_its_own_state(db: PgPool) {
    let app = scene(&db).await;
    let values =
        json!({ "share": 0.75, "made_on": days_ago(60), "due_on": days_ago(20), "text": "Bàn giao đoạn đầu tuyến" });
    let id = made(&app, &values).await["id"].clone();
    let state = async |ago: i32| {
        let one = get(&app, &id, ago).await;
        (
            one["state"].as_str().unwrap().to_owned(),
            one["days_late"].as_i64().unwrap(),
            one["met_on"].clone(),
        )
    };
    assert_eq!(state(25).await, ("open".into(), 0, Value::Null));
    assert_eq!(state(0).await, ("broken".into(), 20, Value::Null));
    let late = app.json("/api/v1/projects/P").await;
    assert_eq!(
        (&late["delays"][0]["kind"], &late["days_late"]),
        (&json!("commitment"), &json!(20))
    );
    hand_over(&db, &app, 2, 8).await;
    assert_eq!(state(25).await, ("open".into(), 0, Value::Null));
    assert_eq!(state(9).await, ("broken".into(), 11, Value::Null));
    assert_eq!(state(0).await, ("kept".into(), 12, json!(days_ago(8))));
    assert_eq!(app.json("/api/v1/projects/P").await["days_late"], 0);
    let progress = get(&app, &id, 9).await["progress"].as_f64().unwrap();
    assert!((progress - 2.0 / 3.0).abs() < 1e-9, "{progress}");
    app.get(&format!("/api/v1/commitments/{id}?as_of={}", days_ago(61)))
        .await
        .problem(404, "not-found");
}

#[sqlx::test]
async fn named_parcels_are_promised_and_those_that_the_design_needs_no_more_are_left_out(db: PgPool) {
    let app = scene(&db).await;
    let values = json!({ "parcels": [1, 2, 4], "made_on": days_ago(50), "due_on": days_ago(5) });
    let one = made(&app, &values).await;
    assert_eq!(
        (&one["parcels"], &one["share"], &one["state"]),
        (&json!(3), &Value::Null, &json!("broken"))
    );
    assert_eq!(one["committed_parcels"][0]["parcel_no"], "1");
    assert_eq!(one["committed_parcels"][0]["status"], "cleared");
    assert_eq!(
        app.json("/api/v1/projects/P").await["days_late"],
        5,
        "a project waits for its named parcels too"
    );
    hand_over(&db, &app, 2, 7).await;
    assert_eq!(get(&app, &one["id"], 0).await["state"], "broken");
    seed::sql(&db, "update parcels set excluded_on = today_here() - 6 where id = 4").await;
    app.board.catch_up().await;
    let kept = get(&app, &one["id"], 0).await;
    assert_eq!(
        (&kept["state"], &kept["met_on"], &kept["days_late"], &kept["progress"]),
        (&json!("kept"), &json!(days_ago(6)), &json!(0), &json!(1.0))
    );
    assert_eq!(get(&app, &one["id"], 10).await["progress"], json!(1.0 / 3.0));
}

#[sqlx::test]
async fn an_impossible_commitment_is_refused_with_its_place(db: PgPool) {
    let app = scene(&db).await;
    seed::project(&db, "Q", json!({})).await;
    let elsewhere = seed::parcel(&db, "Q", "1/1", json!({})).await;
    app.board.catch_up().await;
    let many: Vec<i64> = (1..=5001).collect();
    for (values, pointer) in [
        (json!({}), "/share"),
        (json!({ "share": 0 }), "/share"),
        (json!({ "share": 1.01 }), "/share"),
        (json!({ "share": 0.5, "parcels": [1] }), "/parcels"),
        (json!({ "parcels": [] }), "/parcels"),
        (json!({ "parcels": many }), "/parcels"),
        (json!({ "parcels": [1, elsewhere] }), "/parcels/1"),
        (json!({ "parcels": [1, 2, 1] }), "/parcels/2"),
        (json!({ "share": 0.5, "made_by": " " }), "/made_by"),
        (json!({ "share": 0.5, "made_to": "x".repeat(201) }), "/made_to"),
        (json!({ "share": 0.5, "text": "x".repeat(2001) }), "/text"),
        (json!({ "share": 0.5, "made_on": days_ago(-1) }), "/made_on"),
        (json!({ "share": 0.5, "made_on": "1970-01-01" }), "/made_on"),
        (json!({ "share": 0.5, "due_on": days_ago(1) }), "/due_on"),
        (json!({ "share": 0.5, "due_on": "2200-01-01" }), "/due_on"),
        (json!({ "share": 0.5, "original_on": days_ago(1) }), "/original_on"),
    ] {
        let problems = app.send(make(&values)).await.problem(422, "refused");
        assert_eq!(problems[0].0, pointer, "{values}");
    }
    assert_eq!(app.json("/api/v1/commitments").await["total"], 0);
    let nowhere = Call::post("/api/v1/projects/NOPE/commitments").json(&new(&json!({ "share": 0.5 })));
    app.send(nowhere).await.problem(404, "not-found");
}

#[sqlx::test]
async fn an_officer_promises_for_the_own_district_and_a_leader_everywhere(db: PgPool) {
    let app = scene(&db).await;
    let (share, own, other) = (
        json!({ "share": 0.9 }),
        json!({ "parcels": [2] }),
        json!({ "parcels": [2, 4] }),
    );
    for values in [&share, &other] {
        app.send(make(values).as_(Role::Officer))
            .await
            .problem(403, "forbidden");
    }
    for role in [Role::Planner, Role::Field] {
        app.send(make(&own).as_(role)).await.problem(403, "forbidden");
    }
    app.send(make(&own).as_(Role::Public))
        .await
        .problem(401, "login-needed");
    app.send(make(&own).as_(Role::Officer)).await.expect(201);
    let of_leader = app.send(make(&share).as_(Role::Leader)).await.expect(201).json();
    let withdraw = Call::post(&format!("/api/v1/commitments/{}/withdraw", of_leader["id"]));
    let withdraw = withdraw.version(&json!(1)).json(&json!({ "reason": "giao ban" }));
    app.send(withdraw.as_(Role::Officer)).await.problem(403, "forbidden");
}

#[sqlx::test]
async fn the_public_sees_the_bodies_and_neither_accounts_nor_what_somebody_wrote(db: PgPool) {
    let app = scene(&db).await;
    let values = json!({ "parcels": [2], "text": "Vận động hộ ông A" });
    let id = made(&app, &values).await["id"].clone();
    for uri in [
        format!("/api/v1/commitments/{id}"),
        "/api/v1/commitments".to_owned(),
        "/api/v1/projects/P/plans".to_owned(),
    ] {
        let seen = app.send(Call::get(&uri).anonymous()).await.expect(200).text();
        assert!(seen.contains("Ban Chỉ đạo tỉnh"), "{seen}");
        assert!(
            !seen.contains("ông A") && !seen.contains("admin") && !seen.contains("\"1\""),
            "{seen}"
        );
    }
    let known = get(&app, &id, 0).await;
    assert_eq!(
        (&known["text"], &known["made_by_account"]),
        (&json!("Vận động hộ ông A"), &json!("admin"))
    );
}

#[sqlx::test]
async fn one_operation_makes_one_commitment_and_is_recorded(db: PgPool) {
    let app = scene(&db).await;
    let operation = Uuid::now_v7();
    let first = app
        .send(make(&json!({ "share": 0.9 })).operation(operation))
        .await
        .expect(201)
        .json();
    let again = app
        .send(make(&json!({ "share": 0.9 })).operation(operation))
        .await
        .expect(201)
        .json();
    assert_eq!(first, again);
    assert_eq!(app.json("/api/v1/commitments").await["total"], 1);
    let recorded: Vec<(String, String, String)> = sqlx::query_as(
        "select a.action, a.subject, e.action from audit a join events e using (op_id) where e.entity = 'commitment' and e.project_id = 1",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    assert_eq!(
        recorded,
        [("commitment.make".into(), "P".into(), "commitment_made".into())]
    );
}
