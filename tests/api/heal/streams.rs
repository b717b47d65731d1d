use rustix::process::Signal;

use super::Scene;
use crate::support::{Stream, days_ago, until};

/// Reads on until an event of a name.
async fn next_named(stream: &mut Stream, name: &str) -> crate::support::Event {
    loop {
        let event = stream.next().await;
        if event.name == name {
            return event;
        }
    }
}

#[tokio::test]
async fn a_stream_outlives_a_restart_and_goes_on_where_it_was() {
    let scene = Scene::start().await;
    let mut stream = Stream::open(&scene.app, None).await;
    scene.app.send(scene.edit(1, days_ago(9))).await.expect(200);
    let seen = stream.next().await.id;

    scene.postgres.end(Signal::INT).await;
    let away = next_named(&mut stream, "away").await;
    assert_eq!(away.data["cause"], "away");
    assert_eq!(away.id, "", "nothing was missed by it");
    // Whoever connects meanwhile is told the same, and what it missed once that can be known.
    let mut late = Stream::open(&scene.app, Some(&stream.opened_at)).await;
    assert_eq!(late.next().await.name, "away");

    scene.postgres.start_again().await;
    scene
        .postgres
        .sql("update parcels set note = 'x', version = version + 1")
        .await;
    let mut heard = [stream.next().await, stream.next().await];
    heard.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!([&heard[0].name, &heard[1].name], ["back", "change"]);
    assert_eq!(heard[1].data["parcels"][0]["version"], 3);
    assert_eq!(late.next().await.name, "back");
    let missed = late.next().await;
    assert_eq!(
        (missed.name.as_str(), &missed.data["reload"][0]),
        ("change", &"P".into())
    );
    assert_ne!(missed.id, seen);
}

#[tokio::test]
async fn after_a_crash_the_board_reads_everything_anew_and_tells_the_streams() {
    let scene = Scene::start().await;
    let mut stream = Stream::open(&scene.app, None).await;
    scene.postgres.end(Signal::KILL).await;
    scene.postgres.start_again().await;
    let all = next_named(&mut stream, "change").await;
    assert_eq!(all.data["reload"][0], "P");
    let mut from_before = Stream::open(&scene.app, Some(&stream.opened_at)).await;
    assert_eq!(
        from_before.next().await.name,
        "reset",
        "numbers of transactions from before the crash mean nothing any more"
    );
    scene.healed(1).await;
}

#[tokio::test]
async fn numbers_of_transactions_that_a_crash_gives_again_hide_no_change() {
    let scene = Scene::start().await;
    let next = "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
    // Nothing but a commit brings the log to the disk.
    scene.postgres.sql("alter system set wal_writer_delay = '10s'").await;
    scene.postgres.sql("alter system set autovacuum = off").await;
    scene.postgres.sql("alter system set wal_level = minimal").await;
    scene.postgres.sql("alter system set max_wal_senders = 0").await;
    scene.postgres.end(Signal::INT).await;
    scene.postgres.start_again().await;
    until("the service is ready", async || {
        scene.app.get("/readyz").await.status == 200
    })
    .await;
    // A transaction that is undone takes a number and leaves no trace on the disk; the board sees that it is over.
    scene.postgres.sql("begin; select pg_current_xact_id(); rollback").await;
    assert!(scene.app.board.catch_up().await);
    let before = scene.postgres.ask::<i64>(next).await;
    scene.postgres.signal_all(Signal::KILL);
    scene.postgres.end(Signal::KILL).await;
    scene.postgres.start_again().await;
    assert!(
        scene.postgres.ask::<i64>(next).await < before,
        "the number is given again"
    );
    scene
        .postgres
        .sql("update parcels set note = 'sau sự cố', version = version + 1")
        .await;
    until("the service is ready", async || {
        scene.app.get("/readyz").await.status == 200
    })
    .await;
    assert!(scene.app.board.catch_up().await);
    assert_eq!(scene.app.json(&scene.address()).await["version"], 2);
}
