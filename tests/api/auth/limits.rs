use matbang::auth::{AuthSettings, TrustedProxies};
use sqlx::PgPool;

use super::{PASSWORD, login, with_password};
use crate::support::TestApp;

#[sqlx::test]
async fn after_ten_failures_an_account_waits_in_every_process_known_or_not(db: PgPool) {
    let app = TestApp::start(&db).await;
    let other = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    for name in ["leader", "nobody"] {
        for nth in 0..10 {
            let through = if nth % 2 == 0 { &app } else { &other };
            through
                .send(login(name, "typed in vain"))
                .await
                .problem(401, "login-failed");
        }
        let answer = other.send(login(name, PASSWORD)).await;
        answer.problem(429, "too-many-attempts");
        let wait: i64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&wait), "{wait}");
    }
    sqlx::query("update login_attempts set at = at - interval '16 minutes'")
        .execute(&db)
        .await
        .unwrap();
    app.send(login("leader", PASSWORD)).await.expect(200);
}

#[sqlx::test]
async fn a_login_that_succeeds_takes_the_failures_before_it_back(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    for _ in 0..3 {
        for _ in 0..9 {
            app.send(login("leader", "typed in vain"))
                .await
                .problem(401, "login-failed");
        }
        app.send(login("leader", PASSWORD)).await.expect(200);
    }
}

#[sqlx::test]
async fn attempts_at_the_same_moment_count_each_other(db: PgPool) {
    let app = TestApp::start(&db).await;
    let attempts = (0..30).map(|_| app.send(login("nobody", "typed in vain")));
    let answers = futures_util::future::join_all(attempts).await;
    let tried = answers.iter().filter(|answer| answer.status == 401).count();
    let held = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((tried, held), (10, 20));
}

#[sqlx::test]
async fn whoever_fails_for_an_account_from_one_address_locks_its_owner_out_of_no_other(db: PgPool) {
    let settings = AuthSettings {
        proxies: TrustedProxies(1),
        ..AuthSettings::default()
    };
    let app = TestApp::start_with(&db, settings).await;
    with_password(&app, &db, "leader").await;
    let from = |password: &str, address: &str| login("leader", password).header("x-forwarded-for", address);
    for _ in 0..10 {
        app.send(from("typed in vain", "203.0.113.7"))
            .await
            .problem(401, "login-failed");
    }
    app.send(from(PASSWORD, "203.0.113.7"))
        .await
        .problem(429, "too-many-attempts");
    app.send(from(PASSWORD, "203.0.113.8")).await.expect(200);
}

#[sqlx::test]
async fn an_address_that_fails_for_many_names_waits_and_others_do_not(db: PgPool) {
    let settings = AuthSettings {
        proxies: TrustedProxies(1),
        ..AuthSettings::default()
    };
    let app = TestApp::start_with(&db, settings).await;
    let from = |name: String, address: &str| login(&name, "typed in vain").header("x-forwarded-for", address);
    for nth in 0..100 {
        app.send(from(format!("name{nth}"), "203.0.113.7"))
            .await
            .problem(401, "login-failed");
    }
    let next = from("another".to_owned(), "203.0.113.7");
    app.send(next).await.problem(429, "too-many-attempts");
    let elsewhere = from("another".to_owned(), "203.0.113.8");
    app.send(elsewhere).await.problem(401, "login-failed");
}
