//! Which day is planned for a step of a parcel, on every day. Pure.

use std::cmp::Reverse;

use super::Dated;
use crate::{board::Units, calendar::Day, steps::Step};

/// The days that a project plans, or its part in one unit.
#[derive(Clone, Debug, Default)]
pub struct StepPlan {
    /// The unit; empty: the whole project.
    pub unit_code: String,
    /// The planned day of each step; none: withdrawn.
    pub steps: [Dated<Option<Day>>; Step::COUNT],
}

/// What a project plans for some of its parcels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The planned day of each step.
    pub steps: [Option<Day>; Step::COUNT],
    /// The clearance deadline.
    pub deadline: Option<Day>,
}

impl StepPlan {
    /// The day planned for a step, as it stood on a day.
    pub fn planned(&self, step: Step, day: Day) -> Option<Day> {
        self.steps[step.index()].on(day).copied().flatten()
    }
}

/// The plans that concern parcels in a set of units, of the nearest unit first, that of the whole project last.
pub fn nearest_first<'a>(plans: &'a [StepPlan], units: &Units, set: &[i32]) -> Vec<&'a StepPlan> {
    let mut containing: Vec<_> = set.iter().filter_map(|id| units.by_id(*id)).collect();
    containing.sort_by_key(|unit| Reverse(unit.rank));
    let plan_of = |code: &str| plans.iter().find(|plan| plan.unit_code == code);
    let of_units = containing.iter().filter_map(|unit| plan_of(&unit.code));
    of_units.chain(plan_of("")).collect()
}

/// The plan that rules a step on a day: the nearest that has a day for it.
pub fn ruling<'a>(nearest_first: &[&'a StepPlan], step: Step, day: Day) -> Option<&'a StepPlan> {
    let mut plans = nearest_first.iter().copied();
    plans.find(|plan| plan.planned(step, day).is_some())
}

/// What is planned on each day for parcels that these plans concern.
pub fn planned(nearest_first: &[&StepPlan], deadline: &Dated<Option<Day>>) -> Dated<Plan> {
    let on = |day: Day| Plan {
        steps: Step::ALL.map(|step| ruling(nearest_first, step, day).and_then(|plan| plan.planned(step, day))),
        deadline: deadline.on(day).copied().flatten(),
    };
    let of_steps = nearest_first.iter().flat_map(|plan| &plan.steps);
    let mut days: Vec<Day> = of_steps.chain([deadline]).flat_map(Dated::turning_days).collect();
    days.sort_unstable();
    days.dedup();
    let mut latest = on(Day(i32::MIN));
    let mut planned = Dated::always(latest.clone());
    for day in days {
        let plan = on(day);
        if plan != latest {
            planned.set(day, plan.clone());
            latest = plan;
        }
    }
    planned
}

#[cfg(test)]
mod tests;
