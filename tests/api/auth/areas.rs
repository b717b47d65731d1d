//! What field teams and officers may write where.

use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Answer, Call, TestApp, days_ago, seed};

/// A project with a parcel in each district, west (the cast's own) and east, and one project in each of them only.
pub struct Scene {
    pub app: TestApp,
    west: i64,
    east: i64,
}

impl Scene {
    pub async fn start(db: &PgPool) -> Self {
        seed::districts(db).await;
        seed::project(db, "P", json!({})).await;
        seed::project(db, "E", json!({ "line": "LINESTRING(105.86 21.55, 105.89 21.55)" })).await;
        let west = seed::parcel(db, "P", "1/1", json!({ "at": [105.82, 21.55], "household_code": "H" })).await;
        let east = seed::parcel(db, "P", "1/2", json!({ "at": [105.87, 21.55], "household_code": "H" })).await;
        seed::parcel(db, "P", "1/3", json!({})).await;
        seed::project(db, "W", json!({ "line": "LINESTRING(105.81 21.55, 105.84 21.55)" })).await;
        seed::parcel(db, "W", "1/1", json!({ "at": [105.83, 21.55] })).await;
        let app = TestApp::start(db).await;
        Self { app, west, east }
    }

    async fn record(&self, role: Role, parcel: i64) -> Answer {
        let edit = json!({ "steps": { "notified": { "on": days_ago(3) } } });
        let call = Call::patch(&format!("/api/v1/parcels/{parcel}"))
            .as_(role)
            .version(&json!(1));
        self.app.send(call.json(&edit)).await
    }

    async fn raise(&self, role: Role, what: Value) -> Answer {
        let mut body = json!({ "project_code": "P", "cause": "PRICE" });
        body.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        self.app
            .send(Call::post("/api/v1/obstacles").as_(role).json(&body))
            .await
    }
}

#[sqlx::test]
async fn a_field_team_cannot_update_a_parcel_of_another_district(db: PgPool) {
    let scene = Scene::start(&db).await;
    let refused = scene.record(Role::Field, scene.east).await;
    refused.problem(403, "forbidden");
    assert!(
        refused.json()["detail"].as_str().unwrap().contains("164"),
        "it says which limit"
    );
    assert!(!refused.text().contains("105.87"), "and nothing of the parcel");
    scene.record(Role::Field, scene.west).await.expect(200);
    scene.record(Role::Officer, scene.east).await.problem(403, "forbidden");
    scene.record(Role::Admin, scene.east).await.expect(200);
}

#[sqlx::test]
async fn a_set_of_parcels_is_refused_for_the_one_that_lies_elsewhere(db: PgPool) {
    let scene = Scene::start(&db).await;
    let set = |ids: &[i64]| {
        let parcels: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "version": 1 })).collect();
        let body = json!({ "parcels": parcels, "change": { "note": "đã gặp hộ" } });
        Call::patch("/api/v1/parcels").as_(Role::Field).json(&body)
    };
    scene
        .app
        .send(set(&[scene.west, scene.east]))
        .await
        .problem(403, "forbidden");
    scene.app.send(set(&[scene.west])).await.expect(200);
}

#[sqlx::test]
async fn a_parcel_without_a_shape_lies_in_nobodys_area(db: PgPool) {
    let scene = Scene::start(&db).await;
    scene.record(Role::Field, 3).await.problem(403, "forbidden");
    scene.record(Role::Admin, 3).await.expect(200);
}

#[sqlx::test]
async fn a_unit_holds_what_the_units_below_it_hold(db: PgPool) {
    let scene = Scene::start(&db).await;
    // A commune that does not lie within its district on the map, but belongs to it.
    seed::level(&db, "commune", 3).await;
    seed::unit(&db, "commune", "c", [105.86, 21.54, 105.88, 21.56]).await;
    seed::sql(&db, "update admin_units set parent_code = '164' where code = 'c'; insert into parcel_units select 2, id from admin_units where code = 'c'").await;
    assert!(scene.app.board.catch_up().await);
    scene.record(Role::Field, scene.east).await.expect(200);
}

#[sqlx::test]
async fn obstacles_are_raised_closed_and_opened_again_in_own_areas_only(db: PgPool) {
    let scene = Scene::start(&db).await;
    let of = |ids: &[i64]| json!({ "scope": "selection", "parcels": ids });
    scene
        .raise(Role::Field, of(&[scene.east]))
        .await
        .problem(403, "forbidden");
    scene
        .raise(Role::Field, of(&[scene.west, scene.east]))
        .await
        .problem(403, "forbidden");
    let household = json!({ "scope": "household", "household_code": "H" });
    scene.raise(Role::Field, household).await.problem(403, "forbidden");
    scene
        .raise(Role::Leader, of(&[scene.west]))
        .await
        .problem(403, "forbidden");
    scene.raise(Role::Field, of(&[scene.west])).await.expect(201);
    let whole = |project: &str| json!({ "scope": "project", "project_code": project });
    scene.raise(Role::Field, whole("W")).await.expect(201);
    for partly_elsewhere in ["P", "E"] {
        let refused = scene.raise(Role::Officer, whole(partly_elsewhere)).await;
        refused.problem(403, "forbidden");
    }

    let theirs = scene.raise(Role::Admin, of(&[scene.east])).await.expect(201).json();
    let end = |which: &str, version: i32| {
        Call::post(&format!("/api/v1/obstacles/{}/{which}", theirs["id"]))
            .version(&json!(version))
            .json(&json!({}))
    };
    scene
        .app
        .send(end("close", 1).as_(Role::Officer))
        .await
        .problem(403, "forbidden");
    scene.app.send(end("close", 1)).await.expect(200);
    scene
        .app
        .send(end("reopen", 2).as_(Role::Field))
        .await
        .problem(403, "forbidden");
}

