//! The figures of a set of parcels on a day: what the board shows of a unit, a project, a step or a cause.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use utoipa::ToSchema;

use super::rules::{Load, Severity, THRESHOLDS};
use crate::{
    board::{AssessedShard, Board},
    calendar::Day,
    parcels::Status,
    steps::Step,
};

/// One quantity, in all and by fact. Facts may overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Measure<T> {
    /// In all.
    pub total: T,
    /// Handed over.
    pub cleared: T,
    /// Not yet handed over.
    pub remaining: T,
    /// Past a due date.
    pub overdue: T,
    /// Blocked by an open obstacle.
    pub blocked: T,
    /// Handed over, but works are stopped by people.
    pub works_stopped: T,
    /// Without a shape.
    pub no_shape: T,
}

/// Numbers of parcels by status; they add up to the total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ByStatus {
    /// Handed over.
    pub cleared: u32,
    /// An obstacle is open.
    pub blocked: u32,
    /// Late.
    pub overdue: u32,
    /// No step done.
    pub not_started: u32,
    /// No due date.
    pub undated: u32,
    /// In time.
    pub on_track: u32,
}

/// The figures of a set of parcels on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Figures {
    /// Numbers of parcels.
    pub parcels: Measure<u32>,
    /// Numbers of households; one is cleared when all its parcels here are. Units' numbers may add up to more than
    /// their project's, as a household may have land in several.
    pub households: Measure<u32>,
    /// Areas, m².
    pub area_m2: Measure<f64>,
    /// Numbers of parcels by status.
    pub by_status: ByStatus,
    /// Share of the area handed over, 0 to 1.
    pub cleared_share: f64,
    /// Sum of the days late.
    pub lost_days: i64,
    /// Lost days a remaining parcel.
    pub delay_index: f64,
    /// Share of the remaining area late, 0 to 1.
    pub share_late: f64,
    /// The step that most late parcels wait for.
    pub top_step: Option<Step>,
    /// The commonest cause of open obstacles.
    pub top_cause: Option<String>,
    /// Open obstacles past their due date.
    pub obstacles_overdue: u32,
    /// Days since a person last updated any of the parcels.
    pub days_since_update: Option<i32>,
    /// How bad it is.
    pub severity: Severity,
    /// Whether nobody has updated what remains for long.
    pub silent: bool,
}

/// Facts of one parcel, as bits; a household has those of its parcels.
mod fact {
    pub const CLEARED: u8 = 1;
    pub const REMAINING: u8 = 2;
    pub const OVERDUE: u8 = 4;
    pub const BLOCKED: u8 = 8;
    pub const WORKS_STOPPED: u8 = 16;
    pub const NO_SHAPE: u8 = 32;
}

impl<T: Copy + std::ops::AddAssign> Measure<T> {
    fn add(&mut self, bits: u8, amount: T) {
        self.total += amount;
        for (bit, sum) in [
            (fact::CLEARED, &mut self.cleared),
            (fact::REMAINING, &mut self.remaining),
            (fact::OVERDUE, &mut self.overdue),
            (fact::BLOCKED, &mut self.blocked),
            (fact::WORKS_STOPPED, &mut self.works_stopped),
            (fact::NO_SHAPE, &mut self.no_shape),
        ] {
            if bits & bit != 0 {
                *sum += amount;
            }
        }
    }
}

/// Adds parcels up to figures.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    parcels: Measure<u32>,
    area_m2: Measure<f64>,
    by_status: ByStatus,
    households: HashMap<(i32, u32), u8>,
    lost_days: i64,
    late_by_step: [u32; Step::COUNT],
    causes: HashMap<u8, u32>,
    obstacles_overdue: BTreeSet<i64>,
    touched_on: Option<Day>,
}

