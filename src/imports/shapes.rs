//! A sample of the shapes of a file, for a look at the map before anything is stored.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use geo::{
    BoundingRect as _, Coord, CoordsIter as _, Geometry, LineString, MultiLineString, MultiPolygon, Polygon, Rect,
};
use serde_json::json;

/// Features that are taken evenly from the file.
const EVENLY: u64 = 2000;

/// Refused features that are taken besides.
const REFUSED: usize = 1000;

/// Vertices beyond which a shape is drawn simpler.
const FINE: usize = 200;

/// Vertices beyond which nothing more is drawn.
const MOST_VERTICES: usize = 500_000;

/// Degrees that are a dot on the screen: about five metres.
const DOT: f64 = 5e-5;

/// Shapes kept for the map, with where they stand in the file.
pub struct ShapeSample {
    every: u64,
    refused: usize,
    /// Vertices that may still be kept.
    room: usize,
    kept: BTreeMap<u64, Kept>,
}

struct Kept {
    key: String,
    geometry: Geometry<f64>,
    refused: bool,
}

impl ShapeSample {
    /// A sample of a file of so many features; nothing is kept where nobody wants it drawn.
    pub fn new(features: u64, drawn: bool) -> Self {
        Self {
            every: features.div_ceil(EVENLY).max(1),
            refused: 0,
            room: if drawn { MOST_VERTICES } else { 0 },
            kept: BTreeMap::new(),
        }
    }

    /// Whether the feature in this place (the `n`th that was read) is one of the sample.
    pub const fn wants(&self, n: u64) -> bool {
        self.room > 0 && n.is_multiple_of(self.every)
    }

    /// Keeps the shape of a feature.
    pub fn keep(&mut self, feature: u64, key: String, geometry: impl Into<Geometry<f64>>) {
        self.put(feature, key, geometry.into(), false);
    }

    /// Keeps a shape as the database tells it, where it is not kept already.
    pub fn keep_staged(&mut self, feature: u64, key: String, geojson: &str) {
        if self.kept.contains_key(&feature) {
            return;
        }
        let parsed = geojson.parse::<geojson::Geometry>().ok();
        if let Some(geometry) = parsed.and_then(|geometry| Geometry::try_from(geometry).ok()) {
            self.put(feature, key, geometry, false);
        }
    }

    /// Keeps the shape of a refused feature.
    pub fn keep_refused(&mut self, feature: u64, key: Option<String>, shape: MultiPolygon<f64>) {
        if self.refused < REFUSED {
            self.refused += 1;
            self.put(feature, key.unwrap_or_default(), shape.into(), true);
        }
    }

    fn put(&mut self, feature: u64, key: String, geometry: Geometry<f64>, refused: bool) {
        if self.room == 0 {
            return;
        }
        let geometry = simpler(geometry);
        let vertices = geometry.coords_count();
        if vertices <= self.room {
            self.room -= vertices;
            self.kept.insert(feature, Kept { key, geometry, refused });
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

/// A shape as a screen shows it: without vertices that lie on each other there.
fn simpler(geometry: Geometry<f64>) -> Geometry<f64> {
    if geometry.coords_count() <= FINE {
        return geometry;
    }
    match geometry {
        Geometry::MultiPolygon(areas) => areas
            .0
            .into_iter()
            .map(simpler_area)
            .collect::<MultiPolygon<f64>>()
            .into(),
        Geometry::MultiLineString(lines) => MultiLineString(lines.iter().map(simpler_line).collect()).into(),
        other => other,
    }
}

fn simpler_area(area: Polygon<f64>) -> Polygon<f64> {
    let (exterior, interiors) = area.into_inner();
    let ring = simpler_line(&exterior);
    if ring.0.len() < 4 {
        // It is a dot on the screen; its box is one, too.
        return exterior
            .bounding_rect()
            .map_or_else(|| Polygon::new(exterior, Vec::new()), Rect::to_polygon);
    }
    let holes = interiors.iter().map(simpler_line).filter(|hole| hole.0.len() >= 4);
    Polygon::new(ring, holes.collect())
}

/// The first and the last vertex, and between them those that are far enough from the one before.
fn simpler_line(line: &LineString<f64>) -> LineString<f64> {
    let mut kept: Vec<Coord<f64>> = Vec::new();
    for at in &line.0 {
        if kept
            .last()
            .is_none_or(|last| (*at - *last).x.hypot((*at - *last).y) >= DOT)
        {
            kept.push(*at);
        }
    }
    if let (Some(last), Some(end)) = (kept.last(), line.0.last())
        && last != end
    {
        kept.push(*end);
    }
    LineString(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comb_of_a_million_teeth_is_drawn_simpler_without_exhausting_the_stack() {
        let tooth = |n: u32| {
            [
                (105.0 + f64::from(n) * 2e-6, 21.0),
                (105.0 + f64::from(n) * 2e-6 + 1e-6, 21.001),
            ]
        };
        let ring: Vec<(f64, f64)> = (0..500_000)
            .flat_map(tooth)
            .chain([(106.0, 20.9), (105.0, 20.9)])
            .collect();
        let comb = MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())]);
        let Geometry::MultiPolygon(drawn) = simpler(comb.into()) else {
            unreachable!()
        };
        assert!(drawn.0[0].exterior().is_closed());
    }

    #[test]
    fn what_is_drawn_has_room_for_so_much_only() {
        let ring = |n: u32| -> LineString<f64> { (0..n).map(|n| (f64::from(n), f64::from(n % 2))).collect() };
        let mut sample = ShapeSample::new(1, true);
        for feature in 0..20 {
            sample.keep(
                feature,
                String::new(),
                MultiPolygon(vec![Polygon::new(ring(100_000), Vec::new())]),
            );
        }
        assert!(sample.kept.len() < 10, "{} are kept", sample.kept.len());
        let mut unwanted = ShapeSample::new(1, false);
        assert!(!unwanted.wants(1));
        unwanted.keep_refused(1, None, MultiPolygon(vec![Polygon::new(ring(4), Vec::new())]));
        assert!(unwanted.kept.is_empty());
    }
}
