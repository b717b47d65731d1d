//! The units layer: outlines of one level with their severity, and a point for each name.

use std::collections::HashMap;

use super::{
    clip,
    mvt::{Kind, Layer, Value},
    tile::{EXTENT, Tile},
};
use crate::{board::Units, bottlenecks::Figures, calendar::Day};

/// The layers of a tile: outlines, and names.
pub fn layers<'a>(
    tile: Tile,
    units: &'a Units,
    level: &str,
    at: Day,
    figures: &HashMap<i32, Figures>,
) -> [Layer<'a>; 2] {
    let mut outlines = Layer::new("units", &["code", "name", "level", "severity", "silent"]);
    let mut labels = Layer::new("labels", &["code", "name"]);
    let area = tile.bounds();
    for unit in units.of_level(level, at).filter(|unit| unit.bounds.meets(&area)) {
        let names = [(0, Value::Text(&unit.code)), (1, Value::Text(&unit.name))];
        let figures = figures.get(&unit.id);
        let attributes = names.into_iter().map(Some).chain([
            Some((2, Value::Text(&unit.level))),
            figures.map(|figures| (3, Value::Number(figures.severity as u32))),
            figures.filter(|figures| figures.silent).map(|_| (4, Value::True)),
        ]);
        for ring in &unit.rings {
            let ring: Vec<[i32; 2]> = ring.iter().map(|point| tile.place(*point)).collect();
            outlines.part(Kind::Polygon, &clip::ring(&ring, Tile::clip_box()));
        }
        outlines.end(None, Kind::Polygon, attributes.flatten());
        if let Some(label) = unit.label.map(|label| tile.place(label))
            && label.iter().all(|units| (0..EXTENT).contains(units))
        {
            labels.add(None, Kind::Point, &[label], names);
        }
    }
    [outlines, labels]
}
