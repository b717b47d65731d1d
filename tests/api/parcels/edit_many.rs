use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Call, TestApp, days_ago, seed};

async fn three(db: &PgPool) -> (TestApp, Vec<i64>) {
    seed::project(db, "P", json!({ "clearance_deadline": days_ago(3) })).await;
    let mut ids = Vec::new();
    for key in ["1/1", "1/2", "1/3"] {
        ids.push(seed::parcel(db, "P", key, json!({ "household_code": "H1" })).await);
    }
    (TestApp::start(db).await, ids)
}

fn change(ids: &[i64], version: i32, change: &Value) -> Call {
    let parcels: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "version": version })).collect();
    Call::patch("/api/v1/parcels").json(&json!({ "parcels": parcels, "change": change }))
}

fn paid() -> Value {
    json!({ "steps": { "paid": { "on": days_ago(1), "document": "77/QĐ-UBND" } } })
}

#[sqlx::test]
async fn one_decision_is_written_on_every_parcel_of_a_set(db: PgPool) {
    let (app, ids) = three(&db).await;
    let answer = app.send(change(&ids, 1, &paid())).await.expect(200).json();
    let updated: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "version": 2 })).collect();
    assert_eq!(answer["updated"], json!(updated));
    let warned: Vec<&Value> = answer["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| &warning["id"])
        .collect();
    assert_eq!(json!(warned), json!(ids), "paid before notified");
    for id in ids {
        let parcel = app.json(&format!("/api/v1/parcels/{id}")).await;
        assert_eq!(
            (&parcel["steps"][4]["document"], &parcel["version"]),
            (&json!("77/QĐ-UBND"), &json!(2))
        );
        assert_eq!(
            app.json(&format!("/api/v1/parcels/{id}/events")).await["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
    let audited: i64 = sqlx::query_scalar("select count(*) from audit")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(audited, 1, "one write, one audit row");
}

#[sqlx::test]
async fn the_stale_ones_of_a_set_are_listed_and_nothing_is_written(db: PgPool) {
    let (app, ids) = three(&db).await;
    app.send(change(&ids[1..2], 1, &json!({ "note": "đi trước" })))
        .await
        .expect(200);
    let answer = app.send(change(&ids, 1, &paid())).await;
    answer.problem(412, "stale-version");
    assert_eq!(answer.json()["current"], json!([{ "id": ids[1], "version": 2 }]));
    let list = app.json("/api/v1/parcels?sort=key").await;
    let versions: Vec<&Value> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["version"])
        .collect();
    assert_eq!(json!(versions), json!([1, 2, 1]));
}

#[sqlx::test]
async fn a_change_that_one_parcel_cannot_take_is_made_on_none(db: PgPool) {
    let (app, ids) = three(&db).await;
    app.send(change(&ids[2..], 1, &json!({ "excluded_on": days_ago(1) })))
        .await
        .expect(200);
    let set = json!([{ "id": ids[0], "version": 1 }, { "id": ids[1], "version": 1 }, { "id": ids[2], "version": 2 }]);
    let body = json!({ "parcels": set, "change": paid() });
    let problems = app
        .send(Call::patch("/api/v1/parcels").json(&body))
        .await
        .problem(422, "refused");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].0, "/change/steps/paid/on");
    assert!(
        problems[0].1.starts_with("Thửa 3, tờ 1 "),
        "it is named: {}",
        problems[0].1
    );
    assert_eq!(app.json("/api/v1/parcels?status=overdue").await["total"], 2);
    let first = app.json(&format!("/api/v1/parcels/{}", ids[0])).await;
    assert_eq!((&first["version"], &first["steps"][4]["on"]), (&json!(1), &Value::Null));
}

#[sqlx::test]
async fn a_set_must_name_existing_parcels_once_each(db: PgPool) {
    let (app, ids) = three(&db).await;
    for set in [vec![], vec![ids[0], ids[0]], vec![ids[0], 999_999]] {
        let problems = app.send(change(&set, 1, &paid())).await.problem(422, "refused");
        assert_eq!(problems[0].0, "/parcels", "{set:?}");
    }
    assert_eq!(app.json(&format!("/api/v1/parcels/{}", ids[0])).await["version"], 1);
}

#[sqlx::test]
async fn a_set_sent_twice_is_written_once_and_answered_as_at_first(db: PgPool) {
    let (app, ids) = three(&db).await;
    let operation = Uuid::now_v7();
    let first = app
        .send(change(&ids, 1, &paid()).operation(operation))
        .await
        .expect(200)
        .json();
    let again = app
        .send(change(&ids, 1, &paid()).operation(operation))
        .await
        .expect(200)
        .json();
    assert_eq!(first, again);
}
