use std::{io::Read, process::Stdio};

use serde_json::json;
use sqlx::{ConnectOptions, PgPool};

use super::{WEST, known};
use crate::support::{SERVE, Serving, cast, errors_of, matbang, private_folder, seed};

/// Sends a request of an administrator; gives the answer.
fn ask(server: &Serving, method: &str, path: &str, body: &str) -> String {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        cast::token("admin"),
        body.len()
    );
    let mut answer = String::new();
    server.send(request.as_bytes()).read_to_string(&mut answer).unwrap();
    answer
}

#[sqlx::test]
async fn the_fullest_log_and_the_figures_of_the_process_hold_no_name(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let id = seed::parcel(&db, "P", "1/1", json!({ "at": [105.82, 21.55] })).await;
    known(&db, id, WEST).await;
    cast::seed(&db).await;
    let spool = private_folder();
    let mut command = matbang(spool.path());
    command
        .args(SERVE)
        .env_remove("MATBANG_DATA")
        .env("MATBANG_SPOOL", spool.path())
        .env("DATABASE_URL", db.connect_options().to_url_lossy().as_str())
        .env("MATBANG_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let lines = errors_of(&mut child);
    let server = Serving::of(child);

    let read = ask(
        &server,
        "GET",
        &format!("/api/v1/parcels/{id}/persons?why=vi+sao+vay"),
        "",
    );
    assert!(read.contains(WEST.0) && read.contains(&WEST.1.to_string()), "{read}");
    let words = json!({ "name": "Bí Mật" }).to_string();
    let found = ask(&server, "POST", "/api/v1/persons/search", &words);
    assert!(found.contains(WEST.0), "{found}");
    let order = json!({ "reason": "vì sao vậy" }).to_string();
    let list = ask(&server, "POST", "/api/v1/parcels/export", &order);
    assert!(list.contains(WEST.0), "{list}");
    // A statement that fails says what it failed on.
    seed::sql(&db, "alter table audit add constraint full_up check (false) not valid").await;
    let failed = ask(&server, "POST", "/api/v1/persons/search", &words);
    assert!(failed.starts_with("HTTP/1.1 500"), "{failed}");
    let (_, figures) = server.get("/metrics");
    server.kill();

    let log: Vec<String> = lines.into_iter().collect();
    assert!(
        log.iter().any(|line| line.contains("/persons/search")),
        "the log is a full one"
    );
    let said = log.join("\n") + &failed + &figures;
    for secret in ["Bí", "Mật", "bi mat", "B\\u", "987654321", "vi+sao", "vì sao"] {
        let line = said.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
