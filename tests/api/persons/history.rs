use serde_json::{Value, json};
use sqlx::PgPool;

use super::{WEST, recorded, scene};
use crate::support::{Call, TestApp, import_form};

/// Imports a name and an amount for the parcel 1/1.
async fn import(app: &TestApp, name: &str, amount: i64) -> Value {
    let feature = json!({
        "type": "Feature", "geometry": null,
        "properties": { "map_sheet": "1", "parcel_no": "1", "holder_name": name, "compensation_vnd": amount },
    });
    let fields = [("kind", "parcels"), ("project", "P"), ("allow_no_shape", "true")];
    let import = app.settled(import_form(&fields, Some(&feature.to_string()))).await;
    assert_eq!(import["state"], "stored", "{import}");
    import
}

/// The digest of a value of a parcel, reckoned from its salt.
async fn digest(db: &PgPool, parcel: i64, value: &str) -> String {
    sqlx::query_scalar(
        "select encode(sha256(salt || convert_to($2, 'UTF8')), 'hex') from parcel_persons where parcel_id = $1",
    )
    .bind(parcel)
    .bind(value)
    .fetch_one(db)
    .await
    .unwrap()
}

#[sqlx::test]
async fn the_history_proves_what_a_name_was_to_whoever_has_the_salt(db: PgPool) {
    let (app, [west, _]) = scene(&db).await;
    let history = async || app.json(&format!("/api/v1/parcels/{west}/events")).await["items"].clone();
    import(&app, "Lê Thị Mới", WEST.1).await;
    let names = [digest(&db, west, WEST.0).await, digest(&db, west, "Lê Thị Mới").await];
    assert_eq!(history().await[0]["fields"], json!({ "holder_name": names }));

    let second = import(&app, "Lê Thị Mới", 5).await;
    let amounts = [
        digest(&db, west, &WEST.1.to_string()).await,
        digest(&db, west, "5").await,
    ];
    assert_eq!(history().await[0]["fields"], json!({ "compensation_vnd": amounts }));
    assert_eq!(
        digest(&db, west, "Lê Thị Mới").await,
        names[1],
        "one salt for all of them"
    );

    let undo = format!("/api/v1/imports/{}/undo", second["id"].as_str().unwrap());
    app.send(Call::post(&undo)).await.expect(200);
    let [old, new] = &amounts;
    assert_eq!(history().await[0]["fields"], json!({ "compensation_vnd": [new, old] }));
    assert_eq!(
        digest(&db, west, &WEST.1.to_string()).await,
        *old,
        "the salt outlives it"
    );
}

#[sqlx::test]
async fn the_same_name_has_another_digest_on_every_parcel(db: PgPool) {
    let (app, _) = scene(&db).await;
    let features: Vec<Value> = ["1", "2"]
        .map(|number| json!({ "type": "Feature", "geometry": null, "properties": { "map_sheet": "1", "parcel_no": number, "holder_name": "Lê Thị Chung" } }))
        .to_vec();
    let file = json!({ "type": "FeatureCollection", "features": features }).to_string();
    let fields = [("kind", "parcels"), ("project", "P"), ("allow_no_shape", "true")];
    assert_eq!(app.settled(import_form(&fields, Some(&file))).await["state"], "stored");
    let digests: i64 = sqlx::query_scalar(
        "select count(distinct fields -> 'holder_name' ->> 1) from events where fields ? 'holder_name'",
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!(digests, 2);
}

#[sqlx::test]
async fn whoever_looks_into_a_received_file_is_recorded(db: PgPool) {
    let (app, _) = scene(&db).await;
    let file = json!({ "type": "Feature", "geometry": null, "properties": { "map_sheet": "1", "parcel_no": "", "holder_name": WEST.0 } });
    let import = app
        .settled(import_form(
            &[("kind", "parcels"), ("project", "P")],
            Some(&file.to_string()),
        ))
        .await;
    assert_eq!(import["state"], "refused", "{import}");
    let id = import["id"].as_str().unwrap();
    for part in ["preview", "refused"] {
        let answer = app
            .send(Call::get(&format!("/api/v1/imports/{id}/{part}")).by("lan"))
            .await;
        assert!(answer.expect(200).text().contains(WEST.0), "{part} shows the file");
    }
    let line = format!("lan persons.read import {id}");
    assert_eq!(recorded(&db).await, [line.clone(), line]);
}
