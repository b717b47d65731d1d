use matbang::auth::first;
use serde_json::json;
use sqlx::PgPool;

use super::{PASSWORD, cookie, from_page, login, use_link};
use crate::support::{Call, TestApp, seed};

#[sqlx::test]
async fn a_new_account_sets_its_password_by_a_link_once_and_is_in(db: PgPool) {
    let app = TestApp::start(&db).await;
    let new = json!({ "name": "thu.ha", "full_name": "Vũ Thu Hà", "role": "planner" });
    let made = app
        .send(Call::post("/api/v1/users").json(&new))
        .await
        .expect(201)
        .json();
    assert_eq!(made["user"]["has_password"], false);
    app.send(login("thu.ha", PASSWORD)).await.problem(401, "login-failed");
    let weak = use_link(&app, &made["link"], "thu.ha.2026").await;
    assert_eq!(weak.problem(422, "refused")[0].0, "/password");
    let answer = use_link(&app, &made["link"], PASSWORD).await.expect(200);
    assert_eq!(answer.json()["user"]["full_name"], "Vũ Thu Hà");
    app.send(from_page(Call::get("/api/v1/parcels"), &cookie(&answer)))
        .await
        .expect(200);
    use_link(&app, &made["link"], PASSWORD).await.problem(410, "link-spent");
    app.send(login("thu.ha", PASSWORD)).await.expect(200);
}

#[sqlx::test]
async fn a_link_ends_with_the_next_one_and_with_its_time(db: PgPool) {
    let app = TestApp::start(&db).await;
    let link = async || app.send(Call::post("/api/v1/users/1/link")).await.expect(201).json();
    let (first, second) = (link().await, link().await);
    use_link(&app, &first, PASSWORD).await.problem(410, "link-spent");
    seed::sql(&db, "update password_links set expires_at = now()").await;
    use_link(&app, &second, PASSWORD).await.problem(410, "link-spent");
    use_link(&app, &json!({ "token": "" }), PASSWORD)
        .await
        .problem(410, "link-spent");
}

#[sqlx::test]
async fn whoever_is_switched_off_gets_no_link_and_keeps_none(db: PgPool) {
    let app = TestApp::start(&db).await;
    let user = app.json("/api/v1/users").await["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["name"] == "leader")
        .unwrap()
        .clone();
    let address = format!("/api/v1/users/{}", user["id"]);
    let link = app
        .send(Call::post(&format!("{address}/link")))
        .await
        .expect(201)
        .json();
    let off = Call::patch(&address)
        .version(&user["version"])
        .json(&json!({ "disabled": true }));
    app.send(off).await.expect(200);
    use_link(&app, &link, PASSWORD).await.problem(410, "link-spent");
    app.send(Call::post(&format!("{address}/link")))
        .await
        .problem(409, "conflict");
}

#[sqlx::test]
async fn the_first_administrator_is_made_by_the_last_link_given_and_only_while_there_is_nobody(db: PgPool) {
    let app = TestApp::start(&db).await;
    seed::sql(&db, "delete from users").await;
    let given = async || json!(first::link(&db).await.unwrap().unwrap());
    let (before, link) = (given().await, given().await);
    use_link(&app, &before, PASSWORD).await.problem(410, "link-spent");
    let answer = use_link(&app, &link, PASSWORD).await.expect(200);
    assert_eq!(answer.json()["user"]["role"], "admin");
    app.send(from_page(Call::get("/api/v1/users"), &cookie(&answer)))
        .await
        .expect(200);
    assert!(first::link(&db).await.unwrap().is_none());
}