impl Tally {
    /// Adds a parcel that counts.
    pub fn add(&mut self, shard: &AssessedShard, place: u32, day: Day) {
        let facts = shard.facts(place);
        let assessment = shard.assessment(place);
        let mut bits = if assessment.remains() {
            fact::REMAINING
        } else {
            fact::CLEARED
        };
        let mut mark = |holds: bool, bit: u8| {
            if holds {
                bits |= bit;
            }
        };
        mark(assessment.is_overdue(), fact::OVERDUE);
        mark(assessment.is_blocked, fact::BLOCKED);
        mark(assessment.works_stopped, fact::WORKS_STOPPED);
        mark(!shard.shapes.has_shape(place), fact::NO_SHAPE);
        self.parcels.add(bits, 1);
        self.area_m2.add(bits, f64::from(facts.area_m2));
        if facts.household != 0 {
            *self.households.entry((shard.project.id, facts.household)).or_default() |= bits;
        }
        match assessment.status {
            Status::Cleared => self.by_status.cleared += 1,
            Status::Blocked => self.by_status.blocked += 1,
            Status::Overdue => self.by_status.overdue += 1,
            Status::NotStarted => self.by_status.not_started += 1,
            Status::Undated => self.by_status.undated += 1,
            Status::OnTrack => self.by_status.on_track += 1,
            Status::Excluded => {}
        }
        if assessment.is_overdue() {
            self.lost_days += i64::from(assessment.days_late);
            if let Some(step) = assessment.waiting_for {
                self.late_by_step[step.index()] += 1;
            }
        }
        for obstacle in facts.obstacles().filter(|obstacle| obstacle.is_open(day)) {
            *self.causes.entry(obstacle.cause).or_default() += 1;
            if obstacle.due_on.is_some_and(|due| due < day) {
                self.obstacles_overdue.insert(obstacle.id);
            }
        }
        self.touched_on = self.touched_on.max(facts.touched_on(day));
    }

    /// Adds what only the project as a whole knows: its own obstacles.
    pub fn add_project(&mut self, shard: &AssessedShard, day: Day) {
        for obstacle in shard.project.obstacles.iter().filter(|obstacle| obstacle.is_open(day)) {
            if obstacle.due_on.is_some_and(|due| due < day) {
                self.obstacles_overdue.insert(obstacle.id);
            }
        }
    }

    /// The figures.
    pub fn figures(&self, board: &Board, day: Day) -> Figures {
        let mut households = Measure::default();
        for bits in self.households.values() {
            let cleared_in_part = bits & fact::REMAINING != 0;
            households.add(if cleared_in_part { bits & !fact::CLEARED } else { *bits }, 1);
        }
        let remaining = self.parcels.remaining;
        let load = Load {
            total: self.parcels.total,
            remaining,
            overdue: self.parcels.overdue,
            blocked: self.parcels.blocked,
            delay_index: ratio(precise(self.lost_days), f64::from(remaining)),
            share_late: ratio(self.area_m2.overdue, self.area_m2.remaining),
        };
        let days_since_update = self.touched_on.map(|touched| day.days_since(touched));
        Figures {
            parcels: self.parcels,
            households,
            area_m2: self.area_m2,
            by_status: self.by_status,
            cleared_share: ratio(self.area_m2.cleared, self.area_m2.total),
            lost_days: self.lost_days,
            delay_index: load.delay_index,
            share_late: load.share_late,
            top_step: Step::ALL
                .into_iter()
                .filter(|step| self.late_by_step[step.index()] > 0)
                .rev()
                .max_by_key(|step| self.late_by_step[step.index()]),
            top_cause: self
                .causes
                .iter()
                .max_by_key(|(cause, count)| (**count, std::cmp::Reverse(**cause)))
                .map(|(cause, _)| board.cause(*cause).to_owned()),
            obstacles_overdue: u32::try_from(self.obstacles_overdue.len()).unwrap_or(u32::MAX),
            days_since_update,
            severity: Severity::of(&load),
            silent: remaining > 0 && days_since_update.is_none_or(|days| days > THRESHOLDS.silent_days),
        }
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2^53 lost days")]
const fn precise(days: i64) -> f64 {
    days as f64
}
