use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A parcel of which only this is known.
#[derive(Clone, Default)]
struct Known {
    steps: [Option<Day>; Step::COUNT],
    complied: Option<Day>,
    resettlement: bool,
    agricultural: bool,
}

impl Known {
    fn done(steps: &[(Step, &str)]) -> Self {
        let mut known = Self::default();
        for (step, on) in steps {
            known.steps[step.index()] = Some(day(on));
        }
        known
    }
}

impl Facts for Known {
    fn step_on(&self, step: Step) -> Option<Day> {
        self.steps[step.index()]
    }

    fn fact_on(&self, fact: FactKind) -> Option<Day> {
        self.complied.filter(|_| fact == FactKind::EnforcementComplied)
    }

    fn agricultural(&self) -> bool {
        self.agricultural
    }

    fn needs_resettlement(&self) -> bool {
        self.resettlement
    }
}

fn rule(valid: (&str, Option<&str>), start: &[StartFact], target: Step, amount: i32) -> Rule {
    Rule {
        valid_from: day(valid.0),
        valid_to: valid.1.map(day),
        start: start.to_vec(),
        target,
        kind: Kind::Max,
        amount,
        unit: Unit::Day,
        condition: Condition::Any,
        citation: String::new(),
    }
}

const APPROVED: StartFact = StartFact::Step(Step::PlanApproved);
const DECIDED: StartFact = StartFact::Step(Step::RecoveryDecided);
const RESETTLED: StartFact = StartFact::Step(Step::Resettled);
const NO_PLAN: [Option<Day>; Step::COUNT] = [None; Step::COUNT];

fn book(rules: Vec<Rule>) -> RuleBook {
    RuleBook::new(rules, HashSet::new())
}

fn due(known: &Known, step: Step, book: &RuleBook) -> Option<Day> {
    let clocks = Clocks {
        book,
        plan: &NO_PLAN,
        deadline: None,
    };
    due_of_step(known, step, &clocks).map(|due| due.on)
}

#[test]
fn the_rule_in_force_when_its_clock_starts_applies() {
    // Payment ran from the recovery decision until 2024-08-01, from the approval of the plan since.
    let book = book(vec![
        rule(("2014-07-01", Some("2024-08-01")), &[DECIDED], Step::Paid, 30),
        rule(("2024-08-01", None), &[APPROVED], Step::Paid, 20),
    ]);
    let paid = |steps: &[(Step, &str)]| due(&Known::done(steps), Step::Paid, &book);
    let (approved, decided) = (Step::PlanApproved, Step::RecoveryDecided);
    assert_eq!(
        paid(&[(decided, "2024-07-31")]),
        Some(day("2024-08-30")),
        "the last day of the old law"
    );
    assert_eq!(
        paid(&[(decided, "2024-08-01")]),
        None,
        "the old law's clock starts no more"
    );
    assert_eq!(
        paid(&[(approved, "2024-07-31")]),
        None,
        "the new law's clock starts not yet"
    );
    assert_eq!(paid(&[(approved, "2024-08-01")]), Some(day("2024-08-21")));
    assert_eq!(paid(&[(decided, "2014-06-30")]), None, "before any law known here");
    assert_eq!(
        paid(&[(decided, "2024-07-20"), (approved, "2024-08-01")]),
        Some(day("2024-08-19")),
        "one parcel, two laws"
    );
}

#[test]
fn a_clock_starts_at_the_latest_of_its_facts_and_not_without_one() {
    let book = book(vec![rule(
        ("2024-08-01", None),
        &[APPROVED, RESETTLED],
        Step::RecoveryDecided,
        10,
    )]);
    let decided = |steps: &[(Step, &str)]| due(&Known::done(steps), Step::RecoveryDecided, &book);
    assert_eq!(decided(&[]), None);
    assert_eq!(decided(&[(Step::PlanApproved, "2025-01-01")]), None);
    assert_eq!(decided(&[(Step::Resettled, "2025-01-01")]), None);
    let both = [(Step::PlanApproved, "2025-01-01"), (Step::Resettled, "2025-03-01")];
    assert_eq!(decided(&both), Some(day("2025-03-11")));
    let reversed = [(Step::PlanApproved, "2025-04-01"), (Step::Resettled, "2025-03-01")];
    assert_eq!(decided(&reversed), Some(day("2025-04-11")));
    let across = [(Step::PlanApproved, "2024-01-01"), (Step::Resettled, "2024-08-01")];
    assert_eq!(
        decided(&across),
        Some(day("2024-08-11")),
        "in force on the day that starts it"
    );
}

#[test]
fn who_must_move_is_decided_on_ten_days_after_moving_others_after_the_approval() {
    let mut alone = rule(("2024-08-01", None), &[APPROVED], Step::RecoveryDecided, 10);
    alone.condition = Condition::NoResettlement;
    let mut moved = rule(("2024-08-01", None), &[APPROVED, RESETTLED], Step::RecoveryDecided, 10);
    moved.condition = Condition::Resettlement;
    let book = book(vec![alone, moved]);
    let mut known = Known::done(&[(Step::PlanApproved, "2025-01-01")]);
    assert_eq!(due(&known, Step::RecoveryDecided, &book), Some(day("2025-01-11")));
    known.resettlement = true;
    assert_eq!(
        due(&known, Step::RecoveryDecided, &book),
        None,
        "not before the household has moved"
    );
    known.steps[Step::Resettled.index()] = Some(day("2025-06-01"));
    assert_eq!(due(&known, Step::RecoveryDecided, &book), Some(day("2025-06-11")));
}

