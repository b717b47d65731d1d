//! How an obstacle stands on a day, and to whom it climbs. Pure.

use std::sync::Arc;

use super::model::State;
use crate::{
    board::{AdminUnit, Units},
    calendar::Day,
};

/// Days past the due date after which an obstacle climbs one unit further; the first is told at once.
pub const ESCALATION_DAYS: i32 = 7;

impl State {
    /// Whether an obstacle in this state is open.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Proposed | Self::CannotBeResolved)
    }

    /// The state on a day on which an obstacle now in this state was open, or was not. Of states only the present one is
    /// known; of a past day, whether it was open.
    #[must_use]
    pub const fn on_a_day(self, was_open: bool) -> Self {
        match (was_open, self.is_open()) {
            (true, true) | (false, false) => self,
            (true, false) => Self::Open,
            (false, true) => Self::Resolved,
        }
    }
}

/// Days since the due date of an obstacle; 0 where it is closed or has none, or it has not passed.
pub fn days_overdue(is_open: bool, due_on: Option<Day>, day: Day) -> i32 {
    let since = due_on.filter(|_| is_open).map(|due| day.days_since(due));
    since.unwrap_or_default().max(0)
}

/// The unit to which an obstacle has climbed: past its due date the first above the responsible one, every further
/// [`ESCALATION_DAYS`] days the next, up to the top.
pub fn escalated_to<T>(above: &[T], days_overdue: i32) -> Option<&T> {
    let further = (days_overdue - 1) / ESCALATION_DAYS;
    let further = usize::try_from(further).ok().filter(|_| days_overdue > 0)?;
    above.get(further.min(above.len().checked_sub(1)?))
}

/// The units above one that exist on a day, the nearest first. The one itself may exist no more.
pub fn units_above<'a>(units: &'a Units, code: &str, day: Day) -> Vec<&'a Arc<AdminUnit>> {
    let named = |code: &str| {
        let with_code = || units.all.iter().filter(|unit| unit.code == code);
        with_code()
            .find(|unit| unit.is_valid(day))
            .or_else(|| with_code().next_back())
    };
    let mut above: Vec<&Arc<AdminUnit>> = Vec::new();
    let mut unit = named(code);
    // A tree that is none must not be climbed for ever.
    for _ in 0..units.levels.len() {
        unit = unit.and_then(|unit| named(unit.parent_code.as_deref()?));
        above.extend(unit.filter(|unit| unit.is_valid(day)));
    }
    above
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::board::{Level, world::WorldBox};

    const DUE: Day = Day(20_000);

    #[test]
    fn an_obstacle_climbs_at_once_when_its_due_date_has_passed_and_then_every_seven_days() {
        let above = ["district", "province", "ministry"];
        let told = |days: i32| escalated_to(&above, days).copied();
        for (days, unit) in [
            (0, None),
            (1, Some("district")),
            (7, Some("district")),
            (8, Some("province")),
            (14, Some("province")),
            (15, Some("ministry")),
            (400, Some("ministry")),
        ] {
            assert_eq!(told(days), unit, "{days} days");
        }
        assert_eq!(escalated_to::<&str>(&[], 30), None, "nobody is above the top");
    }

    #[test]
    fn only_what_is_open_and_past_its_due_date_is_overdue() {
        let days = |is_open, due| days_overdue(is_open, due, DUE);
        assert_eq!(days(true, Some(DUE)), 0, "the day itself is in time");
        assert_eq!(days(true, Some(DUE.plus_days(-3))), 3);
        assert_eq!(days(true, Some(DUE.plus_days(3))), 0);
        assert_eq!(days(false, Some(DUE.plus_days(-3))), 0);
        assert_eq!(days(true, None), 0);
    }

    proptest! {
        #[test]
        fn who_is_told_only_ever_changes_upwards(days in -20..200i32, later in 0..40i32, height in 0..5usize) {
            let above: Vec<usize> = (0..height).collect();
            let (now, then) = (escalated_to(&above, days), escalated_to(&above, days + later));
            prop_assert!(now <= then);
            prop_assert_eq!(now.is_some(), days > 0 && height > 0);
        }
    }

    fn unit(id: i32, code: &str, parent: Option<&str>, until: Option<i32>) -> Arc<AdminUnit> {
        Arc::new(AdminUnit {
            id,
            code: code.to_owned(),
            name: String::new(),
            level: String::new(),
            rank: 1,
            parent_code: parent.map(str::to_owned),
            valid_from: None,
            valid_to: until.map(Day),
            version: 1,
            rings: Vec::new(),
            label: None,
            bounds: WorldBox::EMPTY,
        })
    }

    #[test]
    fn one_climbs_past_a_district_that_is_gone() {
        let level = || Level {
            level: String::new(),
            name_vi: String::new(),
            name_en: String::new(),
            rank: 1,
        };
        let all = vec![
            unit(1, "19", None, None),
            unit(2, "164", Some("19"), Some(100)),
            unit(3, "05401", Some("164"), None),
            unit(4, "ring", Some("ring"), None),
        ];
        let units = Units::new(vec![level(), level(), level()], all, 1);
        let above = |code: &str, day: i32| -> Vec<i32> {
            let found = units_above(&units, code, Day(day));
            found.iter().map(|unit| unit.id).collect()
        };
        assert_eq!(above("05401", 99), [2, 1]);
        assert_eq!(above("05401", 100), [1]);
        assert_eq!(above("164", 100), [1], "gone itself, its province is still told");
        assert!(above("19", 100).is_empty() && above("none", 100).is_empty());
        assert!(above("ring", 1).len() <= 3);
    }
}
