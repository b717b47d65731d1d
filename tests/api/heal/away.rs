use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;

use super::{FIGURES, Scene, TILE, import_form};
use crate::support::{Call, days_ago, until};

/// PostgreSQL ends, however it ends: every door says so, the map goes on from memory and says how old it is, and all is
/// as before when PostgreSQL is back.
async fn falls_and_rises(signal: Signal) {
    let scene = Scene::start().await;
    let app = &scene.app;
    let tile = app.get(TILE).await.expect(200);
    let figures = app.get(FIGURES).await.expect(200);
    assert_eq!(tile.header("age"), "");

    scene.postgres.end(signal).await;
    until("the board knows", async || app.get("/readyz").await.status == 503).await;
    assert!(app.get("/readyz").await.text().starts_with("away: "));
    app.get("/healthz").await.expect(200);
    let new_obstacle = json!({ "project_code": "P", "scope": "project", "cause": "PRICE" });
    let new_project = json!({ "code": "Q", "name": "Q", "sector": "transport" });
    let doors = [
        Call::get("/api/v1/meta"),
        Call::get("/api/v1/parcels"),
        Call::get("/api/v1/parcels?format=csv"),
        Call::get("/api/v1/projects/P/parcels"),
        Call::get(&scene.address()),
        Call::get("/api/v1/obstacles"),
        Call::get("/api/v1/imports"),
        scene.edit(1, days_ago(3)),
        Call::post("/api/v1/obstacles").json(&new_obstacle),
        Call::post("/api/v1/projects").json(&new_project),
        import_form(),
    ];
    for answer in futures_util::future::join_all(doors.map(|door| app.send(door))).await {
        Scene::refused(&answer, &["away"]);
    }
    for (uri, before) in [(TILE, &tile), (FIGURES, &figures)] {
        let kept = app.get(uri).await.expect(200);
        assert_eq!(kept.body, before.body);
        assert!(kept.header("age").parse::<u64>().is_ok(), "{uri} says how old it is");
    }

    scene.postgres.start_again().await;
    scene.healed(1).await;
    assert_eq!(scene.events().await, 1, "nothing of what was refused was stored");
}

#[tokio::test]
async fn a_fast_shutdown_of_postgresql_is_survived() {
    falls_and_rises(Signal::INT).await;
}

#[tokio::test]
async fn an_immediate_shutdown_of_postgresql_is_survived() {
    falls_and_rises(Signal::QUIT).await;
}

#[tokio::test]
async fn a_killed_postgresql_is_survived() {
    falls_and_rises(Signal::KILL).await;
}

#[tokio::test]
async fn a_request_that_waits_through_a_restart_is_answered_or_told_to_come_back() {
    let scene = Scene::start().await;
    scene.app.get("/api/v1/parcels").await.expect(200);
    // The socket stays when PostgreSQL is killed: connections are refused, and tried again.
    scene.postgres.end(Signal::KILL).await;
    let (answer, ()) = tokio::join!(scene.app.get("/api/v1/parcels"), scene.postgres.start_again());
    if answer.status != 200 {
        Scene::refused(&answer, &["away", "starting", "busy"]);
    }
    scene.healed(1).await;
}

#[tokio::test]
async fn a_postgresql_that_neither_answers_nor_hangs_up_keeps_nobody_waiting() {
    let scene = Scene::start().await;
    scene.app.get("/api/v1/parcels").await.expect(200);
    scene.postgres.signal_all(Signal::STOP);
    let limit = Duration::from_mins(1);
    let answer = tokio::time::timeout(limit, scene.app.get("/api/v1/parcels")).await;
    let ready = tokio::time::timeout(limit, async {
        until("the board knows", async || scene.app.get("/readyz").await.status == 503).await;
    });
    let ready = ready.await;
    scene.postgres.signal_all(Signal::CONT);
    Scene::refused(&answer.unwrap(), &["busy", "slow", "away"]);
    ready.unwrap();
    scene.healed(1).await;
}
