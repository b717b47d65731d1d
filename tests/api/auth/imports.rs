//! What officers may import where, and when that is looked at.

use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::areas::{Scene, parcels};
use crate::support::{Call, Stream, TestApp, import_form, seed};

fn into(project: &str) -> [(&str, &str); 2] {
    [("kind", "parcels"), ("project", project)]
}

fn by_officer(project: &str, file: &str) -> Call {
    import_form(&into(project), Some(file)).as_(Role::Officer)
}

fn undo(import: &Value) -> Call {
    let id = import["id"].as_str().unwrap();
    Call::post(&format!("/api/v1/imports/{id}/undo")).in_english()
}

/// Edits the officer's account past the service, as another process would.
async fn officer_becomes(scene: &Scene, db: &PgPool, change: &'static str) {
    seed::sql(db, change).await;
    assert!(scene.app.board.catch_up().await);
}

/// Gives the officer's account another district.
async fn officer_moves_to(scene: &Scene, db: &PgPool, unit: &str) {
    sqlx::query("update users set unit_codes = array[$1], version = version + 1 where name = 'officer'")
        .bind(unit)
        .execute(db)
        .await
        .unwrap();
    assert!(scene.app.board.catch_up().await);
}

async fn stored(app: &TestApp, call: Call) -> Value {
    let import = app.settled(call).await;
    assert_eq!(import["state"], "stored", "{import}");
    import
}

#[sqlx::test]
async fn an_officer_imports_parcels_of_the_own_area_or_nothing(db: PgPool) {
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    let fields = [("kind", "parcels"), ("project", "P")];
    let call = |file: &str| import_form(&fields, Some(file)).as_(Role::Officer);
    let mixed = app
        .settled(call(&parcels(&[("1", 105.83), ("2", 105.86), ("3", 105.87)])))
        .await;
    assert_eq!(mixed["state"], "refused", "{mixed}");
    let told = mixed["report"]["problems"].to_string();
    assert!(told.contains("outside_area") && told.contains("2 of 3"), "{told}");
    let stored: i64 = sqlx::query_scalar("select count(*) from parcels where map_sheet = '9'")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(stored, 0);
    let own = app.settled(call(&parcels(&[("1", 105.83)]))).await;
    assert_eq!(own["state"], "stored", "{own}");
    let moved_out = app.settled(call(&parcels(&[("1", 105.88)]))).await;
    assert_eq!(moved_out["state"], "refused", "{moved_out}");
    let by_admin = app
        .settled(import_form(&fields, Some(&parcels(&[("7", 105.88)]))))
        .await;
    assert_eq!(by_admin["state"], "stored");
    let moved_in = app.settled(call(&parcels(&[("7", 105.84)]))).await;
    assert_eq!(moved_in["state"], "refused", "it was another district's");
}

#[sqlx::test]
async fn an_officer_draws_no_shape_around_a_household_that_lies_nowhere(db: PgPool) {
    let scene = Scene::start(&db).await;
    seed::sql(&db, "update parcels set map_sheet = '9', parcel_no = '1' where id = 3").await;
    seed::sql(
        &db,
        "insert into parcel_persons (parcel_id, holder_name, holder_folded, compensation_vnd)
         values (3, 'Nguyễn Văn Kín', 'nguyen van kin', 123456789)",
    )
    .await;
    let app = &scene.app;
    assert!(app.board.catch_up().await);
    let persons = || Call::get("/api/v1/parcels/3/persons").as_(Role::Officer);
    app.send(persons()).await.problem(403, "forbidden");
    let form = |fields| import_form(fields, Some(&parcels(&[("1", 105.83)])));
    let stored = [("kind", "parcels"), ("project", "P")];
    let checked = [("kind", "parcels"), ("project", "P"), ("then", "check")];
    for fields in [&stored[..], &checked[..]] {
        let drawn = app.settled(form(fields).as_(Role::Officer)).await;
        assert_eq!(drawn["state"], "refused", "{drawn}");
        let told = drawn["report"]["problems"].to_string();
        assert!(told.contains("outside_area") && told.contains("1 of 1"), "{told}");
        assert!(!told.contains("Kín") && !told.contains("123456789"), "{told}");
    }
    app.send(persons()).await.problem(403, "forbidden");
    let by_admin = app.settled(form(&stored)).await;
    assert_eq!(by_admin["state"], "stored", "{by_admin}");
    app.send(persons()).await.expect(200);
}

