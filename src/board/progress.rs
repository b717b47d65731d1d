//! How the cleared share of a project grew, day by day.

use std::collections::BTreeMap;

use super::ParcelFacts;
use crate::{calendar::Day, steps::Step};

/// What adding up in another order may change.
const ROUNDING: f64 = 1e-9;

/// Cleared and counted area of a project from one day on until the next; what is to come too.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Before all of the days.
    counted_first: i64,
    /// Day, cleared and counted area, tenths of a square metre; ascending.
    days: Vec<(Day, i64, i64)>,
}

impl Progress {
    /// The progress of some parcels. One that the design no longer needs counts until then.
    pub fn of<'a>(parcels: impl Iterator<Item = &'a ParcelFacts>) -> Self {
        let mut counted_first = 0;
        let mut turns: BTreeMap<Day, (i64, i64)> = BTreeMap::new();
        for parcel in parcels {
            let area = i64::from(parcel.area_tenths_m2);
            let excluded = parcel.excluded_on();
            let cleared = parcel.step_on(Step::HandedOver);
            let cleared = cleared.filter(|on| excluded.is_none_or(|excluded| *on < excluded));
            counted_first += area;
            if let Some(on) = cleared {
                turns.entry(on).or_default().0 += area;
            }
            if let Some(on) = excluded {
                let turn = turns.entry(on).or_default();
                turn.0 -= cleared.map_or(0, |_| area);
                turn.1 -= area;
            }
        }
        let (mut cleared, mut counted) = (0, counted_first);
        let days = turns.into_iter().map(|(day, turn)| {
            cleared += turn.0;
            counted += turn.1;
            (day, cleared, counted)
        });
        Self {
            days: days.collect(),
            counted_first,
        }
    }

    /// The cleared share on a day, 0 to 1.
    pub fn share_on(&self, day: Day) -> f64 {
        let begun = self.days.partition_point(|(from, ..)| *from <= day);
        let known = begun.checked_sub(1).map(|place| self.days[place]);
        let (_, cleared, counted) = known.unwrap_or((day, 0, self.counted_first));
        share(cleared, counted)
    }

    /// The first day, of those from one to another, on which at least this share was cleared.
    pub fn reached(&self, wanted: f64, from: Day, to: Day) -> Option<Day> {
        let enough = |share: f64| share + ROUNDING >= wanted;
        if from > to {
            return None;
        }
        if enough(self.share_on(from)) {
            return Some(from);
        }
        let mut later = self.days.iter().filter(|(day, ..)| from < *day && *day <= to);
        later
            .find(|(_, cleared, counted)| enough(share(*cleared, *counted)))
            .map(|(day, ..)| *day)
    }

    /// The first day on which anything was cleared.
    pub fn begins(&self) -> Option<Day> {
        self.days
            .iter()
            .find(|(_, cleared, _)| *cleared > 0)
            .map(|(day, ..)| *day)
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
fn share(cleared: i64, counted: i64) -> f64 {
    if counted > 0 {
        cleared as f64 / counted as f64
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::parcels::made_up::{DAYS, parcel};

    prop_compose! {
        fn parcels()(facts in prop::collection::vec((parcel(), 0..500u32), 0..6)) -> Vec<ParcelFacts> {
            facts.into_iter().map(|(facts, area_tenths_m2)| ParcelFacts { area_tenths_m2, ..facts }).collect()
        }
    }

    /// The same by looking at each parcel.
    fn share_by_hand(parcels: &[ParcelFacts], day: Day) -> f64 {
        let past = |on: Option<Day>| on.is_some_and(|on| on <= day);
        let counted = || parcels.iter().filter(|parcel| !past(parcel.excluded_on()));
        let area = |parcel: &ParcelFacts| f64::from(parcel.area_tenths_m2);
        let cleared: f64 = counted().filter(|p| past(p.step_on(Step::HandedOver))).map(area).sum();
        let all: f64 = counted().map(area).sum();
        if all > 0.0 { cleared / all } else { 0.0 }
    }

    proptest! {
        #[test]
        fn the_share_of_any_day_is_that_of_the_parcels_looked_at_one_by_one(parcels in parcels()) {
            let progress = Progress::of(parcels.iter());
            for day in (DAYS.start - 1..=DAYS.end).map(Day) {
                prop_assert!((progress.share_on(day) - share_by_hand(&parcels, day)).abs() < ROUNDING);
            }
        }

        #[test]
        fn a_share_is_reached_on_the_first_day_that_has_it(parcels in parcels(), wanted in 0.01..1.0f64, from in DAYS, days in -5..200) {
            let progress = Progress::of(parcels.iter());
            let first = (from..=from + days).map(Day).find(|day| share_by_hand(&parcels, *day) + ROUNDING >= wanted);
            prop_assert_eq!(progress.reached(wanted, Day(from), Day(from + days)), first);
        }
    }
}
