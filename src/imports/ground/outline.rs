//! Parcels that lie outside the boundary and corridor of their project.

use rstar::{AABB, RTree, RTreeObject};

use super::shape::{Shape, TOLERATED_M2};

/// The boundary and corridor of a project.
pub struct Outline {
    /// Whether it has a boundary: parcels are cut at a boundary, but only touched by a corridor.
    bounded: bool,
    pieces: RTree<Piece>,
}

struct Piece(Shape);

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        let [west, south, east, north] = self.0.bounds;
        AABB::from_corners([west, south], [east, north])
    }
}

/// How a parcel lies outside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outside {
    /// How much of it, m².
    pub area_m2: f64,
    /// Whether all of it.
    pub wholly: bool,
}

impl Outline {
    /// The outline that these pieces make up.
    pub fn new(bounded: bool, pieces: Vec<Shape>) -> Self {
        Self {
            bounded,
            pieces: RTree::bulk_load(pieces.into_iter().map(Piece).collect()),
        }
    }

    /// How a parcel lies outside, where it does by more than is tolerated: wholly, or beyond the boundary with more ground
    /// than stays with the land user.
    pub fn outside(&self, parcel: &Shape, recovered_area_m2: Option<f64>) -> Option<Outside> {
        let [west, south, east, north] = parcel.bounds;
        let around = AABB::from_corners([west, south], [east, north]);
        let mut inside_m2 = 0.0;
        for Piece(piece) in self.pieces.locate_in_envelope_intersecting(&around) {
            if piece.surely_holds(parcel) {
                return None;
            }
            inside_m2 += piece.shared_m2(parcel);
            // One that a corridor touches is affected by it.
            if !self.bounded && inside_m2 > TOLERATED_M2 {
                return None;
            }
        }
        let area_m2 = parcel.area_m2() - inside_m2;
        let wholly = inside_m2 <= TOLERATED_M2;
        let is_recovered = recovered_area_m2.is_none_or(|recovered| inside_m2 < recovered - TOLERATED_M2);
        (area_m2 > TOLERATED_M2 && (wholly || is_recovered)).then_some(Outside { area_m2, wholly })
    }
}
