//! The figures of a set of parcels on a day: what the board shows of a unit, a project, a step or a cause.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    kind::{Kind, fact},
    rules::{Load, Severity, THRESHOLDS},
};
use crate::{board::Board, calendar::Day, parcels::Status, steps::Step};

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
    /// Open obstacles.
    #[serde(skip)]
    pub obstacles_open: u32,
    /// Open obstacles past their due date.
    pub obstacles_overdue: u32,
    /// Days since a person last updated any of the parcels.
    pub days_since_update: Option<i32>,
    /// How bad it is.
    pub severity: Severity,
    /// Whether nobody has updated what remains for long.
    pub silent: bool,
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

impl<T: std::ops::AddAssign> std::ops::AddAssign for Measure<T> {
    fn add_assign(&mut self, other: Self) {
        self.total += other.total;
        self.cleared += other.cleared;
        self.remaining += other.remaining;
        self.overdue += other.overdue;
        self.blocked += other.blocked;
        self.works_stopped += other.works_stopped;
        self.no_shape += other.no_shape;
    }
}

impl Measure<u64> {
    /// Areas in m² of sums in tenths of a square metre.
    fn in_square_metres(self) -> Measure<f64> {
        let metres = |tenths: u64| precise(i64::try_from(tenths).unwrap_or(i64::MAX)) / 10.0;
        Measure {
            total: metres(self.total),
            cleared: metres(self.cleared),
            remaining: metres(self.remaining),
            overdue: metres(self.overdue),
            blocked: metres(self.blocked),
            works_stopped: metres(self.works_stopped),
            no_shape: metres(self.no_shape),
        }
    }
}

/// Parcels of one kind, added up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    /// How many.
    pub parcels: u32,
    /// Their area, tenths of a square metre.
    pub area_tenths_m2: u64,
    /// Their days late.
    pub days_late: i64,
}

impl Sum {
    /// Adds a parcel.
    pub fn add(&mut self, area_tenths_m2: u32, days_late: i32) {
        self.parcels += 1;
        self.area_tenths_m2 += u64::from(area_tenths_m2);
        self.days_late += i64::from(days_late);
    }
}

/// How many things have which facts.
#[derive(Clone, Debug)]
pub struct ByBits([u32; 1 << 6]);

impl Default for ByBits {
    fn default() -> Self {
        Self([0; 1 << 6])
    }
}

impl ByBits {
    /// One more has these facts.
    #[inline]
    pub fn enter(&mut self, bits: u8) {
        let count = &mut self.0[usize::from(bits % 64)];
        *count = count.wrapping_add(1);
    }

    /// One has other facts than these by now; nobody counts those without any.
    #[inline]
    pub fn leave(&mut self, bits: u8) {
        let count = &mut self.0[usize::from(bits % 64)];
        *count = count.wrapping_sub(1);
    }
}

impl FromIterator<u8> for ByBits {
    fn from_iter<T: IntoIterator<Item = u8>>(things: T) -> Self {
        let mut counts = Self::default();
        things.into_iter().for_each(|bits| counts.enter(bits));
        counts
    }
}

/// Adds parcels up to figures.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    parcels: Measure<u32>,
    area_tenths_m2: Measure<u64>,
    by_status: ByStatus,
    households: Measure<u32>,
    lost_days: i64,
    late_by_step: [u32; Step::COUNT],
    causes: BTreeMap<u8, u32>,
    obstacles_open: u32,
    obstacles_overdue: u32,
    touched_on: Option<Day>,
}

impl Tally {
    /// Adds parcels of a kind that counts.
    pub fn add(&mut self, kind: Kind, sum: &Sum) {
        self.parcels.add(kind.bits(), sum.parcels);
        self.area_tenths_m2.add(kind.bits(), sum.area_tenths_m2);
        match kind.status {
            Status::Cleared => self.by_status.cleared += sum.parcels,
            Status::Blocked => self.by_status.blocked += sum.parcels,
            Status::Overdue => self.by_status.overdue += sum.parcels,
            Status::NotStarted => self.by_status.not_started += sum.parcels,
            Status::Undated => self.by_status.undated += sum.parcels,
            Status::OnTrack => self.by_status.on_track += sum.parcels,
            Status::Excluded => {}
        }
        if kind.is_overdue {
            self.lost_days += sum.days_late;
            if let Some(step) = kind.waiting_for {
                self.late_by_step[step.index()] += sum.parcels;
            }
        }
    }

    /// Adds the households of a project, each with the facts of its parcels here; those without any have none.
    pub fn add_households(&mut self, households: &ByBits) {
        for (bits, count) in (1u8..).zip(&households.0[1..]) {
            let cleared_in_part = bits & fact::REMAINING != 0;
            let bits = if cleared_in_part { bits & !fact::CLEARED } else { bits };
            self.households.add(bits, *count);
        }
    }

    /// Adds a parcel's open obstacle of a cause.
    pub fn add_cause(&mut self, cause: u8) {
        *self.causes.entry(cause).or_default() += 1;
    }

    /// Adds open obstacles, each once.
    pub fn add_obstacles(&mut self, open: u32, overdue: u32) {
        self.obstacles_open += open;
        self.obstacles_overdue += overdue;
    }

    /// A person updated one of the parcels on a day.
    pub fn touch(&mut self, on: Option<Day>) {
        self.touched_on = self.touched_on.max(on);
    }

    /// Whether no parcel was added.
    pub const fn is_empty(&self) -> bool {
        self.parcels.total == 0
    }

    /// Adds what was added up of other parcels of other projects.
    pub fn merge(&mut self, other: &Self) {
        self.parcels += other.parcels;
        self.area_tenths_m2 += other.area_tenths_m2;
        self.households += other.households;
        self.by_status.cleared += other.by_status.cleared;
        self.by_status.blocked += other.by_status.blocked;
        self.by_status.overdue += other.by_status.overdue;
        self.by_status.not_started += other.by_status.not_started;
        self.by_status.undated += other.by_status.undated;
        self.by_status.on_track += other.by_status.on_track;
        self.lost_days += other.lost_days;
        for (sum, more) in self.late_by_step.iter_mut().zip(other.late_by_step) {
            *sum += more;
        }
        for (cause, count) in &other.causes {
            *self.causes.entry(*cause).or_default() += count;
        }
        self.add_obstacles(other.obstacles_open, other.obstacles_overdue);
        self.touch(other.touched_on);
    }

    /// The figures.
    pub fn figures(&self, board: &Board, day: Day) -> Figures {
        let remaining = self.parcels.remaining;
        let area_m2 = self.area_tenths_m2.in_square_metres();
        let load = Load {
            total: self.parcels.total,
            remaining,
            overdue: self.parcels.overdue,
            blocked: self.parcels.blocked,
            delay_index: ratio(precise(self.lost_days), f64::from(remaining)),
            share_late: ratio(area_m2.overdue, area_m2.remaining),
        };
        let days_since_update = self.touched_on.map(|touched| day.days_since(touched));
        Figures {
            parcels: self.parcels,
            households: self.households,
            area_m2,
            by_status: self.by_status,
            cleared_share: ratio(area_m2.cleared, area_m2.total),
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
            obstacles_open: self.obstacles_open,
            obstacles_overdue: self.obstacles_overdue,
            days_since_update,
            severity: Severity::of(&load),
            silent: remaining > 0 && days_since_update.is_none_or(|days| days > THRESHOLDS.silent_days),
        }
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
pub const fn precise(number: i64) -> f64 {
    number as f64
}
