use std::io;

use axum::body::{Body, Bytes};
use futures_util::stream;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::{PARCELS, address, parcels, service, shown};
use crate::support::{Call, TestApp, import_form};

/// Names in the folder of received files.
fn kept(app: &TestApp) -> Vec<String> {
    let entries = std::fs::read_dir(app.spool.path()).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[sqlx::test]
async fn a_file_sent_twice_by_one_operation_is_one_import(db: PgPool) {
    let app = service(&db).await;
    let operation = Uuid::now_v7();
    let send = || import_form(&PARCELS, Some(&parcels(&["1", "2"]))).operation(operation);
    let (first, second) = tokio::join!(app.settled(send()), app.settled(send()));
    assert_eq!(first["id"], operation.to_string());
    assert_eq!((&first, &first["state"]), (&second, &json!("stored")));
    assert_eq!(app.settled(send()).await, first, "answered as at first");
    let list = app.json("/api/v1/imports").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(kept(&app), Vec::<String>::new(), "nor is a file left");
}

#[sqlx::test]
async fn the_identity_of_another_operation_is_refused(db: PgPool) {
    let app = service(&db).await;
    let operation = Uuid::now_v7();
    let new = json!({ "code": "Q", "name": "Dự án Q", "sector": "transport" });
    app.send(Call::post("/api/v1/projects").operation(operation).json(&new))
        .await
        .expect(201);
    let form = import_form(&PARCELS, Some(&parcels(&["1"]))).operation(operation);
    app.send(form).await.problem(409, "already-recorded");
    assert_eq!(kept(&app), Vec::<String>::new());
}

#[sqlx::test]
async fn a_form_that_makes_no_sense_is_refused_with_its_field(db: PgPool) {
    let app = service(&db).await;
    let good = parcels(&["1"]);
    for (fields, file, pointer) in [
        (vec![], Some(good.as_str()), "/kind"),
        (vec![("then", "check")], Some(&good), "/kind"),
        (vec![("kind", "parcels")], None, "/file"),
        (vec![("kind", "rivers")], Some(&good), "/kind"),
        (
            vec![("kind", "parcels"), ("valid_from", "1/7/2025")],
            Some(&good),
            "/valid_from",
        ),
        (vec![("kind", "parcels"), ("then", "wait")], Some(&good), "/then"),
        (
            vec![("kind", "parcels"), ("skip_bad", "perhaps")],
            Some(&good),
            "/skip_bad",
        ),
        (
            vec![("kind", "parcels"), ("encoding", "latin1")],
            Some(&good),
            "/encoding",
        ),
        (vec![("kind", "parcels"), ("map", "code")], Some(&good), "/map"),
        (vec![("kind", "parcels"), ("colour", "red")], Some(&good), "/colour"),
    ] {
        let problems = app.send(import_form(&fields, file)).await.problem(422, "refused");
        assert_eq!(problems[0].0, pointer, "{fields:?}");
    }
    let no_form = Call::post("/api/v1/imports").json(&json!({}));
    assert!(app.send(no_form).await.status.is_client_error());
    assert_eq!(kept(&app), Vec::<String>::new(), "nothing of it is kept");
    assert_eq!(app.json("/api/v1/imports").await["items"], json!([]));
}

#[sqlx::test]
async fn a_file_beyond_the_limit_is_refused_and_not_kept(db: PgPool) {
    let app = service(&db).await;
    let large = parcels(&["1"]) + &" ".repeat(2 << 20);
    app.send(import_form(&PARCELS, Some(&large)))
        .await
        .problem(413, "too-large");
    assert_eq!((kept(&app), shown(&app).await), (Vec::new(), json!(0)));
}

#[sqlx::test]
async fn a_sender_that_breaks_off_leaves_nothing(db: PgPool) {
    let app = service(&db).await;
    let begun = "--edge\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nparcels\r\n\
                 --edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.geojson\"\r\n\r\n{\"type\":";
    let pieces = [
        Ok(Bytes::from(begun)),
        Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    ];
    let body = Body::from_stream(stream::iter(pieces));
    let call = Call::post("/api/v1/imports").body("multipart/form-data; boundary=edge", body);
    app.send(call).await.problem(400, "malformed-body");
    assert_eq!(kept(&app), Vec::<String>::new());
    assert_eq!(app.json("/api/v1/imports").await["items"], json!([]));
}

#[sqlx::test]
async fn a_discarded_import_is_gone_with_its_file(db: PgPool) {
    let app = service(&db).await;
    let form = import_form(&[("then", "inspect")], Some(&parcels(&["1"])));
    let import = app.send(form).await.expect(202).json();
    assert_eq!(kept(&app), [import["id"].as_str().unwrap()]);
    app.send(Call::delete(&address(&import, ""))).await.expect(204);
    assert_eq!(kept(&app), Vec::<String>::new());
    app.get(&address(&import, "")).await.problem(404, "not-found");
}
