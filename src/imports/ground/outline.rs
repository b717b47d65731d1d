//! Parcels that lie outside the boundary and corridor of their project.

use std::collections::HashMap;

use rstar::{AABB, RTree, RTreeObject};

use super::shape::{Origin, Shape, TOLERATED_M2};

/// A piece of the outline of a project, as the database sends it.
#[derive(Debug)]
pub struct OutlinePiece {
    /// The project.
    pub project: i32,
    /// Whether it has a boundary.
    pub bounded: bool,
    /// Rings; longitude and latitude, degrees.
    pub rings: Vec<Vec<(f64, f64)>>,
}

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
    /// The outlines that pieces make up, by project, each with the origin of its metres.
    pub fn all(pieces: Vec<OutlinePiece>) -> HashMap<i32, (Origin, Self)> {
        let mut outlines: HashMap<i32, (Origin, bool, Vec<Shape>)> = HashMap::new();
        for piece in pieces {
            let Some(&(lon, lat)) = piece.rings.first().and_then(|ring| ring.first()) else {
                continue;
            };
            let (origin, _, shapes) = outlines
                .entry(piece.project)
                .or_insert_with(|| (Origin(lon, lat), piece.bounded, Vec::new()));
            shapes.push(Shape::new(piece.rings, *origin));
        }
        let made = |(project, (origin, bounded, shapes))| (project, (origin, Self::new(bounded, shapes)));
        outlines.into_iter().map(made).collect()
    }

    /// The outline that these pieces make up.
    fn new(bounded: bool, pieces: Vec<Shape>) -> Self {
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