#[test]
fn a_condition_chooses_the_parcels_of_a_rule() {
    for (condition, agricultural, resettlement, holds) in [
        (Condition::Any, false, false, true),
        (Condition::Agricultural, true, false, true),
        (Condition::Agricultural, false, false, false),
        (Condition::NotAgricultural, false, false, true),
        (Condition::NotAgricultural, true, false, false),
        (Condition::Resettlement, false, true, true),
        (Condition::Resettlement, false, false, false),
        (Condition::NoResettlement, false, true, false),
    ] {
        let mut rule = rule(("2024-08-01", None), &[APPROVED], Step::Paid, 30);
        rule.condition = condition;
        let known = Known {
            resettlement,
            agricultural,
            ..Known::done(&[(Step::PlanApproved, "2025-01-01")])
        };
        assert_eq!(
            due(&known, Step::Paid, &book(vec![rule])).is_some(),
            holds,
            "{condition:?}"
        );
    }
}

#[test]
fn waiting_times_and_lapses_make_nothing_late() {
    for kind in [Kind::Min, Kind::Valid] {
        let mut rule = rule(("2024-08-01", None), &[APPROVED], Step::Paid, 30);
        rule.kind = kind;
        assert_eq!(
            due(
                &Known::done(&[(Step::PlanApproved, "2025-01-01")]),
                Step::Paid,
                &book(vec![rule])
            ),
            None
        );
    }
}

#[test]
fn a_fact_beside_the_steps_starts_a_clock_too() {
    let complied = StartFact::Fact(FactKind::EnforcementComplied);
    let book = book(vec![rule(("2024-08-01", None), &[complied], Step::HandedOver, 30)]);
    let known = Known {
        complied: Some(day("2025-01-01")),
        ..Known::default()
    };
    assert_eq!(due(&known, Step::HandedOver, &book), Some(day("2025-01-31")));
    assert_eq!(due(&Known::default(), Step::HandedOver, &book), None);
}

#[test]
fn working_days_skip_weekends_and_holidays() {
    let book = RuleBook::new(Vec::new(), HashSet::from([day("2026-09-02")]));
    assert_eq!(book.count(day("2026-08-28"), 1, Unit::WorkingDay), day("2026-08-31"));
    assert_eq!(book.count(day("2026-08-28"), 3, Unit::WorkingDay), day("2026-09-03"));
    for unit in [Unit::Day, Unit::WorkingDay, Unit::Month] {
        assert_eq!(
            book.count(day("2026-08-29"), 0, unit),
            day("2026-08-29"),
            "nothing after the start is the start"
        );
    }
}

proptest! {
    #[test]
    fn the_earliest_of_law_plan_and_deadline_is_due(
        approved in 20_000..20_100i32,
        planned in prop::option::of(20_000..20_200i32),
        deadline in prop::option::of(20_000..20_200i32),
    ) {
        let book = book(vec![rule(("2014-07-01", None), &[APPROVED], Step::Paid, 30)]);
        let mut known = Known::default();
        known.steps[Step::PlanApproved.index()] = Some(Day(approved));
        let mut plan = NO_PLAN;
        plan[Step::Paid.index()] = planned.map(Day);
        let clocks = Clocks { book: &book, plan: &plan, deadline: deadline.map(Day) };
        let due = due_of_step(&known, Step::Paid, &clocks).unwrap();
        let earliest = [Some(approved + 30), planned, deadline].into_iter().flatten().min();
        prop_assert_eq!(Some(due.on.0), earliest);
        let of_source = match due.source {
            DueSource::Law(place) => { prop_assert_eq!(place, 0); Some(approved + 30) }
            DueSource::Plan => planned,
            DueSource::Deadline => deadline,
        };
        prop_assert_eq!(Some(due.on.0), of_source, "the source is the one that says so");
    }

    #[test]
    fn of_all_undone_steps_the_one_due_first_is_due(plan in prop::array::uniform8(prop::option::of(20_000..20_200i32))) {
        let days = plan.map(|on| on.map(Day));
        let clocks = Clocks { book: &RuleBook::default(), plan: &days, deadline: None };
        let undone = [Step::Inventoried, Step::Paid, Step::HandedOver];
        let due = earliest_due(&Known::default(), undone.into_iter(), &clocks);
        let earliest = undone.iter().filter_map(|step| days[step.index()]).min();
        prop_assert_eq!(due.map(|due| due.on), earliest);
        if let Some(due) = due {
            prop_assert_eq!(days[due.step.index()], Some(due.on));
        }
    }

    #[test]
    fn working_days_end_on_a_working_day_and_never_before_as_many_days(start in 20_000..21_000i32, amount in 1..60i32) {
        let end = RuleBook::default().count(Day(start), amount, Unit::WorkingDay);
        prop_assert!(!end.is_weekend());
        let between = (start + 1..=end.0).filter(|day| !Day(*day).is_weekend()).count();
        prop_assert_eq!(i32::try_from(between).unwrap(), amount);
    }
}
