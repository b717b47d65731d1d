use proptest::prelude::*;

use super::*;
use crate::{
    deadlines::RuleBook,
    parcels::made_up::{DAYS, book, parcel, perhaps},
};

fn timelines(parcels: &[ParcelFacts], book: &RuleBook, plan: &Dated<Plan>) -> Timelines {
    parcels.iter().map(|parcel| spans(parcel, book, plan)).collect()
}

prop_compose! {
    fn plan()(steps in prop::array::uniform8(perhaps()), deadline in perhaps()) -> Plan {
        Plan { steps, deadline }
    }
}

prop_compose! {
    /// A plan that was moved a few times.
    fn plans()(plans in prop::collection::vec((DAYS, plan()), 0..4)) -> Dated<Plan> {
        let mut plans = plans;
        plans.sort_by_key(|(on, _)| *on);
        let mut dated = Dated::default();
        for (on, plan) in plans {
            dated.set(Day(on), plan);
        }
        dated
    }
}

proptest! {
    #[test]
    fn any_day_looked_up_is_what_the_rules_say_of_it(
        parcels in prop::collection::vec(parcel(), 1..4), other in parcel(), plan in plans(),
        place in any::<prop::sample::Index>()
    ) {
        let book = book();
        let mut timelines = timelines(&parcels, &book, &plan);
        let place = place.index(parcels.len());
        let mut parcels = parcels;
        timelines.replace(place, &spans(&other, &book, &plan));
        parcels[place] = other;
        for day in (DAYS.start - 2..DAYS.end + 120).map(Day) {
            let clocks = Clocks::of(&book, &plan, day);
            for (place, parcel) in parcels.iter().enumerate() {
                let said = Standing::of(parcel, &clocks, day).on(day);
                prop_assert_eq!(timelines.at(place, day).on(day), said, "of {} on {:?}", place, day);
            }
        }
    }
}

#[test]
fn a_span_is_eight_bytes() {
    assert_eq!(size_of::<Span>(), 8);
}

#[test]
fn a_parcel_to_which_nothing_happens_has_one_span() {
    let plan = Dated::always(Plan {
        deadline: Some(Day(20_000)),
        ..Plan::default()
    });
    let nothing = crate::parcels::made_up::bare();
    assert_eq!(spans(&nothing, &RuleBook::default(), &plan).len(), 1);
}

proptest! {
    #[test]
    fn what_is_planned_later_leaves_the_days_before_as_they_were(parcel in parcel(), plan in plans(), moved in plan()) {
        let book = book();
        let mut after = plan.clone();
        let today = Day(DAYS.end);
        after.set(today, moved);
        let (before, after) = [&plan, &after].map(|plan| timelines(std::slice::from_ref(&parcel), &book, plan)).into();
        let first_ever = plan == Dated::default();
        for day in (DAYS.start..today.0).map(Day).filter(|_| !first_ever) {
            prop_assert_eq!(before.at(0, day), after.at(0, day));
        }
    }
}
