//! A page of another site has a browser send nothing that changes anything.

use sqlx::PgPool;

use super::{PASSWORD, cookie, login, with_password};
use crate::support::{Call, TestApp};

#[sqlx::test]
async fn a_change_by_cookie_must_come_from_a_page_of_this_service(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    let cookie = cookie(&app.send(login("leader", PASSWORD)).await.expect(200));
    let change = || {
        let call = Call::delete("/api/v1/account/tokens/00000000-0000-0000-0000-000000000000");
        call.anonymous()
            .header("cookie", &cookie)
            .header("host", "gpmb.example:8443")
    };
    for (header, value) in [
        ("origin", "https://evil.example"),
        ("origin", "https://gpmb.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("accept", "nothing that tells"),
    ] {
        let answer = app.send(change().header(header, value)).await;
        answer.problem(403, "forbidden");
    }
    for (header, value) in [
        ("origin", "https://gpmb.example:8443"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ] {
        app.send(change().header(header, value)).await.problem(404, "not-found");
    }
    let reading = Call::get("/api/v1/parcels").anonymous().header("cookie", &cookie);
    app.send(reading.header("origin", "https://evil.example"))
        .await
        .expect(200);
}

#[sqlx::test]
async fn another_site_cannot_log_a_browser_in(db: PgPool) {
    let app = TestApp::start(&db).await;
    with_password(&app, &db, "leader").await;
    let forged = login("leader", PASSWORD).header("origin", "https://evil.example");
    app.send(forged.header("host", "gpmb.example"))
        .await
        .problem(403, "forbidden");
}

#[sqlx::test]
async fn by_https_the_cookie_is_for_this_host_alone_and_browsers_stay_with_https(db: PgPool) {
    let settings = matbang::auth::AuthSettings {
        proxies: matbang::auth::TrustedProxies(1),
        ..Default::default()
    };
    let app = TestApp::start_with(&db, settings).await;
    with_password(&app, &db, "leader").await;
    let by_https = login("leader", PASSWORD).header("x-forwarded-proto", "https");
    let answer = app.send(by_https).await.expect(200);
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-matbang=") && set.ends_with("; Secure"), "{set}");
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
    let plain = app.send(login("leader", PASSWORD)).await.expect(200);
    assert!(plain.header("set-cookie").starts_with("matbang="));
    assert_eq!(plain.header("strict-transport-security"), "");
}
