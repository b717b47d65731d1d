//! When what a project shows in each cell of the map changed last, so that an edit leaves the tiles of other cells alone.

use super::{shapes::Shapes, world::WorldBox};

/// Cells are tiles of this zoom, about two kilometres wide in Việt Nam.
const ZOOM: u32 = 14;

/// The latest generation of each cell that a parcel touches.
#[derive(Clone, Debug)]
pub struct Cells(Vec<(u32, u64)>);

impl Cells {
    /// The cells that shapes touch, none of them with a generation yet.
    pub fn of(shapes: &Shapes) -> Self {
        let mut cells: Vec<u32> = shapes.all_bounds().flat_map(|bounds| cells_of(&bounds)).collect();
        cells.sort_unstable();
        cells.dedup();
        Self(cells.into_iter().map(|cell| (cell, 0)).collect())
    }

    /// What lies in a box has changed.
    pub fn change(&mut self, bounds: WorldBox, generation: u64) {
        for cell in cells_of(&bounds) {
            if let Ok(nth) = self.0.binary_search_by_key(&cell, |(cell, _)| *cell) {
                self.0[nth].1 = generation;
            }
        }
    }

    /// Everything has changed.
    pub fn change_all(&mut self, generation: u64) {
        for (_, latest) in &mut self.0 {
            *latest = generation;
        }
    }

    /// The latest generation of the cells that a box touches; 0 where there are none.
    pub fn latest_in(&self, bounds: &WorldBox) -> u64 {
        cells_of(bounds)
            .filter_map(|cell| self.0.binary_search_by_key(&cell, |(cell, _)| *cell).ok())
            .map(|nth| self.0[nth].1)
            .max()
            .unwrap_or(0)
    }
}

/// The cells that a box touches: column and row in one number.
fn cells_of(bounds: &WorldBox) -> impl Iterator<Item = u32> + use<> {
    let number = |world: i32| world.cast_unsigned() >> (31 - ZOOM);
    let rows = number(bounds.min_y)..=number(bounds.max_y);
    let columns = number(bounds.min_x)..=number(bounds.max_x);
    let cells = columns.flat_map(move |column| rows.clone().map(move |row| column << ZOOM | row));
    (!bounds.is_empty()).then_some(cells).into_iter().flatten()
}
