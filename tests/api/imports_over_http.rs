//! Files sent to the service. What an import makes of a file is tested beside; here it is the door.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Answer, Call, TestApp, seed};

/// A form with these fields and a file, as a browser sends it.
fn form(fields: &[(&str, &str)], file: Option<&str>) -> Call {
    let mut body = String::new();
    for (name, value) in fields {
        body += format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_str();
    }
    if let Some(file) = file {
        body += "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\xã\\thua.geojson\"\r\n\r\n";
        body += format!("{file}\r\n").as_str();
    }
    body += "--edge--\r\n";
    Call::post("/api/v1/imports").body("multipart/form-data; boundary=edge", body)
}

/// A file of parcels in a row, by number.
fn file(numbers: &[&str]) -> String {
    let feature = |(place, number): (u32, &&str)| {
        let west = 105.81 + 0.001 * f64::from(place);
        let (east, south, north) = (west + 0.001, 21.55, 21.551);
        json!({
            "type": "Feature",
            "properties": { "so_to": "5", "so_thua": number, "ma_ho": "H1", "holder_name": "Nguyễn Văn Kín", "compensation_vnd": 123_456_789 },
            "geometry": { "type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
        })
    };
    let features: Vec<Value> = (0..).zip(numbers).map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

const PARCELS: [(&str, &str); 2] = [("kind", "parcels"), ("project", "P")];

async fn service(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    TestApp::start(db).await
}

async fn stored(app: &TestApp) -> Value {
    app.json("/api/v1/parcels").await["total"].clone()
}

#[sqlx::test]
async fn a_good_file_is_stored_and_on_the_map_when_the_answer_comes(db: PgPool) {
    let app = service(&db).await;
    let report = app
        .send(form(&PARCELS, Some(&file(&["1", "2", "3"]))).by("Lan"))
        .await
        .expect(200)
        .json();
    let counts = ["read", "stored", "updated", "unchanged", "refused", "outside_units"].map(|name| &report[name]);
    assert_eq!(json!(counts), json!([3, 3, 0, 0, 0, 0]));
    assert_eq!(
        (&report["stored_in_database"], &report["file_name"]),
        (&json!(true), &json!("thua.geojson"))
    );
    assert_eq!(stored(&app).await, 3);
    assert_eq!(app.json("/api/v1/parcels?unit=164").await["total"], 3);
    let again = app
        .send(form(&PARCELS, Some(&file(&["1", "2", "3"]))))
        .await
        .expect(200)
        .json();
    assert_eq!((&again["unchanged"], &again["stored"]), (&json!(3), &json!(0)));
    let list = app.json("/api/v1/imports").await;
    let told: Vec<Value> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!([item["actor"], item["kind"], item["stored"]]))
        .collect();
    assert_eq!(
        json!(told),
        json!([["web", "parcels", 0], ["Lan", "parcels", 3]]),
        "the newest first"
    );
}

#[sqlx::test]
async fn a_file_with_a_fault_is_refused_as_a_whole_with_its_place(db: PgPool) {
    let app = service(&db).await;
    let answer = app.send(form(&PARCELS, Some(&file(&["1", "", "3"])))).await.expect(422);
    assert_eq!(
        answer.header("content-type"),
        "application/json",
        "a report, not a problem of the request"
    );
    let report = answer.json();
    assert_eq!(
        (&report["read"], &report["refused"], &report["stored_in_database"]),
        (&json!(3), &json!(1), &json!(false))
    );
    let problem = &report["problems"][0];
    assert_eq!(
        (&problem["feature"], &problem["field"]),
        (&json!(2), &json!("parcel_no"))
    );
    assert!(!problem["vi"].as_str().unwrap().is_empty() && !problem["en"].as_str().unwrap().is_empty());
    assert_eq!(stored(&app).await, 0);
    assert_eq!(app.json("/api/v1/imports").await["items"], json!([]));
}

#[sqlx::test]
async fn a_file_that_is_no_geojson_is_refused(db: PgPool) {
    let app = service(&db).await;
    for broken in [
        "",
        "xin chào",
        "{\"type\":\"FeatureCollection\"",
        "[1,2]",
        "PK\u{3}\u{4}",
    ] {
        let report = app.send(form(&PARCELS, Some(broken))).await.expect(422).json();
        assert_eq!(report["stored_in_database"], false, "{broken}");
        assert_ne!(report["problems"], json!([]), "{broken}");
    }
    assert_eq!(stored(&app).await, 0);
}

#[sqlx::test]
async fn a_rehearsal_reports_the_same_and_keeps_nothing(db: PgPool) {
    let app = service(&db).await;
    let fields = [PARCELS[0], PARCELS[1], ("dry_run", "true")];
    let report = app
        .send(form(&fields, Some(&file(&["1", "2"]))))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&report["stored"], &report["dry_run"], &report["stored_in_database"]),
        (&json!(2), &json!(true), &json!(false))
    );
    assert_eq!(stored(&app).await, 0);
    let written: i64 = sqlx::query_scalar("select count(*) from audit")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(written, 0);
}

#[sqlx::test]
async fn a_file_sent_twice_by_one_operation_is_stored_once(db: PgPool) {
    let app = service(&db).await;
    let operation = Uuid::now_v7();
    let send = async || -> Answer {
        app.send(form(&PARCELS, Some(&file(&["1", "2"]))).operation(operation))
            .await
    };
    let first = send().await.expect(200).json();
    assert_eq!(send().await.expect(200).json(), first, "answered as at first");
    assert_eq!(app.json("/api/v1/imports").await["items"].as_array().unwrap().len(), 1);
}

#[sqlx::test]
async fn a_form_that_makes_no_sense_is_refused_with_its_field(db: PgPool) {
    let app = service(&db).await;
    let good = file(&["1"]);
    for (fields, file, pointer) in [
        (vec![], Some(good.as_str()), "/file"),
        (vec![("kind", "parcels")], None, "/file"),
        (vec![("kind", "rivers")], Some(&good), "/kind"),
        (
            vec![("kind", "parcels"), ("valid_from", "1/7/2025")],
            Some(&good),
            "/valid_from",
        ),
        (
            vec![("kind", "parcels"), ("dry_run", "perhaps")],
            Some(&good),
            "/dry_run",
        ),
        (vec![("kind", "parcels"), ("map", "code")], Some(&good), "/map"),
        (vec![("kind", "parcels"), ("colour", "red")], Some(&good), "/colour"),
    ] {
        let problems = app.send(form(&fields, file)).await.problem(422, "refused");
        assert_eq!(problems[0].0, pointer, "{fields:?}");
    }
    let no_form = Call::post("/api/v1/imports").json(&json!({}));
    assert!(app.send(no_form).await.status.is_client_error());
}

#[sqlx::test]
async fn a_file_beyond_the_limit_is_refused_before_it_is_read(db: PgPool) {
    let app = service(&db).await;
    let large = file(&["1"]) + &" ".repeat(2 << 20);
    app.send(form(&PARCELS, Some(&large))).await.problem(413, "too-large");
    assert_eq!(stored(&app).await, 0);
}
