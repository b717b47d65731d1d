//! World coordinates: the Web Mercator square counted in 2^31 steps from its north-west corner.

use std::f64::consts::PI;

/// Steps along one side of the world.
const SIDE: f64 = 2_147_483_648.0;

/// A place on the map: x eastwards, y southwards, both in `0..2^31` (about 2 cm at the equator).
pub type WorldPoint = [i32; 2];

/// A box in world coordinates: west, north, east, south.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorldBox {
    /// Smallest x.
    pub min_x: i32,
    /// Smallest y.
    pub min_y: i32,
    /// Largest x.
    pub max_x: i32,
    /// Largest y.
    pub max_y: i32,
}

impl WorldBox {
    /// The box of nothing: any point added to it becomes the whole of it.
    pub const EMPTY: Self = Self {
        min_x: i32::MAX,
        min_y: i32::MAX,
        max_x: i32::MIN,
        max_y: i32::MIN,
    };

    /// Whether nothing was added to it.
    pub const fn is_empty(&self) -> bool {
        self.min_x > self.max_x
    }

    /// Makes the box hold a point.
    pub fn add(&mut self, [x, y]: WorldPoint) {
        self.min_x = self.min_x.min(x);
        self.min_y = self.min_y.min(y);
        self.max_x = self.max_x.max(x);
        self.max_y = self.max_y.max(y);
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        if !other.is_empty() {
            self.add([other.min_x, other.min_y]);
            self.add([other.max_x, other.max_y]);
        }
        self
    }

    /// Whether a point lies within it.
    pub const fn holds(&self, [x, y]: WorldPoint) -> bool {
        self.min_x <= x && x <= self.max_x && self.min_y <= y && y <= self.max_y
    }

    /// Whether the two share a point.
    pub const fn meets(&self, other: &Self) -> bool {
        self.min_x <= other.max_x && other.min_x <= self.max_x && self.min_y <= other.max_y && other.min_y <= self.max_y
    }

    /// The box between two corners in WGS 84 lon/lat degrees: west, south, east, north.
    pub fn from_lon_lat([west, south, east, north]: [f64; 4]) -> Self {
        let [min_x, min_y] = from_lon_lat(west, north);
        let [max_x, max_y] = from_lon_lat(east, south);
        Self {
            min_x,
            min_y,
            max_x,
            max_y,
        }
    }

    /// West, south, east, north in WGS 84 lon/lat degrees; none for the box of nothing.
    pub fn to_lon_lat(&self) -> Option<[f64; 4]> {
        if self.is_empty() {
            return None;
        }
        let [west, north] = to_lon_lat([self.min_x, self.min_y]);
        let [east, south] = to_lon_lat([self.max_x, self.max_y]);
        Some([west, south, east, north])
    }

    /// The middle.
    pub const fn center(&self) -> WorldPoint {
        [
            self.min_x + (self.max_x - self.min_x) / 2,
            self.min_y + (self.max_y - self.min_y) / 2,
        ]
    }
}

/// The world coordinates of a place in WGS 84 lon/lat degrees; latitudes beyond ±85.05° are clamped.
///
/// Source: spherical Web Mercator, EPSG:3857.
pub fn from_lon_lat(lon: f64, lat: f64) -> WorldPoint {
    let latitude = lat.clamp(-85.051_128, 85.051_128).to_radians();
    let x = (lon + 180.0) / 360.0;
    // Half as dear as the inverse hyperbolic sine of the tangent, which is the same.
    let y = (1.0 - latitude.sin().atanh() / PI) / 2.0;
    [to_step(x), to_step(y)]
}

/// The place of a point on the curve that visits every tile of every zoom in one go.
///
/// Source: Morton 1966.
pub const fn morton([x, y]: WorldPoint) -> u64 {
    const fn spread(axis: i32) -> u64 {
        let mut bits = axis.cast_unsigned() as u64;
        bits = (bits | bits << 16) & 0x0000_ffff_0000_ffff;
        bits = (bits | bits << 8) & 0x00ff_00ff_00ff_00ff;
        bits = (bits | bits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
        bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
        (bits | bits << 1) & 0x5555_5555_5555_5555
    }
    spread(x) | spread(y) << 1
}

/// WGS 84 lon/lat degrees of a place in world coordinates.
pub fn to_lon_lat([x, y]: WorldPoint) -> [f64; 2] {
    let lon = f64::from(x) / SIDE * 360.0 - 180.0;
    let lat = (PI * (1.0 - 2.0 * f64::from(y) / SIDE)).sinh().atan().to_degrees();
    [round7(lon), round7(lat)]
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i32 first")]
fn to_step(share: f64) -> i32 {
    (share * SIDE).round().clamp(0.0, SIDE - 1.0) as i32
}

fn round7(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_survives_the_way_there_and_back(lon in -179.9..179.9f64, lat in -84.9..84.9f64) {
            let [lon2, lat2] = to_lon_lat(from_lon_lat(lon, lat));
            prop_assert!((lon - lon2).abs() < 3e-7 && (lat - lat2).abs() < 3e-7);
        }
    }
}
