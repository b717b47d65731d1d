//! The ground that two areas have in common.

/// An edge from west to east.
#[derive(Clone, Copy)]
struct Edge {
    west: (f64, f64),
    east: (f64, f64),
    /// Whether it is one of the second area.
    second: bool,
}

/// The area that two sets of rings have in common, in the square of their unit; inside is what an odd number of rings
/// goes round. Where nothing is known but the rings, they may be in any order and direction.
///
/// Both are cut into slabs by vertical lines through every vertex and every crossing. Within a slab nothing bends, so that
/// a slab has in common its width times what a line through its middle has: no case of touching or overlapping edges
/// needs care of its own.
pub fn shared_area(one: &[Vec<(f64, f64)>], other: &[Vec<(f64, f64)>]) -> f64 {
    let (a, b) = (bounds(one), bounds(other));
    let common = [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])];
    let [west, south, east, north] = common;
    if west >= east || south >= north {
        return 0.0;
    }
    let mut edges: Vec<Edge> = edges(one, false).chain(edges(other, true)).collect();
    edges.retain(|edge| edge.east.0 >= west && edge.west.0 <= east);
    edges.sort_unstable_by(|a, b| a.west.0.total_cmp(&b.west.0));
    let cuts = cuts(&edges, common);
    let mut shared = 0.0;
    let mut coming = edges.iter().peekable();
    let mut spanning: Vec<&Edge> = Vec::new();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for slab in cuts.windows(2) {
        let middle = f64::midpoint(slab[0], slab[1]);
        // A vertex out of the box may stand right in the middle: it belongs to the edge that begins there.
        while let Some(edge) = coming.next_if(|edge| edge.west.0 <= middle) {
            spanning.push(edge);
        }
        spanning.retain(|edge| edge.east.0 > middle);
        first.clear();
        second.clear();
        for edge in &spanning {
            if edge.second { &mut second } else { &mut first }.push(edge.height_at(middle));
        }
        first.sort_unstable_by(f64::total_cmp);
        second.sort_unstable_by(f64::total_cmp);
        shared += (slab[1] - slab[0]) * shared_length(&first, &second);
    }
    shared
}

/// Where the slabs begin and end, within the box that both areas share.
fn cuts(edges: &[Edge], [west, south, east, north]: [f64; 4]) -> Vec<f64> {
    let is_near = |edge: &&Edge| edge.west.1.max(edge.east.1) >= south && edge.west.1.min(edge.east.1) <= north;
    let mut cuts = vec![west, east];
    let mut reached: Vec<&Edge> = Vec::new();
    for edge in edges.iter().filter(is_near) {
        cuts.extend([edge.west.0, edge.east.0]);
        reached.retain(|before| before.east.0 >= edge.west.0);
        cuts.extend(reached.iter().filter_map(|before| edge.crossing(before)));
        reached.push(edge);
    }
    cuts.retain(|cut| (west..=east).contains(cut));
    cuts.sort_unstable_by(f64::total_cmp);
    cuts.dedup();
    cuts
}

/// How much of a line lies in both areas; each is given by the heights at which the line goes in and out.
fn shared_length(first: &[f64], second: &[f64]) -> f64 {
    let (mut one, mut other) = (
        first.as_chunks::<2>().0.iter().peekable(),
        second.as_chunks::<2>().0.iter().peekable(),
    );
    let mut length = 0.0;
    while let (Some([a, b]), Some([c, d])) = (one.peek(), other.peek()) {
        length += (b.min(*d) - a.max(*c)).max(0.0);
        if b < d {
            one.next();
        } else {
            other.next();
        }
    }
    length
}

impl Edge {
    fn height_at(&self, x: f64) -> f64 {
        let (from, to) = (self.west, self.east);
        from.1 + (x - from.0) / (to.0 - from.0) * (to.1 - from.1)
    }

    fn slope(&self) -> f64 {
        (self.east.1 - self.west.1) / (self.east.0 - self.west.0)
    }

    /// Where it crosses an edge of the other area; the ends of upright edges are cuts already.
    fn crossing(&self, other: &Self) -> Option<f64> {
        let is_apart = self.second == other.second
            || self.west.1.max(self.east.1) < other.west.1.min(other.east.1)
            || self.west.1.min(self.east.1) > other.west.1.max(other.east.1);
        if is_apart {
            return None;
        }
        let (from, to) = (self.west.0.max(other.west.0), self.east.0.min(other.east.0));
        let x = from + (other.height_at(from) - self.height_at(from)) / (self.slope() - other.slope());
        (from..=to).contains(&x).then_some(x)
    }
}

