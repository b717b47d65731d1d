//! The projects layer: centre lines and areas.

use super::{
    clip,
    mvt::{Kind, Layer, Value},
    tile::Tile,
};
use crate::{board::Project, projects::ProjectStatus};

/// The layer of a tile; each project comes with its state and the days that it is late.
pub fn layer<'a>(tile: Tile, projects: impl Iterator<Item = (&'a Project, ProjectStatus, i32)>) -> Layer {
    let mut layer = Layer::new("projects", &["code", "name", "sector", "status", "days_late"]);
    for (project, status, days_late) in projects {
        let attributes = [
            (0, Value::Text(project.code.clone())),
            (1, Value::Text(project.name.clone())),
            (2, Value::Text(project.sector.clone())),
            (3, Value::Number(status as u32)),
            (4, Value::Number(days_late.unsigned_abs())),
        ];
        let rings: Vec<Vec<[i32; 2]>> = project
            .boundary
            .iter()
            .map(|ring| {
                let ring: Vec<[i32; 2]> = ring.iter().map(|point| tile.place(*point)).collect();
                clip::ring(&ring, Tile::clip_box())
            })
            .collect();
        layer.add(None, Kind::Polygon, rings.iter().map(Vec::as_slice), &attributes);
        let lines: Vec<Vec<[i32; 2]>> = project
            .alignment
            .iter()
            .flat_map(|line| {
                let line: Vec<[i32; 2]> = line.iter().map(|point| tile.place(*point)).collect();
                clip::line(&line, Tile::clip_box())
            })
            .collect();
        layer.add(None, Kind::Line, lines.iter().map(Vec::as_slice), &attributes);
    }
    layer
}
