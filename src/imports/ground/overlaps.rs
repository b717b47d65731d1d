//! Parcels of one project that lie on each other.

use std::collections::VecDeque;

use super::shape::{Shape, TOLERATED_M2};

/// Vertices of shapes that are kept for those to come: with more, too many lie beside each other from south to north.
const MOST_KEPT: usize = 2_000_000;

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
    reached: VecDeque<Parcel>,
    /// Parcels that were forgotten before all that may lie on them had come.
    pub forgotten: u64,
}

impl Sweep {
    /// Takes the next parcel; gives its overlaps with those before it to `told`.
    pub fn add(&mut self, mut parcel: Parcel, mut told: impl FnMut(Overlap)) {
        self.reached.retain(|one| one.shape.bounds[2] >= parcel.shape.bounds[0]);
        let mut kept = parcel.shape.vertices() + self.reached.iter().map(|one| one.shape.vertices()).sum::<usize>();
        while kept > MOST_KEPT
            && let Some(oldest) = self.reached.pop_front()
        {
            kept -= oldest.shape.vertices();
            self.forgotten += 1;
        }
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
        self.reached.push_back(parcel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::ground::Origin;

    /// A disc of 30 m around a place, of so many corners.
    fn disc(id: i64, lat: f64, corners: u32) -> Parcel {
        let corner = |n: u32| {
            let turn = std::f64::consts::TAU * f64::from(n % corners) / f64::from(corners);
            (105.8 + 3e-4 * turn.cos(), lat + 3e-4 * turn.sin())
        };
        Parcel {
            id,
            feature: Some(id),
            shape: Shape::new(vec![(0..=corners).map(corner).collect()], Origin(105.8, 21.0)),
            others: 0,
        }
    }

    #[test]
    fn shapes_of_millions_of_vertices_beside_each_other_are_forgotten_and_counted() {
        let mut sweep = Sweep::default();
        for parcel in 1..=25u8 {
            let lat = 21.0 + f64::from(parcel) * 0.01;
            sweep.add(disc(parcel.into(), lat, 99_000), |_| {});
        }
        assert!(sweep.reached.iter().map(|one| one.shape.vertices()).sum::<usize>() <= MOST_KEPT);
        assert_eq!(sweep.forgotten, 5);
    }
}
