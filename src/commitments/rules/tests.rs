use proptest::prelude::*;

use super::*;
use crate::parcels::made_up::{DAYS, parcel};

fn promise(made_on: i32, due_on: i32) -> Promise {
    Promise {
        id: 1,
        words: String::new(),
        made_on: Day(made_on),
        due_on: Day(due_on),
        goal: Goal::Share(0.5),
        superseded_on: None,
        withdrawn_on: None,
    }
}

/// Its state and days late on a day of those since it was made; met on some day or never.
fn judged(promise: &Promise, met_on: Option<i32>, day: i32) -> (State, i32) {
    let known = met_on.filter(|on| *on <= day).map(Day);
    promise.judge(known, Day(day))
}

#[test]
fn a_promise_is_open_until_its_day_and_then_kept_or_broken() {
    let promise = promise(100, 200);
    for (met_on, day, expected) in [
        (None, 100, (State::Open, 0)),
        (None, 200, (State::Open, 0)),
        (None, 201, (State::Broken, 1)),
        (None, 260, (State::Broken, 60)),
        (Some(150), 149, (State::Open, 0)),
        (Some(150), 150, (State::Kept, 0)),
        (Some(200), 300, (State::Kept, 0)),
        (Some(230), 229, (State::Broken, 29)),
        (Some(230), 230, (State::Kept, 30)),
        (Some(230), 900, (State::Kept, 30)),
    ] {
        assert_eq!(judged(&promise, met_on, day), expected, "met on {met_on:?}, on {day}");
    }
}

#[test]
fn what_took_its_place_or_ended_it_leaves_the_days_before_as_they_were() {
    let broken = promise(100, 200);
    let superseded = Promise {
        superseded_on: Some(Day(230)),
        ..broken.clone()
    };
    let withdrawn = Promise {
        withdrawn_on: Some(Day(230)),
        ..broken.clone()
    };
    for day in 100..230 {
        for ended in [&superseded, &withdrawn] {
            assert_eq!(judged(ended, None, day), judged(&broken, None, day));
        }
    }
    assert_eq!(judged(&superseded, None, 230), (State::Superseded, 0));
    assert_eq!(judged(&withdrawn, None, 230), (State::Withdrawn, 0));
}

#[test]
fn parcels_are_settled_when_the_last_is_handed_over_or_needed_no_more() {
    let bare = crate::parcels::made_up::bare();
    let handed = |day: i32| {
        let mut facts = bare.clone();
        facts.steps[Step::HandedOver.index()] = Day(day).into();
        facts
    };
    let excluded = ParcelFacts {
        excluded: Day(70).into(),
        ..bare.clone()
    };
    let settled = |parcels: &[ParcelFacts]| all_settled(parcels.iter()).map(|on| on.0);
    assert_eq!(settled(&[handed(50), handed(60)]), Some(60));
    assert_eq!(settled(&[handed(50), excluded.clone()]), Some(70));
    assert_eq!(settled(&[handed(50), bare.clone()]), None);
    assert_eq!(settled(&[]), None, "nothing is promised of parcels that are gone");
    let part = |parcels: &[ParcelFacts], day: i32| cleared_part(parcels.iter(), Day(day));
    let parcels = [handed(50), handed(60), bare, excluded];
    for (day, expected) in [(49, 0.0), (50, 0.25), (60, 0.5), (70, 2.0 / 3.0)] {
        assert!((part(&parcels, day) - expected).abs() < 1e-9, "{day}");
    }
}

proptest! {
    #[test]
    fn parcels_are_settled_on_the_first_day_on_which_nothing_is_left_of_them(parcels in prop::collection::vec(parcel(), 1..4)) {
        let past = |on: Option<Day>, day: Day| on.is_some_and(|on| on <= day);
        let left = |day: Day| {
            let mut parcels = parcels.iter();
            parcels.any(|p| !past(p.step_on(Step::HandedOver), day) && !past(p.excluded_on(), day))
        };
        let first = DAYS.map(Day).find(|day| !left(*day));
        prop_assert_eq!(all_settled(parcels.iter()), first);
    }

    #[test]
    fn days_late_grow_by_one_a_day_until_it_is_kept_and_then_no_more(
        due in 100..200i32, met in prop::option::of(100..260i32), day in 100..300i32
    ) {
        let promise = promise(100, due);
        let (now, late) = judged(&promise, met, day);
        let (next, later) = judged(&promise, met, day + 1);
        match now {
            State::Kept => prop_assert_eq!((next, later), (State::Kept, late)),
            _ => prop_assert!(later == late || later == late + 1),
        }
        prop_assert_eq!(late > 0, now == State::Broken || now == State::Kept && met > Some(due));
    }
}