#[sqlx::test]
async fn an_officer_imports_neither_units_nor_into_projects_of_others(db: PgPool) {
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    let units = import_form(
        &[("kind", "units"), ("level", "commune")],
        Some(&parcels(&[("1", 105.83)])),
    );
    app.send(units.as_(Role::Officer)).await.problem(403, "forbidden");
    seed::sql(&db, "update users set project_codes = '{E}' where name = 'officer'").await;
    assert!(app.board.catch_up().await);
    let fields = [("kind", "parcels"), ("project", "P")];
    let other = app
        .settled(import_form(&fields, Some(&parcels(&[("1", 105.83)]))).as_(Role::Officer))
        .await;
    assert_eq!(other["state"], "refused", "{other}");
    let projects = json!({ "type": "FeatureCollection", "features": [
        { "type": "Feature", "geometry": null, "properties": { "code": "P", "name": "Cướp" } },
        { "type": "Feature", "geometry": null, "properties": { "code": "X", "name": "Mới" } },
    ] });
    let taken = app
        .settled(import_form(&[("kind", "projects")], Some(&projects.to_string())).as_(Role::Officer))
        .await;
    assert_eq!(taken["state"], "refused", "{taken}");
    assert!(taken["report"]["problems"].to_string().contains("2 of 2"), "{taken}");
}

#[sqlx::test]
async fn an_officer_sees_no_import_of_somebody_else(db: PgPool) {
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    let fields = [("kind", "parcels"), ("project", "P")];
    let theirs = app
        .settled(import_form(&fields, Some(&parcels(&[("1", 105.83)]))))
        .await;
    let own = app
        .settled(import_form(&fields, Some(&parcels(&[("2", 105.84)]))).as_(Role::Officer))
        .await;
    let list = app.send(Call::get("/api/v1/imports").as_(Role::Officer)).await.json();
    let ids: Vec<&Value> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["id"])
        .collect();
    assert_eq!(ids, [&own["id"]]);
    let address = |id: &Value, part: &str| format!("/api/v1/imports/{}{part}", id.as_str().unwrap());
    for part in ["", "/preview", "/shapes", "/refused", "/events"] {
        let call = Call::get(&address(&theirs["id"], part)).as_(Role::Officer);
        app.send(call).await.problem(403, "forbidden");
    }
    let undo = Call::post(&address(&theirs["id"], "/undo")).as_(Role::Officer);
    app.send(undo).await.problem(403, "forbidden");
    app.send(Call::get(&address(&own["id"], "")).as_(Role::Officer))
        .await
        .expect(200);
}

#[sqlx::test]
async fn one_parcel_of_ones_own_opens_no_project(db: PgPool) {
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    let name = || {
        let call = Call::patch("/api/v1/projects/E").as_(Role::Officer);
        call.version(&json!(1)).json(&json!({ "name": "Tên mới" }))
    };
    app.send(name()).await.problem(403, "forbidden");
    let invented = app.settled(by_officer("E", &parcels(&[("1", 105.83)]))).await;
    assert_eq!(invented["state"], "refused", "{invented}");
    let told = invented["report"]["problems"].to_string();
    assert!(told.contains("project_code") && told.contains("1 of 1"), "{told}");
    // Even where somebody begins it there, the rest of it lies elsewhere.
    stored(app, import_form(&into("E"), Some(&parcels(&[("1", 105.83)])))).await;
    app.send(name()).await.problem(403, "forbidden");
    stored(app, by_officer("E", &parcels(&[("2", 105.835)]))).await;
    app.send(name()).await.problem(403, "forbidden");
}

