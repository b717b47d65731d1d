use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Call, TestApp, days_ago, seed, today};

/// A household with two parcels, a neighbour, and the same household code in another project.
async fn neighbours(db: &PgPool) -> (TestApp, [i64; 4]) {
    seed::project(db, "P", json!({ "clearance_deadline": days_ago(3) })).await;
    seed::project(db, "Q", json!({})).await;
    let ids = [
        seed::parcel(db, "P", "1/1", json!({ "household_code": "H1" })).await,
        seed::parcel(db, "P", "1/2", json!({ "household_code": "H1" })).await,
        seed::parcel(db, "P", "1/3", json!({ "household_code": "H2" })).await,
        seed::parcel(db, "Q", "1/1", json!({ "household_code": "H1" })).await,
    ];
    (TestApp::start(db).await, ids)
}

async fn blocked(app: &TestApp) -> Vec<i64> {
    let list = app.json("/api/v1/parcels?fact=blocked&sort=key").await;
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_i64().unwrap())
        .collect()
}

#[sqlx::test]
async fn an_obstacle_blocks_the_parcels_that_it_was_raised_on(db: PgPool) {
    let (app, ids) = neighbours(&db).await;
    let [one, two, three, _] = ids;
    for (mut body, parcels) in [
        (json!({ "scope": "parcel", "parcels": [three] }), vec![three]),
        (
            json!({ "scope": "selection", "parcels": [three, one] }),
            vec![one, three],
        ),
        (json!({ "scope": "household", "household_code": "H1" }), vec![one, two]),
        (json!({ "scope": "project" }), vec![]),
    ] {
        body["project_code"] = json!("P");
        body["cause"] = json!("ORIGIN");
        let answer = app
            .send(Call::post("/api/v1/obstacles").by("mai").json(&body))
            .await
            .expect(201);
        assert_eq!(answer.header("etag"), "\"1\"");
        let obstacle = answer.json();
        let detail = app.json(&format!("/api/v1/obstacles/{}", obstacle["id"])).await;
        let on: Vec<i64> = detail["parcels"]
            .as_array()
            .unwrap()
            .iter()
            .map(|parcel| parcel["id"].as_i64().unwrap())
            .collect();
        assert_eq!(on, parcels, "{body}");
        assert_eq!(
            (&obstacle["state"], &obstacle["raised_by"]),
            (&json!("open"), &json!("mai"))
        );
        assert_eq!(obstacle["opened_on"], json!(today()));
        assert_eq!(blocked(&app).await, parcels, "{body}");
        let close = format!("/api/v1/obstacles/{}/close", obstacle["id"]);
        app.send(Call::post(&close).version(&json!(1)).json(&json!({})))
            .await
            .expect(200);
        assert_eq!(blocked(&app).await, [0; 0], "closed today, open no more today");
    }
}

#[sqlx::test]
async fn lateness_stays_beside_an_obstacle(db: PgPool) {
    let (app, [one, ..]) = neighbours(&db).await;
    let body =
        json!({ "project_code": "P", "scope": "parcel", "parcels": [one], "cause": "PRICE", "opened_on": days_ago(1) });
    app.send(Call::post("/api/v1/obstacles").json(&body)).await.expect(201);
    let parcel = app.json(&format!("/api/v1/parcels/{one}")).await;
    assert_eq!(
        (&parcel["status"], &parcel["is_overdue"], &parcel["days_late"]),
        (&json!("blocked"), &json!(true), &json!(3))
    );
    assert_eq!(parcel["obstacles"][0]["cause"], "PRICE");
    assert_eq!(parcel["version"], 2, "a person has looked at it");
}

#[sqlx::test]
async fn an_obstacle_on_a_project_blocks_no_parcel_but_counts(db: PgPool) {
    let (app, _) = neighbours(&db).await;
    let body = json!({ "project_code": "P", "scope": "project", "cause": "CAPITAL" });
    app.send(Call::post("/api/v1/obstacles").json(&body)).await.expect(201);
    assert_eq!(app.json("/api/v1/projects/P").await["open_obstacles"], 1);
    assert_eq!(app.json("/api/v1/projects/Q").await["open_obstacles"], 0);
    assert_eq!(blocked(&app).await, [0; 0]);
}

