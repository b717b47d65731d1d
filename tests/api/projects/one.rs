use serde_json::json;
use sqlx::PgPool;

use crate::support::{TestApp, days_ago, seed, today};

#[sqlx::test]
async fn a_project_is_shown_with_its_shapes(db: PgPool) {
    let values = json!({
        "area": "POLYGON((105.8 21.5, 105.9 21.5, 105.9 21.6, 105.8 21.5))", "line": "LINESTRING(105.8 21.5, 105.9 21.6)",
        "project_group": "A", "start_on": "2026-01-01", "clearance_deadline": "2027-01-01", "corridor_width_m": 30.5,
    });
    seed::project(&db, "P", values).await;
    seed::parcel(
        &db,
        "P",
        "1/1",
        json!({ "legal_area_m2": 40, "handed_over_on": days_ago(5) }),
    )
    .await;
    seed::parcel(&db, "P", "1/2", json!({ "legal_area_m2": 60 })).await;
    let app = TestApp::start(&db).await;
    let answer = app.get("/api/v1/projects/P").await.expect(200);
    assert_eq!(answer.header("etag"), "\"1\"");
    let project = answer.json();
    assert_eq!(
        (&project["project_group"], &project["corridor_width_m"]),
        (&json!("A"), &json!(30.5))
    );
    assert_eq!(project["boundary"]["type"], "MultiPolygon");
    assert_eq!(
        project["alignment"]["coordinates"],
        json!([[[105.8, 21.5], [105.9, 21.6]]])
    );
    app.get("/api/v1/projects/NOPE").await.problem(404, "not-found");
    app.get("/api/v1/projects/P?nonsense=1")
        .await
        .problem(400, "invalid-query");
}

#[sqlx::test]
async fn a_project_is_late_by_the_largest_of_deadline_curve_and_promise(db: PgPool) {
    seed::project(&db, "P", json!({ "clearance_deadline": days_ago(7) })).await;
    seed::parcel(
        &db,
        "P",
        "1/1",
        json!({ "legal_area_m2": 100, "handed_over_on": days_ago(90) }),
    )
    .await;
    seed::parcel(&db, "P", "1/2", json!({ "legal_area_m2": 100 })).await;
    sqlx::query("insert into share_plans (project_id, on_dates, shares) values (1, $1, '{0, 0.8, 1}')")
        .bind([days_ago(100), days_ago(20), today()].as_slice())
        .execute(&db)
        .await
        .unwrap();
    sqlx::query(
        "insert into commitments (project_id, made_by, made_to, made_on, original_on, due_on, share)
         values (1, 'a', 'b', $1, $2, $2, 0.6), (1, 'a', 'b', $1, $3, $3, 0.5)",
    )
    .bind(days_ago(80))
    .bind(days_ago(12))
    .bind(days_ago(60))
    .execute(&db)
    .await
    .unwrap();
    let app = TestApp::start(&db).await;
    let project = app.json("/api/v1/projects/P").await;
    // The curve is a line of 0.01 a day: it passed one half 50 days ago and is above it from the day after.
    let delay = |kind: &str, days: i32| json!({ "kind": kind, "since": days_ago(days), "days": days });
    assert_eq!(
        project["delays"],
        json!([delay("deadline", 7), delay("curve", 49), delay("commitment", 12)])
    );
    assert_eq!(
        (&project["days_late"], &project["status"]),
        (&json!(49), &json!("delayed"))
    );
    let before = app.json(&format!("/api/v1/projects/P?as_of={}", days_ago(46))).await;
    assert_eq!(
        (&before["delays"], &before["status"]),
        (&json!([]), &json!("on_track")),
        "4 points behind are within tolerance"
    );
}
