use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Call, TestApp, days_ago, seed};

async fn one_parcel(db: &PgPool, values: Value) -> (TestApp, String) {
    seed::project(db, "P", json!({})).await;
    let id = seed::parcel(db, "P", "1/1", values).await;
    (TestApp::start(db).await, format!("/api/v1/parcels/{id}"))
}

#[sqlx::test]
async fn an_edit_answers_with_the_parcel_as_it_is_then(db: PgPool) {
    let (app, uri) = one_parcel(&db, json!({})).await;
    let edit = json!({
        "steps": { "notified": { "on": days_ago(30), "document": " 12/TB-UBND ", "signed_on": days_ago(31) } },
        "not_applicable": { "resettled": days_ago(30) },
        "note": " đã nhận ",
    });
    let answer = app
        .send(Call::patch(&uri).version(&json!(1)).by("lan").json(&edit))
        .await
        .expect(200);
    assert_eq!(answer.header("etag"), "\"2\"");
    let parcel = answer.json();
    assert_eq!(parcel, app.json(&uri).await);
    assert_eq!(parcel["waiting_for"], "inventoried");
    assert_eq!(parcel["steps"][0]["document"], "12/TB-UBND");
    assert_eq!(parcel["steps"][0]["signed_on"], json!(days_ago(31)));
    assert_eq!(parcel["steps"][5]["not_applicable_on"], json!(days_ago(30)));
    assert_eq!(parcel["note"], "đã nhận");
    assert_eq!(parcel["updated_by"], "lan");
    assert_eq!(parcel["warnings"], json!([]));
}

#[sqlx::test]
async fn what_an_edit_does_not_name_stays(db: PgPool) {
    let (app, uri) = one_parcel(
        &db,
        json!({ "notified_on": days_ago(40), "note": "giữ", "paid_na_on": days_ago(9) }),
    )
    .await;
    let put = json!({ "steps": { "notified": { "on": days_ago(40), "document": "1/TB", "signed_on": days_ago(41) } } });
    app.send(Call::patch(&uri).version(&json!(1)).json(&put))
        .await
        .expect(200);
    let moved = json!({ "steps": { "notified": { "on": days_ago(39) } } });
    let parcel = app
        .send(Call::patch(&uri).version(&json!(2)).json(&moved))
        .await
        .expect(200)
        .json();
    assert_eq!(parcel["steps"][0]["on"], json!(days_ago(39)));
    assert_eq!(parcel["steps"][0]["document"], "1/TB");
    assert_eq!(
        (&parcel["note"], &parcel["steps"][4]["not_applicable_on"]),
        (&json!("giữ"), &json!(days_ago(9)))
    );
}

#[sqlx::test]
async fn a_day_taken_back_takes_its_document_along(db: PgPool) {
    let (app, uri) = one_parcel(&db, json!({})).await;
    let put = json!({ "steps": { "notified": { "on": days_ago(4), "document": "1/TB" } }, "excluded_on": null });
    app.send(Call::patch(&uri).version(&json!(1)).json(&put))
        .await
        .expect(200);
    let back = json!({ "steps": { "notified": { "on": null } } });
    let parcel = app
        .send(Call::patch(&uri).version(&json!(2)).json(&back))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&parcel["steps"][0]["on"], &parcel["steps"][0]["document"]),
        (&Value::Null, &json!(""))
    );
    assert_eq!(parcel["status"], "not_started");
}

#[sqlx::test]
async fn a_mark_or_an_exclusion_is_taken_back_together_with_setting_the_step(db: PgPool) {
    let (app, uri) = one_parcel(&db, json!({ "paid_na_on": days_ago(9), "excluded_on": days_ago(8) })).await;
    let edit =
        json!({ "steps": { "paid": { "on": days_ago(1) } }, "not_applicable": { "paid": null }, "excluded_on": null });
    let parcel = app
        .send(Call::patch(&uri).version(&json!(1)).json(&edit))
        .await
        .expect(200)
        .json();
    assert_eq!(parcel["steps"][4]["on"], json!(days_ago(1)));
    assert_eq!(
        (&parcel["status"], &parcel["excluded_on"]),
        (&json!("undated"), &Value::Null)
    );
}

