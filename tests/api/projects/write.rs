use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Call, TestApp, days_ago, seed};

#[sqlx::test]
async fn a_project_is_made_changed_and_put_away(db: PgPool) {
    let app = TestApp::start(&db).await;
    let new = json!({
        "code": "DT-266", "name": " Đường tỉnh 266 ", "sector": "transport", "project_group": "B", "investor": "Sở Xây dựng",
        "start_on": "2026-01-01", "clearance_deadline": "2027-01-01", "corridor_width_m": 30, "min_workable_m": 50,
    });
    let made = app.send(Call::post("/api/v1/projects").json(&new)).await.expect(201);
    assert_eq!(made.header("etag"), "\"1\"");
    assert_eq!(made.json()["name"], "Đường tỉnh 266");
    assert_eq!(made.json()["status"], "no_parcels");
    assert_eq!(app.json("/api/v1/projects").await["total"], 1);

    let change = json!({ "clearance_deadline": null, "investor": "Ban QLDA", "min_workable_m": 80, "reason": "Chưa bố trí vốn" });
    let changed = app
        .send(Call::patch("/api/v1/projects/DT-266").version(&json!(1)).json(&change))
        .await
        .expect(200);
    assert_eq!(changed.header("etag"), "\"2\"");
    let changed = changed.json();
    assert_eq!(
        (&changed["clearance_deadline"], &changed["investor"]),
        (&Value::Null, &json!("Ban QLDA"))
    );
    assert_eq!(
        (&changed["start_on"], &changed["corridor_width_m"]),
        (&json!("2026-01-01"), &json!(30.0)),
        "what is not named stays"
    );

    let away = app
        .send(Call::delete("/api/v1/projects/DT-266").version(&json!(2)))
        .await
        .expect(204);
    assert!(away.body.is_empty());
    assert_eq!(app.json("/api/v1/projects").await["total"], 0);
    assert_ne!(
        app.json("/api/v1/projects/DT-266").await["archived_on"],
        Value::Null,
        "it is still there for who asks"
    );
}

#[sqlx::test]
async fn the_history_of_a_project_keeps_old_and_new_values(db: PgPool) {
    seed::project(&db, "P", json!({ "investor": "A" })).await;
    let app = TestApp::start(&db).await;
    let change = json!({ "investor": "B", "name": "Dự án P", "clearance_deadline": "2027-01-01" });
    app.send(Call::patch("/api/v1/projects/P").version(&json!(1)).json(&change))
        .await
        .expect(200);
    let fields: Value = sqlx::query_scalar("select fields from events")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(
        fields,
        json!({ "investor": ["A", "B"], "clearance_deadline": [null, "2027-01-01"] }),
        "only what changed"
    );
}

#[sqlx::test]
async fn a_new_deadline_makes_its_parcels_late_at_once(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/1", json!({})).await;
    let app = TestApp::start(&db).await;
    assert_eq!(app.json("/api/v1/parcels?fact=overdue").await["total"], 0);
    let change = json!({ "clearance_deadline": days_ago(4) });
    app.send(Call::patch("/api/v1/projects/P").version(&json!(1)).json(&change))
        .await
        .expect(200);
    assert_eq!(
        app.json("/api/v1/parcels?fact=overdue").await["items"][0]["days_late"],
        4
    );
}

#[sqlx::test]
async fn a_project_with_parcels_is_not_put_away(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/1", json!({ "excluded_on": days_ago(3) })).await;
    let app = TestApp::start(&db).await;
    let answer = app.send(Call::delete("/api/v1/projects/P").version(&json!(1))).await;
    answer.problem(409, "conflict");
    assert_eq!(answer.json()["detail"], "Dự án còn 1 thửa đất: không cất đi được.");
    assert_eq!(app.json("/api/v1/projects/P").await["version"], 1);
}

#[sqlx::test]
async fn an_edit_of_a_project_needs_its_present_version(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let app = TestApp::start(&db).await;
    let name = |text: &str| Call::patch("/api/v1/projects/P").json(&json!({ "name": text }));
    app.send(name("a")).await.problem(428, "version-missing");
    app.send(name("a").version(&json!(1))).await.expect(200);
    let stale = app.send(name("b").version(&json!(1))).await;
    stale.problem(412, "stale-version");
    assert_eq!(
        (&stale.json()["current"]["name"], &stale.json()["current"]["version"]),
        (&json!("a"), &json!(2))
    );
    app.send(Call::delete("/api/v1/projects/P"))
        .await
        .problem(428, "version-missing");
    app.send(Call::delete("/api/v1/projects/P").version(&json!(1)))
        .await
        .problem(412, "stale-version");
    app.send(Call::patch("/api/v1/projects/NOPE").version(&json!(1)).json(&json!({})))
        .await
        .problem(404, "not-found");
}

#[sqlx::test]
async fn two_projects_never_share_a_code_but_one_operation_makes_one(db: PgPool) {
    let app = TestApp::start(&db).await;
    let operation = Uuid::now_v7();
    let new = json!({ "code": "P", "name": "P", "sector": "other" });
    let make = |operation| Call::post("/api/v1/projects").operation(operation).json(&new);
    let first = app.send(make(operation)).await.expect(201).json();
    assert_eq!(app.send(make(operation)).await.expect(201).json(), first);
    app.send(make(Uuid::now_v7())).await.problem(409, "conflict");
}

#[sqlx::test]
async fn an_impossible_project_is_refused_with_its_place(db: PgPool) {
    seed::project(&db, "OLD", json!({ "start_on": "2026-06-01" })).await;
    let app = TestApp::start(&db).await;
    for (change, pointer) in [
        (json!({ "code": null }), "/code"),
        (json!({ "code": "a b" }), "/code"),
        (json!({ "code": "a/b" }), "/code"),
        (json!({ "code": "x".repeat(41) }), "/code"),
        (json!({ "name": "  " }), "/name"),
        (json!({ "sector": null }), "/sector"),
        (json!({ "sector": "war" }), "/sector"),
        (json!({ "project_group": "D" }), "/project_group"),
        (json!({ "start_on": "1980-01-01" }), "/start_on"),
        (json!({ "clearance_deadline": "2200-01-01" }), "/clearance_deadline"),
        (
            json!({ "start_on": "2026-02-01", "clearance_deadline": "2026-01-01" }),
            "/clearance_deadline",
        ),
        (json!({ "corridor_width_m": 0 }), "/corridor_width_m"),
        (json!({ "min_workable_m": -1 }), "/min_workable_m"),
        (json!({ "version": 3 }), "/version"),
    ] {
        let mut new = json!({ "code": "P", "name": "P", "sector": "other" });
        new.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let problems = app
            .send(Call::post("/api/v1/projects").json(&new))
            .await
            .problem(422, "refused");
        assert_eq!(problems[0].0, pointer, "{change}");
    }
    for (change, pointer) in [
        (json!({ "code": "NEW" }), "/code"),
        (json!({ "name": "" }), "/name"),
        (json!({ "clearance_deadline": "2026-05-31" }), "/clearance_deadline"),
        (json!({ "reason": "x" }), "/reason"),
    ] {
        let call = Call::patch("/api/v1/projects/OLD").version(&json!(1)).json(&change);
        let problems = app.send(call).await.problem(422, "refused");
        assert_eq!(problems[0].0, pointer, "{change}");
    }
}
