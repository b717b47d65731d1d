use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{TestApp, days_ago, seed, today};

#[sqlx::test]
async fn a_project_is_shown_with_its_shapes_plans_and_promises(db: PgPool) {
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
    seed::sql(
        &db,
        "insert into step_plans (project_id, unit_code, step, original_on, current_on) values (1, '', 'paid', '2026-05-01', '2026-06-01');
         insert into share_plans (project_id, on_date, share) values (1, '2026-01-01', 0), (1, '2036-01-01', 1);
         insert into commitments (project_id, made_by, made_to, made_on, original_on, due_on, share, superseded_on)
         values (1, 'UBND', 'Bộ', '2026-01-01', '2026-02-01', '2026-02-01', 0.3, null),
                (1, 'UBND', 'Bộ', '2026-01-02', '2026-02-15', '2026-03-01', 0.5, null),
                (1, 'UBND', 'Bộ', '2025-01-02', '2025-03-01', '2025-03-01', 0.9, '2026-01-01')",
    )
    .await;
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
    assert_eq!(
        project["step_plans"],
        json!([{ "unit_code": "", "step": "paid", "original_on": "2026-05-01", "current_on": "2026-06-01" }])
    );
    let promises: Vec<Value> = project["commitments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| json!([p["due_on"], p["met"]]))
        .collect();
    assert_eq!(
        json!(promises),
        json!([["2026-02-01", true], ["2026-03-01", false]]),
        "what was superseded stands no more"
    );
    assert_eq!(project["share_plan"].as_array().unwrap().len(), 2);
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
    for (day, share) in [(days_ago(100), 0.0), (days_ago(20), 0.8), (today(), 1.0)] {
        sqlx::query("insert into share_plans (project_id, on_date, share) values (1, $1, $2)")
            .bind(day)
            .bind(share)
            .execute(&db)
            .await
            .unwrap();
    }
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
