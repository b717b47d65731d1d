use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::json;
use sqlx::PgPool;

use super::grid;
use crate::support::{Call, TestApp, seed, today};

const HERE: [f64; 2] = [105.825, 21.55];

async fn one_parcel(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    seed::parcel(db, "P", "1/1", json!({ "at": [105.8245, 21.5495] })).await;
    TestApp::start(db).await
}

#[sqlx::test]
async fn a_tile_that_was_had_before_is_not_sent_again(db: PgPool) {
    let app = one_parcel(&db).await;
    let path = grid::path("parcels", 15, HERE);
    let first = app.get(&path).await.expect(200);
    assert_eq!(first.header("content-type"), "application/vnd.mapbox-vector-tile");
    assert_eq!(first.header("cache-control"), "no-cache", "ask again, each time");
    let etag = first.header("etag").to_owned();
    for known in [etag.clone(), format!("\"x\", W/{etag}")] {
        let again = app
            .send(Call::get(&path).header("if-none-match", known))
            .await
            .expect(304);
        assert!(again.body.is_empty());
        assert_eq!(again.header("etag"), etag);
    }
    app.send(Call::get(&path).header("if-none-match", "\"other\""))
        .await
        .expect(200);
}

#[sqlx::test]
async fn a_tile_comes_compressed_to_whom_can_read_it(db: PgPool) {
    let app = one_parcel(&db).await;
    let path = grid::path("parcels", 15, HERE);
    let plain = app.get(&path).await.expect(200);
    assert_eq!(plain.header("content-encoding"), "");
    let packed = app
        .send(Call::get(&path).header("accept-encoding", "br, gzip"))
        .await
        .expect(200);
    assert_eq!(
        (packed.header("content-encoding"), packed.header("vary")),
        ("gzip", "accept-encoding")
    );
    let mut unpacked = Vec::new();
    GzDecoder::new(packed.body.as_ref()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
}

#[sqlx::test]
async fn where_nothing_is_the_tile_is_empty(db: PgPool) {
    let app = one_parcel(&db).await;
    for layer in ["units", "projects", "parcels"] {
        let answer = app.get(&format!("/tiles/{layer}/15/0/0")).await.expect(204);
        assert!(answer.body.is_empty());
    }
}

#[sqlx::test]
async fn an_impossible_tile_is_not_found(db: PgPool) {
    let app = one_parcel(&db).await;
    for path in [
        "/tiles/parcels/23/0/0",
        "/tiles/parcels/0/1/0",
        "/tiles/parcels/3/8/0",
        "/tiles/parcels/3/0/8",
        "/tiles/parcels/-1/0/0",
        "/tiles/parcels/1/a/0",
        "/tiles/parcels/300/0/0",
        "/tiles/rivers/0/0/0",
        "/tiles/rivers.json",
        "/tiles/parcels",
    ] {
        app.get(path).await.problem(404, "not-found");
    }
    app.get("/tiles/parcels/22/4194303/4194303").await.expect(204);
    for query in ["nonsense=1".to_owned(), format!("as_of={}", today().plus_days(1))] {
        app.get(&format!("/tiles/parcels/0/0/0?{query}"))
            .await
            .problem(400, "invalid-query");
    }
    app.get("/tiles/units/0/0/0?level=county")
        .await
        .problem(400, "invalid-query");
}

#[sqlx::test]
async fn every_layer_describes_its_tiles(db: PgPool) {
    let app = one_parcel(&db).await;
    for (layer, inside) in [
        ("units", vec!["units", "labels"]),
        ("projects", vec!["projects"]),
        ("parcels", vec!["parcels", "cells"]),
    ] {
        let call = Call::get(&format!("/tiles/{layer}.json")).header("host", "bando.example.vn");
        let told = app.send(call).await.expect(200).json();
        assert_eq!(
            (&told["tilejson"], &told["minzoom"], &told["maxzoom"]),
            (&json!("3.0.0"), &json!(0), &json!(22))
        );
        assert_eq!(
            told["tiles"],
            json!([format!("http://bando.example.vn/tiles/{layer}/{{z}}/{{x}}/{{y}}")])
        );
        let ids: Vec<&str> = told["vector_layers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|layer| layer["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, inside);
        let bounds: Vec<f64> = told["bounds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|side| side.as_f64().unwrap())
            .collect();
        assert!(
            bounds[0] <= HERE[0] && HERE[0] <= bounds[2] && bounds[1] <= HERE[1] && HERE[1] <= bounds[3],
            "{bounds:?}"
        );
    }
}
