use std::{path::Path, process::Stdio};

use axum::body::to_bytes;
use serde_json::{Value, json};
use sqlx::{ConnectOptions as _, PgPool};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
};

use super::{PARCELS, address, parcels, service, shown, stored};
use crate::support::{Call, Stream, import_form, private_folder};

/// The program itself, serving the database of a test.
struct Server {
    process: Child,
    address: String,
    /// Whoever prints into a closed pipe dies of it.
    _printed: Lines<BufReader<ChildStdout>>,
}

async fn start(db: &PgPool, spool: &Path) -> Server {
    let mut process = Command::new(env!("CARGO_BIN_EXE_matbang"))
        .args(["serve", "--listen", "127.0.0.1:0", "--spool"])
        .arg(spool)
        .env("DATABASE_URL", db.connect_options().to_url_lossy().to_string())
        .env_remove("MATBANG_DATA")
        .env("MATBANG_LANG", "en")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut printed = BufReader::new(process.stdout.take().unwrap()).lines();
    while let Some(line) = printed.next_line().await.unwrap() {
        if let Some((_, rest)) = line.split_once("http://") {
            return Server {
                process,
                address: rest.trim_end_matches('/').to_owned(),
                _printed: printed,
            };
        }
    }
    panic!("the server does not start");
}

/// The body of the answer to a call over the network.
async fn send(server: &Server, call: Call) -> Value {
    let (parts, body) = call.into_request().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let address = &server.address;
    let mut head = format!(
        "{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
        parts.method,
        parts.uri,
        body.len()
    );
    for (name, value) in &parts.headers {
        head += format!("{name}: {}\r\n", value.to_str().unwrap()).as_str();
    }
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
    stream.write_all(&body).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let text = String::from_utf8(answer).unwrap();
    serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap_or_else(|_| panic!("{text}"))
}

#[sqlx::test]
async fn a_server_that_is_told_to_end_does_not_wait_for_its_import(db: PgPool) {
    let survivor = service(&db).await;
    let spool = private_folder();
    let mut server = start(&db, spool.path()).await;
    let mut held = db.begin().await.unwrap();
    sqlx::query("lock table events in share mode")
        .execute(&mut *held)
        .await
        .unwrap();
    let import = send(&server, import_form(&PARCELS, Some(&parcels(&["1"])))).await;
    let mut stream = Stream::of_import(&survivor, import["id"].as_str().unwrap()).await;
    stream.until(|import| import["progress"]["phase"] == "merging").await;
    let pid = i32::try_from(server.process.id().unwrap()).unwrap();
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(pid).unwrap(),
        rustix::process::Signal::TERM,
    )
    .unwrap();
    assert!(server.process.wait().await.unwrap().success());
    let told = stream.until(|import| import["state"] != "storing").await;
    assert_eq!(told["state"], "failed", "nobody cancelled it");
    held.rollback().await.unwrap();
    assert_eq!(shown(&survivor).await, 0);
}

#[sqlx::test]
async fn a_server_killed_in_the_middle_leaves_nothing_of_its_import(db: PgPool) {
    let survivor = service(&db).await;
    let spool = private_folder();
    let mut server = start(&db, spool.path()).await;
    let mut held = db.begin().await.unwrap();
    sqlx::query("lock table events in share mode")
        .execute(&mut *held)
        .await
        .unwrap();
    let import = send(&server, import_form(&PARCELS, Some(&parcels(&["1", "2"])))).await;
    let mut stream = Stream::of_import(&survivor, import["id"].as_str().unwrap()).await;
    stream.until(|import| import["progress"]["phase"] == "merging").await;

    server.process.kill().await.unwrap();
    let dead = stream.until(|import| import["state"] != "storing").await;
    assert_eq!(dead["state"], "failed", "whoever looks next finds out");
    assert!(
        dead["failure"]["en"].as_str().unwrap().contains("nothing was stored"),
        "{dead}"
    );
    // What its session still did ends by itself, though it waits for somebody else.
    let mut next_in_turn = db.begin().await.unwrap();
    sqlx::query("select pg_advisory_xact_lock(hashtext('matbang.imports'))")
        .execute(&mut *next_in_turn)
        .await
        .unwrap();
    next_in_turn.rollback().await.unwrap();
    held.rollback().await.unwrap();

    let next = stored(&survivor, &parcels(&["3"])).await;
    assert_eq!(next["report"]["stored"], 1);
    assert_eq!(shown(&survivor).await, 1);
    let recorded: i64 = sqlx::query_scalar("select count(*) from audit where op_id = $1::text::uuid")
        .bind(import["id"].as_str().unwrap())
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(recorded, 0);

    let server = start(&db, spool.path()).await;
    let back = send(&server, Call::get(&address(&import, ""))).await;
    assert_eq!(
        (&back["state"], &back["can"]["store"]),
        (&json!("failed"), &json!(true)),
        "the file is still there"
    );
    let again = send(&server, Call::post(&address(&import, "/store"))).await;
    assert_eq!(again["state"], "storing", "{again}");
    stream = Stream::of_import(&survivor, import["id"].as_str().unwrap()).await;
    stream.until(|import| import["state"] == "stored").await;
    assert_eq!(shown(&survivor).await, 3);
}
