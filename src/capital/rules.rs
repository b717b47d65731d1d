//! What capital figures mean beside clearance. Pure, and the only place.

use std::ops::RangeInclusive;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    board::Shard,
    bottlenecks::Figures,
    calendar::Day,
    deadlines::{RuleBook, SourceKind},
    parcels::AsOf,
    steps::Step,
};

/// Years of which there may be figures.
pub const YEARS: RangeInclusive<i16> = 1990..=2100;

/// The largest amount, whole VND.
pub const MOST_VND: i64 = 10_000_000_000_000_000;

/// Days after which figures are stale.
pub const STALE_AFTER_DAYS: i32 = 45;

/// Whether figures still tell how things stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// At most 45 days old.
    Current,
    /// Older than 45 days.
    Stale,
    /// There are none.
    Absent,
}

impl Freshness {
    /// Of the figures of a year that were reported for a day, seen on another. After its end nothing is added to a year:
    /// its figures age until then only.
    pub fn of(year: i16, reported: Option<Day>, day: Day) -> Self {
        let Some(reported) = reported else {
            return Self::Absent;
        };
        let end = Day::from_ymd(i32::from(year), 12, 31).unwrap_or(day);
        if day.min(end).days_since(reported) > STALE_AFTER_DAYS {
            Self::Stale
        } else {
            Self::Current
        }
    }
}

/// How much of the land of a project remains to be cleared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// Parcels that remain.
    pub remaining: u32,
    /// Their area, tenths of a square metre.
    pub remaining_tenths_m2: i64,
    /// The area of all parcels, tenths of a square metre.
    pub total_tenths_m2: i64,
}

impl From<&Figures> for Ground {
    fn from(figures: &Figures) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "areas are counted in tenths of a square metre, and those of a country fit"
        )]
        let tenths = |square_metres: f64| (square_metres * 10.0).round() as i64;
        Self {
            remaining: figures.parcels.remaining,
            remaining_tenths_m2: tenths(figures.area_m2.remaining),
            total_tenths_m2: tenths(figures.area_m2.total),
        }
    }
}

/// Capital waiting for land, whole VND: what is planned for the year and not yet disbursed, as far as land is not cleared:
/// (planned - disbursed) x (1 - cleared share). Nothing waits where nothing remains; never below 0.
pub fn waiting_for_land(planned_vnd: i64, disbursed_vnd: i64, ground: Ground) -> i64 {
    let unspent = (planned_vnd - disbursed_vnd).max(0);
    if ground.remaining == 0 {
        return 0;
    }
    if ground.total_tenths_m2 <= 0 {
        return unspent;
    }
    let total = i128::from(ground.total_tenths_m2);
    let waiting = (2 * i128::from(unspent) * i128::from(ground.remaining_tenths_m2) + total) / (2 * total);
    i64::try_from(waiting).unwrap_or(unspent)
}

/// Share of the plan that is disbursed, 0 to 1 and above; none where nothing was planned.
#[expect(clippy::cast_precision_loss, reason = "a share is shown with one decimal")]
pub fn disbursed_share(planned_vnd: i64, disbursed_vnd: i64) -> Option<f64> {
    (planned_vnd > 0).then(|| disbursed_vnd as f64 / planned_vnd as f64)
}

/// Payments that are late by law on a day: those still to be made for land not yet handed over.
///
/// Source: Land Law 2013 Art. 93.1, Land Law 2024 Art. 94.3a: late interest runs from the day after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LatePayments {
    /// How many parcels wait for one.
    pub parcels: u32,
    /// Sum over these parcels of the days since payment was due.
    pub days: i64,
}

impl LatePayments {
    /// Those of a project.
    pub fn of(shard: &Shard, book: &RuleBook, day: Day) -> Self {
        let mut late = Self::default();
        shard.for_each(shard.places(), day, |_, facts, assessment| {
            if !assessment.is_overdue() {
                return;
            }
            let known = AsOf::new(facts, day);
            let due = known
                .passed(&shard.clocks(facts, book, day))
                .filter(|due| due.step == Step::Paid && due.source.kind() == SourceKind::Law)
                .map(|due| due.on)
                .min();
            if let Some(due) = due {
                late.parcels += 1;
                late.days += i64::from(day.days_since(due));
            }
        });
        late
    }
}

#[cfg(test)]
mod tests;
