//! Made-up parcels, for tests of rules and of what is made of them.

use std::{collections::HashSet, sync::Arc};

use proptest::prelude::*;

use super::*;
use crate::{
    board::{CompactDay, ParcelObstacle, RareFacts},
    deadlines::{Condition, Kind, Rule, RuleBook, StartFact, Unit},
};

/// Days that everything in these tests happens on; what is asked about lies in their middle.
pub const DAYS: std::ops::Range<i32> = 20_000..20_200;

fn limit(start: &[StartFact], target: Step, amount: i32, condition: Condition) -> Rule {
    Rule {
        valid_from: Day(0),
        valid_to: None,
        start: start.to_vec(),
        target,
        kind: Kind::Max,
        amount,
        unit: Unit::Day,
        condition,
        citation: String::new(),
    }
}

/// A few limits of the law.
pub fn book() -> RuleBook {
    let (approved, resettled) = (StartFact::Step(Step::PlanApproved), StartFact::Step(Step::Resettled));
    let complied = StartFact::Fact(FactKind::EnforcementComplied);
    let rules = vec![
        limit(&[approved], Step::Paid, 30, Condition::Any),
        limit(&[approved], Step::RecoveryDecided, 10, Condition::NoResettlement),
        limit(
            &[approved, resettled],
            Step::RecoveryDecided,
            10,
            Condition::Resettlement,
        ),
        limit(&[complied], Step::HandedOver, 30, Condition::Any),
    ];
    RuleBook::new(rules, HashSet::new())
}

/// Those, with waits and a validity under two laws that change in the middle of the days.
fn rules_of_two_laws() -> Vec<Rule> {
    let (notified, posted) = (StartFact::Step(Step::Notified), StartFact::Step(Step::PlanPosted));
    let change = Day(DAYS.start + 100);
    let mut rules = book().rules;
    for (valid_from, valid_to, shorter) in [(Day(0), Some(change), 0), (change, None, 20)] {
        let of_law = |kind, rule: Rule| Rule {
            valid_from,
            valid_to,
            kind,
            ..rule
        };
        rules.extend([
            of_law(
                Kind::Min,
                limit(&[notified], Step::RecoveryDecided, 60 - shorter, Condition::Any),
            ),
            of_law(
                Kind::Min,
                limit(&[posted], Step::RecoveryDecided, 30 - shorter, Condition::Any),
            ),
            of_law(
                Kind::Valid,
                limit(&[notified], Step::RecoveryDecided, 90, Condition::Any),
            ),
        ]);
    }
    rules
}

fn day() -> impl Strategy<Value = Day> {
    DAYS.prop_map(Day)
}

/// A day of these or none.
pub fn perhaps() -> impl Strategy<Value = Option<Day>> {
    prop::option::of(day())
}

fn obstacle() -> impl Strategy<Value = ParcelObstacle> {
    (day(), prop::option::of(0..90), any::<bool>()).prop_map(|(opened_on, days, stops_works)| ParcelObstacle {
        id: 1,
        cause: 0,
        stops_works,
        opened_on,
        closed_on: days.map(|days| opened_on.plus_days(days)),
        due_on: None,
    })
}

prop_compose! {
    /// A parcel with whatever may happen to one.
    pub fn parcel()(
        steps in prop::array::uniform8(perhaps()),
        set_aside in prop::array::uniform7(prop::option::weighted(0.2, day())),
        excluded in prop::option::weighted(0.1, day()),
        obstacles in prop::collection::vec(obstacle(), 0..3),
        complied in perhaps(),
        needs_resettlement in any::<bool>(),
    ) -> ParcelFacts {
        let mut not_applicable = [CompactDay::default(); Step::COUNT];
        for (place, day) in set_aside.into_iter().enumerate() {
            not_applicable[place] = day.into();
        }
        let facts = complied.map(|day| (FactKind::EnforcementComplied, day)).into_iter().collect();
        ParcelFacts {
            version: 1,
            shape_version: 1,
            household: 0,
            area_tenths_m2: 0,
            steps: steps.map(CompactDay::from),
            excluded: excluded.into(),
            unit_set: 0,
            touched: CompactDay::default(),
            agricultural: false,
            needs_resettlement,
            rare: Some(Arc::new(RareFacts { not_applicable, obstacles, facts, touched_before: Vec::new() })),
        }
    }
}

/// The parcel as it was known on a day: nothing that lies after it.
fn up_to(parcel: &ParcelFacts, day: Day) -> ParcelFacts {
    let known = |compact: CompactDay| CompactDay::from(compact.get().filter(|on| *on <= day));
    let mut past = parcel.clone();
    past.steps = past.steps.map(known);
    past.excluded = known(past.excluded);
    let rare = Arc::make_mut(past.rare.as_mut().unwrap());
    rare.not_applicable = rare.not_applicable.map(known);
    rare.facts.retain(|(_, on)| *on <= day);
    rare.obstacles.retain(|obstacle| obstacle.opened_on <= day);
    for obstacle in &mut rare.obstacles {
        obstacle.closed_on = obstacle.closed_on.filter(|on| *on <= day);
    }
    past
}

