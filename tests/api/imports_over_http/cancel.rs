use serde_json::{Value, json};
use sqlx::{PgPool, Postgres, Transaction};

use super::{PARCELS, address, parcels, service, shown};
use crate::support::{Call, Stream, TestApp, import_form};

/// Keeps every import from ending until it is dropped: what is merged is told by events.
async fn hold_events(db: &PgPool) -> Transaction<'static, Postgres> {
    let mut held = db.begin().await.unwrap();
    sqlx::query("lock table events in share mode")
        .execute(&mut *held)
        .await
        .unwrap();
    held
}

/// Waits until every import has let go of the database.
async fn nobody_imports(db: &PgPool) {
    let mut tx = db.begin().await.unwrap();
    sqlx::query("select pg_advisory_xact_lock(hashtext('matbang.imports'))")
        .execute(&mut *tx)
        .await
        .unwrap();
}

async fn written(db: &PgPool) -> i64 {
    sqlx::query_scalar(
        "select (select count(*) from parcels) + (select count(*) from audit) + (select count(*) from events)",
    )
    .fetch_one(db)
    .await
    .unwrap()
}

/// Cancels an import once its stream tells that its data are merged, and gives back what became of it.
async fn cancelled_while_merging(app: &TestApp, file: &str) -> Value {
    let import = app.send(import_form(&PARCELS, Some(file))).await.expect(202).json();
    let mut stream = Stream::of_import(app, import["id"].as_str().unwrap()).await;
    let running = stream.until(|import| import["progress"]["phase"] == "merging").await;
    assert_eq!(
        running["can"],
        json!({ "check": false, "store": false, "cancel": true, "undo": false, "discard": false })
    );
    for call in [
        Call::post(&address(&import, "/store")),
        Call::delete(&address(&import, "")),
    ] {
        app.send(call).await.problem(409, "conflict");
    }
    app.settled(Call::post(&address(&import, "/cancel"))).await
}

#[sqlx::test]
async fn an_import_cancelled_while_its_data_are_merged_leaves_nothing(db: PgPool) {
    let app = service(&db).await;
    let held = hold_events(&db).await;
    let import = cancelled_while_merging(&app, &parcels(&["1", "2"])).await;
    assert_eq!(import["state"], "cancelled");
    held.rollback().await.unwrap();
    nobody_imports(&db).await;
    assert_eq!((written(&db).await, shown(&app).await), (0, json!(0)));
    let again = app.settled(Call::post(&address(&import, "/store"))).await;
    assert_eq!(
        (&again["state"], shown(&app).await),
        (&json!("stored"), json!(2)),
        "it can be stored after all"
    );
}

#[sqlx::test]
async fn an_import_that_waits_for_its_turn_can_be_cancelled(db: PgPool) {
    let app = service(&db).await;
    let held = hold_events(&db).await;
    let first = app
        .send(import_form(&PARCELS, Some(&parcels(&["1"]))))
        .await
        .expect(202)
        .json();
    let mut stream = Stream::of_import(&app, first["id"].as_str().unwrap()).await;
    stream.until(|import| import["progress"]["phase"] == "merging").await;
    let second = app
        .send(import_form(&PARCELS, Some(&parcels(&["2"]))))
        .await
        .expect(202)
        .json();
    assert_eq!(
        (&second["state"], &second["progress"]),
        (&json!("storing"), &Value::Null)
    );
    let second = app.settled(Call::post(&address(&second, "/cancel"))).await;
    assert_eq!(second["state"], "cancelled");
    held.rollback().await.unwrap();
    while stream.next_or_end().await.is_some() {}
    assert_eq!(
        app.json(&address(&first, "")).await["state"],
        "stored",
        "the other goes on"
    );
    assert_eq!(shown(&app).await, 1);
}

#[sqlx::test]
async fn an_import_is_cancelled_through_another_process(db: PgPool) {
    let app = service(&db).await;
    let other = TestApp::start(&db).await;
    let held = hold_events(&db).await;
    let import = app
        .send(import_form(&PARCELS, Some(&parcels(&["1"]))))
        .await
        .expect(202)
        .json();
    let mut stream = Stream::of_import(&other, import["id"].as_str().unwrap()).await;
    stream.until(|import| import["progress"]["phase"] == "merging").await;
    other.send(Call::post(&address(&import, "/cancel"))).await.expect(202);
    stream.until(|import| import["state"] == "cancelled").await;
    assert!(stream.next_or_end().await.is_none());
    held.rollback().await.unwrap();
    nobody_imports(&db).await;
    assert_eq!(written(&db).await, 0);
}
