//! The parcels layer: single parcels where they can be seen, grid cells with counts by status where they cannot.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{
    clip,
    mvt::{Kind, Layer, Value},
    tile::{EXTENT, Tile},
};
use crate::{
    board::{AssessedShard, ParcelFacts, Shard},
    parcels::{Assessment, Status},
    steps::Step,
};

/// From this zoom on tiles hold single parcels.
pub const SINGLE_PARCELS_FROM_ZOOM: u8 = 14;
/// Cells along the side of a tile, below that zoom.
const GRID: i32 = 64;

/// The layer of a tile.
pub fn layer(tile: Tile, shards: &[AssessedShard]) -> Layer<'_> {
    if tile.zoom() >= SINGLE_PARCELS_FROM_ZOOM {
        single(tile, shards)
    } else {
        cells(tile, shards)
    }
}

fn single(tile: Tile, shards: &[AssessedShard]) -> Layer<'_> {
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

/// Every counted parcel with a shape is in the one cell that holds its interior point, so that the counts of all
/// tiles of a zoom add up to the parcels. Places follow the map: those of a cell come one after the other.
fn cells(tile: Tile, shards: &[AssessedShard]) -> Layer<'_> {
    let keys = &[
        "project",
        "total",
        "cleared",
        "blocked",
        "overdue",
        "not_started",
        "undated",
        "on_track",
    ];
    let mut layer = Layer::new("cells", keys);
    let counted: Vec<Vec<Cell>> = shards.par_iter().map(|shard| cells_of(tile, shard)).collect();
    for (shard, cells) in shards.iter().zip(counted) {
        for (cell, by_status) in cells {
            let middle = cell.map(|number| number * (EXTENT / GRID) + EXTENT / GRID / 2);
            let total = by_status.iter().sum();
            let counts = (2..).zip(by_status).filter(|(_, count)| *count > 0);
            let attributes = [(0, Value::Text(&shard.project.code)), (1, Value::Number(total))]
                .into_iter()
                .chain(counts.map(|(key, count)| (key, Value::Number(count))));
            layer.add(None, Kind::Point, &[middle], attributes);
        }
    }
    layer
}

/// Column and row, and numbers of parcels by status.
type Cell = ([i32; 2], [u32; Status::ALL.len() - 1]);

fn cells_of(tile: Tile, shard: &AssessedShard) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let places = shard.shapes.labelled_in(&tile.inner());
    shard.for_each(places, shard.day, |place, _, assessment| {
        let Some(label) = shard.shapes.label(place).filter(|_| assessment.counts()) else {
            return;
        };
        let cell = tile.place(label).map(|units| (units * GRID / EXTENT).min(GRID - 1));
        if cells.last().is_none_or(|(last, _)| *last != cell) {
            cells.push((cell, [0; Status::ALL.len() - 1]));
        }
        if let Some((_, by_status)) = cells.last_mut() {
            by_status[assessment.status as usize - 1] += 1;
        }
    });
    cells
}
