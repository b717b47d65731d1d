mod figures;
mod import;
mod list;

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, days_ago, seed};

/// Two districts, a project `W` wholly in the western one, the cast's own, and `E` in the eastern one. A quarter of `W` is
/// handed over; of two of its parcels the payment is late by law, by 10 and by 5 days.
async fn scene(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    seed::project(db, "W", json!({ "investor": "Ban A" })).await;
    seed::project(db, "E", json!({ "investor": "Ban B", "sector": "urban" })).await;
    let steps = |approved: i32| {
        let on = days_ago(approved);
        json!({ "at": [105.82, 21.55], "recovered_area_m2": 250, "notified_on": days_ago(400), "inventoried_on": days_ago(300),
                "plan_posted_on": days_ago(200), "plan_approved_on": on, "recovery_decided_on": on })
    };
    let mut handed_over = steps(90);
    handed_over["paid_on"] = json!(days_ago(80));
    handed_over["handed_over_on"] = json!(days_ago(60));
    let mut paid = steps(50);
    paid["paid_on"] = json!(days_ago(45));
    for (key, values) in [
        ("1/1", handed_over),
        ("1/2", steps(40)),
        ("1/3", steps(35)),
        ("1/4", paid),
    ] {
        seed::parcel(db, "W", key, values).await;
    }
    seed::parcel(
        db,
        "E",
        "1/1",
        json!({ "at": [105.87, 21.55], "recovered_area_m2": 100 }),
    )
    .await;
    TestApp::start(db).await
}

fn put(code: &str, year: i16, figures: &Value) -> Call {
    Call::put(&format!("/api/v1/projects/{code}/capital/{year}")).json(figures)
}

/// Records figures for a day so many days ago, as `admin`.
async fn report(app: &TestApp, code: &str, days: i32, (planned, disbursed): (i64, i64)) -> Value {
    let day = days_ago(days);
    let figures = json!({ "as_of": day, "planned_vnd": planned, "disbursed_vnd": disbursed });
    app.send(put(code, day.year(), &figures)).await.expect(200).json()
}
