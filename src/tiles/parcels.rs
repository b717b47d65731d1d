//! The parcels layer where single parcels can be seen.

use super::{
    clip,
    mvt::{Kind, Layer, Value},
    tile::Tile,
};
use crate::{
    board::{AssessedShard, ParcelFacts, Shard},
    parcels::{Assessment, Status},
    steps::Step,
};

/// From this zoom on tiles hold single parcels.
pub const SINGLE_PARCELS_FROM_ZOOM: u8 = 14;

/// The layer of a tile.
pub fn layer(tile: Tile, shards: &[AssessedShard]) -> Layer<'_> {
    let keys = &[
        "project",
        "status",
        "days_late",
        "handed_over",
        "due",
        "works_stopped",
        "waiting",
    ];
    let mut layer = Layer::new("parcels", keys);
    for shard in shards {
        add_shapes(&mut layer, tile, shard, |place| {
            attributes(&shard.project.code, shard.facts(place), &shard.assessment(place))
        });
    }
    layer
}

/// Adds the shapes of a shard's parcels that may be seen in a tile, with what is told of each.
pub fn add_shapes<'a, A>(layer: &mut Layer<'a>, tile: Tile, shard: &Shard, attributes: impl Fn(u32) -> A)
where
    A: IntoIterator<Item = (usize, Value<'a>)>,
{
    let mut points: Vec<[i32; 2]> = Vec::new();
    for place in places(tile, shard) {
        for ring in shard.shapes.rings(place) {
            points.clear();
            points.extend(ring.iter().map(|point| tile.place(*point)));
            layer.part(Kind::Polygon, &clip::ring(&points, Tile::clip_box()));
        }
        let id = u64::try_from(shard.ids[place as usize]).ok();
        layer.end(id, Kind::Polygon, attributes(place));
    }
}

/// The parcels of a shard that may be seen in a tile, ascending.
pub fn places(tile: Tile, shard: &Shard) -> Vec<u32> {
    let mut places = Vec::new();
    shard.shapes.for_each_in(&tile.bounds(), |place| places.push(place));
    places.sort_unstable();
    places
}

fn attributes<'a>(
    project: &'a str,
    facts: &ParcelFacts,
    assessment: &Assessment,
) -> impl Iterator<Item = (usize, Value<'a>)> + use<'a> {
    let handed_over = facts
        .step_on(Step::HandedOver)
        .filter(|_| assessment.status == Status::Cleared);
    let number = |number: i32| Value::Number(number.unsigned_abs());
    [
        Some((0, Value::Text(project))),
        Some((1, Value::Number(assessment.status as u32))),
        Some((2, number(assessment.days_late))),
        handed_over.map(|day| (3, number(day.0))),
        assessment.due.map(|due| (4, number(due.on.0))),
        assessment.works_stopped.then_some((5, Value::True)),
        assessment.waiting_for.map(|step| (6, Value::Number(step as u32))),
    ]
    .into_iter()
    .flatten()
}
