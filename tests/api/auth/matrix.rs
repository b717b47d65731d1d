//! Every role at every door.

use std::collections::BTreeSet;

use matbang::auth::{DOORS, Grant, Right, Role};
use serde_json::json;
use sqlx::PgPool;

use crate::{
    service::document::operations,
    support::{Call, TestApp, seed},
};

/// What stands for the parameters of a route: things that are there, where that matters.
fn address(route: &str) -> String {
    let uuid = "00000000-0000-0000-0000-000000000000";
    let id = if route.contains("/imports/") || route.contains("/account/") {
        uuid
    } else {
        "1"
    };
    route
        .replace("{code}", "P")
        .replace("{year}/{as_of}", "2026/2026-01-01")
        .replace("{year}", "2026")
        .replace("{id}", id)
        .replace("{number}", "1")
        .replace("{slug}", "forbidden")
        .replace("{name}", "parcels.json")
        .replace("{layer}", "parcels")
        .replace("{z}/{x}/{y}", "0/0/0")
}

fn call(method: &str, route: &str) -> Call {
    let address = address(route);
    match method {
        "GET" => Call::get(&address),
        "POST" => Call::post(&address),
        "PUT" => Call::put(&address),
        "PATCH" => Call::patch(&address),
        "DELETE" => Call::delete(&address),
        other => panic!("no test knows {other}"),
    }
}

async fn scene(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    seed::parcel(db, "P", "1/1", json!({ "at": [105.82, 21.55] })).await;
    seed::obstacle(db, &[1], json!({ "intervals": [["2026-01-01", null]] })).await;
    TestApp::start(db).await
}

#[sqlx::test]
async fn every_role_is_let_through_the_doors_that_the_table_opens_and_no_other(db: PgPool) {
    let app = scene(&db).await;
    for (method, route, right) in DOORS {
        for role in Role::ALL {
            // Nothing is sent that could be stored: whoever is let through is told what is wrong with it.
            let call = call(method.as_str(), route).as_(role).version(&json!(0));
            let answer = app.open(call.body("application/json", "{")).await;
            let status = answer.status().as_u16();
            let refused = matches!(status, 401 | 403);
            let open = role.grant(*right) != Grant::No;
            assert_eq!(refused, !open, "{role:?} at {method} {route} ({right:?}): {status}");
            assert!(
                open || (status == 401) == (role == Role::Public),
                "{role:?} at {method} {route}: {status}"
            );
            assert!(status < 500 && status != 405, "{role:?} at {method} {route}: {status}");
        }
    }
}

#[sqlx::test]
async fn closed_to_the_public_the_service_only_lets_people_log_in(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let settings = matbang::auth::AuthSettings {
        public: false,
        ..Default::default()
    };
    let app = TestApp::start_with(&db, settings).await;
    for (method, route, right) in DOORS {
        let call = call(method.as_str(), route).anonymous().body("application/json", "{");
        let status = app.open(call).await.status().as_u16();
        assert_eq!(status == 401, *right != Right::Anyone, "{method} {route}: {status}");
    }
    let state = app.send(Call::get("/api/v1/session").anonymous()).await.json();
    assert_eq!(
        (&state["public"], &state["grants"]["read_map"]),
        (&json!(false), &json!("no"))
    );
}

#[sqlx::test]
async fn the_document_tells_of_every_operation_what_opens_it(db: PgPool) {
    let app = TestApp::start(&db).await;
    let document = app.json("/api/openapi.json").await;
    let rights: BTreeSet<&str> = Right::all().map(Right::code).collect();
    let mut shut = 0;
    for (method, path) in operations(&document) {
        let operation = &document["paths"][&path][&method];
        let right = operation["x-right"].as_str().unwrap_or_default();
        assert!(rights.contains(right), "{method} {path}: {right}");
        if !["anyone", "read_map"].contains(&right) {
            assert_eq!(operation["security"].as_array().unwrap().len(), 3, "{method} {path}");
            assert!(!operation["responses"]["401"].is_null() && !operation["responses"]["403"].is_null());
            shut += 1;
        }
    }
    assert!(shut > 30, "{shut}");
}

#[sqlx::test]
async fn what_needs_a_login_stays_in_no_cache(db: PgPool) {
    let app = scene(&db).await;
    for uri in [
        "/api/v1/parcels",
        "/api/v1/parcels/1",
        "/api/v1/account/tokens",
        "/api/v1/users",
    ] {
        assert_eq!(
            app.get(uri).await.expect(200).header("cache-control"),
            "no-store",
            "{uri}"
        );
    }
}
