//! The parcels layer: single parcels where they can be seen, grid cells with counts by status where they cannot.

use std::collections::BTreeMap;

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
pub fn layer(tile: Tile, shards: &[AssessedShard]) -> Layer {
    if tile.zoom() >= SINGLE_PARCELS_FROM_ZOOM {
        single(tile, shards)
    } else {
        cells(tile, shards)
    }
}

fn single(tile: Tile, shards: &[AssessedShard]) -> Layer {
    const KEYS: [&str; 7] = [
        "project",
        "status",
        "days_late",
        "handed_over",
        "due",
        "works_stopped",
        "waiting",
    ];
    let mut layer = Layer::new("parcels", &KEYS);
    for shard in shards {
        let project = Value::Text(shard.project.code.clone());
        add_shapes(&mut layer, tile, shard, |place| {
            attributes(&project, shard.facts(place), shard.assessment(place))
        });
    }
    layer
}

/// Adds the shapes of a shard's parcels that may be seen in a tile, with what is told of each.
pub fn add_shapes(layer: &mut Layer, tile: Tile, shard: &Shard, attributes: impl Fn(u32) -> Vec<(usize, Value)>) {
    let mut rings: Vec<Vec<[i32; 2]>> = Vec::new();
    for place in places(tile, shard) {
        rings.clear();
        rings.extend(shard.shapes.rings(place).map(|ring| {
            let ring: Vec<[i32; 2]> = ring.iter().map(|point| tile.place(*point)).collect();
            clip::ring(&ring, Tile::clip_box())
        }));
        let id = u64::try_from(shard.ids[place as usize]).ok();
        layer.add(id, Kind::Polygon, rings.iter().map(Vec::as_slice), &attributes(place));
    }
}

/// The parcels of a shard that may be seen in a tile, ascending.
pub fn places(tile: Tile, shard: &Shard) -> Vec<u32> {
    let mut places = Vec::new();
    shard.shapes.for_each_in(&tile.bounds(), |place| places.push(place));
    places.sort_unstable();
    places
}

fn attributes(project: &Value, facts: &ParcelFacts, assessment: &Assessment) -> Vec<(usize, Value)> {
    let mut attributes = vec![
        (0, project.clone()),
        (1, Value::Number(assessment.status as u32)),
        (2, Value::Number(assessment.days_late.unsigned_abs())),
    ];
    if assessment.status == Status::Cleared
        && let Some(day) = facts.step_on(Step::HandedOver)
    {
        attributes.push((3, Value::Number(day.0.unsigned_abs())));
    }
    if let Some(due) = assessment.due {
        attributes.push((4, Value::Number(due.on.0.unsigned_abs())));
    }
    if assessment.works_stopped {
        attributes.push((5, Value::True));
    }
    if let Some(step) = assessment.waiting_for {
        attributes.push((6, Value::Number(step as u32)));
    }
    attributes
}

/// Every counted parcel with a shape is in the one cell that holds its interior point, so that the counts of all
/// tiles of a zoom add up to the parcels.
fn cells(tile: Tile, shards: &[AssessedShard]) -> Layer {
    const KEYS: [&str; 8] = [
        "project",
        "total",
        "cleared",
        "blocked",
        "overdue",
        "not_started",
        "undated",
        "on_track",
    ];
    let mut layer = Layer::new("cells", &KEYS);
    let area = tile.inner();
    for shard in shards {
        let mut counts: BTreeMap<[i32; 2], [u32; 6]> = BTreeMap::new();
        shard.shapes.for_each_in(&area, |place| {
            let assessment = shard.assessment(place);
            let Some(label) = shard.shapes.label(place).filter(|_| assessment.counts()) else {
                return;
            };
            let inside =
                area.min_x <= label[0] && label[0] <= area.max_x && area.min_y <= label[1] && label[1] <= area.max_y;
            if inside {
                let cell = tile.place(label).map(|units| (units * GRID / EXTENT).min(GRID - 1));
                counts.entry(cell).or_default()[assessment.status as usize - 1] += 1;
            }
        });
        let project = Value::Text(shard.project.code.clone());
        for (cell, by_status) in counts {
            let middle = cell.map(|number| number * (EXTENT / GRID) + EXTENT / GRID / 2);
            let mut attributes = vec![(0, project.clone()), (1, Value::Number(by_status.iter().sum()))];
            attributes.extend(
                (2..)
                    .zip(by_status)
                    .filter(|(_, n)| *n > 0)
                    .map(|(key, n)| (key, Value::Number(n))),
            );
            layer.add(None, Kind::Point, [&[middle][..]], &attributes);
        }
    }
    layer
}
