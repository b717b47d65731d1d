use base64::{Engine as _, engine::general_purpose::STANDARD};
use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Call, TestApp, seed};

async fn token(app: &TestApp, role: Role, scope: &str) -> Value {
    let new = json!({ "name": "QGIS", "scope": scope, "days": 30 });
    let made = Call::post("/api/v1/account/tokens").as_(role).json(&new);
    app.send(made).await.expect(201).json()
}

fn bearer(call: Call, token: &Value) -> Call {
    let secret = token["secret"].as_str().unwrap();
    call.anonymous().header("authorization", format!("Bearer {secret}"))
}

#[sqlx::test]
async fn a_token_stands_for_its_account_as_bearer_or_as_the_password_of_basic(db: PgPool) {
    let app = TestApp::start(&db).await;
    let token = token(&app, Role::Officer, "read").await;
    let secret = token["secret"].as_str().unwrap();
    assert!(secret.starts_with("mb_") && secret.len() == 46, "{secret}");
    let basic = format!("Basic {}", STANDARD.encode(format!("officer:{secret}")));
    for value in [format!("Bearer {secret}"), format!("bearer {secret}"), basic] {
        let call = Call::get("/api/v1/session").anonymous().header("authorization", &value);
        assert_eq!(
            app.send(call).await.expect(200).json()["user"]["name"],
            "officer",
            "{value}"
        );
    }
}

#[sqlx::test]
async fn what_is_shown_and_does_not_hold_is_refused_even_where_the_public_may_look(db: PgPool) {
    let app = TestApp::start(&db).await;
    for value in [
        "Bearer mb_nonsense",
        "Bearer",
        "Basic !!!",
        "Digest x",
        "Bearer not-one-of-ours",
    ] {
        let call = Call::get("/tiles/parcels/0/0/0")
            .anonymous()
            .header("authorization", value);
        app.send(call).await.problem(401, "login-needed");
    }
}

#[sqlx::test]
async fn a_token_for_reading_changes_nothing(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let app = TestApp::start(&db).await;
    let edit = || {
        Call::patch("/api/v1/projects/P")
            .version(&json!(1))
            .json(&json!({ "name": "Mới" }))
    };
    let reading = token(&app, Role::Admin, "read").await;
    app.send(bearer(Call::get("/api/v1/projects/P"), &reading))
        .await
        .expect(200);
    app.send(bearer(edit(), &reading)).await.problem(403, "forbidden");
    let writing = token(&app, Role::Admin, "write").await;
    app.send(bearer(edit(), &writing)).await.expect(200);
    let looking = token(&app, Role::Planner, "write").await;
    app.send(bearer(edit(), &looking)).await.problem(403, "forbidden");
}

#[sqlx::test]
async fn a_token_that_was_ended_or_has_expired_opens_nothing(db: PgPool) {
    let app = TestApp::start(&db).await;
    let ended = token(&app, Role::Leader, "read").await;
    let expired = token(&app, Role::Leader, "read").await;
    let reads = |token: &Value| bearer(Call::get("/api/v1/parcels"), token);
    app.send(reads(&ended)).await.expect(200);
    let address = format!("/api/v1/account/tokens/{}", ended["id"].as_str().unwrap());
    app.send(Call::delete(&address)).await.problem(404, "not-found");
    app.send(Call::delete(&address).as_(Role::Leader)).await.expect(204);
    app.send(reads(&ended)).await.problem(401, "login-needed");
    sqlx::query("update tokens set expires_at = now() where id = $1::uuid")
        .bind(expired["id"].as_str().unwrap())
        .execute(&db)
        .await
        .unwrap();
    app.send(reads(&expired)).await.problem(401, "login-needed");
    let list = app
        .send(Call::get("/api/v1/account/tokens").as_(Role::Leader))
        .await
        .json();
    assert!(!list.to_string().contains("secret"), "{list}");
}

#[sqlx::test]
async fn a_token_needs_a_name_and_an_end(db: PgPool) {
    let app = TestApp::start(&db).await;
    for (new, pointer) in [
        (json!({ "name": " ", "scope": "read" }), "/name"),
        (json!({ "name": "x", "scope": "read", "days": 0 }), "/days"),
        (json!({ "name": "x", "scope": "read", "days": 5000 }), "/days"),
        (json!({ "name": "x", "scope": "all" }), "/scope"),
    ] {
        let answer = app.send(Call::post("/api/v1/account/tokens").json(&new)).await;
        assert_eq!(answer.problem(422, "refused")[0].0, pointer);
    }
}

#[sqlx::test]
async fn the_identity_of_another_operation_does_nothing_and_says_so(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let app = TestApp::start(&db).await;
    let operation = Uuid::now_v7();
    let new = json!({ "name": "QGIS", "scope": "read", "days": 30 });
    let make = Call::post("/api/v1/account/tokens").operation(operation).json(&new);
    app.send(make).await.expect(201);
    let edit = Call::patch("/api/v1/projects/P")
        .operation(operation)
        .version(&json!(1))
        .json(&json!({ "name": "Mới" }));
    app.send(edit).await.problem(409, "already-recorded");
    assert_ne!(app.json("/api/v1/projects/P").await["name"], "Mới");
}
