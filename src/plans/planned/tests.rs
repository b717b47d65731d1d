use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::board::{AdminUnit, world::WorldBox};

/// A province, a district in it and a commune in that, by rank.
fn units() -> Units {
    let unit = |(rank, code): (i16, &str)| {
        Arc::new(AdminUnit {
            id: i32::from(rank),
            code: code.to_owned(),
            name: code.to_owned(),
            level: rank.to_string(),
            rank,
            parent_code: None,
            valid_from: None,
            valid_to: None,
            version: 1,
            rings: Vec::new(),
            label: None,
            bounds: WorldBox::EMPTY,
        })
    };
    let all = [(1, "19"), (2, "164"), (3, "05443")].map(unit);
    Units::new(Vec::new(), all.to_vec(), 1)
}

const SET: [i32; 3] = [1, 2, 3];
const STEP: Step = Step::Paid;

/// A plan of a unit for one step, as it was set on some days.
fn plan(unit_code: &str, set: &[(i32, Option<i32>)]) -> StepPlan {
    let mut plan = StepPlan {
        unit_code: unit_code.to_owned(),
        ..StepPlan::default()
    };
    for (on, planned) in set {
        plan.steps[STEP.index()].set(Day(*on), planned.map(Day));
    }
    plan
}

fn planned_on(plans: &[StepPlan], day: i32) -> Option<i32> {
    let planned = planned(&nearest_first(plans, &units(), &SET), &Dated::default());
    planned
        .on(Day(day))
        .and_then(|plan| plan.steps[STEP.index()])
        .map(|on| on.0)
}

#[test]
fn a_plan_moved_twice_counts_on_each_day_as_it_stood_then() {
    // Set on day 100 for day 200, on day 190 for day 250, on day 260 for day 300.
    let plans = [plan("", &[(100, Some(200)), (190, Some(250)), (260, Some(300))])];
    for (day, expected) in [
        (0, 200),
        (100, 200),
        (189, 200),
        (190, 250),
        (259, 250),
        (260, 300),
        (999, 300),
    ] {
        assert_eq!(planned_on(&plans, day), Some(expected), "on day {day}");
    }
}

#[test]
fn the_nearest_unit_that_has_a_day_rules_and_one_that_withdrew_it_does_not() {
    let plans = [
        plan("", &[(100, Some(500))]),
        plan("164", &[(100, Some(400)), (150, None), (180, Some(420))]),
        plan("05443", &[(120, Some(300)), (170, None)]),
    ];
    for (day, expected) in [(0, 300), (149, 300), (169, 300), (170, 500), (179, 500), (180, 420)] {
        assert_eq!(planned_on(&plans, day), Some(expected), "on day {day}");
    }
    let unit_of = |day: i32| {
        let nearest = nearest_first(&plans, &units(), &SET);
        ruling(&nearest, STEP, Day(day)).map(|plan| plan.unit_code.clone())
    };
    assert_eq!(
        [160, 175, 200].map(unit_of),
        ["05443", "", "164"].map(|code| Some(code.to_owned()))
    );
    let elsewhere = nearest_first(&plans, &units(), &[1]);
    assert_eq!(elsewhere.len(), 1, "the plan of the whole project");
}

#[test]
fn without_a_change_there_is_one_plan_for_all_days() {
    let plans = [plan("", &[(100, Some(500))]), plan("164", &[(120, Some(400))])];
    let mut deadline = Dated::default();
    deadline.set(Day(50), Some(Day(600)));
    let planned = planned(&nearest_first(&plans, &units(), &SET), &deadline);
    assert_eq!(planned.turning_days().count(), 0);
    assert_eq!(planned.on(Day(0)).and_then(|plan| plan.deadline), Some(Day(600)));
}

fn set() -> impl Strategy<Value = Vec<(i32, Option<i32>)>> {
    prop::collection::vec((100..140, prop::option::of(200..300)), 0..4).prop_map(|mut set| {
        set.sort_by_key(|(on, _)| *on);
        set
    })
}

proptest! {
    #[test]
    fn a_change_leaves_every_day_before_as_it_was(
        whole in set(), unit in set(), later in 140..150i32, moved in prop::option::of(200..300)
    ) {
        let plans = |unit: &[(i32, Option<i32>)]| [plan("", &whole), plan("164", unit)];
        let mut changed = unit.clone();
        changed.push((later, moved));
        // The first plan ever counts from the beginning of time.
        for day in (90..later).filter(|_| !unit.is_empty()) {
            prop_assert_eq!(planned_on(&plans(&changed), day), planned_on(&plans(&unit), day));
        }
    }
}