fn edges(rings: &[Vec<(f64, f64)>], second: bool) -> impl Iterator<Item = Edge> {
    let edges = rings.iter().flat_map(|ring| ring.windows(2));
    edges.map(move |edge| {
        let (from, to) = (edge[0], edge[1]);
        let (west, east) = if from.0 <= to.0 { (from, to) } else { (to, from) };
        Edge { west, east, second }
    })
}

/// West, south, east, north.
fn bounds(rings: &[Vec<(f64, f64)>]) -> [f64; 4] {
    let nothing = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    rings
        .iter()
        .flatten()
        .fold(nothing, |[west, south, east, north], (x, y)| {
            [west.min(*x), south.min(*y), east.max(*x), north.max(*y)]
        })
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, LineString, Polygon};
    use proptest::prelude::*;

    use super::*;

    type Ring = Vec<(f64, f64)>;

    fn shared(one: &Ring, other: &Ring) -> f64 {
        shared_area(std::slice::from_ref(one), std::slice::from_ref(other))
    }

    fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Ring {
        vec![
            (west, south),
            (east, south),
            (east, north),
            (west, north),
            (west, south),
        ]
    }

    fn is(one: &[Ring], other: &[Ring], area: f64) {
        for (a, b) in [(one, other), (other, one)] {
            let shared = shared_area(a, b);
            assert!((shared - area).abs() < 1e-9, "{shared}, not {area}: {one:?} {other:?}");
        }
    }

    #[test]
    fn what_two_areas_share_is_measured_whatever_way_they_meet() {
        let square = [rectangle(0., 0., 10., 10.)];
        is(&square, &square, 100.);
        is(&square, &[rectangle(10., 0., 20., 10.)], 0.);
        is(&square, &[rectangle(5., -5., 15., 5.)], 25.);
        is(&square, &[rectangle(3., 3., 4., 4.)], 1.);
        is(&square, &[rectangle(-5., 4., 15., 6.)], 20.);
        is(
            &square,
            &[vec![(5., -5.), (15., 5.), (5., 15.), (-5., 5.), (5., -5.)]],
            100.,
        );
        is(&square, &[vec![(0., 0.), (10., 0.), (10., 10.), (0., 0.)]], 50.);
        let holed = [rectangle(0., 0., 10., 10.), rectangle(2., 2., 8., 8.)];
        is(&holed, &[rectangle(2., 2., 8., 8.)], 0.);
        is(&holed, &[rectangle(1., 4., 9., 6.)], 4.);
        is(&square, &[rectangle(-2., -2., 2., 2.), rectangle(8., 8., 12., 12.)], 8.);
        is(&square, &[], 0.);
        // A step below the square stands where the middle of a slab is.
        is(
            &square,
            &[vec![
                (0., -9.),
                (5., -9.),
                (5., -5.),
                (10., -5.),
                (10., 9.),
                (0., 9.),
                (0., -9.),
            ]],
            90.,
        );
    }

    fn star() -> impl Strategy<Value = Ring> {
        (0..40u8, 0..40u8, prop::collection::vec(1..30u8, 3..12)).prop_map(|(x, y, arms)| {
            let count = arms.iter().fold(0.0, |count, _| count + 1.0);
            let corner = |(n, arm): (u8, &u8)| {
                let turn = std::f64::consts::TAU * f64::from(n) / count;
                (
                    f64::from(x) + f64::from(*arm) * turn.cos(),
                    f64::from(y) + f64::from(*arm) * turn.sin(),
                )
            };
            let mut ring: Ring = (0..).zip(&arms).map(corner).collect();
            ring.push(ring[0]);
            ring
        })
    }

    fn area(ring: &Ring) -> f64 {
        Polygon::new(LineString::from(ring.clone()), vec![]).unsigned_area()
    }

    proptest! {
        #[test]
        fn an_area_shares_all_of_itself_with_itself_and_with_what_holds_it(star in star()) {
            let all = area(&star);
            prop_assert!((shared(&star, &star) - all).abs() < 1e-6);
            prop_assert!((shared(&star, &rectangle(-99., -99., 99., 99.)) - all).abs() < 1e-6);
        }

        #[test]
        fn what_is_shared_with_two_halves_is_what_is_shared_with_the_whole(one in star(), other in star(), at in 0..40u8) {
            let halves = [rectangle(-99., -99., f64::from(at), 99.), rectangle(f64::from(at), -99., 99., 99.)];
            let sum: f64 = halves.iter().map(|half| shared(&one, half)).sum();
            prop_assert!((sum - area(&one)).abs() < 1e-6);
            prop_assert!((shared(&one, &other) - shared(&other, &one)).abs() < 1e-6);
        }
    }
}
