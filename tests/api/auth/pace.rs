use std::num::NonZeroU32;

use matbang::auth::{AuthSettings, Role, TrustedProxies};
use sqlx::PgPool;

use crate::support::{Answer, Call, TestApp};

/// A service that lets a sender send one request a second, and ten after a rest.
async fn slow(db: &PgPool) -> TestApp {
    let settings = AuthSettings {
        proxies: TrustedProxies(1),
        requests_per_second: NonZeroU32::new(1),
        ..AuthSettings::default()
    };
    TestApp::start_with(db, settings).await
}

/// What becomes of the last of more requests than ten seconds and a rest allow.
async fn asked_often(app: &TestApp, call: impl Fn() -> Call) -> Answer {
    let mut last = app.send(call()).await;
    assert_ne!(last.status, 429);
    for _ in 0..1_000 {
        if last.status == 429 {
            break;
        }
        last = app.send(call()).await;
    }
    last
}

#[sqlx::test]
async fn whoever_asks_too_often_waits_and_others_do_not(db: PgPool) {
    let app = slow(&db).await;
    let answer = asked_often(&app, || Call::get("/api/v1/projects").as_(Role::Planner)).await;
    answer.problem(429, "too-many-requests");
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    app.send(Call::get("/api/v1/projects").as_(Role::Leader))
        .await
        .expect(200);
}

#[sqlx::test]
async fn without_a_login_an_address_is_one_sender(db: PgPool) {
    let app = slow(&db).await;
    let from = |address: &str| {
        Call::get("/tiles/projects/6/51/28")
            .anonymous()
            .header("x-forwarded-for", address)
    };
    let answer = asked_often(&app, || from("1.2.3.4")).await;
    answer.problem(429, "too-many-requests");
    app.send(from("1.2.3.4")).await.problem(429, "too-many-requests");
    assert_ne!(app.send(from("1.2.3.5")).await.status, 429);
}

#[sqlx::test]
async fn guessing_tokens_is_asking_too_often(db: PgPool) {
    let app = slow(&db).await;
    let guess = || {
        Call::get("/api/v1/projects")
            .anonymous()
            .header("authorization", "Bearer mb_guessed")
    };
    assert_eq!(app.send(guess()).await.status, 401);
    asked_often(&app, guess).await.problem(429, "too-many-requests");
}

#[sqlx::test]
async fn whether_the_service_lives_may_be_asked_at_any_time(db: PgPool) {
    let app = slow(&db).await;
    for _ in 0..30 {
        app.send(Call::get("/healthz").anonymous()).await.expect(200);
        app.send(Call::get("/readyz").anonymous()).await.expect(200);
    }
}
