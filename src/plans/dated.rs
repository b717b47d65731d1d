//! What is decided anew from time to time, and what stood on a day. Pure.

use crate::calendar::Day;

/// Something as it was set one time after the other. On a day the last one set by then stands; before all of them the
/// first, which counts from the beginning of time. So what is set today leaves every day before today as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated<T>(Vec<(Day, T)>);

impl<T> Default for Dated<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Dated<T> {
    /// What never changes.
    pub fn always(value: T) -> Self {
        Self(vec![(Day(i32::MIN), value)])
    }

    /// Sets it anew from a day on: the last day so far, or a later one.
    pub fn set(&mut self, on: Day, value: T) {
        self.0.push((on, value));
    }

    /// What stands on a day; none where it was never set.
    #[inline]
    pub fn on(&self, day: Day) -> Option<&T> {
        let begun = self.0.partition_point(|(from, _)| *from <= day);
        self.0.get(begun.saturating_sub(1)).map(|(_, value)| value)
    }

    /// The days on which something else may stand than on the day before, in order.
    pub fn turning_days(&self) -> impl Iterator<Item = Day> {
        self.0.iter().skip(1).map(|(on, _)| *on)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Days on which something was set, ascending; what was set is their place.
    fn dated() -> impl Strategy<Value = Dated<usize>> {
        prop::collection::vec(100..140i32, 1..6).prop_map(|mut days| {
            days.sort_unstable();
            Dated(days.into_iter().map(Day).zip(0..).collect())
        })
    }

    proptest! {
        #[test]
        fn what_is_set_later_leaves_the_days_before_as_they_were(dated in dated(), later in 0..20i32) {
            let today = dated.0.last().unwrap().0.plus_days(later);
            let mut after = dated.clone();
            after.set(today, 99);
            for day in (90..today.0).map(Day) {
                prop_assert_eq!(after.on(day), dated.on(day));
            }
            for day in (today.0..today.0 + 5).map(Day) {
                prop_assert_eq!(after.on(day), Some(&99));
            }
        }

        #[test]
        fn it_only_moves_on_with_the_days_and_only_turns_on_turning_days(dated in dated()) {
            let turning: Vec<Day> = dated.turning_days().collect();
            prop_assert_eq!(dated.on(Day(i32::MIN)), Some(&0));
            for day in (90..150).map(Day) {
                let (before, now) = (dated.on(day.plus_days(-1)), dated.on(day));
                prop_assert!(before <= now);
                prop_assert!(before == now || turning.contains(&day));
            }
        }
    }

    #[test]
    fn of_several_set_on_one_day_the_last_stands_from_it_and_the_first_before_it() {
        let mut dated = Dated::default();
        assert_eq!(dated.on(Day(5)), None);
        dated.set(Day(10), 'a');
        dated.set(Day(10), 'b');
        assert_eq!(
            [9, 10, 11].map(|day| dated.on(Day(day))),
            [Some(&'a'), Some(&'b'), Some(&'b')]
        );
        assert_eq!(Dated::always(1).on(Day(-1)), Some(&1));
    }
}
