//! Who may do what, and how people log in.

mod areas;
mod commands;
mod imports;
mod limits;
mod links;
mod login;
mod matrix;
mod origins;
mod pace;
mod revoked;
mod tokens;
mod users;

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Answer, Call, TestApp};

/// A password that is good enough.
pub const PASSWORD: &str = "cau tre lac leo";

/// Has one of the cast set a password, by a one-time link as a new account does.
pub async fn with_password(app: &TestApp, db: &PgPool, name: &str) {
    let id: i32 = sqlx::query_scalar("select id from users where name = $1")
        .bind(name)
        .fetch_one(db)
        .await
        .unwrap();
    let link = app
        .send(Call::post(&format!("/api/v1/users/{id}/link")))
        .await
        .expect(201)
        .json();
    use_link(app, &link, PASSWORD).await.expect(200);
}

pub async fn use_link(app: &TestApp, link: &Value, password: &str) -> Answer {
    let body = json!({ "token": link["token"], "password": password });
    app.send(Call::post("/api/v1/password-links").anonymous().json(&body))
        .await
}

/// A login with a name and a password.
pub fn login(name: &str, password: &str) -> Call {
    Call::post("/api/v1/session")
        .anonymous()
        .json(&json!({ "name": name, "password": password }))
}

/// The cookie that an answer sets, as a browser sends it back.
#[track_caller]
pub fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    set.split(';')
        .next()
        .filter(|pair| pair.contains('='))
        .unwrap()
        .to_owned()
}

/// A request of the page with this cookie.
pub fn from_page(call: Call, cookie: &str) -> Call {
    call.anonymous()
        .header("cookie", cookie)
        .header("sec-fetch-site", "same-origin")
}
