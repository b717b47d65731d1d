//! Whether a commitment is kept. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    board::{ParcelFacts, Shard},
    calendar::Day,
    steps::Step,
};

/// What is to be cleared.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// A share of the project's area, 0 to 1.
    Share(f64),
    /// Parcels, by internal number.
    Parcels(Vec<i64>),
}

/// What the board knows of a commitment.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Internal number.
    pub id: i64,
    /// Who promises, to whom, and what, for searches.
    pub words: String,
    /// Day of the promise.
    pub made_on: Day,
    /// The day promised.
    pub due_on: Day,
    /// What is to be cleared by then.
    pub goal: Goal,
    /// Day on which a later one took its place.
    pub superseded_on: Option<Day>,
    /// Day on which it was withdrawn.
    pub withdrawn_on: Option<Day>,
}

/// State of a commitment on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CommitmentState)]
pub enum State {
    /// Not met yet, nor due.
    Open,
    /// Met, in time or late.
    Kept,
    /// Past its day and not met.
    Broken,
    /// A later one took its place.
    Superseded,
    /// Taken back.
    Withdrawn,
}

/// Where a commitment stands on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Its state.
    pub state: State,
    /// The first day, since it was made, on which all that it promises was cleared.
    pub met_on: Option<Day>,
    /// Days from the day promised to that on which it was met, or to this one.
    pub days_late: i32,
    /// How much of what it promises is cleared, 0 to 1.
    pub progress: f64,
}

impl Promise {
    /// Where it stands on a day; none before it was made.
    pub fn standing(&self, shard: &Shard, day: Day) -> Option<Standing> {
        if day < self.made_on {
            return None;
        }
        let met_on = self.met_on(shard, day);
        let (state, days_late) = self.judge(met_on, day);
        let progress = match &self.goal {
            Goal::Share(share) => (shard.progress().share_on(day) / share).min(1.0),
            Goal::Parcels(ids) => cleared_part(facts(shard, ids), day),
        };
        Some(Standing {
            state,
            met_on,
            days_late,
            progress,
        })
    }

    /// Whether it binds on a day: it is made, and neither superseded nor withdrawn.
    fn binds(&self, day: Day) -> bool {
        let ended = |on: Option<Day>| on.is_some_and(|on| on <= day);
        self.made_on <= day && !ended(self.superseded_on) && !ended(self.withdrawn_on)
    }

    fn met_on(&self, shard: &Shard, day: Day) -> Option<Day> {
        match &self.goal {
            Goal::Share(share) => shard.progress().reached(*share, self.made_on, day),
            Goal::Parcels(ids) => {
                let settled = all_settled(facts(shard, ids))?;
                Some(settled.max(self.made_on)).filter(|on| *on <= day)
            }
        }
    }

    /// State on a day since it was made, and days late.
    fn judge(&self, met_on: Option<Day>, day: Day) -> (State, i32) {
        if !self.binds(day) {
            let superseded = self.superseded_on.is_some_and(|on| on <= day);
            return (
                if superseded {
                    State::Superseded
                } else {
                    State::Withdrawn
                },
                0,
            );
        }
        let late = |on: Day| on.days_since(self.due_on).max(0);
        match met_on {
            Some(on) => (State::Kept, late(on)),
            None if self.due_on < day => (State::Broken, late(day)),
            None => (State::Open, 0),
        }
    }
}

/// The day of the oldest promise of a project that is broken on a day.
pub fn oldest_broken(shard: &Shard, day: Day) -> Option<Day> {
    let promises = shard.project.promises.iter();
    let past = promises.filter(|promise| promise.due_on < day && promise.binds(day));
    let broken = past.filter(|promise| promise.met_on(shard, day).is_none());
    broken.map(|promise| promise.due_on).min()
}

/// What is known of parcels; those that are gone are left out.
fn facts<'a>(shard: &'a Shard, ids: &'a [i64]) -> impl Iterator<Item = &'a ParcelFacts> {
    ids.iter().filter_map(|id| Some(shard.facts(shard.place_of(*id)?)))
}

/// The first day on which each of the parcels was handed over, or needed no more.
fn all_settled<'a>(parcels: impl Iterator<Item = &'a ParcelFacts>) -> Option<Day> {
    let mut latest = None;
    for parcel in parcels {
        let settled = [parcel.step_on(Step::HandedOver), parcel.excluded_on()];
        let first = settled.into_iter().flatten().min()?;
        latest = latest.max(Some(first));
    }
    latest
}

/// How many of the parcels still needed on a day are handed over, 0 to 1.
fn cleared_part<'a>(parcels: impl Iterator<Item = &'a ParcelFacts>, day: Day) -> f64 {
    let past = |on: Option<Day>| on.is_some_and(|on| on <= day);
    let (mut cleared, mut needed) = (0u32, 0u32);
    for parcel in parcels.filter(|parcel| !past(parcel.excluded_on())) {
        needed += 1;
        cleared += u32::from(past(parcel.step_on(Step::HandedOver)));
    }
    if needed == 0 {
        1.0
    } else {
        f64::from(cleared) / f64::from(needed)
    }
}

#[cfg(test)]
mod tests;
