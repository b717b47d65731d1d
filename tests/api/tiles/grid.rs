//! Which tiles hold a place.

use std::f64::consts::PI;

use serde_json::Value;

use crate::support::{Layer, TestApp, decode};

/// The statuses as the API names them, in the order of their numbers in tiles.
pub const STATUSES: [&str; 7] = [
    "excluded",
    "cleared",
    "blocked",
    "overdue",
    "not_started",
    "undated",
    "on_track",
];

/// Column and row of the tile that holds a place, in whole and parts.
pub fn position(zoom: u32, [lon, lat]: [f64; 2]) -> [f64; 2] {
    let side = f64::from(1u32 << zoom);
    let latitude = lat.to_radians();
    let y = (1.0 - (latitude.tan() + 1.0 / latitude.cos()).ln() / PI) / 2.0;
    [(lon + 180.0) / 360.0 * side, y * side]
}

/// The path of the tile of a layer that holds a place.
pub fn path(layer: &str, zoom: u32, place: [f64; 2]) -> String {
    let [x, y] = position(zoom, place);
    format!("/tiles/{layer}/{zoom}/{}/{}", x.floor(), y.floor())
}

/// The paths of all tiles of a layer between west, south, east and north.
pub fn paths(layer: &str, zoom: u32, [west, south, east, north]: [f64; 4]) -> Vec<String> {
    let [min_x, min_y] = position(zoom, [west, north]).map(f64::floor);
    let [max_x, max_y] = position(zoom, [east, south]).map(f64::floor);
    let steps = |from: f64, to: f64| std::iter::successors(Some(from), move |at| (at + 1.0 <= to).then_some(at + 1.0));
    steps(min_x, max_x)
        .flat_map(|x| steps(min_y, max_y).map(move |y| format!("/tiles/{layer}/{zoom}/{x}/{y}")))
        .collect()
}

/// The layers of a tile; none where there is nothing.
pub async fn layers(app: &TestApp, path: &str) -> Vec<Layer> {
    let answer = app.get(path).await;
    assert!(
        [200, 204].contains(&answer.status.as_u16()),
        "{path}: {}",
        answer.text()
    );
    assert_eq!(answer.status == 204, answer.body.is_empty(), "{path}");
    decode(&answer.body)
}

/// The one feature of a layer whose property has this value.
pub fn feature<'a>(
    layers: &'a [Layer],
    layer: &str,
    name: &str,
    value: &str,
) -> &'a std::collections::BTreeMap<String, Value> {
    let layer = layers.iter().find(|found| found.name == layer).unwrap();
    &layer
        .features
        .iter()
        .find(|feature| feature.properties.get(name).is_some_and(|found| found == value))
        .unwrap()
        .properties
}