#[sqlx::test]
async fn a_step_before_its_time_is_stored_and_warned_of(db: PgPool) {
    let (app, uri) = one_parcel(&db, json!({ "notified_on": days_ago(10) })).await;
    let edit = json!({ "steps": { "inventoried": { "on": days_ago(20) } } });
    let parcel = app
        .send(Call::patch(&uri).version(&json!(1)).json(&edit))
        .await
        .expect(200)
        .json();
    assert_eq!(parcel["steps"][1]["on"], json!(days_ago(20)));
    assert_eq!(parcel["warnings"][0]["code"], "out_of_order");
    assert_eq!(parcel["warnings"][0]["step"], "inventoried");
}

#[sqlx::test]
async fn an_edit_needs_the_version_that_it_starts_from(db: PgPool) {
    let (app, uri) = one_parcel(&db, json!({})).await;
    let note = |text: &str| Call::patch(&uri).json(&json!({ "note": text }));
    app.send(note("a")).await.problem(428, "version-missing");
    app.send(note("a").header("if-match", "*"))
        .await
        .problem(428, "version-missing");
    app.send(note("a").version(&json!(1))).await.expect(200);
    let stale = app.send(note("b").version(&json!(1))).await;
    stale.problem(412, "stale-version");
    assert_eq!(stale.json()["current"], app.json(&uri).await);
    assert_eq!(stale.json()["current"]["note"], "a");
    app.send(Call::patch("/api/v1/parcels/999").version(&json!(1)).json(&json!({})))
        .await
        .problem(404, "not-found");
}

#[sqlx::test]
async fn an_operation_sent_twice_is_done_once_and_answered_as_at_first(db: PgPool) {
    let (app, uri) = one_parcel(&db, json!({})).await;
    let operation = Uuid::now_v7();
    let edit = || {
        let body = json!({ "steps": { "notified": { "on": days_ago(2) } } });
        Call::patch(&uri).version(&json!(1)).operation(operation).json(&body)
    };
    let first = app.send(edit()).await.expect(200);
    let again = app.send(edit()).await.expect(200);
    assert_eq!(first.json(), again.json());
    assert_eq!(first.header("etag"), again.header("etag"));
    let events = app.json(&format!("{uri}/events")).await;
    assert_eq!(events["items"].as_array().unwrap().len(), 1);
    app.send(edit().header("x-operation-id", "x")).await.expect(200);
    app.send(
        Call::patch(&uri)
            .version(&json!(2))
            .header("x-operation-id", "x")
            .json(&json!({})),
    )
    .await
    .problem(400, "invalid-query");
}

#[sqlx::test]
async fn a_refused_operation_may_be_sent_again_when_mended(db: PgPool) {
    let (app, uri) = one_parcel(&db, json!({})).await;
    let operation = Uuid::now_v7();
    let edit = |day: &str| {
        let body = json!({ "steps": { "notified": { "on": day } } });
        Call::patch(&uri).version(&json!(1)).operation(operation).json(&body)
    };
    app.send(edit("1980-01-01")).await.problem(422, "refused");
    let parcel = app.send(edit("2026-01-01")).await.expect(200).json();
    assert_eq!(parcel["steps"][0]["on"], "2026-01-01");
}

#[sqlx::test]
async fn a_handover_over_an_open_obstacle_takes_a_reason_which_stays_in_the_history(db: PgPool) {
    let (app, uri) = one_parcel(&db, json!({})).await;
    let id: i64 = uri.rsplit('/').next().unwrap().parse().unwrap();
    seed::obstacle(&db, &[id], json!({ "intervals": [[days_ago(5), null]] })).await;
    let edit = json!({ "steps": { "handed_over": { "on": days_ago(1) } }, "reason": "hộ đã tự nguyện" });
    let parcel = app
        .send(Call::patch(&uri).version(&json!(1)).json(&edit))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&parcel["status"], &parcel["is_blocked"]),
        (&json!("cleared"), &json!(false))
    );
    assert_eq!(
        app.json(&format!("{uri}/events")).await["items"][0]["note"],
        "hộ đã tự nguyện"
    );
}
