//! Cuts shapes to the box of a tile.

use std::borrow::Cow;

type Point = [i32; 2];

/// What is left of a closed ring inside a box (min x, min y, max x, max y), closed again; empty when nothing is.
///
/// Source: Sutherland and Hodgman 1974. A concave ring may come back as one with edges along the box, which is right
/// for filling.
pub fn ring(ring: &[Point], bounds: [i32; 4]) -> Cow<'_, [Point]> {
    if inside_all(ring, bounds) {
        return Cow::Borrowed(ring);
    }
    let mut points = ring[..ring.len().saturating_sub(1)].to_vec();
    for side in 0..4 {
        let Some(mut from) = points.last().copied() else { break };
        let mut kept = Vec::with_capacity(points.len() + 4);
        for to in points {
            match (is_inside(from, side, bounds), is_inside(to, side, bounds)) {
                (true, true) => kept.push(to),
                (true, false) => kept.push(crossing(from, to, side, bounds)),
                (false, true) => kept.extend([crossing(from, to, side, bounds), to]),
                (false, false) => {}
            }
            from = to;
        }
        points = kept;
    }
    if let Some(first) = points.first().copied() {
        points.push(first);
    }
    Cow::Owned(points)
}

/// The pieces of a line inside a box.
pub fn line(line: &[Point], bounds: [i32; 4]) -> Vec<Vec<Point>> {
    if inside_all(line, bounds) {
        return vec![line.to_vec()];
    }
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for pair in line.windows(2) {
        let Some((from, to)) = segment(pair[0], pair[1], bounds) else {
            continue;
        };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&from) => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
    }
    pieces
}

fn segment(mut from: Point, mut to: Point, bounds: [i32; 4]) -> Option<(Point, Point)> {
    for side in 0..4 {
        match (is_inside(from, side, bounds), is_inside(to, side, bounds)) {
            (true, true) => {}
            (true, false) => to = crossing(from, to, side, bounds),
            (false, true) => from = crossing(from, to, side, bounds),
            (false, false) => return None,
        }
    }
    Some((from, to))
}

fn inside_all(points: &[Point], bounds: [i32; 4]) -> bool {
    points
        .iter()
        .all(|point| (0..4).all(|side| is_inside(*point, side, bounds)))
}

const fn is_inside([x, y]: Point, side: usize, [min_x, min_y, max_x, max_y]: [i32; 4]) -> bool {
    match side {
        0 => x >= min_x,
        1 => x <= max_x,
        2 => y >= min_y,
        _ => y <= max_y,
    }
}

fn crossing(from: Point, to: Point, side: usize, bounds: [i32; 4]) -> Point {
    let (along, across, at) = match side {
        0 => (0, 1, bounds[0]),
        1 => (0, 1, bounds[2]),
        2 => (1, 0, bounds[1]),
        _ => (1, 0, bounds[3]),
    };
    let run = i64::from(to[along]) - i64::from(from[along]);
    let rise = i64::from(to[across]) - i64::from(from[across]);
    let step = i64::from(at) - i64::from(from[along]);
    let moved = if run == 0 {
        0
    } else {
        (rise * step * 2 + run.abs() * run.signum()) / (run * 2)
    };
    let mut point = from;
    point[along] = at;
    point[across] = i32::try_from(i64::from(from[across]) + moved).unwrap_or(from[across]);
    point
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BOX: [i32; 4] = [0, 0, 100, 100];

    #[test]
    fn a_square_over_a_corner_keeps_its_quarter() {
        let square = [[50, 50], [150, 50], [150, 150], [50, 150], [50, 50]];
        let mut kept = ring(&square, BOX).into_owned();
        kept.pop();
        kept.sort_unstable();
        assert_eq!(kept, [[50, 50], [50, 100], [100, 50], [100, 100]]);
    }

    #[test]
    fn a_line_that_leaves_and_returns_comes_back_in_pieces() {
        let zigzag = [[10, 10], [10, 200], [90, 200], [90, 10]];
        assert_eq!(
            line(&zigzag, BOX),
            [vec![[10, 10], [10, 100]], vec![[90, 100], [90, 10]]]
        );
    }

    proptest! {
        #[test]
        fn nothing_reaches_beyond_the_box(points in prop::collection::vec([-300..400i32, -300..400i32], 3..12)) {
            let mut closed = points.clone();
            closed.push(points[0]);
            for [x, y] in ring(&closed, BOX).into_owned() {
                prop_assert!((0..=100).contains(&x) && (0..=100).contains(&y));
            }
            for [x, y] in line(&points, BOX).into_iter().flatten() {
                prop_assert!((0..=100).contains(&x) && (0..=100).contains(&y));
            }
        }
    }
}
