//! Who may plan, and what everybody may see of it.

use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{curve, plans, step};
use crate::support::{Call, TestApp, days_ago, seed};

/// A project in two districts; the officer's is 164.
async fn scene(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    seed::parcel(db, "P", "1/1", json!({ "at": [105.82, 21.55] })).await;
    seed::parcel(db, "P", "1/2", json!({ "at": [105.87, 21.55] })).await;
    TestApp::start(db).await
}

fn paid(unit: &str) -> Value {
    json!({ "unit_code": unit, "step": "paid", "on": days_ago(-9), "reason": "Theo thông báo kết luận giao ban" })
}

#[sqlx::test]
async fn an_officer_plans_for_the_own_district_and_not_for_another_nor_for_the_whole_project(db: PgPool) {
    let app = scene(&db).await;
    for unit in ["165", "19", ""] {
        app.send(step(1, &paid(unit)).as_(Role::Officer))
            .await
            .problem(403, "forbidden");
    }
    app.send(curve(1, &[(days_ago(0), 0.5)], "").as_(Role::Officer))
        .await
        .problem(403, "forbidden");
    for role in [Role::Planner, Role::Field, Role::Leader] {
        app.send(step(1, &paid("164")).as_(role))
            .await
            .problem(403, "forbidden");
    }
    app.send(step(1, &paid("164")).as_(Role::Public))
        .await
        .problem(401, "login-needed");
    app.send(step(1, &paid("164")).as_(Role::Officer)).await.expect(200);
    assert_eq!(plans(&app).await["steps"][0]["changes"][0]["by"], "officer");
}

#[sqlx::test]
async fn the_public_sees_the_days_and_neither_accounts_nor_what_somebody_wrote(db: PgPool) {
    let app = scene(&db).await;
    app.send(step(1, &paid(""))).await.expect(200);
    app.send(curve(2, &[(days_ago(0), 0.5)], "vì sao")).await.expect(200);
    let deadline = json!({ "clearance_deadline": days_ago(-99), "reason": "vì sao" });
    app.send(Call::patch("/api/v1/projects/P").version(&json!(3)).json(&deadline))
        .await
        .expect(200);
    let seen = app
        .send(Call::get("/api/v1/projects/P/plans").anonymous())
        .await
        .expect(200);
    assert!(!seen.text().contains("admin") && !seen.text().contains("vì sao") && !seen.text().contains("giao ban"));
    let seen = seen.json();
    assert_eq!(seen["steps"][0]["current_on"], json!(days_ago(-9)));
    assert_eq!(
        (
            &seen["deadline"]["changes"][0]["by"],
            &seen["curve"]["changes"][0]["by"]
        ),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(plans(&app).await["deadline"]["changes"][0]["reason"], "vì sao");
    app.get("/api/v1/projects/NOPE/plans").await.problem(404, "not-found");
    app.get(&format!("/api/v1/projects/P/plans?as_of={}", days_ago(-1)))
        .await
        .problem(400, "invalid-query");
}
