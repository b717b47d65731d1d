//! A tile's place in the world.

use crate::board::world::{WorldBox, WorldPoint};

/// Units along the side of a tile.
pub const EXTENT: i32 = 4096;
/// How far shapes reach beyond the tile, so that outlines do not show its border.
const MARGIN: i32 = 80;
/// Largest zoom: world coordinates are finer than its tiles' units no more.
pub const LARGEST_ZOOM: u8 = 22;

/// A tile of the Web Mercator square.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    z: u8,
    x: u32,
    y: u32,
}

impl Tile {
    /// The tile with these numbers, if there is one.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        (z <= LARGEST_ZOOM && x < 1 << z && y < 1 << z).then_some(Self { z, x, y })
    }

    /// Zoom.
    pub const fn zoom(self) -> u8 {
        self.z
    }

    /// World steps along the side of the tile.
    fn side(self) -> i64 {
        1i64 << (31 - self.z)
    }

    /// The part of the world that the tile shows, without margin.
    pub fn inner(self) -> WorldBox {
        self.grown(0)
    }

    /// The part of the world whose shapes the tile holds.
    pub fn bounds(self) -> WorldBox {
        self.grown(self.side() * i64::from(MARGIN) / i64::from(EXTENT))
    }

    fn grown(self, margin: i64) -> WorldBox {
        let side = self.side();
        let clamp = |value: i64| i32::try_from(value.clamp(0, i64::from(i32::MAX))).unwrap_or(i32::MAX);
        WorldBox {
            min_x: clamp(i64::from(self.x) * side - margin),
            min_y: clamp(i64::from(self.y) * side - margin),
            max_x: clamp(i64::from(self.x + 1) * side - 1 + margin),
            max_y: clamp(i64::from(self.y + 1) * side - 1 + margin),
        }
    }

    /// Where a place lies in the tile, in its units.
    pub fn place(self, [x, y]: WorldPoint) -> [i32; 2] {
        let shift = 31 - self.z;
        let to_units = |world: i32, tile: u32| {
            let offset = i64::from(world) - (i64::from(tile) << shift);
            // Rounded to the nearest.
            let units = (offset * i64::from(EXTENT) + (1 << shift >> 1)) >> shift;
            i32::try_from(units.clamp(-1 << 30, 1 << 30)).unwrap_or(0)
        };
        [to_units(x, self.x), to_units(y, self.y)]
    }

    /// The box to which shapes are clipped, in units of the tile.
    pub const fn clip_box() -> [i32; 4] {
        [-MARGIN, -MARGIN, EXTENT + MARGIN, EXTENT + MARGIN]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_in_the_box_of_a_tile_lies_in_the_tile(z in 0u8..=22, fx in 0.0..1.0f64, fy in 0.0..1.0f64) {
            let side = f64::from(1u32 << z);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0..2^22")]
            let tile = Tile::new(z, (fx * side) as u32, (fy * side) as u32).unwrap();
            let inner = tile.inner();
            for [x, y] in [[inner.min_x, inner.min_y], [inner.max_x, inner.max_y]] {
                let [tx, ty] = tile.place([x, y]);
                prop_assert!((0..=EXTENT).contains(&tx) && (0..=EXTENT).contains(&ty));
            }
        }
    }
}
