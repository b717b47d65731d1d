use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{WEST, recorded, scene};
use crate::support::{Call, import_form};

fn erase(parcel: i64) -> Call {
    Call::delete(&format!("/api/v1/parcels/{parcel}/persons")).json(&json!({ "reason": "Đề nghị của hộ" }))
}

/// Everything that is kept of persons, as text.
async fn kept(db: &PgPool) -> String {
    sqlx::query_scalar(
        "select concat((select jsonb_agg(p) from parcel_persons p), (select jsonb_agg(b) from import_before_persons b))",
    )
    .fetch_one(db)
    .await
    .unwrap()
}

#[sqlx::test]
async fn an_erased_land_user_is_gone_and_the_history_stays(db: PgPool) {
    let (app, [west, east]) = scene(&db).await;
    // An import keeps what it replaces.
    let feature = json!({
        "type": "Feature", "geometry": null,
        "properties": { "map_sheet": "1", "parcel_no": "1", "holder_name": "Lê Thị Mới", "compensation_vnd": 55_555 },
    });
    let fields = [("kind", "parcels"), ("project", "P"), ("allow_no_shape", "true")];
    let import = app.settled(import_form(&fields, Some(&feature.to_string()))).await;
    assert_eq!(import["state"], "stored", "{import}");
    let history = format!("/api/v1/parcels/{west}/events");
    let before = app.json(&history).await["items"].as_array().unwrap().clone();

    app.send(erase(west).as_(Role::Officer)).await.expect(204);

    let kept_now = kept(&db).await;
    for secret in [
        "Bí Mật",
        "bi mat",
        "Mới",
        "55555",
        &WEST.1.to_string(),
        &format!("\"parcel_id\": {west}"),
    ] {
        assert!(!kept_now.contains(secret), "{secret}: {kept_now}");
    }
    assert!(kept_now.contains("Kín"), "that of parcel {east} stays");
    let after = app.json(&history).await["items"].as_array().unwrap().clone();
    assert_eq!(after[1..], before, "what happened before has not changed");
    assert_eq!(
        (&after[0]["action"], &after[0]["actor"]),
        (&json!("persons_erased"), &json!("officer"))
    );
    assert_eq!(
        recorded(&db).await,
        [format!("officer persons.erase parcel {west}; Đề nghị của hộ")]
    );
    let read = app.json(&format!("/api/v1/parcels/{west}/persons")).await;
    assert_eq!(read["holder_name"], Value::Null);

    let undo = format!("/api/v1/imports/{}/undo", import["id"].as_str().unwrap());
    app.send(Call::post(&undo)).await.expect(200);
    assert!(!kept(&db).await.contains("Mật"), "undoing brings nobody back");
}

#[sqlx::test]
async fn nobody_erases_elsewhere_or_without_a_reason(db: PgPool) {
    let (app, [west, east]) = scene(&db).await;
    app.send(erase(east).as_(Role::Officer)).await.problem(403, "forbidden");
    for role in [Role::Field, Role::Leader, Role::Planner] {
        app.send(erase(west).as_(role)).await.problem(403, "forbidden");
    }
    let silent = Call::delete(&format!("/api/v1/parcels/{west}/persons")).json(&json!({ "reason": "" }));
    assert_eq!(app.send(silent).await.problem(422, "refused")[0].0, "/reason");
    app.send(erase(4711)).await.problem(404, "not-found");
    assert!(kept(&db).await.contains("Bí Mật"));
    assert!(recorded(&db).await.is_empty());
}
