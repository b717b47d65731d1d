//! Who promised what, and what became of it.

mod list;
mod made;
mod replaced;

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, days_ago, seed};

/// A project in two districts, one half of it cleared 30 days ago; the officer's district is 164. Parcels 1 and 2 lie
/// there, 3 and 4 in the other; 1 and 3 are cleared.
async fn scene(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    for (key, west, cleared) in [
        ("1/1", 105.82, true),
        ("1/2", 105.83, false),
        ("1/3", 105.87, true),
        ("1/4", 105.88, false),
    ] {
        let on = cleared.then(|| days_ago(30));
        let values = json!({ "at": [west, 21.55], "legal_area_m2": 100, "handed_over_on": on });
        seed::parcel(db, "P", key, values).await;
    }
    TestApp::start(db).await
}

/// A commitment for `P` with these values beside.
fn new(values: &Value) -> Value {
    let mut body =
        json!({ "made_by": "Ủy ban nhân dân huyện", "made_to": "Ban Chỉ đạo tỉnh", "due_on": days_ago(-10) });
    body.as_object_mut()
        .unwrap()
        .extend(values.as_object().unwrap().clone());
    body
}

fn make(values: &Value) -> Call {
    Call::post("/api/v1/projects/P/commitments").json(&new(values))
}

/// Makes one, and gives it back.
async fn made(app: &TestApp, values: &Value) -> Value {
    app.send(make(values)).await.expect(201).json()
}

async fn get(app: &TestApp, id: &Value, ago: i32) -> Value {
    app.json(&format!("/api/v1/commitments/{id}?as_of={}", days_ago(ago)))
        .await
}
