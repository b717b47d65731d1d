use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, seed};

/// Every operation of the document: method and path.
pub fn operations(document: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        found.extend(
            methods
                .as_object()
                .unwrap()
                .keys()
                .map(|method| (method.clone(), path.clone())),
        );
    }
    found
}

#[sqlx::test]
async fn the_document_lists_every_route(db: PgPool) {
    let app = TestApp::start(&db).await;
    let document = app.json("/api/openapi.json").await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut told: Vec<String> = operations(&document)
        .into_iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    told.sort();
    insta::assert_snapshot!(told.join("\n"), @r"
    delete /api/v1/account/sessions/{id}
    delete /api/v1/account/tokens/{id}
    delete /api/v1/imports/{id}
    delete /api/v1/obstacles/{id}/attachments/{number}
    delete /api/v1/parcels/{id}/persons
    delete /api/v1/projects/{code}
    delete /api/v1/projects/{code}/capital/{year}/{as_of}
    delete /api/v1/session
    get /api/v1/account/sessions
    get /api/v1/account/tokens
    get /api/v1/audit
    get /api/v1/bottlenecks
    get /api/v1/capital
    get /api/v1/changes
    get /api/v1/commitments
    get /api/v1/commitments/{id}
    get /api/v1/imports
    get /api/v1/imports/{id}
    get /api/v1/imports/{id}/events
    get /api/v1/imports/{id}/preview
    get /api/v1/imports/{id}/refused
    get /api/v1/imports/{id}/shapes
    get /api/v1/meta
    get /api/v1/obstacles
    get /api/v1/obstacles/{id}
    get /api/v1/obstacles/{id}/attachments/{number}
    get /api/v1/obstacles/{id}/events
    get /api/v1/officers
    get /api/v1/parcels
    get /api/v1/parcels/{id}
    get /api/v1/parcels/{id}/events
    get /api/v1/parcels/{id}/outline
    get /api/v1/parcels/{id}/persons
    get /api/v1/projects
    get /api/v1/projects/{code}
    get /api/v1/projects/{code}/capital
    get /api/v1/projects/{code}/parcels
    get /api/v1/projects/{code}/plans
    get /api/v1/rules
    get /api/v1/session
    get /api/v1/units
    get /api/v1/users
    get /api/v1/users/{id}
    get /tiles/{layer}/{z}/{x}/{y}
    get /tiles/{name}
    patch /api/v1/obstacles
    patch /api/v1/obstacles/{id}
    patch /api/v1/parcels
    patch /api/v1/parcels/{id}
    patch /api/v1/projects/{code}
    patch /api/v1/users/{id}
    post /api/v1/account/tokens
    post /api/v1/capital/import
    post /api/v1/commitments/{id}/supersede
    post /api/v1/commitments/{id}/withdraw
    post /api/v1/imports
    post /api/v1/imports/{id}/cancel
    post /api/v1/imports/{id}/check
    post /api/v1/imports/{id}/store
    post /api/v1/imports/{id}/undo
    post /api/v1/obstacles
    post /api/v1/obstacles/{id}/attachments
    post /api/v1/obstacles/{id}/close
    post /api/v1/obstacles/{id}/comments
    post /api/v1/obstacles/{id}/reopen
    post /api/v1/parcels/export
    post /api/v1/password-links
    post /api/v1/persons/search
    post /api/v1/projects
    post /api/v1/projects/{code}/commitments
    post /api/v1/rules
    post /api/v1/rules/preview
    post /api/v1/rules/{id}/end
    post /api/v1/session
    post /api/v1/users
    post /api/v1/users/{id}/link
    put /api/v1/account/password
    put /api/v1/projects/{code}/capital/{year}
    put /api/v1/projects/{code}/plans/curve
    put /api/v1/projects/{code}/plans/steps
    ");
}

#[sqlx::test]
async fn every_operation_has_a_summary_and_every_parameter_a_description(db: PgPool) {
    let app = TestApp::start(&db).await;
    let document = app.json("/api/openapi.json").await;
    for (method, path) in operations(&document) {
        let operation = &document["paths"][&path][&method];
        assert!(
            operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
            "{method} {path}"
        );
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(
                parameter["description"].as_str().is_some_and(|text| !text.is_empty()),
                "{method} {path}: {parameter}"
            );
        }
    }
}

#[sqlx::test]
async fn every_operation_tells_its_problems_and_what_they_look_like(db: PgPool) {
    let app = TestApp::start(&db).await;
    let document = app.json("/api/openapi.json").await;
    let details = json!({ "schema": { "$ref": "#/components/schemas/ProblemDetails" } });
    for (method, path) in operations(&document) {
        let operation = &document["paths"][&path][&method];
        let has = |status: &str| operation["responses"].get(status).is_some();
        for (status, response) in operation["responses"].as_object().unwrap() {
            if status.starts_with(['4', '5']) {
                let content = &response["content"]["application/problem+json"];
                assert_eq!(*content, details, "{method} {path} {status}");
            }
        }
        assert!(["400", "401", "429", "503"].into_iter().all(has), "{method} {path}");
        assert_eq!(has("404"), path.contains('{'), "{method} {path}");
        let takes_body = operation.get("requestBody").is_some();
        assert!(
            !takes_body || ["413", "415", "422"].into_iter().all(has),
            "{method} {path}"
        );
        let parameters = operation["parameters"].as_array();
        let edits = parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == "If-Match"));
        assert!(!edits || ["412", "428"].into_iter().all(has), "{method} {path}");
    }
}

#[sqlx::test]
async fn no_operation_takes_a_parameter_that_it_does_not_know(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/1", json!({})).await;
    seed::obstacle(&db, &[1], json!({ "intervals": [["2026-01-01", null]] })).await;
    let app = TestApp::start(&db).await;
    let document = app.json("/api/openapi.json").await;
    for (method, path) in operations(&document) {
        let path = path
            .replace("{code}", "P")
            .replace("{id}", "1")
            .replace("{number}", "1")
            .replace("{layer}", "parcels")
            .replace("{name}", "parcels.json");
        let uri = format!(
            "{}?nonsense=1",
            path.replace("{z}", "0").replace("{x}", "0").replace("{y}", "0")
        );
        let call = match method.as_str() {
            "get" => Call::get(&uri),
            "post" => Call::post(&uri),
            "patch" => Call::patch(&uri),
            "put" => Call::put(&uri),
            "delete" => Call::delete(&uri),
            other => panic!("no test knows {other}"),
        };
        let call = if path.ends_with("/imports") && method == "post" {
            call.body("multipart/form-data; boundary=edge", "--edge--\r\n")
        } else {
            call.json(&json!({}))
        };
        let answer = app.send(call.version(&json!(1))).await;
        let problems = answer.problem(400, "invalid-query");
        assert_eq!(problems[0].0, "nonsense", "{method} {uri}: {}", answer.text());
    }
}

#[sqlx::test]
async fn people_read_the_same_as_a_page(db: PgPool) {
    let app = TestApp::start(&db).await;
    let page = app.get("/api/docs").await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let page = page.text();
    for (method, path) in operations(&app.json("/api/openapi.json").await) {
        let heading = format!("<code>{} {path}</code>", method.to_uppercase());
        assert!(page.contains(&heading), "{heading}");
    }
    assert!(
        !page.contains("http://") && !page.contains("https://"),
        "nothing is loaded from elsewhere"
    );
}
