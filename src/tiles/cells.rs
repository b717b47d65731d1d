//! Where single parcels cannot be seen, a tile counts them by status in the cells of a grid.
//!
//! Every counted parcel with a shape is in the one cell that holds its interior point, so that the counts of all tiles of a
//! zoom add up to the parcels. Places follow the map: those of a cell come one after the other, and so do the small cells
//! within a larger one.

use std::{ops::Range, sync::Arc};

use moka::sync::Cache;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{
    mvt::{Kind, Layer, Value},
    tile::{EXTENT, Tile},
};
use crate::{
    board::{AssessedShard, world::morton},
    calendar::Day,
    parcels::Status,
};

/// Cells along the side of a tile: two to this power.
const GRID: u8 = 6;
/// A tile of more cells than this is drawn with larger ones: nobody could tell them apart, and phones must fetch them.
const MOST_CELLS: usize = 2500;
/// Tiles up to this zoom hold so many parcels that the cells of this zoom are counted once for all of them.
const COUNTED_ZOOM: u8 = 11;

/// Numbers of parcels by status, from `cleared` on.
type Counts = [u32; Status::ALL.len() - 1];

/// A cell of a grid over the whole world, and the parcels in it.
#[derive(Clone, Copy)]
struct Cell {
    /// Column and row, from the north-west.
    at: [i32; 2],
    counts: Counts,
}

/// Cells counted before, by project and day, with the generation of the project.
#[derive(Clone)]
pub struct CountedCells(Arc<Cache<(i32, Day), Counted>>);

type Counted = (u64, Arc<[Cell]>);

impl Default for CountedCells {
    fn default() -> Self {
        const MOST_BYTES: u64 = 8 << 20;
        let weight = |_: &(i32, Day), (_, cells): &Counted| u32::try_from(size_of_val(&**cells)).unwrap_or(u32::MAX);
        Self(Arc::new(
            Cache::builder().weigher(weight).max_capacity(MOST_BYTES).build(),
        ))
    }
}

impl CountedCells {
    /// The layer of a tile.
    pub fn layer<'a>(&self, tile: Tile, shards: &'a [AssessedShard]) -> Layer<'a> {
        let mut cells: Vec<Vec<Cell>> = shards.par_iter().map(|shard| self.in_tile(tile, shard)).collect();
        let mut grid = GRID;
        while cells.iter().map(Vec::len).sum::<usize>() > MOST_CELLS && grid > 1 {
            grid -= 1;
            cells = cells.iter().map(|cells| larger(cells, 1)).collect();
        }
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
        let side = EXTENT >> grid;
        for (shard, cells) in shards.iter().zip(cells) {
            for Cell { at, counts } in cells {
                let middle = at.map(|number| (number & ((1 << grid) - 1)) * side + side / 2);
                let total = counts.iter().sum();
                let counts = (2..).zip(counts).filter(|(_, count)| *count > 0);
                let attributes = [(0, Value::Text(&shard.project.code)), (1, Value::Number(total))]
                    .into_iter()
                    .chain(counts.map(|(key, count)| (key, Value::Number(count))));
                layer.add(None, Kind::Point, &[middle], attributes);
            }
        }
        layer
    }

    /// The cells of a tile with parcels of a shard.
    fn in_tile(&self, tile: Tile, shard: &AssessedShard) -> Vec<Cell> {
        let area = tile.inner();
        let Some(by) = COUNTED_ZOOM.checked_sub(tile.zoom()) else {
            return count(shard, shard.shapes.labelled_in(&area), tile.zoom());
        };
        let counted = self.of_shard(shard);
        let place = |corner: [i32; 2]| morton(corner.map(|axis| axis >> shift(COUNTED_ZOOM)));
        let (first, last) = (place([area.min_x, area.min_y]), place([area.max_x, area.max_y]));
        let start = counted.partition_point(|cell| morton(cell.at) < first);
        let end = counted.partition_point(|cell| morton(cell.at) <= last);
        larger(&counted[start..end], by)
    }

    /// All cells of a shard as counted for tiles that hold many.
    fn of_shard(&self, shard: &AssessedShard) -> Arc<[Cell]> {
        let key = (shard.project.id, shard.day);
        if let Some((generation, cells)) = self.0.get(&key)
            && generation == shard.generation
        {
            return cells;
        }
        let cells: Arc<[Cell]> = count(shard, shard.places(), COUNTED_ZOOM).into();
        self.0.insert(key, (shard.generation, Arc::clone(&cells)));
        cells
    }
}

/// How many bits finer than the cells of a zoom world coordinates are.
const fn shift(zoom: u8) -> u8 {
    31 - zoom - GRID
}

/// Counts parcels of a shard in the cells of a zoom.
fn count(shard: &AssessedShard, places: Range<u32>, zoom: u8) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    shard.for_each(places, shard.day, |place, _, assessment| {
        let Some(label) = shard.shapes.label(place).filter(|_| assessment.counts()) else {
            return;
        };
        let mut counts = Counts::default();
        counts[assessment.status as usize - 1] = 1;
        let at = label.map(|axis| axis >> shift(zoom));
        add(&mut cells, Cell { at, counts });
    });
    cells
}

/// The same parcels in cells whose sides are longer by a power of two.
fn larger(cells: &[Cell], by: u8) -> Vec<Cell> {
    let mut all = Vec::new();
    for cell in cells {
        let at = cell.at.map(|number| number >> by);
        add(&mut all, Cell { at, ..*cell });
    }
    all
}

/// Adds a cell, to the last one where that is the same.
fn add(cells: &mut Vec<Cell>, cell: Cell) {
    match cells.last_mut() {
        Some(last) if last.at == cell.at => {
            for (known, more) in last.counts.iter_mut().zip(cell.counts) {
                *known += more;
            }
        }
        _ => cells.push(cell),
    }
}
