//! Nine schematic districts: a hand-drawn map whose borders are roughened once and shared by both neighbours.

use fastrand::Rng;
use geo::MultiPolygon;

use super::{
    curves::ragged,
    plane::{Point, area, contains, polygon},
};
use crate::imports::UnitRecord;

/// Code of the province.
pub const PROVINCE: &str = "19";
/// Its name says that it is made up.
pub const PROVINCE_NAME: &str = "Thái Nguyên (dữ liệu minh hoạ)";

/// A district of the demo.
pub struct District {
    pub code: &'static str,
    pub name: &'static str,
    /// Counter-clockwise.
    pub ring: Vec<Point>,
}

impl District {
    /// Whether it is a city: its houses stand on urban land.
    pub fn is_city(&self) -> bool {
        self.name.starts_with("Thành phố")
    }
}

/// A border between two places where three borders meet, drawn by a few points in degrees.
type Border = &'static [(f64, f64)];

/// Where three borders meet, named by letters from the north-west clockwise and then inward.
const A: (f64, f64) = (105.508, 21.80);
const B: (f64, f64) = (105.772, 21.945);
const C: (f64, f64) = (105.84, 21.875);
const D: (f64, f64) = (105.912, 21.888);
const E: (f64, f64) = (106.098, 21.612);
const F: (f64, f64) = (106.04, 21.556);
const G: (f64, f64) = (105.938, 21.356);
const H: (f64, f64) = (105.634, 21.486);
const I: (f64, f64) = (105.625, 21.80);
const J: (f64, f64) = (105.75, 21.635);
const K: (f64, f64) = (105.825, 21.655);
const L: (f64, f64) = (105.915, 21.56);
const M: (f64, f64) = (105.87, 21.51);
const N: (f64, f64) = (105.885, 21.46);
const O: (f64, f64) = (105.765, 21.50);
const P: (f64, f64) = (105.71, 21.535);

/// The borders; the first eight lie on the border of the province.
const BORDERS: [Border; 24] = [
    &[
        A,
        (105.482, 21.865),
        (105.53, 21.925),
        (105.55, 21.992),
        (105.625, 22.032),
        (105.668, 21.985),
        (105.735, 21.99),
        B,
    ],
    &[B, (105.805, 21.932), C],
    &[C, (105.868, 21.905), D],
    &[
        D,
        (105.965, 21.905),
        (106.005, 21.968),
        (106.085, 21.94),
        (106.165, 21.935),
        (106.205, 21.868),
        (106.248, 21.80),
        (106.19, 21.735),
        (106.182, 21.668),
        E,
    ],
    &[E, (106.062, 21.592), F],
    &[
        F,
        (106.098, 21.512),
        (106.082, 21.445),
        (106.098, 21.40),
        (106.035, 21.352),
        (105.985, 21.362),
        G,
    ],
    &[
        G,
        (105.892, 21.322),
        (105.83, 21.352),
        (105.765, 21.362),
        (105.722, 21.418),
        (105.665, 21.432),
        H,
    ],
    &[
        H,
        (105.575, 21.535),
        (105.53, 21.605),
        (105.482, 21.655),
        (105.496, 21.738),
        A,
    ],
    &[A, (105.575, 21.815), I],
    &[I, (105.665, 21.855), (105.715, 21.875), B],
    &[I, (105.67, 21.735), (105.705, 21.675), J],
    &[J, (105.785, 21.65), K],
    &[K, (105.84, 21.73), (105.825, 21.80), C],
    &[D, (105.932, 21.79), (105.985, 21.735), (106.01, 21.66), E],
    &[K, (105.86, 21.615), (105.90, 21.60), L],
    &[L, (105.97, 21.577), F],
    &[L, (105.885, 21.535), M],
    &[M, (105.885, 21.485), N],
    &[N, (105.92, 21.42), G],
    &[M, (105.82, 21.52), O],
    &[N, (105.835, 21.435), (105.785, 21.46), O],
    &[O, (105.74, 21.51), P],
    &[P, (105.715, 21.585), J],
    &[P, (105.68, 21.52), H],
];

