use std::process::Stdio;

use rustix::process::Signal;
use sqlx::ConnectOptions;

use crate::support::{OwnPostgres, SERVE, Serving, errors_of, matbang};

#[tokio::test]
async fn a_server_started_before_its_postgresql_says_so_and_waits_for_it() {
    let postgres = OwnPostgres::start().await;
    postgres.end(Signal::INT).await;
    let folder = tempfile::tempdir().unwrap();
    let mut child = matbang(folder.path())
        .env_remove("MATBANG_DATA")
        .env("DATABASE_URL", postgres.options.to_url_lossy().as_str())
        .args(SERVE)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let errors = errors_of(&mut child);
    let said = errors.recv().unwrap();
    assert!(said.contains("does not answer yet"), "{said}");
    postgres.start_again().await;
    let server = Serving::of(child);
    assert_eq!(server.get("/readyz").0, 200);
}

#[tokio::test]
async fn a_server_killed_together_with_its_postgresql_starts_again_by_itself() {
    let postgres = OwnPostgres::start().await;
    let data = postgres.data().to_owned();
    Serving::start(matbang(&data)).kill();
    postgres.end(Signal::KILL).await;
    let server = Serving::start(matbang(&data));
    assert_eq!(server.get("/readyz").0, 200);
}
