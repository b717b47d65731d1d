use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{get, made, scene};
use crate::support::{Call, TestApp, days_ago, seed};

fn supersede(id: &Value, version: i32, body: &Value) -> Call {
    Call::post(&format!("/api/v1/commitments/{id}/supersede"))
        .version(&json!(version))
        .json(body)
}

fn withdraw(id: &Value, version: i32) -> Call {
    let body = json!({ "reason": "Dự án được phân kỳ" });
    Call::post(&format!("/api/v1/commitments/{id}/withdraw"))
        .version(&json!(version))
        .json(&body)
}

fn later(days: i32) -> Value {
    json!({ "due_on": days_ago(-days), "reason": "Chưa chi trả xong" })
}

#[sqlx::test]
async fn a_commitment_is_superseded_never_edited_and_the_first_day_stays(db: PgPool) {
    let app = scene(&db).await;
    let values = json!({ "share": 0.8, "made_on": days_ago(60), "due_on": days_ago(20) });
    let first = made(&app, &values).await["id"].clone();
    let operation = Uuid::now_v7();
    let second = app
        .send(supersede(&first, 1, &later(15)).operation(operation))
        .await
        .expect(201)
        .json();
    let again = app
        .send(supersede(&first, 1, &later(15)).operation(operation))
        .await
        .expect(201)
        .json();
    assert_eq!(second, again);
    assert_eq!(
        (
            &second["original_on"],
            &second["due_on"],
            &second["share"],
            &second["state"],
            &second["supersedes"]
        ),
        (
            &json!(days_ago(20)),
            &json!(days_ago(-15)),
            &json!(0.8),
            &json!("open"),
            &first
        )
    );
    assert_eq!(
        (&second["reason"], &second["made_by"]),
        (&json!("Chưa chi trả xong"), &json!("Ủy ban nhân dân huyện"))
    );
    let old = get(&app, &first, 0).await;
    assert_eq!(
        (
            &old["state"],
            &old["due_on"],
            &old["superseded_by"],
            &old["superseded_on"]
        ),
        (
            &json!("superseded"),
            &json!(days_ago(20)),
            &second["id"],
            &json!(days_ago(0))
        )
    );
    let ids = |one: &Value| -> Vec<Value> {
        one["chain"]
            .as_array()
            .unwrap()
            .iter()
            .map(|link| link["id"].clone())
            .collect()
    };
    assert_eq!(ids(&old), [first.clone(), second["id"].clone()]);
    let then = get(&app, &first, 1).await;
    assert_eq!(
        (&then["state"], &then["days_late"], &then["superseded_by"]),
        (&json!("broken"), &json!(19), &Value::Null)
    );
    assert_eq!(
        ids(&then),
        std::slice::from_ref(&first),
        "on that day nobody knew of another"
    );
    let project =
        async |ago: i32| app.json(&format!("/api/v1/projects/P?as_of={}", days_ago(ago))).await["days_late"].clone();
    assert_eq!([project(0).await, project(1).await], [json!(0), json!(19)]);
    let third = json!({ "due_on": days_ago(-40), "parcels": [2, 4], "reason": "Theo giao ban" });
    let third = app.send(supersede(&second["id"], 1, &third)).await.expect(201).json();
    assert_eq!(
        (&third["parcels"], &third["original_on"], ids(&third).len()),
        (&json!(2), &json!(days_ago(20)), 3)
    );
}

#[sqlx::test]
async fn a_withdrawn_commitment_binds_no_more_and_says_why(db: PgPool) {
    let app = scene(&db).await;
    let values = json!({ "share": 0.8, "made_on": days_ago(60), "due_on": days_ago(20) });
    let id = made(&app, &values).await["id"].clone();
    let withdrawn = app.send(withdraw(&id, 1)).await.expect(200);
    assert_eq!(withdrawn.header("etag"), "\"2\"");
    let withdrawn = withdrawn.json();
    assert_eq!(
        (&withdrawn["state"], &withdrawn["reason"], &withdrawn["withdrawn_on"]),
        (&json!("withdrawn"), &json!("Dự án được phân kỳ"), &json!(days_ago(0)))
    );
    assert_eq!(app.json("/api/v1/projects/P").await["days_late"], 0);
    assert_eq!(get(&app, &id, 1).await["state"], "broken");
}

async fn refused(app: &TestApp, call: Call) {
    let problems = app.send(call).await.problem(422, "refused");
    assert_eq!(problems[0].0, "");
}

#[sqlx::test]
async fn only_what_binds_and_is_not_kept_is_superseded_or_withdrawn(db: PgPool) {
    let app = scene(&db).await;
    let id = made(&app, &json!({ "share": 0.8 })).await["id"].clone();
    for (body, pointer) in [
        (json!({ "due_on": days_ago(-9), "reason": "" }), "/reason"),
        (json!({ "due_on": days_ago(1), "reason": "giao ban" }), "/due_on"),
        (
            json!({ "due_on": days_ago(-9), "reason": "giao ban", "share": 2 }),
            "/share",
        ),
        (
            json!({ "due_on": days_ago(-9), "reason": "giao ban", "parcels": [77] }),
            "/parcels/0",
        ),
    ] {
        let problems = app.send(supersede(&id, 1, &body)).await.problem(422, "refused");
        assert_eq!(problems[0].0, pointer, "{body}");
    }
    app.send(supersede(&id, 1, &later(5))).await.expect(201);
    refused(&app, supersede(&id, 2, &later(9))).await;
    refused(&app, withdraw(&id, 2)).await;
    let kept = made(&app, &json!({ "share": 0.4, "made_on": days_ago(50) })).await["id"].clone();
    refused(&app, withdraw(&kept, 1)).await;
    app.send(withdraw(&json!(999), 1)).await.problem(404, "not-found");
}

#[sqlx::test]
async fn of_two_people_who_supersede_at_the_same_time_one_learns_of_the_other(db: PgPool) {
    let app = scene(&db).await;
    let id = made(&app, &json!({ "share": 0.8 })).await["id"].clone();
    let body = later(9);
    let (one, two) = tokio::join!(app.send(supersede(&id, 1, &body)), app.send(supersede(&id, 1, &body)));
    let (won, lost) = if one.status == 201 { (one, two) } else { (two, one) };
    assert_eq!(won.status, 201);
    lost.problem(412, "stale-version");
    assert_eq!(lost.json()["current"]["superseded_by"], won.json()["id"]);
}

#[sqlx::test]
async fn a_commitment_written_past_the_service_reaches_every_process(db: PgPool) {
    let (one, two) = (scene(&db).await, TestApp::start(&db).await);
    let id = made(
        &one,
        &json!({ "parcels": [2], "made_on": days_ago(9), "due_on": days_ago(2) }),
    )
    .await["id"]
        .clone();
    two.board.catch_up().await;
    assert_eq!(get(&two, &id, 0).await["state"], "broken");
    seed::sql(
        &db,
        "insert into commitment_parcels values (1, 1); delete from commitment_parcels where parcel_id = 2",
    )
    .await;
    two.board.catch_up().await;
    assert_eq!(get(&two, &id, 0).await["state"], "kept");
}
