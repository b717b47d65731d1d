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
    pub fn of(country: Country, along: f64, urban: f64, dice: &mut Rng) -> Self {
        let (size, slender) = match country {
            Country::Hamlet => (between(dice, 400.0, 620.0) - 210.0 * urban, between(dice, 1.5, 2.4)),
            Country::Paddy => (between(dice, 700.0, 1250.0), between(dice, 1.4, 2.6)),
            Country::Hill => (between(dice, 1350.0, 2100.0), between(dice, 1.1, 1.8)),
        };
        Self { size, slender, along }
    }
}

/// Cuts a block into parcels.
pub fn part(mesh: &mut Mesh, block: Cell, manner: &Manner, dice: &mut Rng) -> Vec<Cell> {
    let ring = mesh.ring(block);
    if area(&ring) > manner.size * between(dice, 0.75, 1.75) {
        for _ in 0..4 {
            if let Some((left, right)) = mesh.cut(block, &bund(&ring, manner, dice)) {
                let mut cells = part(mesh, left, manner, dice);
                cells.extend(part(mesh, right, manner, dice));
                return cells;
            }
        }
    }
    vec![block]
}

/// A slightly bent cut near the middle that leaves the parts about as slender as wanted.
fn bund(ring: &[Point], manner: &Manner, dice: &mut Rng) -> [Point; 3] {
    let along = Point::toward(manner.along);
    let (length, width) = (extent(ring, along), extent(ring, along.left()));
    let crosswise = length.1 - length.0 > manner.slender * (width.1 - width.0);
    let (step, reach) = if crosswise {
        (along, length)
    } else {
        (along.left(), width)
    };
    let middle = centroid(ring);
    let wanted = reach.0 + (reach.1 - reach.0) * (0.5 + between(dice, -0.16, 0.16));
    let seed = middle + step * (wanted - middle.dot(step));
    let turn = between(dice, -0.09, 0.09)
        + if dice.f64() < 0.12 {
            between(dice, -0.3, 0.3)
        } else {
            0.0
        };
    let way = Point::toward(step.left().angle() + turn);
    let bent = if dice.f64() < 0.45 {
        between(dice, -0.035, 0.035) * (reach.1 - reach.0)
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
pub fn land(country: Country, size: f64, dice: &mut Rng) -> Land {
    let chance = dice.f64();
    let odds = match country {
        Country::Hamlet => [(0.58, Land::House), (0.92, Land::Garden), (1.0, Land::Pond)],
        Country::Paddy => [(0.80, Land::Rice), (0.94, Land::Crop), (1.0, Land::Pond)],
        Country::Hill => [(0.62, Land::Slope), (0.95, Land::Garden), (1.0, Land::Crop)],
    };
    match odds.into_iter().find(|&(most, _)| chance < most) {
        Some((_, Land::House)) if size > 620.0 => Land::Garden,
        Some((_, land)) => land,
        None => Land::Garden,
    }
}
