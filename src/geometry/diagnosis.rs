//! Whether the coordinates of a file are what it says, and if not, what they seem to be.
//!
//! A wrong system shows in where the shapes land: outside the province, or, where zones lie only a quarter of a degree
//! apart, outside the outline of their own project. The systems in use, with both orders of the axes, are tried in
//! turn; one that puts the shapes where they belong is what the file seems to be in.

use serde::Serialize;

use super::{Box4, Crs, ToWgs84};

/// Degrees by which a province is widened: projects cross its border.
const AROUND_UNITS: f64 = 0.1;

/// Degrees by which the outline of a project is widened: about three kilometres.
const AROUND_PROJECT: f64 = 0.03;

/// Where the shapes of a file belong; nothing where nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Expected {
    /// The box around all administrative units.
    pub units: Option<Box4>,
    /// The box around the outlines of the projects that the file speaks of.
    pub projects: Option<Box4>,
}

/// A reading of coordinates that puts them where they belong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Likely {
    /// The coordinate system.
    pub crs: Crs,
    /// Whether the two numbers of a position stand the other way round.
    pub swap_axes: bool,
}

/// What the coordinates of a file seem to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// They land where they belong, or nothing is known against it.
    Fits,
    /// They do not.
    Misses {
        /// Where a position of the file lands, degrees; `None` where it is not on the earth.
        lands: Option<(f64, f64)>,
        /// The readings that would fit, the likeliest first.
        likely: Vec<Likely>,
    },
}

/// Whether positions, as they stand in a file and read as `reading` says, land where they belong.
pub fn judge(positions: &[(f64, f64)], reading: Likely, expected: &Expected) -> Verdict {
    let Some(first) = positions.first() else {
        return Verdict::Fits;
    };
    let share = |area| share_inside(positions, reading, area);
    let misses = |likely: Vec<Likely>| Verdict::Misses {
        lands: lands(*first, reading),
        likely,
    };
    let Some(units) = expected.units.map(|units| widened(units, AROUND_UNITS)) else {
        let on_earth = share([-180.0, -90.0, 180.0, 90.0]) >= 0.5;
        return if on_earth { Verdict::Fits } else { misses(Vec::new()) };
    };
    if share(units) < 0.5 {
        let likely = likely(positions, expected);
        let abroad = super::Country::of(units)
            .is_some_and(|country| lands(*first, reading).is_none_or(|(lon, lat)| !country.holds(lon, lat)));
        return if likely.is_empty() && !abroad {
            Verdict::Fits
        } else {
            misses(likely)
        };
    }
    match expected.projects.map(|projects| widened(projects, AROUND_PROJECT)) {
        Some(projects) if share(projects) < 0.1 => {
            let better = fitting(positions, projects);
            if better.is_empty() {
                Verdict::Fits
            } else {
                misses(better)
            }
        }
        _ => Verdict::Fits,
    }
}

/// The readings that put positions where they belong, the likeliest first; none where nothing is known of the place.
pub fn likely(positions: &[(f64, f64)], expected: &Expected) -> Vec<Likely> {
    let in_projects = expected
        .projects
        .map(|area| fitting(positions, widened(area, AROUND_PROJECT)));
    in_projects
        .filter(|likely| !likely.is_empty())
        .or_else(|| {
            expected
                .units
                .map(|area| fitting(positions, widened(area, AROUND_UNITS)))
        })
        .unwrap_or_default()
}

/// At most three readings that put nine tenths of the positions into an area.
fn fitting(positions: &[(f64, f64)], area: Box4) -> Vec<Likely> {
    let middle = f64::midpoint(area[0], area[2]);
    let mut fitting: Vec<Likely> = Crs::in_use()
        .flat_map(|crs| [false, true].map(|swap_axes| Likely { crs, swap_axes }))
        .filter(|reading| share_inside(positions, *reading, area) >= 0.9)
        .collect();
    // A province's own zone is the one whose meridian is nearest.
    let distance = |reading: &Likely| {
        reading
            .crs
            .central_meridian()
            .map_or(0.0, |meridian| (meridian - middle).abs())
    };
    fitting.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    fitting.truncate(3);
    fitting
}

