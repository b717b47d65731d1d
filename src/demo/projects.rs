//! What is built: the project as the demo describes it, and the lists by sector.

mod areas;
mod highways;
mod investors;
mod local_roads;

use super::plane::Point;

/// How far the land clearance of a project has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// Everything is handed over.
    Finished,
    /// The deadline passed this many days ago.
    Overdue(i32),
    /// This share is handed over where all goes well; the deadline comes in so many days.
    Running(f64, i32),
    /// Begun so many days before the deadline, nothing handed over yet.
    Opening(i32),
    /// Announced, without any plan.
    Announced,
}

/// How a project keeps its promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// The plan is met, so is what was promised.
    Kept,
    /// The cleared share lags behind the planned curve.
    Behind,
    /// A promised day has passed.
    Broken,
}

/// The ground that a project needs.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Across the fields: places that it runs through, degrees; width of the corridor, metres.
    NewRoad(&'static [(f64, f64)], f64),
    /// Along a road that is there: the same, and the width of that road.
    WiderRoad(&'static [(f64, f64)], f64, f64),
    /// A power line that needs only the feet of its pylons, this far apart, metres.
    PowerLine(&'static [(f64, f64)], f64),
    /// A built-up area: its middle, hectares, and how much longer than wide.
    Estate((f64, f64), f64, f64),
    /// The shore of a lake to be: the same.
    Lake((f64, f64), f64, f64),
}

impl Shape {
    /// The places that a line runs through.
    pub fn places(&self) -> Vec<Point> {
        match self {
            Self::NewRoad(places, ..) | Self::WiderRoad(places, ..) | Self::PowerLine(places, _) => {
                places.iter().copied().map(Point::at).collect()
            }
            Self::Estate(middle, ..) | Self::Lake(middle, ..) => vec![Point::at(*middle)],
        }
    }
}

/// A project of the demo.
#[derive(Clone, Copy, Debug)]
pub struct Project {
    pub code: &'static str,
    pub name: &'static str,
    pub sector: &'static str,
    pub group: &'static str,
    pub investor: &'static str,
    /// Land clearance began this many days ago.
    pub begun: i32,
    pub phase: Phase,
    pub promise: Promise,
    pub shape: Shape,
    /// How settled the ground is, 0 to 1.
    pub urban: f64,
    /// Capital for the land clearance, thousand million VND.
    pub capital: i64,
}

/// All projects of the demo, the most important first.
pub fn all() -> impl Iterator<Item = &'static Project> {
    highways::HIGHWAYS
        .iter()
        .chain(local_roads::LOCAL_ROADS)
        .chain(areas::AREAS)
}

/// A row of the lists: code and name, sector and group, investor, (begun days ago, phase, promise), shape, (how settled,
/// capital).
const fn project(
    (code, name): (&'static str, &'static str),
    (sector, group): (&'static str, &'static str),
    investor: &'static str,
    (begun, phase, promise): (i32, Phase, Promise),
    shape: Shape,
    (urban, capital): (f64, i64),
) -> Project {
    Project {
        code,
        name,
        sector,
        group,
        investor,
        begun,
        phase,
        promise,
        shape,
        urban,
        capital,
    }
}
