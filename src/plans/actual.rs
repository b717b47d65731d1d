//! What was done of what is planned.

use super::{
    model::{Actual, SharePoint},
    planned::{StepPlan, nearest_first, ruling},
};
use crate::{
    board::{Board, Shard},
    calendar::Day,
    deadlines::Facts as _,
    parcels::AsOf,
    steps::Step,
};

/// For each of a project's plans and each step: how far the parcels that it rules on a day have done it.
pub fn of_steps(board: &Board, shard: &Shard, day: Day) -> Vec<[Actual; Step::COUNT]> {
    let plans = &shard.project.step_plans;
    let place = |plan: &StepPlan| plans.iter().position(|known| known.unit_code == plan.unit_code);
    let of_set = |set: &Vec<i32>| {
        let nearest = nearest_first(plans, &board.units, set);
        Step::ALL.map(|step| ruling(&nearest, step, day).and_then(place))
    };
    let ruling: Vec<[Option<usize>; Step::COUNT]> = shard.unit_sets.iter().map(of_set).collect();
    let mut actual = vec![[Actual::default(); Step::COUNT]; plans.len()];
    shard.for_each(shard.places(), day, |_, facts, assessment| {
        if !assessment.counts() {
            return;
        }
        let known = AsOf::new(facts, day);
        for step in Step::ALL.into_iter().filter(|step| known.applies(*step)) {
            if let Some(plan) = ruling[facts.unit_set as usize][step.index()] {
                let actual = &mut actual[plan][step.index()];
                let on = known.step_on(step);
                actual.of += 1;
                actual.done += u32::from(on.is_some());
                actual.last_on = actual.last_on.max(on);
            }
        }
    });
    for actual in actual.iter_mut().flatten().filter(|actual| actual.done < actual.of) {
        actual.last_on = None;
    }
    actual
}

/// The cleared share at the ends of months from where a planned curve, the project or the first handover begins, up to a
/// day, and on it.
pub fn of_curve(shard: &Shard, planned: &[SharePoint], day: Day) -> Vec<SharePoint> {
    let progress = shard.progress();
    let first_planned = planned.first().map(|point| point.on_date);
    let begins = [first_planned, shard.project.start_on, progress.begins()];
    let Some(first) = begins.into_iter().flatten().min().filter(|first| *first <= day) else {
        return Vec::new();
    };
    let ends = std::iter::successors(Some(first.month_end()), |end| Some(end.plus_days(1).month_end()));
    let days = [first].into_iter().chain(ends.take_while(|end| *end < day));
    let mut days: Vec<Day> = days.chain([day]).collect();
    days.dedup();
    let point = |on_date| SharePoint {
        on_date,
        share: progress.share_on(on_date),
    };
    days.into_iter().map(point).collect()
}
