//! A sample of the shapes of a file, for a look at the map before anything is stored.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use geo::{CoordsIter as _, Geometry, MultiPolygon, Simplify as _};
use serde_json::json;

/// Features that are taken evenly from the file.
const EVENLY: u64 = 2000;

/// Refused features that are taken besides.
const REFUSED: usize = 1000;

/// Vertices beyond which a shape is drawn simpler.
const FINE: usize = 200;

/// Shapes kept for the map, with where they stand in the file.
pub struct ShapeSample {
    every: u64,
    refused: usize,
    kept: BTreeMap<u64, Kept>,
}

struct Kept {
    key: String,
    geometry: Geometry<f64>,
    refused: bool,
}

impl ShapeSample {
    /// A sample of a file of so many features.
    pub fn new(features: u64) -> Self {
        Self {
            every: features.div_ceil(EVENLY).max(1),
            refused: 0,
            kept: BTreeMap::new(),
        }
    }

    /// Whether the feature in this place (the `n`th that was read) is one of the sample.
    pub const fn wants(&self, n: u64) -> bool {
        n.is_multiple_of(self.every)
    }

    /// Keeps the shape of a feature.
    pub fn keep(&mut self, feature: u64, key: String, geometry: impl Into<Geometry<f64>>) {
        let geometry = simpler(geometry.into());
        self.kept.insert(
            feature,
            Kept {
                key,
                geometry,
                refused: false,
            },
        );
    }

    /// Keeps a shape as the database tells it, where it is not kept already.
    pub fn keep_staged(&mut self, feature: u64, key: String, geojson: &str) {
        let parsed = geojson.parse::<geojson::Geometry>().ok();
        if let Some(geometry) = parsed.and_then(|geometry| Geometry::try_from(geometry).ok()) {
            let geometry = simpler(geometry);
            self.kept.entry(feature).or_insert(Kept {
                key,
                geometry,
                refused: false,
            });
        }
    }

    /// Keeps the shape of a refused feature.
    pub fn keep_refused(&mut self, feature: u64, key: Option<String>, shape: MultiPolygon<f64>) {
        if self.refused < REFUSED {
            self.refused += 1;
            let geometry = simpler(shape.into());
            let key = key.unwrap_or_default();
            self.kept.insert(
                feature,
                Kept {
                    key,
                    geometry,
                    refused: true,
                },
            );
        }
    }

    /// Writes the sample as GeoJSON in WGS 84; `marks` says of features whether they are refused or only look wrong.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write(&self, marks: &BTreeMap<u64, bool>, path: &Path) -> io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        for (n, (feature, kept)) in self.kept.iter().enumerate() {
            let mark = match marks.get(feature) {
                _ if kept.refused => "refused",
                Some(true) => "refused",
                Some(false) => "warning",
                None => "good",
            };
            let feature = json!({
                "type": "Feature",
                "properties": {"feature": feature, "key": kept.key, "mark": mark},
                "geometry": geojson::Geometry::from(&kept.geometry),
            });
            write!(out, "{}{feature}", if n == 0 { "\n" } else { ",\n" })?;
        }
        out.write_all(b"\n]}\n")?;
        out.flush()
    }
}

fn simpler(geometry: Geometry<f64>) -> Geometry<f64> {
    if geometry.coords_count() <= FINE {
        return geometry;
    }
    // About five metres: a screen shows no more of a shape this large.
    let tolerance = 5e-5;
    match geometry {
        Geometry::MultiPolygon(areas) => areas.simplify(tolerance).into(),
        Geometry::MultiLineString(lines) => lines.simplify(tolerance).into(),
        other => other,
    }
}
