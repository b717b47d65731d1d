//! The units layer: outlines of one level with their severity, and a point for each name.

use std::collections::HashMap;

use super::{
    clip,
    mvt::{Kind, Layer, Value},
    tile::{EXTENT, Tile},
};
use crate::{board::Units, bottlenecks::Figures, calendar::Day};

/// The layers of a tile: outlines, and names.
pub fn layers(tile: Tile, units: &Units, level: &str, at: Day, figures: &HashMap<i32, Figures>) -> [Layer; 2] {
    let mut outlines = Layer::new("units", &["code", "name", "level", "severity", "silent"]);
    let mut labels = Layer::new("labels", &["code", "name"]);
    let area = tile.bounds();
    for unit in units.of_level(level, at).filter(|unit| unit.bounds.meets(&area)) {
        let code = Value::Text(unit.code.clone());
        let name = Value::Text(unit.name.clone());
        let mut attributes = vec![
            (0, code.clone()),
            (1, name.clone()),
            (2, Value::Text(unit.level.clone())),
        ];
        if let Some(figures) = figures.get(&unit.id) {
            attributes.push((3, Value::Number(figures.severity as u32)));
            if figures.silent {
                attributes.push((4, Value::True));
            }
        }
        let rings: Vec<Vec<[i32; 2]>> = unit
            .rings
            .iter()
            .map(|ring| {
                let mut ring: Vec<[i32; 2]> = ring.iter().map(|point| tile.place(*point)).collect();
                ring.dedup();
                clip::ring(&ring, Tile::clip_box())
            })
            .collect();
        outlines.add(None, Kind::Polygon, rings.iter().map(Vec::as_slice), &attributes);
        if let Some(label) = unit.label.map(|label| tile.place(label))
            && label.iter().all(|units| (0..EXTENT).contains(units))
        {
            labels.add(None, Kind::Point, [&[label][..]], &[(0, code), (1, name)]);
        }
    }
    [outlines, labels]
}