#[sqlx::test]
async fn parcels_are_added_to_projects_whose_outline_reaches_the_area_or_that_lie_nowhere_yet(db: PgPool) {
    seed::project(&db, "N", json!({})).await;
    seed::project(&db, "R", json!({ "line": "LINESTRING(105.81 21.55, 105.89 21.55)" })).await;
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    for (project, changes) in [("N", 200), ("R", 403)] {
        stored(app, by_officer(project, &parcels(&[("1", 105.83)]))).await;
        let call = Call::patch(&format!("/api/v1/projects/{project}")).as_(Role::Officer);
        let answer = app
            .send(call.version(&json!(1)).json(&json!({ "name": "Tên mới" })))
            .await;
        assert_eq!(answer.status, changes, "{project}: {}", answer.text());
    }
}

#[sqlx::test]
async fn what_waits_for_its_turn_is_not_stored_for_an_account_that_is_disabled_meanwhile(db: PgPool) {
    let scene = Scene::start(&db).await;
    let disabled = "update users set disabled_at = now(), version = version + 1 where name = 'officer'";
    let waiting = waited(&scene, &db, disabled).await;
    assert_eq!(waiting["state"], "failed", "{waiting}");
    let why = waiting["failure"].to_string();
    assert!(why.contains("may not import any more"), "{why}");
}

#[sqlx::test]
async fn what_waits_for_its_turn_is_not_stored_for_an_account_of_another_role_by_then(db: PgPool) {
    let scene = Scene::start(&db).await;
    let planner = "update users set role = 'planner', unit_codes = '{}', version = version + 1 where name = 'officer'";
    assert_eq!(waited(&scene, &db, planner).await["state"], "failed");
}

#[sqlx::test]
async fn what_waits_for_its_turn_is_held_against_the_area_of_that_time(db: PgPool) {
    let scene = Scene::start(&db).await;
    let moved = "update users set unit_codes = '{165}', version = version + 1 where name = 'officer'";
    let waiting = waited(&scene, &db, moved).await;
    assert_eq!(waiting["state"], "refused", "{waiting}");
    assert!(
        waiting["report"]["problems"].to_string().contains("outside_area"),
        "{waiting}"
    );
}

/// What becomes of a file of the officer that waits behind another while the account is changed.
async fn waited(scene: &Scene, db: &PgPool, change: &'static str) -> Value {
    let app = &scene.app;
    // No import ends while its events cannot be written.
    let mut held = db.begin().await.unwrap();
    sqlx::query("lock table events in share mode")
        .execute(&mut *held)
        .await
        .unwrap();
    let first = import_form(&into("P"), Some(&parcels(&[("1", 105.83)])));
    let first = app.send(first).await.expect(202).json();
    let mut merging = Stream::of_import(app, first["id"].as_str().unwrap()).await;
    merging.until(|import| import["progress"]["phase"] == "merging").await;
    let second = app.send(by_officer("P", &parcels(&[("2", 105.835)]))).await;
    let second = second.expect(202).json();
    officer_becomes(scene, db, change).await;
    held.rollback().await.unwrap();
    while merging.next_or_end().await.is_some() {}
    let id = second["id"].as_str().unwrap();
    let mut ends = Stream::of_import(app, id).await;
    while ends.next_or_end().await.is_some() {}
    let left: i64 = sqlx::query_scalar("select count(*) from parcels where map_sheet = '9' and parcel_no = '2'")
        .fetch_one(db)
        .await
        .unwrap();
    assert_eq!(left, 0, "nothing of it is stored");
    app.json(&format!("/api/v1/imports/{id}")).await
}

