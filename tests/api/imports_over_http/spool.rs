use std::fs;

use serde_json::json;
use sqlx::PgPool;

use super::{PARCELS, address, parcels, service, stored};
use crate::support::{Call, import_form, seed};

#[sqlx::test]
async fn what_was_refused_can_be_downloaded(db: PgPool) {
    let app = service(&db).await;
    let import = app.settled(import_form(&PARCELS, Some(&parcels(&["1", ""])))).await;
    let folder = app.spool.path().join(import["id"].as_str().unwrap());
    let refused = json!({ "type": "FeatureCollection", "features": [] }).to_string();
    fs::write(folder.join("refused.geojson"), &refused).unwrap();
    assert_eq!(app.json(&address(&import, "")).await["has_refused"], true);
    let answer = app.get(&address(&import, "/refused")).await.expect(200);
    assert_eq!(answer.text(), refused);
    assert_eq!(answer.header("content-type"), "application/geo+json");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"refused.geojson\""
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let options = json!({ "kind": "parcels", "project": "P", "map": { "parcel_no": "@id" } });
    app.settled(Call::post(&address(&import, "/check")).json(&options))
        .await;
    let left = fs::read_to_string(folder.join("refused.geojson")).unwrap_or_default();
    assert_ne!(left, refused, "it is of the last check");
}

#[sqlx::test]
async fn the_file_of_a_stored_import_is_not_kept(db: PgPool) {
    let app = service(&db).await;
    stored(&app, &parcels(&["1"])).await;
    assert_eq!(fs::read_dir(app.spool.path()).unwrap().count(), 0);
}

#[sqlx::test]
async fn files_that_nobody_came_back_to_for_a_week_are_removed(db: PgPool) {
    let app = service(&db).await;
    let send = || import_form(&[("then", "inspect"), PARCELS[0], PARCELS[1]], Some("{}"));
    let old = app.send(send()).await.expect(202).json();
    let new = app.send(send()).await.expect(202).json();
    sqlx::query("update imports set changed_at = now() - interval '8 days' where id = $1::text::uuid")
        .bind(old["id"].as_str().unwrap())
        .execute(&db)
        .await
        .unwrap();
    app.imports.sweep().await.unwrap();
    let kept: Vec<_> = fs::read_dir(app.spool.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(kept, [new["id"].as_str().unwrap()]);
    let swept = app.json(&address(&old, "")).await;
    assert_eq!(
        (&swept["can"]["check"], &swept["can"]["discard"]),
        (&json!(false), &json!(true))
    );
    let body = app.send(Call::post(&address(&old, "/store")).in_english()).await;
    body.problem(409, "conflict");
    assert!(body.text().contains("not kept any more"), "{}", body.text());
}

#[sqlx::test]
async fn a_folder_of_an_import_that_is_not_known_is_left_while_it_may_be_coming_in(db: PgPool) {
    let app = service(&db).await;
    let send = || import_form(&[("then", "inspect")], Some("{}"));
    app.send(send()).await.expect(202);
    seed::sql(&db, "delete from imports").await;
    app.imports.sweep().await.unwrap();
    assert_eq!(fs::read_dir(app.spool.path()).unwrap().count(), 1);
}