fn assessed(parcel: &ParcelFacts, plan: [Option<Day>; Step::COUNT], deadline: Option<Day>, day: Day) -> Assessment {
    let book = book();
    let clocks = Clocks {
        book: &book,
        plan: &plan,
        deadline,
    };
    Standing::of(parcel, &clocks, day).on(day)
}

proptest! {
    #[test]
    fn what_lies_after_the_day_has_not_happened(
        parcel in parcel(), plan in prop::array::uniform8(perhaps()), deadline in perhaps(), day in day()
    ) {
        let past = up_to(&parcel, day);
        prop_assert_eq!(assessed(&parcel, plan, deadline, day), assessed(&past, plan, deadline, day));
    }

    #[test]
    fn an_obstacle_never_makes_lateness_disappear(
        parcel in parcel(), new in obstacle(), deadline in perhaps(), day in day()
    ) {
        let before = assessed(&parcel, [None; Step::COUNT], deadline, day);
        let mut blocked = parcel;
        Arc::make_mut(blocked.rare.as_mut().unwrap()).obstacles.push(new);
        let after = assessed(&blocked, [None; Step::COUNT], deadline, day);
        prop_assert_eq!((before.due, before.days_late), (after.due, after.days_late));
        prop_assert_eq!(before.waiting_for, after.waiting_for);
        if new.is_open(day) && before.remains() {
            prop_assert_eq!((after.status, after.is_blocked), (Status::Blocked, true));
        }
    }

    #[test]
    fn the_status_is_the_first_that_holds(
        parcel in parcel(), plan in prop::array::uniform8(perhaps()), deadline in perhaps(), day in day()
    ) {
        let known = AsOf::new(&parcel, day);
        let found = assessed(&parcel, plan, deadline, day);
        let open = parcel.obstacles().any(|obstacle| obstacle.is_open(day));
        let due = earliest_due(&known, known.undone(), &Clocks { book: &book(), plan: &plan, deadline });
        let holds = |status| match status {
            Status::Excluded => parcel.excluded_on().is_some_and(|on| on <= day),
            Status::Cleared => parcel.step_on(Step::HandedOver).is_some_and(|on| on <= day),
            Status::Blocked => open,
            Status::Overdue => due.is_some_and(|due| due.on < day),
            Status::NotStarted => Step::ALL.into_iter().all(|step| known.step_on(step).is_none()),
            Status::Undated => due.is_none(),
            Status::OnTrack => true,
        };
        let order = [Status::Excluded, Status::Cleared, Status::Blocked, Status::Overdue, Status::NotStarted, Status::Undated, Status::OnTrack];
        prop_assert_eq!(Some(found.status), order.into_iter().find(|status| holds(*status)));
        prop_assert_eq!(found.is_overdue(), found.remains() && holds(Status::Overdue), "facts stand beside the status");
        prop_assert_eq!(found.is_blocked, found.remains() && open);
    }

    #[test]
    fn whatever_remains_waits_for_a_step_and_nothing_else_does(parcel in parcel(), day in day()) {
        let found = assessed(&parcel, [None; Step::COUNT], None, day);
        prop_assert_eq!(found.waiting_for.is_some(), found.remains());
        if let Some(step) = found.waiting_for {
            let known = AsOf::new(&parcel, day);
            prop_assert!(known.applies(step) && known.step_on(step).is_none());
        }
    }

    #[test]
    fn a_day_on_which_nothing_happens_makes_late_later(parcel in parcel(), deadline in perhaps(), day in day()) {
        let parcel = up_to(&parcel, day);
        let today = assessed(&parcel, [None; Step::COUNT], deadline, day);
        let tomorrow = assessed(&parcel, [None; Step::COUNT], deadline, day.plus_days(1));
        prop_assert_eq!(today.due, tomorrow.due);
        let late = today.due.is_some_and(|due| due.on <= day);
        prop_assert_eq!(tomorrow.days_late, if late { today.days_late + 1 } else { 0 });
    }
}

