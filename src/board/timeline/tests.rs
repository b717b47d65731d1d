use proptest::prelude::*;

use super::*;
use crate::{
    deadlines::RuleBook,
    parcels::made_up::{DAYS, book, parcel, perhaps},
};

fn timelines(parcels: &[ParcelFacts], clocks: &Clocks<'_>) -> Timelines {
    parcels.iter().map(|parcel| spans(parcel, clocks)).collect()
}

proptest! {
    #[test]
    fn any_day_looked_up_is_what_the_rules_say_of_it(
        parcels in prop::collection::vec(parcel(), 1..4), other in parcel(), plan in prop::array::uniform8(perhaps()),
        deadline in perhaps(), place in any::<prop::sample::Index>()
    ) {
        let book = book();
        let clocks = Clocks { book: &book, plan: &plan, deadline };
        let mut timelines = timelines(&parcels, &clocks);
        let place = place.index(parcels.len());
        let mut parcels = parcels;
        timelines.replace(place, &spans(&other, &clocks));
        parcels[place] = other;
        for day in (DAYS.start - 2..DAYS.end + 120).map(Day) {
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
    let book = RuleBook::default();
    let plan = [None; Step::COUNT];
    let clocks = Clocks {
        book: &book,
        plan: &plan,
        deadline: Some(Day(20_000)),
    };
    let nothing = crate::parcels::made_up::bare();
    assert_eq!(spans(&nothing, &clocks).len(), 1);
}
