//! The history of everything: that it is only appended to, sealed, shown, and that tampering is found.

mod append_only;
mod fooling;
mod list;
mod persons;
mod sealing;
mod tampering;

use serde_json::json;
use sqlx::PgPool;

use crate::support::{Call, TestApp, matbang_on, seed};

/// A service with one parcel, on which a remark was written so many times.
async fn service(db: &PgPool, remarks: i32) -> TestApp {
    seed::project(db, "P", json!({})).await;
    seed::parcel(db, "P", "1/1", json!({})).await;
    let app = TestApp::start(db).await;
    for version in 1..=remarks {
        remark(&app, version).await;
    }
    app
}

async fn remark(app: &TestApp, version: i32) {
    let call = Call::patch("/api/v1/parcels/1").version(&json!(version)).by("hoa");
    app.send(call.json(&json!({ "note": format!("lần {version}") })))
        .await
        .expect(200);
}

/// Whether a command ends well, and what it prints.
fn command(db: &PgPool, arguments: &[&str]) -> (bool, String) {
    let output = matbang_on(db, arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

/// Number and hash of the last seal, once everything is sealed.
fn seal(db: &PgPool) -> (String, String) {
    let (done, said) = command(db, &["audit", "seal"]);
    assert!(done, "{said}");
    let (number, hash) = said.trim().split_once(' ').unwrap();
    (number.to_owned(), hash.to_owned())
}

/// Whether the history holds, and what is said of it.
fn verify(db: &PgPool, further: &[&str]) -> (bool, String) {
    command(db, &[&["audit", "verify"], further].concat())
}
