//! Files sent to the service. What an import makes of a file is tested beside; here it is the resource.

mod cancel;
mod elsewhere;
mod killed;
mod preview;
mod receive;
mod spool;
mod undo;
mod undo_refused;
mod walk;

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{TestApp, import_form, seed};

/// What is said about the files of [`parcels`].
const PARCELS: [(&str, &str); 2] = [("kind", "parcels"), ("project", "P")];

/// A file of parcels in a row, by number.
fn parcels(numbers: &[&str]) -> String {
    parcels_with(numbers, &json!({}))
}

/// A file of parcels in a row, by number, each with these further properties.
fn parcels_with(numbers: &[&str], further: &Value) -> String {
    let feature = |(place, number): (u32, &&str)| {
        let west = 105.81 + 0.001 * f64::from(place);
        let (east, south, north) = (west + 0.001, 21.55, 21.551);
        let mut properties = json!({
            "so_to": "5", "so_thua": number, "ma_ho": "H1", "holder_name": "Nguyễn Văn Kín", "compensation_vnd": 123_456_789,
        });
        properties
            .as_object_mut()
            .unwrap()
            .extend(further.as_object().unwrap().clone());
        json!({
            "type": "Feature",
            "properties": properties,
            "geometry": { "type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
        })
    };
    let features: Vec<Value> = (0..).zip(numbers).map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

/// A service that knows two districts and the project P.
async fn service(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    TestApp::start(db).await
}

/// The import of a file of parcels, once it is stored.
async fn stored(app: &TestApp, file: &str) -> Value {
    let import = app.settled(import_form(&PARCELS, Some(file)).by("lan")).await;
    assert_eq!(import["state"], "stored", "{import}");
    import
}

/// How many parcels the map shows.
async fn shown(app: &TestApp) -> Value {
    app.json("/api/v1/parcels").await["total"].clone()
}

/// The address of an import, or of something about it.
fn address(import: &Value, rest: &str) -> String {
    format!("/api/v1/imports/{}{rest}", import["id"].as_str().unwrap())
}
