use serde_json::{Value, json};
use sqlx::PgPool;

use super::{PARCELS, address, parcels, service, stored};
use crate::support::{Call, Stream, TestApp, import_form};

#[sqlx::test]
async fn a_file_can_be_stored_only_where_it_lies(db: PgPool) {
    let app = service(&db).await;
    let other = TestApp::start(&db).await;
    let fields = [("then", "inspect"), PARCELS[0], PARCELS[1]];
    let import = app
        .send(import_form(&fields, Some(&parcels(&["1"]))))
        .await
        .expect(202)
        .json();
    let seen = other.json(&address(&import, "")).await;
    assert_eq!(
        (&seen["state"], &seen["can"]["store"]),
        (&json!("received"), &json!(false))
    );
    let answer = other.send(Call::post(&address(&import, "/store")).in_english()).await;
    answer.problem(409, "conflict");
    assert!(answer.text().contains("another process"), "{}", answer.text());
    other.get(&address(&import, "/preview")).await.problem(409, "conflict");
    assert_eq!(
        app.settled(Call::post(&address(&import, "/store"))).await["state"],
        "stored"
    );
    let undone = other
        .send(Call::post(&address(&import, "/undo")))
        .await
        .expect(200)
        .json();
    assert_eq!(undone["state"], "undone", "what is stored can be undone anywhere");
}

#[sqlx::test]
async fn the_stream_of_another_process_tells_what_became_of_an_import(db: PgPool) {
    let app = service(&db).await;
    let other = TestApp::start(&db).await;
    let mut held = db.begin().await.unwrap();
    sqlx::query("lock table events in share mode")
        .execute(&mut *held)
        .await
        .unwrap();
    let import = app
        .send(import_form(&PARCELS, Some(&parcels(&["1"]))))
        .await
        .expect(202)
        .json();
    let mut stream = Stream::of_import(&other, import["id"].as_str().unwrap()).await;
    assert_eq!(stream.next().await.data["state"], "storing");
    held.rollback().await.unwrap();
    let told = stream.until(|import| import["state"] != "storing").await;
    assert_eq!((&told["state"], &told["report"]), (&json!("stored"), &Value::Null));
    assert!(stream.next_or_end().await.is_none());
}

#[sqlx::test]
async fn an_import_whose_process_lost_the_database_has_failed_and_can_be_tried_again(db: PgPool) {
    let app = service(&db).await;
    let mut held = db.begin().await.unwrap();
    sqlx::query("lock table events in share mode")
        .execute(&mut *held)
        .await
        .unwrap();
    let import = app
        .send(import_form(&PARCELS, Some(&parcels(&["1"]))))
        .await
        .expect(202)
        .json();
    let mut stream = Stream::of_import(&app, import["id"].as_str().unwrap()).await;
    stream.until(|import| import["progress"]["phase"] == "merging").await;
    // Every session of the service, as when the server of the database is restarted.
    sqlx::query(
        "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database()
         and pid <> pg_backend_pid() and query not like 'lock table%'",
    )
    .execute(&mut *held)
    .await
    .unwrap();
    let told = stream.until(|import| import["state"] != "storing").await;
    assert_eq!(told["state"], "failed");
    assert!(!told["failure"]["vi"].as_str().unwrap().is_empty(), "{told}");
    held.rollback().await.unwrap();
    let again = app.settled(Call::post(&address(&import, "/store"))).await;
    assert_eq!((&again["state"], &again["failure"]), (&json!("stored"), &Value::Null));
    assert_eq!(again["report"]["stored"], 1);
    stored(&app, &parcels(&["2"])).await;
}
