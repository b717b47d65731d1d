//! A PostgreSQL that runs, but not for us. A full disk and an exhausted memory cannot be had without harm to the machine
//! that the tests run on: there a trigger raises what PostgreSQL raises then. The rest is real.

use rustix::process::Signal;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use super::{Scene, import_form};
use crate::support::{Call, days_ago, until};

/// Every write to parcels fails as with this code of PostgreSQL.
async fn fail_with(scene: &Scene, code: &str) {
    let mut connection = scene.postgres.connection().await;
    sqlx::query("create table if not exists failing (code text)")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("insert into failing values ($1)")
        .bind(code)
        .execute(&mut connection)
        .await
        .unwrap();
    let statement = "
        create or replace function fail() returns trigger language plpgsql as $$ begin
            raise exception 'as if' using errcode = (select code from failing order by ctid desc limit 1);
        end $$;
        create or replace trigger fail before update on parcels execute function fail();
        create or replace trigger fail before insert on projects execute function fail()";
    connection.execute(statement).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_and_an_exhausted_memory_are_named_and_store_nothing() {
    let scene = Scene::start().await;
    for (code, cause, in_vietnamese) in [
        ("53100", "disk-full", "Đĩa của cơ sở dữ liệu đã đầy"),
        ("53200", "out-of-memory", "hết bộ nhớ"),
        ("58030", "disk-failing", "không đọc hoặc ghi được đĩa"),
    ] {
        fail_with(&scene, code).await;
        let operation = Uuid::new_v4();
        let edit = || scene.edit(1, days_ago(3)).operation(operation);
        let answer = scene.app.send(edit()).await;
        Scene::refused(&answer, &[cause]);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.contains(in_vietnamese) && detail.contains("chưa ghi gì"),
            "{detail}"
        );
        let import = scene.app.settled(import_form()).await;
        let failure = import["failure"]["vi"].as_str().unwrap_or_default();
        assert!(
            import["state"] == "failed" && failure.contains(in_vietnamese),
            "{import}"
        );
        // Reading goes on, and is current.
        assert_eq!(scene.app.json(&scene.address()).await["version"], 1);
        assert_eq!(scene.app.get("/readyz").await.status, 200);
    }
    assert_eq!(scene.events().await, 0);
    assert_eq!(scene.postgres.ask::<i64>("select count(*) from audit").await, 0);
    scene.postgres.sql("drop function fail() cascade").await;
    scene.healed(1).await;
    assert_eq!(scene.app.settled(import_form()).await["state"], "stored");
}

#[tokio::test]
async fn a_read_only_database_is_read_but_takes_no_edit() {
    let scene = Scene::start().await;
    scene
        .postgres
        .sql("alter system set default_transaction_read_only = on")
        .await;
    scene.postgres.sql("select pg_reload_conf()").await;
    until("sessions are read-only", async || {
        scene.postgres.ask::<String>("show default_transaction_read_only").await == "on"
    })
    .await;
    // A session reads the new setting when it is next idle.
    until("edits are refused", async || {
        scene.app.send(Scene::stale()).await.status == 503
    })
    .await;
    let answer = scene.app.send(scene.edit(1, days_ago(3))).await;
    Scene::refused(&answer, &["read-only"]);
    scene.app.get("/api/v1/parcels").await.expect(200);
    let mut writer = scene.postgres.connection().await;
    for statement in [
        "set default_transaction_read_only = off",
        "alter system reset default_transaction_read_only",
        "select pg_reload_conf()",
    ] {
        writer.execute(statement).await.unwrap();
    }
    until("edits are taken", async || {
        scene.app.send(Scene::stale()).await.status == 412
    })
    .await;
    scene.healed(1).await;
}

#[tokio::test]
async fn what_others_hold_too_long_is_given_up_and_nothing_is_stored() {
    let scene = Scene::start().await;
    let mut other = scene.postgres.connection().await;
    let mut held = other.begin().await.unwrap();
    held.execute("lock table parcels in access exclusive mode")
        .await
        .unwrap();
    let doors = [
        Call::get("/api/v1/parcels"),
        Call::get(&scene.address()),
        scene.edit(1, days_ago(3)),
    ];
    for answer in futures_util::future::join_all(doors.map(|door| scene.app.send(door))).await {
        Scene::refused(&answer, &["slow"]);
    }
    held.rollback().await.unwrap();
    scene.healed(1).await;
    assert_eq!(scene.events().await, 1);
}

#[tokio::test]
async fn a_board_that_cannot_look_is_not_ready_and_a_write_that_it_cannot_see_says_so() {
    let scene = Scene::start().await;
    scene.app.get("/api/v1/parcels").await.expect(200);
    let mut other = scene.postgres.connection().await;
    let mut held = other.begin().await.unwrap();
    // The board reads it, an edit does not.
    held.execute("lock table parcel_units in access exclusive mode")
        .await
        .unwrap();
    let operation = Uuid::new_v4();
    let edit = || scene.edit(1, days_ago(3)).operation(operation);
    let answer = scene.app.send(edit()).await;
    Scene::refused(&answer, &["unseen"]);
    until("the service is not ready", async || {
        scene.app.get("/readyz").await.text().starts_with("slow: ")
    })
    .await;
    held.rollback().await.unwrap();
    until("the service is ready", async || {
        scene.app.get("/readyz").await.status == 200
    })
    .await;
    let again = scene.app.send(edit()).await.expect(200).json();
    assert_eq!(again["version"], 2);
    assert_eq!(scene.events().await, 1, "sent twice, counted once");
}

#[tokio::test]
async fn used_up_connections_are_waited_for_and_then_said_so() {
    let scene = Scene::start().await;
    scene.postgres.sql("alter system set max_connections = 20").await;
    scene.postgres.end(Signal::INT).await;
    scene.postgres.start_again().await;
    until("the service is ready", async || {
        scene.app.get("/readyz").await.status == 200
    })
    .await;
    let mut taken = Vec::new();
    while let Ok(connection) = PgConnection::connect_with(&scene.postgres.options).await {
        taken.push(connection);
    }
    let address = scene.address();
    let many = (0..30).map(|_| scene.app.get(&address));
    for answer in futures_util::future::join_all(many).await {
        Scene::refused(&answer, &["busy"]);
    }
    Scene::refused(&scene.app.send(scene.edit(1, days_ago(3))).await, &["busy"]);
    drop(taken);
    scene.healed(1).await;
}

#[tokio::test]
async fn a_postgresql_that_starts_is_waited_for() {
    let scene = Scene::start().await;
    scene.postgres.sql("alter system set hot_standby = off").await;
    scene.postgres.end(Signal::INT).await;
    scene.postgres.start_closed().await;
    until("the board knows", async || {
        scene.app.get("/readyz").await.text().starts_with("starting: ")
    })
    .await;
    let answer = scene.app.send(scene.edit(1, days_ago(3))).await;
    Scene::refused(&answer, &["starting"]);
    assert_eq!(
        scene.app.send(Call::get(&scene.address()).in_english()).await.json()["detail"],
        json!("The database is starting. Try again in a few seconds.")
    );
    scene.postgres.end(Signal::INT).await;
    scene.postgres.start_again().await;
    scene.healed(1).await;
}
