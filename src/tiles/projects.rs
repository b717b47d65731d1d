//! The projects layer: centre lines and areas.

use super::{
    clip,
    mvt::{Kind, Layer, Value},
    tile::Tile,
};
use crate::{
    board::{Project, world::WorldPoint},
    calendar::Day,
    projects::ProjectStatus,
};

/// The layer of a tile on a day; each project comes with its state and the days that it is late.
pub fn layer<'a>(tile: Tile, day: Day, projects: impl Iterator<Item = (&'a Project, ProjectStatus, i32)>) -> Layer<'a> {
    let mut layer = Layer::new(
        "projects",
        &["code", "name", "sector", "status", "days_late", "obstacle"],
    );
    let in_tile = |line: &[WorldPoint]| line.iter().map(|point| tile.place(*point)).collect::<Vec<_>>();
    for (project, status, days_late) in projects {
        let has_obstacle = project.obstacles.iter().any(|obstacle| obstacle.is_open(day));
        let attributes = [
            Some((0, Value::Text(&project.code))),
            Some((1, Value::Text(&project.name))),
            Some((2, Value::Text(&project.sector))),
            Some((3, Value::Number(status as u32))),
            Some((4, Value::Number(days_late.unsigned_abs()))),
            has_obstacle.then_some((5, Value::True)),
        ];
        let attributes = || attributes.into_iter().flatten();
        for ring in &project.boundary {
            layer.part(Kind::Polygon, &clip::ring(&in_tile(ring), Tile::clip_box()));
        }
        layer.end(None, Kind::Polygon, attributes());
        for line in &project.alignment {
            for piece in clip::line(&in_tile(line), Tile::clip_box()) {
                layer.part(Kind::Line, &piece);
            }
        }
        layer.end(None, Kind::Line, attributes());
    }
    layer
}
