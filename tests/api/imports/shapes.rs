//! Parcels drawn in metres.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// Where the metres are counted from, longitude and latitude: on the alignment of project D1.
const ORIGIN: (f64, f64) = (105.805, 21.51);

/// Metres in a degree of longitude and of latitude there, on the ellipsoid of WGS 84.
const DEGREE_M: (f64, f64) = (103_612.0, 110_741.0);

/// A place some metres east and north of the origin.
pub fn at(east: f64, north: f64) -> (f64, f64) {
    let round = |degrees: f64| (degrees * 1e9).round() / 1e9;
    (
        round(ORIGIN.0 + east / DEGREE_M.0),
        round(ORIGIN.1 + north / DEGREE_M.1),
    )
}

/// A closed ring through corners given in metres.
pub fn ring(corners: &[(f64, f64)]) -> Value {
    let place = |(east, north): &(f64, f64)| {
        let (lon, lat) = at(*east, *north);
        json!([lon, lat])
    };
    corners.iter().chain(corners.first()).map(place).collect()
}

/// The ring of a square, by its south-west corner and its side.
pub fn square(east: f64, north: f64, side: f64) -> Value {
    ring(&[
        (east, north),
        (east + side, north),
        (east + side, north + side),
        (east, north + side),
    ])
}

/// A parcel of project D1 with this number and these rings.
pub fn parcel(number: impl Into<Value>, rings: &[Value]) -> Value {
    json!({
        "type": "Feature",
        "properties": {"project_code": "D1", "parcel_no": number.into()},
        "geometry": {"type": "Polygon", "coordinates": rings},
    })
}

/// The same feature with another value under a property.
pub fn with(mut feature: Value, property: &str, value: impl Into<Value>) -> Value {
    feature["properties"][property] = value.into();
    feature
}

/// The text of a collection, a feature a line.
pub fn collection(features: &[Value]) -> String {
    let mut text = "{\"type\":\"FeatureCollection\",\"features\":[".to_owned();
    for (n, feature) in features.iter().enumerate() {
        let comma = if n == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n{feature}");
    }
    text + "\n]}"
}
