use serde_json::{Value, json};
use sqlx::PgPool;

use super::{address, parcels, parcels_with, service, shown, stored};
use crate::support::{Call, TestApp, days_ago, import_form, seed};

/// Why an import cannot be undone, in English; nothing may have changed.
async fn refused(app: &TestApp, import: &Value) -> String {
    let before = shown(app).await;
    let answer = app.send(Call::post(&address(import, "/undo")).in_english()).await;
    answer.problem(409, "conflict");
    assert_eq!(shown(app).await, before);
    assert_eq!(app.json(&address(import, "")).await["state"], "stored");
    answer.json()["detail"].as_str().unwrap().to_owned()
}

async fn number_of(db: &PgPool, parcel_no: &str) -> i64 {
    sqlx::query_scalar("select id from parcels where parcel_no = $1")
        .bind(parcel_no)
        .fetch_one(db)
        .await
        .unwrap()
}

#[sqlx::test]
async fn an_import_is_not_undone_once_somebody_edited_a_parcel_of_it(db: PgPool) {
    let app = service(&db).await;
    let import = stored(&app, &parcels(&["1", "2"])).await;
    let id = number_of(&db, "2").await;
    let edit = json!({ "steps": { "paid": { "on": days_ago(9) } } });
    let edit = Call::patch(&format!("/api/v1/parcels/{id}"))
        .version(&json!(1))
        .json(&edit);
    app.send(edit).await.expect(200);
    let why = refused(&app, &import).await;
    assert!(
        why.contains("1 parcels") && why.contains("P/") && why.contains("/2"),
        "{why}"
    );
}

#[sqlx::test]
async fn an_import_is_not_undone_once_somebody_edited_what_it_changed(db: PgPool) {
    let app = service(&db).await;
    stored(&app, &parcels(&["1", "2"])).await;
    let import = stored(&app, &parcels_with(&["1"], &json!({ "ma_ho": "H7" }))).await;
    let elsewhere = number_of(&db, "2").await;
    let note = |id: i64, version: i32| {
        Call::patch(&format!("/api/v1/parcels/{id}"))
            .version(&json!(version))
            .json(&json!({ "note": "đã gặp" }))
    };
    app.send(note(elsewhere, 1)).await.expect(200);
    let touched = number_of(&db, "1").await;
    app.send(note(touched, 2)).await.expect(200);
    let why = refused(&app, &import).await;
    assert!(why.contains("1 parcels"), "only the parcel of the import counts: {why}");
}

#[sqlx::test]
async fn an_import_is_not_undone_once_a_newer_one_is_stored(db: PgPool) {
    let app = service(&db).await;
    let old = stored(&app, &parcels(&["1"])).await;
    let new = stored(&app, &parcels(&["2"])).await;
    let why = refused(&app, &old).await;
    assert!(
        why.contains("Only the last import") && why.contains("thua.geojson") && why.contains("lan"),
        "{why}"
    );
    app.send(Call::post(&address(&new, "/undo"))).await.expect(200);
    refused(&app, &old).await;
}

#[sqlx::test]
async fn an_import_is_not_undone_once_an_obstacle_stands_on_it(db: PgPool) {
    let app = service(&db).await;
    stored(&app, &parcels(&["1"])).await;
    let import = stored(&app, &parcels_with(&["1", "2"], &json!({ "ma_ho": "H7" }))).await;
    let obstacle =
        json!({ "project_code": "P", "scope": "selection", "parcels": [number_of(&db, "1").await], "cause": "PRICE" });
    app.send(Call::post("/api/v1/obstacles").json(&obstacle))
        .await
        .expect(201);
    let why = refused(&app, &import).await;
    assert!(why.contains("1 parcels") && why.contains("/1"), "{why}");
}

#[sqlx::test]
async fn an_import_is_not_undone_once_a_fact_of_a_new_parcel_is_known(db: PgPool) {
    let app = service(&db).await;
    let import = stored(&app, &parcels(&["1"])).await;
    seed::sql(
        &db,
        "insert into parcel_facts (parcel_id, fact, on_date) select id, 'disagreed', '2026-10-01' from parcels",
    )
    .await;
    refused(&app, &import).await;
}

#[sqlx::test]
async fn an_import_is_not_undone_once_a_parcel_that_it_changed_is_gone(db: PgPool) {
    let app = service(&db).await;
    stored(&app, &parcels(&["1", "2"])).await;
    let import = stored(&app, &parcels_with(&["1", "2", "3"], &json!({ "ma_ho": "H7" }))).await;
    seed::sql(&db, "delete from parcels where parcel_no = '1'").await;
    app.board.catch_up().await;
    let why = refused(&app, &import).await;
    assert!(why.contains("1 parcels"), "{why}");
}

#[sqlx::test]
async fn a_new_parcel_that_is_gone_already_keeps_the_others_from_nothing(db: PgPool) {
    let app = service(&db).await;
    let import = stored(&app, &parcels(&["1", "2"])).await;
    seed::sql(&db, "delete from parcels where parcel_no = '1'").await;
    app.board.catch_up().await;
    let undone = app.send(Call::post(&address(&import, "/undo"))).await;
    assert_eq!(undone.expect(200).json()["state"], "undone");
    assert_eq!(shown(&app).await, 0);
}

#[sqlx::test]
async fn a_new_project_is_not_taken_back_once_it_is_planned(db: PgPool) {
    let app = service(&db).await;
    let feature = json!({
        "type": "Feature", "properties": { "code": "Q", "name": "Dự án Q" },
        "geometry": { "type": "LineString", "coordinates": [[105.81, 21.55], [105.89, 21.56]] },
    });
    let import = app
        .settled(import_form(&[("kind", "projects")], Some(&feature.to_string())))
        .await;
    assert_eq!(import["state"], "stored");
    seed::sql(
        &db,
        "insert into step_plans (project_id, step, planned_on) select id, 'paid', '2027-01-01' from projects where code = 'Q'",
    )
    .await;
    let why = refused(&app, &import).await;
    assert!(why.contains("1 projects") && why.contains('Q'), "{why}");
    seed::sql(&db, "delete from step_plans; insert into share_plans (project_id, on_dates, shares) values ((select id from projects where code = 'Q'), '{2027-01-01}', '{1}')").await;
    refused(&app, &import).await;
    seed::sql(&db, "delete from share_plans").await;
    app.send(Call::post(&address(&import, "/undo"))).await.expect(200);
}