#[sqlx::test]
async fn an_account_that_is_disabled_while_its_file_is_merged_stores_nothing(db: PgPool) {
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    let mut held = db.begin().await.unwrap();
    sqlx::query("lock table events in share mode")
        .execute(&mut *held)
        .await
        .unwrap();
    let import = app.send(by_officer("P", &parcels(&[("2", 105.835)]))).await;
    let import = import.expect(202).json();
    let id = import["id"].as_str().unwrap();
    let mut merging = Stream::of_import(app, id).await;
    merging.until(|import| import["progress"]["phase"] == "merging").await;
    let disabled = "update users set disabled_at = now(), version = version + 1 where name = 'officer'";
    officer_becomes(&scene, &db, disabled).await;
    held.rollback().await.unwrap();
    while merging.next_or_end().await.is_some() {}
    assert_eq!(app.json(&format!("/api/v1/imports/{id}")).await["state"], "failed");
}

#[sqlx::test]
async fn an_officer_takes_back_only_what_lies_in_the_area_of_now(db: PgPool) {
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    let import = stored(app, by_officer("P", &parcels(&[("1", 105.83)]))).await;
    officer_moves_to(&scene, &db, "165").await;
    let refused = app.send(undo(&import).as_(Role::Officer)).await;
    refused.problem(403, "forbidden");
    assert!(refused.text().contains("1 of 1"), "{}", refused.text());
    officer_moves_to(&scene, &db, "164").await;
    app.send(undo(&import).as_(Role::Officer)).await.expect(200);
}

#[sqlx::test]
async fn an_officer_takes_back_the_projects_that_lie_in_the_area_of_now(db: PgPool) {
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    let file = json!({ "type": "FeatureCollection", "features": [
        { "type": "Feature", "geometry": null, "properties": { "code": "W", "name": "Tên mới" } },
        { "type": "Feature", "geometry": null, "properties": { "code": "X", "name": "Mới" } },
    ] })
    .to_string();
    let form = import_form(&[("kind", "projects")], Some(&file)).as_(Role::Officer);
    let import = stored(app, form).await;
    officer_moves_to(&scene, &db, "165").await;
    let refused = app.send(undo(&import).as_(Role::Officer)).await;
    refused.problem(403, "forbidden");
    assert!(refused.text().contains("1 of 2"), "X lies nowhere: {}", refused.text());
    officer_moves_to(&scene, &db, "164").await;
    app.send(undo(&import).as_(Role::Officer)).await.expect(200);
}

#[sqlx::test]
async fn a_refused_undo_tells_an_officer_nothing_of_the_import_of_somebody_else(db: PgPool) {
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    let own = stored(app, by_officer("P", &parcels(&[("1", 105.83)]))).await;
    stored(
        app,
        import_form(&into("P"), Some(&parcels(&[("2", 105.835)]))).by("lan"),
    )
    .await;
    let refused = app.send(undo(&own).as_(Role::Officer)).await;
    refused.problem(409, "conflict");
    let told = refused.text();
    assert!(told.contains("Only the last import"), "{told}");
    assert!(!told.contains("thua.geojson") && !told.contains("lan"), "{told}");
}

#[sqlx::test]
async fn the_identity_of_somebody_elses_import_shows_nothing_of_it(db: PgPool) {
    let scene = Scene::start(&db).await;
    let app = &scene.app;
    let operation = Uuid::now_v7();
    let send = |operation| by_officer("P", &parcels(&[("1", 105.83)])).operation(operation);
    stored(
        app,
        import_form(&into("P"), Some(&parcels(&[("2", 105.835)])))
            .by("lan")
            .operation(operation),
    )
    .await;
    let refused = app.send(send(operation)).await;
    refused.problem(409, "already-recorded");
    let told = refused.text();
    assert!(!told.contains("thua.geojson") && !told.contains("report"), "{told}");
    let own = Uuid::now_v7();
    let first = stored(app, send(own)).await;
    assert_eq!(first["id"], own.to_string());
}
