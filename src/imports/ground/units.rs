//! Which administrative units contain a place.

use geo::{Intersects as _, LineString, Point, Polygon};
use rstar::{AABB, RTree, RTreeObject};

/// The outlines of units of every level.
#[derive(Default)]
pub struct Units(RTree<Piece>);

/// A piece of the outline of a unit.
struct Piece {
    unit: i32,
    area: Polygon<f64>,
    around: AABB<[f64; 2]>,
}

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.around
    }
}

impl Units {
    /// The units that are made up of these pieces: each of a unit, its rings in longitude and latitude, degrees.
    pub fn new(pieces: impl Iterator<Item = (i32, Vec<Vec<(f64, f64)>>)>) -> Self {
        let piece = |(unit, rings): (i32, Vec<Vec<(f64, f64)>>)| {
            let corners: Vec<[f64; 2]> = rings.iter().flatten().map(|(lon, lat)| [*lon, *lat]).collect();
            let mut rings = rings.into_iter().map(LineString::from);
            let exterior = rings.next()?;
            Some(Piece {
                unit,
                area: Polygon::new(exterior, rings.collect()),
                around: AABB::from_points(&corners),
            })
        };
        Self(RTree::bulk_load(pieces.filter_map(piece).collect()))
    }

    /// Every unit that a place is in, or on the edge of.
    pub fn around(&self, at: Point<f64>) -> Vec<i32> {
        let mut units = Vec::new();
        for piece in self
            .0
            .locate_in_envelope_intersecting(&AABB::from_point([at.x(), at.y()]))
        {
            // A place on the edge between two pieces is in both.
            if !units.contains(&piece.unit) && piece.area.intersects(&at) {
                units.push(piece.unit);
            }
        }
        units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_in_the_units_around_it_and_in_both_where_they_meet() {
        let square = |west: f64, side: f64| {
            vec![vec![
                (west, 21.0),
                (west + side, 21.0),
                (west + side, 21.0 + side),
                (west, 21.0 + side),
                (west, 21.0),
            ]]
        };
        let mut holed = square(105.0, 3.0);
        holed.push(square(105.0, 0.5).remove(0));
        let pieces = [
            (1, square(105.0, 1.0)),
            (1, square(106.0, 1.0)),
            (2, square(107.0, 1.0)),
            (3, holed),
        ];
        let units = Units::new(pieces.into_iter());
        let at = |lon: f64, lat: f64| {
            let mut around = units.around(Point::new(lon, lat));
            around.sort_unstable();
            around
        };
        assert_eq!(at(105.2, 21.2), [1]);
        assert_eq!(at(106.0, 21.7), [1, 3]);
        assert_eq!(at(107.0, 21.7), [1, 2, 3]);
        assert!(at(104.9, 21.7).is_empty());
    }
}
