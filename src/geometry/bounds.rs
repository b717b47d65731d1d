//! The box around shapes.

use geo::{MultiLineString, MultiPolygon, Polygon};

/// West, south, east, north, degrees.
pub type Box4 = [f64; 4];

/// The box around shapes; empty at first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounds(Option<Box4>);

impl Bounds {
    /// Widens the box to hold the areas and lines.
    pub fn add(&mut self, areas: Option<&MultiPolygon<f64>>, lines: Option<&MultiLineString<f64>>) {
        let rings = areas.into_iter().flat_map(|areas| areas.iter().map(Polygon::exterior));
        let lines = lines.into_iter().flat_map(MultiLineString::iter);
        for at in rings.chain(lines).flat_map(|line| &line.0) {
            let [west, south, east, north] = self.0.unwrap_or([at.x, at.y, at.x, at.y]);
            self.0 = Some([west.min(at.x), south.min(at.y), east.max(at.x), north.max(at.y)]);
        }
    }

    /// West, south, east, north; `None` while nothing was added.
    pub const fn to_array(self) -> Option<Box4> {
        self.0
    }
}
