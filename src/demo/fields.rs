//! How a block of land is cut into parcels: terraces of rice, gardens, narrow house lots, slopes.

use fastrand::Rng;

use super::{
    curves::between,
    mesh::{Cell, Mesh},
    plane::{Point, area, centroid},
    terrain::Country,
};

/// What grows or stands on a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Land {
    House,
    Garden,
    Rice,
    Crop,
    Pond,
    Slope,
}

/// How the land of a block is parted.
pub struct Manner {
    /// Ordinary size of a parcel, m².
    pub size: f64,
    /// How many times longer than wide.
    pub slender: f64,
    /// The direction in which it is drawn out, radians.
    pub along: f64,
}

impl Manner {
    /// What is usual in this country; `along` is the grain of the fields and the way from the street to the back.
    pub fn of(country: Country, along: f64, urban: f64, rng: &mut Rng) -> Self {
        let (size, slender) = match country {
            Country::Hamlet => (between(rng, 400.0, 620.0) - 210.0 * urban, between(rng, 1.5, 2.4)),
            Country::Paddy => (between(rng, 700.0, 1250.0), between(rng, 1.4, 2.6)),
            Country::Hill => (between(rng, 1350.0, 2100.0), between(rng, 1.1, 1.8)),
        };
        Self { size, slender, along }
    }
}

/// Cuts a block into parcels.
pub fn part(mesh: &mut Mesh, block: Cell, manner: &Manner, rng: &mut Rng) -> Vec<Cell> {
    let ring = mesh.ring(block);
    if area(&ring) > manner.size * between(rng, 0.75, 1.75) {
        for _ in 0..4 {
            if let Some((left, right)) = mesh.cut(block, &bund(&ring, manner, rng)) {
                let mut cells = part(mesh, left, manner, rng);
                cells.extend(part(mesh, right, manner, rng));
                return cells;
            }
        }
    }
    vec![block]
}

/// A slightly bent cut near the middle that leaves the parts about as slender as wanted.
fn bund(ring: &[Point], manner: &Manner, rng: &mut Rng) -> [Point; 3] {
    let along = Point::toward(manner.along);
    let (length, width) = (extent(ring, along), extent(ring, along.left()));
    let crosswise = length.1 - length.0 > manner.slender * (width.1 - width.0);
    let (step, reach) = if crosswise {
        (along, length)
    } else {
        (along.left(), width)
    };
    let middle = centroid(ring);
    let wanted = reach.0 + (reach.1 - reach.0) * (0.5 + between(rng, -0.16, 0.16));
    let seed = middle + step * (wanted - middle.dot(step));
    let turn = between(rng, -0.09, 0.09) + if rng.f64() < 0.12 { between(rng, -0.3, 0.3) } else { 0.0 };
    let way = Point::toward(step.left().angle() + turn);
    let bent = if rng.f64() < 0.45 {
        between(rng, -0.035, 0.035) * (reach.1 - reach.0)
    } else {
        0.0
    };
    [seed - way * 4000.0, seed + step * bent, seed + way * 4000.0]
}

/// From where to where a ring reaches in a direction.
fn extent(ring: &[Point], direction: Point) -> (f64, f64) {
    ring.iter()
        .map(|p| p.dot(direction))
        .fold((f64::MAX, f64::MIN), |(low, high), reach| {
            (low.min(reach), high.max(reach))
        })
}

/// What is on a parcel of this size in this country.
pub fn land(country: Country, size: f64, rng: &mut Rng) -> Land {
    let chance = rng.f64();
    match country {
        Country::Hamlet if chance < 0.58 && size < 620.0 => Land::House,
        Country::Hamlet if chance < 0.92 => Land::Garden,
        Country::Hamlet => Land::Pond,
        Country::Paddy if chance < 0.80 => Land::Rice,
        Country::Paddy if chance < 0.94 => Land::Crop,
        Country::Paddy => Land::Pond,
        Country::Hill if chance < 0.62 => Land::Slope,
        Country::Hill if chance < 0.95 => Land::Garden,
        Country::Hill => Land::Crop,
    }
}
