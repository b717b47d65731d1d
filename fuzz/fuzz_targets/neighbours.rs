//! Two parcels on a grid of about a metre: what is told of their overlap is what overlaying them gives.
#![no_main]

use geo::{BooleanOps as _, Coord, LineString, MapCoords as _, MultiPolygon, Polygon};
use libfuzzer_sys::fuzz_target;
use matbang::{
    geometry::{area_m2, is_plainly_valid},
    imports::{Ground, OverlapSweep},
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
    let mut sweep = OverlapSweep::default();
    let mut told = None;
    let mut parcels = [(1, &one), (2, &other)];
    let west = |shape: &MultiPolygon<f64>| {
        shape.0[0]
            .exterior()
            .0
            .iter()
            .map(|at| at.x)
            .fold(f64::INFINITY, f64::min)
    };
    parcels.sort_by(|(_, one), (_, other)| west(one).total_cmp(&west(other)));
    for (number, shape) in parcels {
        let ring = shape.0[0].exterior().0.iter().map(|at| (at.x, at.y)).collect();
        let ground = Ground {
            project: 1,
            parcel: number,
            feature: Some(number),
            rings: vec![ring],
        };
        sweep.add(ground, |overlap| told = Some(overlap));
    }
    // Overlaid in numbers of a size that overlaying keeps exactly.
    let grown = |shape: &MultiPolygon<f64>| {
        shape.map_coords(|at| Coord {
            x: (at.x - 105.8) * 1e5,
            y: (at.y - 21.5) * 1e5,
        })
    };
    let shared = grown(&one).intersection(&grown(&other));
    let shared_m2 = area_m2(&shared.map_coords(|at| Coord {
        x: at.x / 1e5 + 105.8,
        y: at.y / 1e5 + 21.5,
    }));
    match told {
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
