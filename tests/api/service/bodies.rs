use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, seed};

async fn refused(app: &TestApp, call: Call, body: &Value) -> String {
    let answer = app.send(call.json(body)).await;
    answer.problem(422, "refused")[0].0.clone()
}

#[sqlx::test]
async fn an_array_is_not_taken_for_an_object_wherever_it_stands(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/1", json!({})).await;
    let app = TestApp::start(&db).await;
    let one = || Call::patch("/api/v1/parcels/1").version(&json!(1));
    let set = || Call::patch("/api/v1/parcels");
    assert_eq!(refused(&app, one(), &json!([])).await, "");
    assert_eq!(
        refused(&app, one(), &json!({ "steps": { "notified": ["2026-01-05"] } })).await,
        "/steps/notified"
    );
    let change = json!({ "note": "x" });
    assert_eq!(
        refused(&app, set(), &json!({ "parcels": [[1, 1]], "change": change })).await,
        "/parcels[0]"
    );
    let known = json!([{ "id": 1, "version": 1 }]);
    assert_eq!(
        refused(&app, set(), &json!({ "parcels": known, "change": [] })).await,
        "/change"
    );
}

#[sqlx::test]
async fn a_body_ends_with_its_json(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/1", json!({})).await;
    let app = TestApp::start(&db).await;
    let call = Call::patch("/api/v1/parcels/1").version(&json!(1));
    let answer = app.send(call.body("application/json", r#"{"note":"x"} {}"#)).await;
    answer.problem(400, "malformed-body");
}

#[sqlx::test]
async fn a_parameter_that_says_nothing_is_refused(db: PgPool) {
    let app = TestApp::start(&db).await;
    for uri in ["/api/v1/projects?as_of=", "/api/v1/parcels?q=a&level=&limit=5"] {
        app.get(uri).await.problem(400, "invalid-query");
    }
}
