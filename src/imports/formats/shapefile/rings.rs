//! Which rings are holes, and of what.
//!
//! By the specification outer rings run clockwise and holes the other way, but many programs wind rings as they come.
//! In a valid shape no ring crosses another, so that it suffices to count how many others a ring lies in: an odd
//! number makes it a hole of the innermost of them, whatever its direction; islands within holes come right too.

use geo::{
    Coord, CoordsIter as _, LineString, Rect,
    coordinate_position::{CoordPos, coord_pos_relative_to_ring},
};

use crate::geometry::{Coordinates, RawGeometry};

struct Ring {
    line: LineString<f64>,
    bounds: Rect<f64>,
    area: f64,
}

/// The rings of a shape as a `Polygon` or `MultiPolygon`.
pub fn polygons(rings: Vec<Vec<Coordinates>>) -> RawGeometry<'static> {
    let mut polygons = grouped(rings);
    let (kind, coordinates) = if polygons.len() == 1 {
        ("Polygon", polygons.pop().unwrap_or_default())
    } else {
        ("MultiPolygon", Coordinates::List(polygons))
    };
    RawGeometry::Object(Some(kind.into()), coordinates, Vec::new())
}

fn grouped(rings: Vec<Vec<Coordinates>>) -> Vec<Coordinates> {
    let measured: Vec<Option<Ring>> = rings.iter().map(|ring| Ring::of(ring)).collect();
    // For each ring the innermost of those around it, if it is a hole.
    let shells: Vec<Option<usize>> = measured
        .iter()
        .enumerate()
        .map(|(own, ring)| {
            let ring = ring.as_ref()?;
            let around = measured
                .iter()
                .enumerate()
                .filter(|(other, outer)| *other != own && outer.as_ref().is_some_and(|outer| outer.contains(ring)));
            let around: Vec<(usize, f64)> = around
                .filter_map(|(other, outer)| Some((other, outer.as_ref()?.area)))
                .collect();
            let innermost = around.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
            (around.len() % 2 == 1).then_some(innermost.0)
        })
        .collect();
    let mut places = vec![None; rings.len()];
    let mut polygons: Vec<Vec<Coordinates>> = Vec::new();
    let mut holes = Vec::new();
    for (own, ring) in rings.into_iter().enumerate() {
        match shells[own] {
            None => {
                places[own] = Some(polygons.len());
                polygons.push(vec![Coordinates::List(ring)]);
            }
            Some(shell) => holes.push((shell, ring)),
        }
    }
    for (shell, ring) in holes {
        let ring = Coordinates::List(ring);
        match places[shell] {
            Some(place) => polygons[place].push(ring),
            // Only where rings cross: that is for the check of the shape to find.
            None => polygons.push(vec![ring]),
        }
    }
    polygons.into_iter().map(Coordinates::List).collect()
}

impl Ring {
    /// `None` where a ring encloses nothing: then it is in nothing, and nothing in it.
    fn of(positions: &[Coordinates]) -> Option<Self> {
        let position = |position: &Coordinates| match position {
            Coordinates::Position(x, y) if x.is_finite() && y.is_finite() => Some(Coord { x: *x, y: *y }),
            _ => None,
        };
        let mut line: LineString<f64> = positions.iter().map(position).collect::<Option<_>>()?;
        line.close();
        let mut coordinates = line.coords_iter();
        let first = coordinates.next()?;
        let bounds = coordinates.fold(Rect::new(first, first), |bounds, at| {
            let (min, max) = (bounds.min(), bounds.max());
            Rect::new((min.x.min(at.x), min.y.min(at.y)), (max.x.max(at.x), max.y.max(at.y)))
        });
        // From the first position, lest figures of millions swallow the small differences.
        let area: f64 = line
            .lines()
            .map(|side| {
                (side.start.x - first.x) * (side.end.y - first.y) - (side.end.x - first.x) * (side.start.y - first.y)
            })
            .sum();
        (line.0.len() > 3 && area != 0.0).then(|| Self {
            line,
            bounds,
            area: area.abs(),
        })
    }

    fn contains(&self, inner: &Self) -> bool {
        let (min, max) = (self.bounds.min(), self.bounds.max());
        let (inner_min, inner_max) = (inner.bounds.min(), inner.bounds.max());
        if inner.area >= self.area
            || inner_min.x < min.x
            || inner_min.y < min.y
            || inner_max.x > max.x
            || inner_max.y > max.y
        {
            return false;
        }
        // A vertex or the middle of a side may lie on the outer ring; the first that does not tells.
        let middles = inner.line.lines().map(|side| (side.start + side.end) / 2.0);
        let places = inner.line.coords().copied().chain(middles);
        places
            .map(|at| coord_pos_relative_to_ring(at, &self.line))
            .find(|place| *place != CoordPos::OnBoundary)
            == Some(CoordPos::Inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(x: f64, y: f64, size: f64, clockwise: bool) -> Vec<Coordinates> {
        let mut ring = vec![(x, y), (x, y + size), (x + size, y + size), (x + size, y), (x, y)];
        if !clockwise {
            ring.reverse();
        }
        ring.into_iter().map(|(x, y)| Coordinates::Position(x, y)).collect()
    }

    /// For each polygon the lower left corners of its rings.
    fn corners(rings: Vec<Vec<Coordinates>>) -> Vec<Vec<f64>> {
        let list = |coordinates: &Coordinates| match coordinates {
            Coordinates::List(list) => list.clone(),
            _ => panic!(),
        };
        let corner = |ring: &Coordinates| match list(ring)[0] {
            Coordinates::Position(x, _) => x,
            _ => panic!(),
        };
        let polygons = grouped(rings);
        polygons
            .iter()
            .map(|polygon| list(polygon).iter().map(corner).collect())
            .collect()
    }

    #[test]
    fn holes_go_to_the_ring_they_lie_in_however_they_are_wound() {
        for (shells, holes) in [(true, false), (false, true), (true, true), (false, false)] {
            let rings = vec![
                ring(41.0, 1.0, 2.0, holes),
                ring(0.0, 0.0, 30.0, shells),
                ring(40.0, 0.0, 10.0, shells),
                ring(2.0, 2.0, 20.0, holes),
                ring(5.0, 5.0, 10.0, shells),
                ring(6.0, 6.0, 2.0, holes),
            ];
            assert_eq!(corners(rings), [vec![0.0, 2.0], vec![40.0, 41.0], vec![5.0, 6.0]]);
        }
    }

    #[test]
    fn a_hole_may_touch_its_shell() {
        let rings = vec![ring(0.0, 0.0, 10.0, true), ring(0.0, 0.0, 5.0, false)];
        assert_eq!(corners(rings).len(), 1);
    }

    #[test]
    fn rings_that_enclose_nothing_stand_alone() {
        let flat = vec![Coordinates::Position(1.0, 1.0); 4];
        let odd = vec![Coordinates::Position(f64::NAN, 1.0); 4];
        assert_eq!(
            corners(
                vec![ring(0.0, 0.0, 10.0, true), flat, Vec::new()]
                    .into_iter()
                    .take(2)
                    .collect()
            )
            .len(),
            2
        );
        assert_eq!(grouped(vec![odd, Vec::new()]).len(), 2);
    }

    #[test]
    fn two_equal_rings_are_two_polygons() {
        assert_eq!(
            grouped(vec![ring(0.0, 0.0, 10.0, true), ring(0.0, 0.0, 10.0, true)]).len(),
            2
        );
    }
}
