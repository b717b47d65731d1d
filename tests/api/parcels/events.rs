use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, days_ago, seed};

#[sqlx::test]
async fn the_history_tells_who_changed_what_from_what_the_newest_first(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let id = seed::parcel(&db, "P", "1/1", json!({ "notified_on": days_ago(9) })).await;
    let app = TestApp::start(&db).await;
    let uri = format!("/api/v1/parcels/{id}");
    let edits = [
        json!({ "steps": { "notified": { "on": days_ago(8), "document": "5/TB" } } }),
        json!({ "not_applicable": { "paid": days_ago(7) }, "note": "vắng nhà" }),
        json!({ "note": "vắng nhà", "excluded_on": days_ago(6), "reason": "đổi hướng tuyến" }),
    ];
    for (version, edit) in (1..).zip(&edits) {
        app.send(Call::patch(&uri).version(&json!(version)).by("hoa").json(edit))
            .await
            .expect(200);
    }
    let history = app.json(&format!("{uri}/events")).await;
    let told: Vec<Value> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            json!([
                entry["actor"],
                entry["action"],
                entry["effective_on"],
                entry["fields"],
                entry["note"]
            ])
        })
        .collect();
    assert_eq!(
        json!(told),
        json!([
            ["hoa", "updated", days_ago(6), { "excluded_on": [null, days_ago(6)] }, "đổi hướng tuyến"],
            ["hoa", "updated", days_ago(7), { "paid_na_on": [null, days_ago(7)], "note": ["", "vắng nhà"] }, ""],
            ["hoa", "updated", days_ago(8), { "notified_on": [days_ago(9), days_ago(8)], "notified_document": ["", "5/TB"] }, ""],
        ])
    );
}

#[sqlx::test]
async fn every_write_leaves_one_audit_row_and_an_event_for_each_thing_that_it_changed(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let one = seed::parcel(&db, "P", "1/1", json!({ "household_code": "H" })).await;
    let two = seed::parcel(&db, "P", "1/2", json!({ "household_code": "H" })).await;
    let app = TestApp::start(&db).await;
    let v = |version: i32| json!(version);
    let parcel = format!("/api/v1/parcels/{one}");
    let set = json!([{ "id": one, "version": 2 }, { "id": two, "version": 1 }]);
    let raise = json!({ "project_code": "P", "scope": "household", "household_code": "H", "cause": "GRAVE" });
    let new = json!({ "code": "N", "name": "Mới", "sector": "other" });
    for (call, status, action, entities) in [
        (
            Call::patch(&parcel).version(&v(1)).json(&json!({ "note": "a" })),
            200,
            "parcel.update",
            "parcel",
        ),
        (
            Call::patch("/api/v1/parcels").json(&json!({ "parcels": set, "change": { "note": "b" } })),
            200,
            "parcel.update",
            "parcel parcel",
        ),
        (
            Call::post("/api/v1/obstacles").json(&raise),
            201,
            "obstacle.raise",
            "obstacle parcel parcel",
        ),
        (
            Call::post("/api/v1/obstacles/1/close").version(&v(1)).json(&json!({})),
            200,
            "obstacle.close",
            "obstacle parcel parcel",
        ),
        (
            Call::post("/api/v1/obstacles/1/reopen").version(&v(2)).json(&json!({})),
            200,
            "obstacle.reopen",
            "obstacle parcel parcel",
        ),
        (
            Call::post("/api/v1/projects").json(&new),
            201,
            "project.create",
            "project",
        ),
        (
            Call::patch("/api/v1/projects/N")
                .version(&v(1))
                .json(&json!({ "name": "Cũ" })),
            200,
            "project.update",
            "project",
        ),
        (
            Call::delete("/api/v1/projects/N").version(&v(2)),
            204,
            "project.archive",
            "project",
        ),
    ] {
        app.send(call.by("minh")).await.expect(status);
        let written: Vec<(String, String, String, String)> = sqlx::query_as(
            "select a.action, a.actor, a.door, coalesce(string_agg(e.entity, ' ' order by e.entity, e.entity_id), '')
             from audit a left join events e using (op_id) where a.at = (select max(at) from audit) group by a.op_id",
        )
        .fetch_all(&db)
        .await
        .unwrap();
        assert_eq!(
            written,
            [(
                action.to_owned(),
                "minh".to_owned(),
                "http".to_owned(),
                entities.to_owned()
            )]
        );
    }
    let all: i64 = sqlx::query_scalar("select count(*) from audit")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(all, 8);
}
