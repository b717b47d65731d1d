//! Two parcels on a grid of about a metre: what is told of their overlap is what their triangles share.
#![no_main]

use geo::{LineString, MultiPolygon, Polygon};
use libfuzzer_sys::fuzz_target;
use matbang::{
    geometry::{is_plainly_valid, write_multi_polygon},
    imports::ground::{Ground, Look},
};

fuzz_target!(|bytes: &[u8]| {
    let Some((split, corners)) = bytes.split_first() else {
        return;
    };
    let corners: Vec<(f64, f64)> = corners
        .as_chunks::<2>()
        .0
        .iter()
        .map(|[x, y]| (place(105.8, *x), place(21.5, *y)))
        .collect();
    let split = usize::from(*split) % (corners.len() + 1);
    let (Some(one), Some(other)) = (parcel(&corners[..split]), parcel(&corners[split..])) else {
        return;
    };
    let mut look = Look::default();
    for (number, shape) in [(1, &one), (2, &other)] {
        let mut bytes = Vec::new();
        write_multi_polygon(&mut bytes, shape);
        look.add(&Ground {
            project: 1,
            parcel: number,
            feature: Some(number),
            recovered_area_m2: None,
            shape: &bytes,
        });
    }
    let shared_m2 = shared(&metres(&one), &metres(&other));
    let Ok(found) = look.found(Vec::new()) else {
        return;
    };
    match found.overlaps.first.first() {
        Some(overlap) => {
            assert_eq!((overlap.feature, overlap.parcel, overlap.other), (2, 2, 1));
            assert!(
                (overlap.area_m2 - shared_m2).abs() < 0.2 + shared_m2 * 1e-3,
                "{} told, {shared_m2} shared",
                overlap.area_m2
            );
        }
        None => assert!(shared_m2 < 1.5, "{shared_m2} m² are not told"),
    }
});

fn place(origin: f64, step: u8) -> f64 {
    ((origin + f64::from(step) * 1e-5) * 1e9).round() / 1e9
}

/// The parcel with these corners, counter-clockwise, where that is a valid one.
fn parcel(corners: &[(f64, f64)]) -> Option<MultiPolygon<f64>> {
    let mut corners = corners.to_vec();
    corners.dedup();
    if corners.len() < 3 || corners.first() == corners.last() {
        return None;
    }
    let ring =
        |corners: &[(f64, f64)]| MultiPolygon(vec![Polygon::new(LineString::from(corners.to_vec()), Vec::new())]);
    let turn: f64 = (0..corners.len())
        .map(|n| {
            let (a, b) = (corners[n], corners[(n + 1) % corners.len()]);
            (a.0 - 105.8) * (b.1 - 21.5) - (b.0 - 105.8) * (a.1 - 21.5)
        })
        .sum();
    if turn < 0.0 {
        corners.reverse();
    }
    Some(ring(&corners)).filter(is_plainly_valid)
}

/// The corners in metres from the origin.
fn metres(shape: &MultiPolygon<f64>) -> Vec<(f64, f64)> {
    shape.0[0]
        .exterior()
        .0
        .iter()
        .map(|at| ((at.x - 105.8) * 103_618.0, (at.y - 21.5) * 110_741.0))
        .collect()
}

/// What two rings share: the sum over triangles from the origin to their edges, which turn left or right.
fn shared(one: &[(f64, f64)], other: &[(f64, f64)]) -> f64 {
    let pairs = one.windows(2).flat_map(|a| other.windows(2).map(move |b| (a, b)));
    pairs
        .map(|(a, b)| turn(a).signum() * turn(b).signum() * shared_by_triangles(a, b))
        .sum()
}

fn turn(edge: &[(f64, f64)]) -> f64 {
    edge[0].0 * edge[1].1 - edge[1].0 * edge[0].1
}

/// What the triangles from the origin to two edges share, the one clipped by the sides of the other.
fn shared_by_triangles(a: &[(f64, f64)], b: &[(f64, f64)]) -> f64 {
    let triangle = |edge: &[(f64, f64)]| match turn(edge) {
        turn if turn < 0.0 => [(0.0, 0.0), edge[1], edge[0]],
        _ => [(0.0, 0.0), edge[0], edge[1]],
    };
    let mut left = triangle(a).to_vec();
    let clip = triangle(b);
    for n in 0..3 {
        let (from, to) = (clip[n], clip[(n + 1) % 3]);
        let side = |at: (f64, f64)| (to.0 - from.0) * (at.1 - from.1) - (to.1 - from.1) * (at.0 - from.0);
        let mut kept = Vec::new();
        for (m, at) in left.iter().enumerate() {
            let next = left[(m + 1) % left.len()];
            let (here, there) = (side(*at), side(next));
            if here >= 0.0 {
                kept.push(*at);
            }
            if here * there < 0.0 {
                let share = here / (here - there);
                kept.push((at.0 + share * (next.0 - at.0), at.1 + share * (next.1 - at.1)));
            }
        }
        left = kept;
    }
    (0..left.len())
        .map(|n| turn(&[left[n], left[(n + 1) % left.len()]]))
        .sum::<f64>()
        / 2.0
}
