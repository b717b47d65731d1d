//! The program is killed in the middle of an import.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use sqlx::{Connection, Executor};

use crate::support::{OwnPostgres, Serving, cast, matbang, run, seed, until};

/// A file of so many square parcels of project P.
fn parcels_file(folder: &Path, count: usize) -> PathBuf {
    let mut file = String::new();
    for number in 0..count {
        let (west, south) = (105.0 + f64::from(u32::try_from(number % 1000).unwrap()) * 1e-3, 21.0);
        let south = south + f64::from(u32::try_from(number / 1000).unwrap()) * 1e-3;
        let (east, north) = (west + 9e-4, south + 9e-4);
        writeln!(
            file,
            r#"{{"type":"Feature","properties":{{"map_sheet":"1","parcel_no":"{number}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
        .unwrap();
    }
    let path = folder.join("parcels.ndjson");
    std::fs::write(&path, file).unwrap();
    path
}

async fn scene() -> OwnPostgres {
    let postgres = OwnPostgres::start().await;
    seed::project(&postgres.pool().await, "P", serde_json::json!({})).await;
    postgres
}

fn import(postgres: &OwnPostgres, file: &Path) -> Child {
    matbang(postgres.data())
        .args(["import", "parcels", "--project", "P"])
        .arg(file)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Connections that do, or wait for, something of an import.
const IMPORTING: &str = "select count(*) from pg_stat_activity
    where pid <> pg_backend_pid() and backend_type = 'client backend' and xact_start is not null
      and pid in (select pid from pg_locks where locktype = 'advisory' and granted)";

const WAITING: &str = "select count(*) from pg_stat_activity
    where wait_event_type = 'Lock' and pid in (select pid from pg_locks where locktype = 'advisory' and granted)";

async fn nothing_is_left(postgres: &OwnPostgres) {
    until("PostgreSQL notices that the import is dead", async || {
        postgres.ask::<i64>(IMPORTING).await == 0
    })
    .await;
    for table in [
        "select count(*) from parcels",
        "select count(*) from audit",
        "select count(*) from imports",
    ] {
        assert_eq!(postgres.ask::<i64>(table).await, 0, "{table}");
    }
}

fn the_next_import_works(postgres: &OwnPostgres, file: &Path, count: usize) {
    let arguments = ["import", "parcels", "--project", "P", file.to_str().unwrap()];
    let output = run(postgres.data(), &arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && said.contains(&format!("new {count}")),
        "{said}"
    );
}

#[tokio::test]
async fn an_import_killed_while_it_reads_leaves_nothing_and_the_next_one_works() {
    let postgres = scene().await;
    let file = parcels_file(postgres.data(), 30_000);
    let mut child = import(&postgres, &file);
    until("rows are on their way", async || {
        postgres
            .ask::<i64>("select count(*) from pg_stat_progress_copy where tuples_processed > 0")
            .await
            > 0
    })
    .await;
    child.kill().unwrap();
    child.wait().unwrap();
    nothing_is_left(&postgres).await;
    the_next_import_works(&postgres, &file, 30_000);
}

#[tokio::test]
async fn an_import_killed_while_its_statement_waits_is_noticed_though_the_wait_goes_on() {
    let postgres = scene().await;
    let file = parcels_file(postgres.data(), 10);
    let mut other = postgres.connection().await;
    let mut held = other.begin().await.unwrap();
    held.execute("lock table parcels in share mode").await.unwrap();
    let mut child = import(&postgres, &file);
    until("the import waits", async || postgres.ask::<i64>(WAITING).await > 0).await;
    child.kill().unwrap();
    child.wait().unwrap();
    nothing_is_left(&postgres).await;
    held.rollback().await.unwrap();
    the_next_import_works(&postgres, &file, 10);
}

#[tokio::test]
async fn a_server_killed_during_an_import_leaves_nothing_and_the_next_one_serves() {
    let postgres = scene().await;
    let file = parcels_file(postgres.data(), 10);
    let mut other = postgres.connection().await;
    let mut held = other.begin().await.unwrap();
    held.execute("lock table parcels in share mode").await.unwrap();
    cast::seed(&postgres.pool().await).await;
    let server = Serving::start(matbang(postgres.data()));
    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nparcels\r\n\
         --x\r\nContent-Disposition: form-data; name=\"project\"\r\n\r\nP\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.ndjson\"\r\n\r\n{}\r\n--x--\r\n",
        std::fs::read_to_string(&file).unwrap()
    );
    let request = format!(
        "POST /api/v1/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n{form}",
        cast::token("admin"),
        form.len()
    );
    let _open = server.send(request.as_bytes());
    until("the import waits", async || postgres.ask::<i64>(WAITING).await > 0).await;
    server.kill();
    until("PostgreSQL notices that the import is dead", async || {
        postgres.ask::<i64>(IMPORTING).await == 0
    })
    .await;
    held.rollback().await.unwrap();
    assert_eq!(postgres.ask::<i64>("select count(*) from parcels").await, 0);
    let server = Serving::start(matbang(postgres.data()));
    assert_eq!(server.get("/readyz").0, 200);
    the_next_import_works(&postgres, &file, 10);
    until("the board has them", async || {
        server.get("/metrics").1.contains("matbang_parcels 10\n")
    })
    .await;
}