#[sqlx::test]
async fn an_obstacle_that_makes_no_sense_is_refused_with_its_place(db: PgPool) {
    let (app, [one, two, _, elsewhere]) = neighbours(&db).await;
    let base = json!({ "project_code": "P", "scope": "parcel", "parcels": [one], "cause": "PRICE" });
    for (change, pointer) in [
        (json!({ "project_code": "NOPE" }), "/project_code"),
        (json!({ "cause": "NOPE" }), "/cause"),
        (json!({ "cause": "OTHER" }), "/description"),
        (json!({ "cause": "OTHER", "description": " " }), "/description"),
        (json!({ "description": "x".repeat(2001) }), "/description"),
        (json!({ "parcels": [] }), "/parcels"),
        (json!({ "parcels": [one, two] }), "/parcels"),
        (json!({ "parcels": [elsewhere] }), "/parcels"),
        (json!({ "parcels": [999_999] }), "/parcels"),
        (json!({ "scope": "selection", "parcels": [] }), "/parcels"),
        (json!({ "scope": "selection", "parcels": [one, elsewhere] }), "/parcels"),
        (json!({ "scope": "selection", "parcels": [one, one] }), "/parcels"),
        (json!({ "scope": "household" }), "/household_code"),
        (
            json!({ "scope": "household", "household_code": "H9" }),
            "/household_code",
        ),
        (json!({ "opened_on": today().plus_days(1) }), "/opened_on"),
        (json!({ "opened_on": "1989-01-01" }), "/opened_on"),
        (json!({ "due_on": days_ago(1) }), "/due_on"),
        (json!({ "scope": "village" }), "/scope"),
    ] {
        let mut body = base.clone();
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let problems = app
            .send(Call::post("/api/v1/obstacles").json(&body))
            .await
            .problem(422, "refused");
        assert_eq!(problems[0].0, pointer, "{change}");
    }
    assert_eq!(app.json("/api/v1/obstacles").await["total"], 0);
}

#[sqlx::test]
async fn an_obstacle_raised_twice_by_one_operation_is_one_obstacle(db: PgPool) {
    let (app, [one, ..]) = neighbours(&db).await;
    let operation = Uuid::now_v7();
    let body = json!({ "project_code": "P", "scope": "parcel", "parcels": [one], "cause": "PRICE" });
    let raise = || Call::post("/api/v1/obstacles").operation(operation).json(&body);
    let first: Value = app.send(raise()).await.expect(201).json();
    assert_eq!(app.send(raise()).await.expect(201).json(), first);
    assert_eq!(app.json("/api/v1/obstacles").await["total"], 1);
}

#[sqlx::test]
async fn only_whoever_assigns_says_whose_move_it_is_and_until_when(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({})).await;
    let parcel = seed::parcel(&db, "P", "1/1", json!({})).await;
    let app = TestApp::start(&db).await;
    let raise = |role: Role, further: Value| {
        let mut body = json!({ "project_code": "P", "scope": "parcel", "parcels": [parcel], "cause": "PRICE" });
        body.as_object_mut()
            .unwrap()
            .extend(further.as_object().unwrap().clone());
        Call::post("/api/v1/obstacles").as_(role).json(&body)
    };
    for assigned in [json!({ "responsible_unit_code": "164" }), json!({ "due_on": today() })] {
        app.send(raise(Role::Field, assigned.clone()))
            .await
            .problem(403, "forbidden");
        app.send(raise(Role::Admin, assigned)).await.expect(201);
    }
    let nobody = app
        .send(raise(Role::Admin, json!({ "responsible_unit_code": "none" })))
        .await;
    assert_eq!(nobody.problem(422, "refused")[0].0, "/responsible_unit_code");
}
