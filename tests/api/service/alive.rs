use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::PgPool;

use crate::support::{Call, Stream, TestApp, seed};

#[sqlx::test]
async fn a_process_says_that_it_lives_and_is_ready(db: PgPool) {
    let app = TestApp::start(&db).await;
    assert_eq!(app.get("/healthz").await.expect(200).text(), "ok\n");
    assert_eq!(app.get("/readyz").await.expect(200).text(), "ready\n");
}

#[sqlx::test]
async fn a_process_without_its_database_lives_but_is_not_ready(db: PgPool) {
    let app = TestApp::start(&db).await;
    app.cut_off().await;
    let since = Instant::now();
    while app.get("/readyz").await.status == 200 {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "the board looks at the database every second"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let answer = app.get("/readyz").await.expect(503);
    assert_eq!(answer.header("retry-after"), "3");
    app.get("/healthz").await.expect(200);
    let list = app.send(Call::get("/api/v1/parcels").in_english()).await;
    list.problem(503, "unavailable");
    assert_eq!(list.header("retry-after"), "3");
    assert_eq!(
        list.json()["detail"],
        "The database is away for a moment. Nothing was lost; try again in a few seconds."
    );
    app.get("/tiles/parcels/0/0/0").await.expect(204);
}

#[sqlx::test]
async fn operators_read_how_much_there_is(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::project(&db, "Q", json!({})).await;
    for key in ["1/1", "1/2", "1/3"] {
        seed::parcel(&db, "P", key, json!({})).await;
    }
    let app = TestApp::start(&db).await;
    let _stream = Stream::open(&app, None).await;
    let text = app.get("/metrics").await.expect(200).text();
    for line in [
        "matbang_projects 2",
        "matbang_parcels 3",
        "matbang_board_healthy 1",
        "matbang_streams 1",
        "# TYPE matbang_projects gauge",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
}
