//! How land clearance goes in each district: what makes some of them bottlenecks.

use super::projects::{Phase, Project, Promise};

/// How a district works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    /// Nothing is left to do.
    Finished,
    /// Nothing is late and nothing blocked.
    Steady,
    /// A household here and there holds out.
    Fair,
    /// Some batches are late.
    Slow,
    /// Much is late, much is blocked.
    Stuck,
}

/// How a district works and when it last reported.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub temper: Temper,
    /// Days for which nobody has recorded anything.
    pub silence: i32,
}

/// The pace of a district.
pub fn of(district: &str) -> Pace {
    let (temper, silence) = match district {
        "167" => (Temper::Finished, 45),
        "165" => (Temper::Steady, 1),
        "168" => (Temper::Steady, 17),
        "164" => (Temper::Fair, 0),
        "173" => (Temper::Fair, 2),
        "170" => (Temper::Fair, 23),
        "171" => (Temper::Slow, 1),
        "169" => (Temper::Stuck, 0),
        _ => (Temper::Stuck, 3),
    };
    Pace { temper, silence }
}

/// What a district has reached in a project, and how.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Share of the area handed over.
    pub done: f64,
    /// Share of the rest that a legal limit makes late.
    pub late: f64,
    /// Share of the households that hold out where their neighbours have handed over.
    pub holdouts: f64,
}

impl Pace {
    /// What the district has reached in a project.
    pub fn standing(self, project: &Project) -> Standing {
        let done = match (project.phase, self.temper) {
            (Phase::Finished, _) | (_, Temper::Finished) | (Phase::Overdue(_), Temper::Steady | Temper::Fair) => 1.0,
            (Phase::Opening(_) | Phase::Announced, _) => 0.0,
            (Phase::Overdue(_), Temper::Slow) => 0.92,
            (Phase::Overdue(_), Temper::Stuck) => 0.6,
            (Phase::Running(share, _), Temper::Steady) => share * 1.1,
            (Phase::Running(share, _), Temper::Fair) => share,
            (Phase::Running(share, _), Temper::Slow) => share * 0.85,
            (Phase::Running(share, _), Temper::Stuck) => share * 0.65,
        };
        let late = match (self.temper, project.promise) {
            (Temper::Finished | Temper::Steady, _) => 0.0,
            (Temper::Fair, _) => 0.03,
            (Temper::Slow | Temper::Stuck, Promise::Kept) => 0.2,
            (Temper::Slow, _) => 0.3,
            (Temper::Stuck, _) => 0.4,
        };
        let holdouts = match self.temper {
            Temper::Finished => 0.0,
            Temper::Steady => 0.006,
            Temper::Fair => 0.012,
            Temper::Slow => 0.03,
            Temper::Stuck => 0.07,
        };
        if project.phase == Phase::Finished || (self.temper == Temper::Steady && done >= 1.0) {
            return Standing {
                done,
                late: 0.0,
                holdouts: 0.0,
            };
        }
        let late = if project.phase == Phase::Announced { 0.0 } else { late };
        Standing { done, late, holdouts }
    }

    /// Whether the province pressed the district to a plan that it has missed.
    pub fn pressed(self, project: &Project) -> bool {
        self.temper == Temper::Stuck
            && project.promise == Promise::Broken
            && matches!(project.phase, Phase::Running(..))
    }
}
