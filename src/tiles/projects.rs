//! The projects layer: centre lines and areas.

use super::{
    clip,
    mvt::{Kind, Layer, Value},
    tile::Tile,
};
use crate::{
    board::{Project, world::WorldPoint},
    projects::ProjectStatus,
};

/// The layer of a tile; each project comes with its state and the days that it is late.
pub fn layer<'a>(tile: Tile, projects: impl Iterator<Item = (&'a Project, ProjectStatus, i32)>) -> Layer<'a> {
    let mut layer = Layer::new("projects", &["code", "name", "sector", "status", "days_late"]);
    let in_tile = |line: &[WorldPoint]| line.iter().map(|point| tile.place(*point)).collect::<Vec<_>>();
    for (project, status, days_late) in projects {
        let attributes = [
            (0, Value::Text(&project.code)),
            (1, Value::Text(&project.name)),
            (2, Value::Text(&project.sector)),
            (3, Value::Number(status as u32)),
            (4, Value::Number(days_late.unsigned_abs())),
        ];
        for ring in &project.boundary {
            layer.part(Kind::Polygon, &clip::ring(&in_tile(ring), Tile::clip_box()));
        }
        layer.end(None, Kind::Polygon, attributes);
        for line in &project.alignment {
            for piece in clip::line(&in_tile(line), Tile::clip_box()) {
                layer.part(Kind::Line, &piece);
            }
        }
        layer.end(None, Kind::Line, attributes);
    }
    layer
}
