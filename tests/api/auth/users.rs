use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, seed};

async fn create(app: &TestApp, new: Value) -> crate::support::Answer {
    app.send(Call::post("/api/v1/users").json(&new)).await
}

#[sqlx::test]
async fn an_administrator_makes_accounts_and_sees_all_of_them(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({})).await;
    let app = TestApp::start(&db).await;
    let new =
        json!({ "name": "to1", "full_name": "Tổ 1", "role": "field", "unit_codes": ["164"], "project_codes": ["P"] });
    let made = create(&app, new).await.expect(201).json();
    let user = &made["user"];
    assert_eq!((&user["role"], &user["unit_codes"]), (&json!("field"), &json!(["164"])));
    let address = format!("/api/v1/users/{}", user["id"]);
    let answer = app.get(&address).await.expect(200);
    assert_eq!((answer.header("etag"), &answer.json()), ("\"1\"", user));
    let list = app.json("/api/v1/users").await;
    assert!(list["items"].as_array().unwrap().contains(user));
    assert!(!list.to_string().contains("argon2"));
}

#[sqlx::test]
async fn an_account_that_makes_no_sense_is_refused_at_the_field_that_does_not(db: PgPool) {
    seed::districts(&db).await;
    let app = TestApp::start(&db).await;
    for (new, pointer) in [
        (json!({ "name": "Lê Văn A", "role": "planner" }), "/name"),
        (json!({ "name": "ab", "role": "public" }), "/role"),
        (json!({ "name": "ab", "role": "king" }), "/role"),
        (json!({ "name": "ab", "role": "field" }), "/unit_codes"),
        (
            json!({ "name": "ab", "role": "field", "unit_codes": ["999"] }),
            "/unit_codes",
        ),
        (
            json!({ "name": "ab", "role": "officer", "project_codes": ["X"] }),
            "/project_codes",
        ),
        (
            json!({ "name": "ab", "role": "leader", "unit_codes": ["164"] }),
            "/unit_codes",
        ),
        (
            json!({ "name": "ab", "role": "leader", "full_name": "x".repeat(121) }),
            "/full_name",
        ),
    ] {
        let answer = create(&app, new.clone()).await;
        assert_eq!(answer.problem(422, "refused")[0].0, pointer, "{new}");
    }
    create(&app, json!({ "name": "leader", "role": "planner" }))
        .await
        .problem(409, "conflict");
}

#[sqlx::test]
async fn an_account_is_edited_from_the_version_that_was_seen(db: PgPool) {
    let app = TestApp::start(&db).await;
    let made = create(&app, json!({ "name": "ab", "role": "planner" }))
        .await
        .expect(201)
        .json();
    let address = format!("/api/v1/users/{}", made["user"]["id"]);
    let edit = |version: i32| {
        Call::patch(&address)
            .version(&json!(version))
            .json(&json!({ "full_name": "Mới", "role": "leader" }))
    };
    let edited = app.send(edit(1)).await.expect(200).json();
    assert_eq!((&edited["role"], &edited["version"]), (&json!("leader"), &json!(2)));
    let stale = app.send(edit(1)).await;
    stale.problem(412, "stale-version");
    assert_eq!(stale.json()["current"]["version"], 2);
    let subjects: Vec<String> = sqlx::query_scalar("select subject from audit where action like 'user.%' order by at")
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(subjects, ["ab role=planner", "ab role=leader"]);
}

#[sqlx::test]
async fn the_last_administrator_stays_one(db: PgPool) {
    let app = TestApp::start(&db).await;
    seed::sql(
        &db,
        "update users set role = 'planner' where role = 'admin' and name <> 'admin'",
    )
    .await;
    let users = app.json("/api/v1/users").await;
    let admin = users["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["role"] == "admin")
        .unwrap();
    for change in [json!({ "disabled": true }), json!({ "role": "leader" })] {
        let call = Call::patch(&format!("/api/v1/users/{}", admin["id"])).version(&admin["version"]);
        app.send(call.json(&change)).await.problem(409, "conflict");
    }
}

#[sqlx::test]
async fn what_is_sent_twice_makes_one_account(db: PgPool) {
    let app = TestApp::start(&db).await;
    let operation = uuid::Uuid::now_v7();
    let call = || {
        let call = Call::post("/api/v1/users").operation(operation);
        call.json(&json!({ "name": "ab", "role": "planner" }))
    };
    let first = app.send(call()).await.expect(201).json();
    let second = app.send(call()).await.expect(201).json();
    assert_eq!(first["user"], second["user"]);
    assert_eq!((first["link"].is_null(), second["link"].is_null()), (false, true));
}

#[sqlx::test]
async fn only_administrators_learn_who_has_an_account(db: PgPool) {
    let app = TestApp::start(&db).await;
    for role in Role::ALL {
        let answer = app.send(Call::get("/api/v1/users").as_(role)).await;
        assert_eq!(answer.status == 200, role == Role::Admin, "{role:?}");
        assert!(role == Role::Admin || !answer.text().contains("minh"));
    }
}