/// The share of positions that land in an area.
#[expect(clippy::cast_precision_loss, reason = "a few hundred positions")]
fn share_inside(positions: &[(f64, f64)], reading: Likely, [west, south, east, north]: Box4) -> f64 {
    let Ok(way) = ToWgs84::from(reading.crs).map(|way| way.swapped(reading.swap_axes)) else {
        return 0.0;
    };
    let inside = positions.iter().filter(|(x, y)| {
        way.position(*x, *y)
            .is_some_and(|at| (west..=east).contains(&at.x) && (south..=north).contains(&at.y))
    });
    inside.count() as f64 / positions.len().max(1) as f64
}

fn lands((x, y): (f64, f64), reading: Likely) -> Option<(f64, f64)> {
    let way = ToWgs84::from(reading.crs).ok()?.swapped(reading.swap_axes);
    way.position(x, y).map(|at| (at.x, at.y))
}

fn widened([west, south, east, north]: Box4, by: f64) -> Box4 {
    [west - by, south - by, east + by, north + by]
}

#[cfg(test)]
mod tests {
    use super::*;

    const THAI_NGUYEN: Expected = Expected {
        units: Some([105.4, 21.3, 106.3, 22.1]),
        projects: Some([105.79, 21.54, 105.83, 21.58]),
    };

    /// A few places in the project, in VN-2000 106°30'.
    const SURVEYED: [(f64, f64); 2] = [(427_400.0, 2_384_700.0), (427_800.0, 2_385_100.0)];

    fn reading(code: &str, swap_axes: bool) -> Likely {
        Likely {
            crs: code.parse().unwrap(),
            swap_axes,
        }
    }

    fn told(positions: &[(f64, f64)], said: Likely) -> Vec<Likely> {
        match judge(positions, said, &THAI_NGUYEN) {
            Verdict::Fits => vec![said],
            Verdict::Misses { likely, .. } => likely,
        }
    }

    #[test]
    fn what_a_file_seems_to_be_in_is_recognised() {
        let right = reading("EPSG:9213", false);
        let degrees = [(105.81, 21.55), (105.82, 21.56)];
        let turned = SURVEYED.map(|(x, y)| (y, x));
        for (what, positions, said, first) in [
            ("right", &SURVEYED, right, right),
            ("metres without a system", &SURVEYED, reading("EPSG:4326", false), right),
            (
                "a zone next to it, half the province away",
                &SURVEYED,
                reading("EPSG:9212", false),
                right,
            ),
            ("a zone far away", &SURVEYED, reading("EPSG:9205", false), right),
            ("northing first", &turned, right, reading("EPSG:9213", true)),
            (
                "degrees declared as metres",
                &degrees,
                right,
                reading("EPSG:4326", false),
            ),
            (
                "latitude first",
                &degrees.map(|(x, y)| (y, x)),
                reading("EPSG:4326", false),
                reading("EPSG:4326", true),
            ),
        ] {
            assert_eq!(told(positions, said).first(), Some(&first), "{what}");
        }
    }

    #[test]
    fn nothing_is_said_against_a_file_where_nothing_is_known() {
        let nowhere = Expected::default();
        let wgs_84 = reading("EPSG:4326", false);
        assert_eq!(judge(&[(174.9, -36.8)], wgs_84, &nowhere), Verdict::Fits);
        assert_eq!(judge(&[], wgs_84, &THAI_NGUYEN), Verdict::Fits);
        assert!(matches!(
            judge(&SURVEYED, wgs_84, &nowhere),
            Verdict::Misses { lands: None, .. }
        ));
    }

    #[test]
    fn another_province_is_not_refused_but_another_country_is() {
        let wgs_84 = reading("EPSG:4326", false);
        assert_eq!(judge(&[(108.2, 16.05)], wgs_84, &THAI_NGUYEN), Verdict::Fits);
        assert!(matches!(
            judge(&[(2.3, 48.9)], wgs_84, &THAI_NGUYEN),
            Verdict::Misses { .. }
        ));
        assert!(matches!(
            judge(&[(0.0, 0.0)], wgs_84, &THAI_NGUYEN),
            Verdict::Misses { .. }
        ));
    }
}