/// The districts: code, name, and the numbers of the borders around them.
const DISTRICTS: [(&str, &str, &[usize]); 9] = [
    ("164", "Thành phố Thái Nguyên", &[11, 14, 16, 19, 21, 22]),
    ("165", "Thành phố Sông Công", &[17, 19, 20]),
    ("167", "Huyện Định Hóa", &[0, 8, 9]),
    ("168", "Huyện Phú Lương", &[1, 9, 10, 11, 12]),
    ("169", "Huyện Đồng Hỷ", &[2, 4, 12, 13, 14, 15]),
    ("170", "Huyện Võ Nhai", &[3, 13]),
    ("171", "Huyện Đại Từ", &[7, 8, 10, 22, 23]),
    ("172", "Thành phố Phổ Yên", &[6, 18, 20, 21, 23]),
    ("173", "Huyện Phú Bình", &[5, 15, 16, 17, 18]),
];

/// The borders around the province.
const AROUND: &[usize] = &[0, 1, 2, 3, 4, 5, 6, 7];

/// Draws the borders.
fn borders() -> Vec<Vec<Point>> {
    BORDERS
        .iter()
        .zip(1..)
        .map(|(border, seed)| {
            let mut dice = Rng::with_seed(1900 + seed);
            let places: Vec<Point> = border.iter().copied().map(Point::at).collect();
            let rough = places
                .windows(2)
                .flat_map(|pair| ragged(pair[0], pair[1], 0.22, 400.0, &mut dice));
            let mut line: Vec<Point> = rough.collect();
            line.extend(places.last());
            line
        })
        .collect()
}

/// The ring that borders form, each taken forwards or backwards as it fits.
fn ring(numbers: &[usize], borders: &[Vec<Point>]) -> Vec<Point> {
    let mut left: Vec<&Vec<Point>> = numbers.iter().map(|&number| &borders[number]).collect();
    let mut ring = left.remove(0).clone();
    while let Some(end) = ring.pop() {
        let Some(next) = left
            .iter()
            .position(|border| border.first() == Some(&end) || border.last() == Some(&end))
        else {
            break;
        };
        let border = left.remove(next);
        if border.first() == Some(&end) {
            ring.extend(border);
        } else {
            ring.extend(border.iter().rev());
        }
    }
    if area(&ring) < 0.0 {
        ring.reverse();
    }
    ring
}

/// The districts of the demo.
pub fn districts() -> Vec<District> {
    let borders = borders();
    DISTRICTS
        .iter()
        .map(|&(code, name, numbers)| District {
            code,
            name,
            ring: ring(numbers, &borders),
        })
        .collect()
}

/// The name of a district.
pub fn name_of(code: &str) -> Option<&'static str> {
    DISTRICTS
        .iter()
        .find(|district| district.0 == code)
        .map(|district| district.1)
}

/// The district in which a place lies; the one guessed is asked first.
pub fn district_at<'a>(districts: &'a [District], guess: Option<&'a District>, place: Point) -> Option<&'a District> {
    guess
        .into_iter()
        .chain(districts)
        .find(|district| contains(&district.ring, place))
}

/// The province and its districts as an import would bring them.
pub fn units(districts: &[District]) -> Vec<UnitRecord> {
    let record = |code: &str, name: &str, level: &str, parent: Option<&str>, ring: &[Point]| UnitRecord {
        code: code.into(),
        name: name.into(),
        level: level.into(),
        parent_code: parent.map(Into::into),
        valid_from: None,
        valid_to: None,
        geometry: Some(MultiPolygon(vec![polygon(ring)])),
    };
    let around = ring(AROUND, &borders());
    let mut units = vec![record(PROVINCE, PROVINCE_NAME, "province", None, &around)];
    units.extend(
        districts
            .iter()
            .map(|d| record(d.code, d.name, "district", Some(PROVINCE), &d.ring)),
    );
    units
}