proptest! {
    #[test]
    fn the_order_of_the_rules_does_not_matter(
        parcel in parcel(), day in day(), mixed in Just(rules_of_two_laws()).prop_shuffle()
    ) {
        let (book, other) = (
            RuleBook::new(rules_of_two_laws(), HashSet::new()),
            RuleBook::new(mixed, HashSet::new()),
        );
        let known = AsOf::new(&parcel, day);
        let told = |book: &RuleBook| {
            let clocks = Clocks { book, plan: &[None; Step::COUNT], deadline: None };
            let due = earliest_due(&known, known.undone(), &clocks).map(|due| due.on);
            let early: Vec<(Step, Day)> = known.too_early(book).map(|(step, allowed)| (step, allowed.on)).collect();
            (due, early, known.lapse(book).map(|last| last.on))
        };
        prop_assert_eq!(told(&book), told(&other));
    }

    #[test]
    fn what_was_too_early_or_lapsed_is_so_on_every_later_day_on_which_nothing_happens(
        parcel in parcel(), day in day(), later in 1..100
    ) {
        let book = RuleBook::new(rules_of_two_laws(), HashSet::new());
        let parcel = up_to(&parcel, day);
        let (now, then) = (AsOf::new(&parcel, day), AsOf::new(&parcel, day.plus_days(later)));
        prop_assert!(now.too_early(&book).eq(then.too_early(&book)));
        prop_assert_eq!(now.lapse(&book), then.lapse(&book));
        prop_assert!(now.lapsed(&book).is_none() || then.lapsed(&book).is_some());
    }

    #[test]
    fn a_step_is_too_early_exactly_before_the_end_of_its_longest_wait(parcel in parcel(), day in day()) {
        let book = RuleBook::new(rules_of_two_laws(), HashSet::new());
        let known = AsOf::new(&parcel, day);
        let wait = |start: Step, before: i32, after: i32| {
            let since = known.step_on(start)?;
            Some(since.plus_days(if since.0 < DAYS.start + 100 { before } else { after }))
        };
        let allowed = wait(Step::Notified, 60, 40).max(wait(Step::PlanPosted, 30, 10));
        let decided = known.step_on(Step::RecoveryDecided);
        let expected = decided.zip(allowed).filter(|(on, allowed)| on < allowed).map(|(_, allowed)| allowed);
        let found: Vec<(Step, Day)> = known.too_early(&book).map(|(step, allowed)| (step, allowed.on)).collect();
        prop_assert_eq!(found, expected.map(|on| (Step::RecoveryDecided, on)).into_iter().collect::<Vec<_>>());
    }
}

/// A parcel to which nothing happened.
pub fn bare() -> ParcelFacts {
    ParcelFacts {
        version: 1,
        shape_version: 1,
        household: 0,
        area_tenths_m2: 0,
        steps: [CompactDay::default(); Step::COUNT],
        excluded: CompactDay::default(),
        unit_set: 0,
        touched: CompactDay::default(),
        agricultural: false,
        needs_resettlement: false,
        rare: None,
    }
}

#[test]
fn a_parcel_handed_over_stays_cleared_while_works_are_stopped() {
    let mut parcel = bare();
    parcel.steps[Step::HandedOver.index()] = Some(Day(20_000)).into();
    let stopped = ParcelObstacle {
        id: 1,
        cause: 8,
        stops_works: true,
        opened_on: Day(20_050),
        closed_on: Some(Day(20_060)),
        due_on: None,
    };
    let price = ParcelObstacle {
        stops_works: false,
        closed_on: None,
        ..stopped
    };
    parcel.rare = Some(Arc::new(RareFacts {
        obstacles: vec![stopped, price],
        ..RareFacts::default()
    }));
    for (day, works_stopped) in [(20_049, false), (20_050, true), (20_059, true), (20_060, false)] {
        let found = assessed(&parcel, [None; Step::COUNT], Some(Day(19_000)), Day(day));
        assert_eq!(
            (found.status, found.works_stopped, found.is_blocked),
            (Status::Cleared, works_stopped, false)
        );
        assert_eq!((found.days_late, found.waiting_for), (0, None));
    }
}

#[test]
fn a_later_step_can_be_late_while_an_earlier_one_is_waited_for() {
    let mut parcel = bare();
    for step in [Step::Notified, Step::Inventoried, Step::PlanPosted, Step::PlanApproved] {
        parcel.steps[step.index()] = Some(Day(20_000)).into();
    }
    let found = assessed(&parcel, [None; Step::COUNT], None, Day(20_015));
    assert_eq!(found.waiting_for, Some(Step::Paid));
    assert_eq!(
        found.due.map(|due| (due.step, due.on)),
        Some((Step::RecoveryDecided, Day(20_010)))
    );
    assert_eq!(found.days_late, 5);
}

#[test]
fn a_step_is_out_of_order_when_an_earlier_one_is_open_or_later() {
    let mut parcel = bare();
    let mut set = |step: Step, day: i32| parcel.steps[step.index()] = Some(Day(day)).into();
    set(Step::Notified, 20_010);
    set(Step::Inventoried, 20_005);
    set(Step::PlanPosted, 20_010);
    set(Step::Paid, 20_020);
    let known = AsOf::new(&parcel, Day(20_100));
    assert_eq!(
        known.out_of_order().collect::<Vec<_>>(),
        [Step::Inventoried, Step::Paid]
    );
    let earlier = AsOf::new(&parcel, Day(20_012));
    assert_eq!(earlier.out_of_order().collect::<Vec<_>>(), [Step::Inventoried]);
}
