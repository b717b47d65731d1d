use matbang::auth::Passwords;
use serde_json::json;
use sqlx::PgPool;

use super::{PASSWORD, cookie, from_page, login, with_password};
use crate::support::{Call, TestApp, until};

#[sqlx::test]
async fn whoever_comes_is_told_what_the_public_may_do(db: PgPool) {
    let app = TestApp::start(&db).await;
    let state = app
        .send(Call::get("/api/v1/session").anonymous())
        .await
        .expect(200)
        .json();
    assert_eq!(state["user"], json!(null));
    assert_eq!((&state["public"], &state["demo_accounts"]), (&json!(true), &json!([])));
    assert_eq!(
        (&state["grants"]["read_map"], &state["grants"]["record"]),
        (&json!("yes"), &json!("no"))
    );
}

#[sqlx::test]
async fn a_password_begins_a_session_that_no_script_can_read(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "field").await;
    let answer = app.send(login(" Field ", PASSWORD)).await.expect(200);
    let set = answer.header("set-cookie");
    assert!(
        set.starts_with("matbang=")
            && set.contains("HttpOnly")
            && set.contains("SameSite=Lax")
            && set.contains("Path=/"),
        "{set}"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let state = answer.json();
    assert_eq!(
        (&state["user"]["name"], &state["user"]["role"]),
        (&json!("field"), &json!("field"))
    );
    assert_eq!(state["user"]["units"][0]["code"], "164");
    assert_eq!(state["grants"]["record"], "own_areas");
    let again = app
        .send(from_page(Call::get("/api/v1/session"), &cookie(&answer)))
        .await
        .json();
    assert_eq!(again, state);
}

#[sqlx::test]
async fn unknown_names_wrong_passwords_and_accounts_switched_off_are_answered_alike(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    with_password(&app, &db, "planner").await;
    sqlx::query("update users set disabled_at = now() where name = 'planner'")
        .execute(&db)
        .await
        .unwrap();
    let mut told = Vec::new();
    for (name, password) in [
        ("leader", "not the password"),
        ("nobody", PASSWORD),
        ("planner", PASSWORD),
        ("field", PASSWORD),
    ] {
        let answer = app.send(login(name, password).header("x-request-id", "same")).await;
        answer.problem(401, "login-failed");
        assert_eq!(answer.header("set-cookie"), "", "{name}");
        told.push(answer.text());
    }
    assert!(told.iter().all(|text| *text == told[0]), "{told:?}");
}

#[sqlx::test]
async fn logins_and_failures_are_recorded_without_what_was_typed(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    app.send(login("leader", PASSWORD)).await.expect(200);
    app.send(login("leader", "typed in vain"))
        .await
        .problem(401, "login-failed");
    app.send(login("my own password", "x"))
        .await
        .problem(401, "login-failed");
    let recorded: Vec<(String, String, String)> = sqlx::query_as(
        "select actor, action, regexp_replace(subject, '[0-9]+', 'N') from audit where action like 'login%' order by at",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let row = |actor: &str, action: &str, subject: &str| (actor.to_owned(), action.to_owned(), subject.to_owned());
    assert_eq!(
        recorded,
        [
            row("leader", "login", "account N"),
            row("unknown", "login.failed", "account N"),
            row("unknown", "login.failed", "unknown"),
        ]
    );
}

#[sqlx::test]
async fn a_session_ends_where_it_is_logged_out(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    let cookie = cookie(&app.send(login("leader", PASSWORD)).await.expect(200));
    let answer = app
        .send(from_page(Call::delete("/api/v1/session"), &cookie))
        .await
        .expect(204);
    assert!(answer.header("set-cookie").starts_with("matbang=; Path=/; Max-Age=0"));
    let list = app.send(from_page(Call::get("/api/v1/parcels"), &cookie)).await;
    list.problem(401, "login-needed");
    assert_eq!(list.header("www-authenticate"), "Bearer");
}

#[sqlx::test]
async fn the_database_holds_no_secret_that_opens_anything(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    let cookie = cookie(&app.send(login("leader", PASSWORD)).await.expect(200));
    let secret = cookie.split_once('=').unwrap().1;
    let kept: Vec<String> = sqlx::query_scalar(
        "select to_jsonb(s)::text from sessions s union all select to_jsonb(u)::text from users u
         union all select to_jsonb(a)::text from audit a union all select to_jsonb(l)::text from login_attempts l",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    assert!(kept.len() > 10);
    for row in kept {
        assert!(!row.contains(secret) && !row.contains(PASSWORD), "{row}");
    }
}

#[sqlx::test]
async fn a_session_that_nobody_uses_ends_before_its_time(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    let cookie = cookie(&app.send(login("leader", PASSWORD)).await.expect(200));
    sqlx::query("update sessions set seen_at = now() - interval '13 hours'")
        .execute(&db)
        .await
        .unwrap();
    // A process that has not heard of it since.
    let other = TestApp::start(&db).await;
    other
        .send(from_page(Call::get("/api/v1/parcels"), &cookie))
        .await
        .problem(401, "login-needed");
}

#[sqlx::test]
async fn a_password_kept_at_another_cost_is_kept_at_the_present_one_after_a_login(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    let before = Passwords::new("2:1:1".parse().unwrap()).unwrap();
    let old = before.hash(PASSWORD.to_owned()).await.unwrap();
    sqlx::query("update users set password_hash = $1 where name = 'leader'")
        .bind(&old)
        .execute(&db)
        .await
        .unwrap();
    let kept = async || -> String {
        sqlx::query_scalar("select password_hash from users where name = 'leader'")
            .fetch_one(&db)
            .await
            .unwrap()
    };
    app.send(login("leader", "typed in vain"))
        .await
        .problem(401, "login-failed");
    assert_eq!(kept().await, old);
    let answer = app.send(login("leader", PASSWORD)).await.expect(200);
    let renewed = kept().await;
    assert!(renewed.starts_with("$argon2id$v=19$m=1024,t=1,p=1$"), "{renewed}");
    app.send(from_page(Call::get("/api/v1/account/sessions"), &cookie(&answer)))
        .await
        .expect(200);
    app.send(login("leader", PASSWORD)).await.expect(200);
    assert_eq!(kept().await, renewed);
}

#[sqlx::test]
async fn a_login_that_was_begun_with_a_password_changed_meanwhile_fails(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    let mut change = db.begin().await.unwrap();
    sqlx::query("update users set password_hash = 'another' where name = 'leader'")
        .execute(&mut *change)
        .await
        .unwrap();
    let waits = async || -> bool {
        sqlx::query_scalar("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')")
            .fetch_one(&db)
            .await
            .unwrap()
    };
    let changed = async {
        until("the login finds the account being changed", waits).await;
        change.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(app.send(login("leader", PASSWORD)), changed);
    answer.problem(401, "login-failed");
    let sessions: i64 = sqlx::query_scalar("select count(*) from sessions")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(sessions, 1, "that of the link");
}
