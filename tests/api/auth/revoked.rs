//! What ends a login ends it at once, open streams included.

use serde_json::json;
use sqlx::PgPool;

use super::{PASSWORD, cookie, from_page, login, with_password};
use crate::support::{Call, Stream, TestApp, seed};

async fn logged_in(db: &PgPool, name: &str) -> (TestApp, String) {
    let app = TestApp::start(db).await;
    with_password(&app, db, name).await;
    let cookie = cookie(&app.send(login(name, PASSWORD)).await.expect(200));
    (app, cookie)
}

fn reads(cookie: &str) -> Call {
    from_page(Call::get("/api/v1/parcels"), cookie)
}

/// Edits an account of the cast as an administrator does.
async fn edit(app: &TestApp, name: &str, change: &serde_json::Value) {
    let users = app.json("/api/v1/users").await;
    let user = users["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["name"] == name)
        .unwrap();
    let call = Call::patch(&format!("/api/v1/users/{}", user["id"])).version(&user["version"]);
    app.send(call.json(change)).await.expect(200);
}

#[sqlx::test]
async fn an_account_that_is_switched_off_is_out_at_once_and_its_stream_ends(db: PgPool) {
    let (app, cookie) = logged_in(&db, "leader").await;
    app.send(reads(&cookie)).await.expect(200);
    let mut stream = Stream::of(&app, from_page(Call::get("/api/v1/changes"), &cookie)).await;
    edit(&app, "leader", &json!({ "disabled": true })).await;
    stream.ended().await;
    app.send(reads(&cookie)).await.problem(401, "login-needed");
    app.send(login("leader", PASSWORD)).await.problem(401, "login-failed");
}

#[sqlx::test]
async fn another_role_ends_the_session(db: PgPool) {
    let (app, cookie) = logged_in(&db, "leader").await;
    edit(&app, "leader", &json!({ "role": "planner" })).await;
    app.send(reads(&cookie)).await.problem(401, "login-needed");
}

#[sqlx::test]
async fn another_password_ends_every_session_but_the_one_that_set_it(db: PgPool) {
    let (app, first) = logged_in(&db, "leader").await;
    let second = cookie(&app.send(login("leader", PASSWORD)).await.expect(200));
    let change = |current: &str, new: &str| {
        let body = json!({ "current": current, "new": new });
        from_page(Call::put("/api/v1/account/password"), &second).json(&body)
    };
    let wrong = app.send(change("something else", "nui doi trung du")).await;
    assert_eq!(wrong.problem(422, "refused")[0].0, "/current");
    let weak = app.send(change(PASSWORD, "matkhau123")).await;
    assert_eq!(weak.problem(422, "refused")[0].0, "/new");
    app.send(reads(&first)).await.expect(200);
    let changed = app.send(change(PASSWORD, "nui doi trung du")).await.expect(200);
    for ended in [&first, &second] {
        app.send(reads(ended)).await.problem(401, "login-needed");
    }
    app.send(reads(&cookie(&changed))).await.expect(200);
    app.send(login("leader", PASSWORD)).await.problem(401, "login-failed");
    app.send(login("leader", "nui doi trung du")).await.expect(200);
}

#[sqlx::test]
async fn a_session_ended_through_one_process_ends_in_the_others_with_its_stream(db: PgPool) {
    let (app, first) = logged_in(&db, "leader").await;
    let second = cookie(&app.send(login("leader", PASSWORD)).await.expect(200));
    let other = TestApp::start(&db).await;
    let mut stream = Stream::of(&other, from_page(Call::get("/api/v1/changes"), &first)).await;
    other.send(reads(&first)).await.expect(200);
    let list = app
        .send(from_page(Call::get("/api/v1/account/sessions"), &second))
        .await
        .json();
    let sessions = list["items"].as_array().unwrap();
    // The link with which the password was set began one as well.
    assert_eq!(sessions.len(), 3);
    let own: Vec<bool> = sessions
        .iter()
        .map(|session| session["is_current"].as_bool().unwrap())
        .collect();
    assert_eq!(own.iter().filter(|own| **own).count(), 1);
    for session in sessions.iter().filter(|session| session["is_current"] == false) {
        let address = format!("/api/v1/account/sessions/{}", session["id"].as_str().unwrap());
        app.send(from_page(Call::delete(&address), &second)).await.expect(204);
        app.send(from_page(Call::delete(&address), &second))
            .await
            .problem(404, "not-found");
    }
    stream.ended().await;
    other.send(reads(&first)).await.problem(401, "login-needed");
    app.send(reads(&second)).await.expect(200);
}

#[sqlx::test]
async fn nobody_ends_the_session_of_somebody_else(db: PgPool) {
    let (app, first) = logged_in(&db, "leader").await;
    let id: uuid::Uuid = sqlx::query_scalar("select id from sessions limit 1")
        .fetch_one(&db)
        .await
        .unwrap();
    let theirs = Call::delete(&format!("/api/v1/account/sessions/{id}"));
    app.send(theirs).await.problem(404, "not-found");
    app.send(reads(&first)).await.expect(200);
}

#[sqlx::test]
async fn an_account_changed_past_the_service_is_another_at_once(db: PgPool) {
    let (app, cookie) = logged_in(&db, "leader").await;
    let mut stream = Stream::of(&app, from_page(Call::get("/api/v1/changes"), &cookie)).await;
    seed::sql(
        &db,
        "update users set role = 'planner', version = version + 1 where name = 'leader'",
    )
    .await;
    stream.ended().await;
    let state = app.send(from_page(Call::get("/api/v1/session"), &cookie)).await.json();
    assert_eq!(state["user"]["role"], "planner");
}