#[sqlx::test]
async fn an_officer_edits_the_projects_of_the_area_and_new_ones(db: PgPool) {
    let scene = Scene::start(&db).await;
    let name = |code: &str| {
        let call = Call::patch(&format!("/api/v1/projects/{code}")).as_(Role::Officer);
        call.version(&json!(1)).json(&json!({ "name": "Tên mới" }))
    };
    scene.app.send(name("W")).await.expect(200);
    for partly_elsewhere in ["P", "E"] {
        scene.app.send(name(partly_elsewhere)).await.problem(403, "forbidden");
    }
    let put_away = Call::delete("/api/v1/projects/E").as_(Role::Officer).version(&json!(1));
    scene.app.send(put_away).await.problem(403, "forbidden");
    let new = json!({ "code": "N", "name": "Mới", "sector": "transport" });
    let create = || Call::post("/api/v1/projects").as_(Role::Officer).json(&new);
    seed::sql(&db, "update users set project_codes = '{P}' where name = 'officer'").await;
    assert!(scene.app.board.catch_up().await);
    scene.app.send(create()).await.problem(403, "forbidden");
    seed::sql(&db, "update users set project_codes = '{}' where name = 'officer'").await;
    assert!(scene.app.board.catch_up().await);
    scene.app.send(create()).await.expect(201);
}

#[sqlx::test]
async fn an_account_of_one_project_is_refused_every_other(db: PgPool) {
    let scene = Scene::start(&db).await;
    seed::sql(&db, "update users set project_codes = '{E}' where name = 'field'").await;
    assert!(scene.app.board.catch_up().await);
    let refused = scene.record(Role::Field, scene.west).await;
    refused.problem(403, "forbidden");
    assert!(refused.json()["detail"].as_str().unwrap().contains(": E."));
    seed::sql(&db, "update users set project_codes = '{E,P}' where name = 'field'").await;
    assert!(scene.app.board.catch_up().await);
    scene.record(Role::Field, scene.west).await.expect(200);
}

/// A file of parcels, each a square of 0.001° by its number and its western edge.
pub fn parcels(at: &[(&str, f64)]) -> String {
    let features: Vec<Value> = at
        .iter()
        .map(|(number, west)| {
            let east = west + 0.001;
            let ring = [
                [*west, 21.56],
                [east, 21.56],
                [east, 21.561],
                [*west, 21.561],
                [*west, 21.56],
            ];
            json!({ "type": "Feature", "properties": { "map_sheet": "9", "parcel_no": number },
                    "geometry": { "type": "Polygon", "coordinates": [ring] } })
        })
        .collect();
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

#[sqlx::test]
async fn a_file_to_take_along_holds_what_lies_in_the_own_area(db: PgPool) {
    let scene = Scene::start(&db).await;
    for parcel in [scene.west, scene.east] {
        scene
            .raise(Role::Admin, json!({ "scope": "parcel", "parcels": [parcel] }))
            .await
            .expect(201);
    }
    let rows = async |uri: &str, role| {
        let text = scene.app.send(Call::get(uri).as_(role)).await.expect(200).text();
        text.lines().count() - 1
    };
    for (uri, all, own) in [
        ("/api/v1/parcels?format=csv", 4, 2),
        ("/api/v1/obstacles?format=csv", 2, 1),
        ("/api/v1/projects?format=csv", 3, 2),
        ("/api/v1/bottlenecks?by=project&format=csv", 3, 2),
        ("/api/v1/bottlenecks?by=unit&format=csv", 2, 1),
        ("/api/v1/bottlenecks?by=unit&unit=165&format=csv", 2, 0),
    ] {
        assert_eq!(rows(uri, Role::Planner).await, all, "{uri}");
        assert_eq!(rows(uri, Role::Field).await, own, "{uri}");
    }
    for uri in ["/api/v1/projects?format=csv", "/api/v1/bottlenecks?by=unit&format=csv"] {
        scene
            .app
            .send(Call::get(uri).anonymous())
            .await
            .problem(401, "login-needed");
    }
}

#[sqlx::test]
async fn everybody_sees_the_outline_of_a_parcel_and_no_word_about_it(db: PgPool) {
    let scene = Scene::start(&db).await;
    seed::sql(
        &db,
        "update parcels set note = 'ghi chú riêng', household_code = 'HỘ-7' where id = 2",
    )
    .await;
    let answer = scene
        .app
        .send(Call::get("/api/v1/parcels/2/outline").anonymous())
        .await
        .expect(200);
    let outline = answer.json();
    assert_eq!((&outline["id"], &outline["status"]), (&json!(2), &json!("not_started")));
    assert_eq!(outline["geometry"]["type"], "MultiPolygon");
    assert!(!answer.text().contains("riêng") && !answer.text().contains("HỘ-7"));
    let whole = Call::get("/api/v1/parcels/2").anonymous();
    scene.app.send(whole).await.problem(401, "login-needed");
    scene
        .app
        .get("/api/v1/parcels/99/outline")
        .await
        .problem(404, "not-found");
}
