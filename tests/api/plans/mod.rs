//! What is planned, as it stood on each day.

mod curve;
mod dated;
mod doors;
mod steps;

use matbang::calendar::Day;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp};

/// The plans of `P`.
async fn plans(app: &TestApp) -> Value {
    app.json("/api/v1/projects/P/plans").await
}

/// The plans of `P` as they stood on a day.
async fn plans_on(app: &TestApp, day: Day) -> Value {
    app.json(&format!("/api/v1/projects/P/plans?as_of={day}")).await
}

/// A planned day of `P` to be set, from a version of the project.
fn step(version: i32, body: &Value) -> Call {
    Call::put("/api/v1/projects/P/plans/steps")
        .version(&json!(version))
        .json(body)
}

/// A curve of `P` to be set, from a version of the project.
fn curve(version: i32, points: &[(Day, f64)], reason: &str) -> Call {
    let points: Vec<Value> = points
        .iter()
        .map(|(on, share)| json!({ "on_date": on, "share": share }))
        .collect();
    let body = json!({ "points": points, "reason": reason });
    Call::put("/api/v1/projects/P/plans/curve")
        .version(&json!(version))
        .json(&body)
}

/// Plans a step of `P` from a day on, past the service.
async fn planned(db: &PgPool, unit: &str, step: &str, set_on: Day, planned_on: Option<Day>) {
    sqlx::query(
        "insert into step_plans (project_id, unit_code, step, set_on, planned_on, reason)
         select id, $1, $2, $3, $4, 'giao ban' from projects where code = 'P'",
    )
    .bind(unit)
    .bind(step)
    .bind(set_on)
    .bind(planned_on)
    .execute(db)
    .await
    .unwrap();
}
