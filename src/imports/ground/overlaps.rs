//! Parcels of one project that lie on each other.

use super::shape::{Shape, TOLERATED_M2};

/// Others that are told of one parcel: with more of them, hundreds of rows have been given one shape.
const MOST_OTHERS: usize = 20;

/// A parcel of the project at hand.
#[derive(Debug)]
pub struct Parcel {
    /// Its internal number.
    pub id: i64,
    /// Its place in the file; `None` where the file does not speak of it.
    pub feature: Option<i64>,
    /// Where it lies.
    pub shape: Shape,
    /// Others that were told of it.
    pub others: usize,
}

/// Two parcels of a project that lie on each other, at least one of them in the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// The feature that it is told of: the later of the two.
    pub feature: i64,
    /// Its parcel.
    pub parcel: i64,
    /// The other parcel.
    pub other: i64,
    /// How much of the ground they share, m².
    pub area_m2: f64,
}

/// Finds overlaps among the parcels of one project, which come from west to east: what is left behind is forgotten, so
/// that memory does not grow with the project.
#[derive(Default)]
pub struct Sweep {
    reached: Vec<Parcel>,
}

impl Sweep {
    /// Takes the next parcel; gives its overlaps with those before it to `told`.
    pub fn add(&mut self, mut parcel: Parcel, mut told: impl FnMut(Overlap)) {
        self.reached.retain(|one| one.shape.bounds[2] >= parcel.shape.bounds[0]);
        for other in &mut self.reached {
            let is_later = parcel.feature > other.feature;
            let later = if is_later { &parcel } else { &*other };
            let Some(feature) = later.feature.filter(|_| later.others < MOST_OTHERS) else {
                continue;
            };
            let area_m2 = parcel.shape.shared_m2(&other.shape);
            if area_m2 > TOLERATED_M2 {
                let (later, earlier) = if is_later {
                    (&mut parcel, other)
                } else {
                    (other, &mut parcel)
                };
                later.others += 1;
                told(Overlap {
                    feature,
                    parcel: later.id,
                    other: earlier.id,
                    area_m2,
                });
            }
        }
        self.reached.push(parcel);
    }
}
