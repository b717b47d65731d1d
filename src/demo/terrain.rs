//! The lie of the land: smooth made-up fields that make neighbouring places alike.

use std::f64::consts::PI;

use super::plane::Point;

/// What a piece of countryside is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    /// Houses and gardens.
    Hamlet,
    /// Rice and other annual crops.
    Paddy,
    /// Tea, fruit and forest.
    Hill,
}

/// What the country is at a place; the share of settled land grows with `urban`, 0 to 1.
pub fn country(p: Point, urban: f64) -> Country {
    // The province rises to the north and west.
    let height = noise(p, 2600.0, 11) * 0.7 + noise(p, 700.0, 12) * 0.3 + p.y / 260_000.0 - p.x / 400_000.0;
    let settled = noise(p, 900.0, 13) * 0.65 + noise(p, 260.0, 14) * 0.35;
    if settled > 0.68 - 0.3 * urban {
        Country::Hamlet
    } else if height > 0.56 + 0.2 * urban {
        Country::Hill
    } else {
        Country::Paddy
    }
}

/// The direction in which fields are drawn out at a place, radians.
pub fn grain(p: Point) -> f64 {
    PI * (1.6 * noise(p, 1500.0, 15) + 0.25 * noise(p, 300.0, 16))
}

/// Smooth noise of 0 to 1 whose hills lie about `scale` metres apart.
pub fn noise(p: Point, scale: f64, seed: u64) -> f64 {
    let (x, y) = (p.x / scale, p.y / scale);
    let (column, row) = (x.floor(), y.floor());
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (across, upward) = (ease(x - column), ease(y - row));
    let corner = |dx: f64, dy: f64| hash(column + dx, row + dy, seed);
    let mix = |a: f64, b: f64, t: f64| a + (b - a) * t;
    mix(
        mix(corner(0.0, 0.0), corner(1.0, 0.0), across),
        mix(corner(0.0, 1.0), corner(1.0, 1.0), across),
        upward,
    )
}

/// A number of 0 to 1 that belongs to a corner of the noise's lattice.
fn hash(column: f64, row: f64, seed: u64) -> f64 {
    let mixed = column.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ row.to_bits().rotate_left(31) ^ seed;
    fastrand::Rng::with_seed(mixed).f64()
}
