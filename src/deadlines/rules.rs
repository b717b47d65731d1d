//! When a step is due. Pure: a parcel's dated facts, the rule book, the plan and a day in; a due date out.

use std::collections::HashSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

use super::FactKind;
use crate::{
    calendar::Day,
    plans::{Dated, Plan},
    steps::Step,
};

/// What starts a clock: a step or another fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartFact {
    /// The day of a step.
    Step(Step),
    /// The day of a fact.
    Fact(FactKind),
}

impl StartFact {
    /// The code used in the database and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Step(step) => step.code(),
            Self::Fact(fact) => fact.code(),
        }
    }

    /// The start fact with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        code.parse()
            .map(Self::Step)
            .ok()
            .or_else(|| code.parse().map(Self::Fact).ok())
    }
}

impl Serialize for StartFact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for StartFact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| de::Error::custom("no such step or fact"))
    }
}

/// What a limit demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
#[schema(as = LimitKind)]
pub enum Kind {
    /// Must be done within: passing it is late.
    Max,
    /// Must wait at least: acting earlier is too early.
    Min,
    /// Lapses after.
    Valid,
}

impl Kind {
    /// How many kinds there are.
    const COUNT: usize = 3;
}

/// In what a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
#[schema(as = LimitUnit)]
pub enum Unit {
    /// Calendar days.
    Day,
    /// Days that are neither weekend nor holiday.
    WorkingDay,
    /// Months.
    Month,
}

/// Which parcels a limit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
#[schema(as = LimitCondition)]
pub enum Condition {
    /// All.
    Any,
    /// Those whose every land use is agricultural.
    Agricultural,
    /// The others.
    NotAgricultural,
    /// Those whose household must be resettled.
    Resettlement,
    /// The others.
    NoResettlement,
}

/// One limit of the law.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeadlineRule)]
pub struct Rule {
    /// First day of force.
    pub valid_from: Day,
    /// First day no more in force.
    pub valid_to: Option<Day>,
    /// What must all have happened for the clock to run.
    #[serde(rename = "start_facts")]
    #[schema(rename = "start_facts", value_type = Vec<String>, min_items = 1, max_items = 13)]
    pub start: Vec<StartFact>,
    /// The step that the limit is for.
    #[serde(rename = "target_step")]
    pub target: Step,
    /// What it demands.
    pub kind: Kind,
    /// How many units.
    #[schema(minimum = 0, maximum = 3650)]
    pub amount: i32,
    /// In what it counts.
    pub unit: Unit,
    /// Which parcels it is for.
    pub condition: Condition,
    /// The article that says so.
    #[schema(min_length = 1, max_length = 300)]
    pub citation: String,
}

/// All limits of the law and the calendar that they count by.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    /// The limits; their place here is how a due date names its source.
    pub rules: Vec<Rule>,
    /// Places of the limits of each kind, by the step that they are for.
    places: [[Vec<u16>; Step::COUNT]; Kind::COUNT],
    /// Public holidays.
    holidays: HashSet<Day>,
}

/// What the clocks ask of a parcel, as known about one day.
pub trait Facts {
    /// The day of a step, if it is done.
    fn step_on(&self, step: Step) -> Option<Day>;
    /// The latest day of a fact, if it happened.
    fn fact_on(&self, fact: FactKind) -> Option<Day>;
    /// Whether every land use is agricultural.
    fn agricultural(&self) -> bool;
    /// Whether the household must be resettled.
    fn needs_resettlement(&self) -> bool;
}

/// Everything that sets a date for a parcel's steps on one day, beside its own facts.
#[derive(Clone, Copy, Debug)]
pub struct Clocks<'a> {
    /// The law.
    pub book: &'a RuleBook,
    /// The planned day of each step, of the nearest unit that has one.
    pub plan: &'a [Option<Day>; Step::COUNT],
    /// The project's clearance deadline: no step may be later.
    pub deadline: Option<Day>,
}

impl<'a> Clocks<'a> {
    /// The law, and what a plan says on a day.
    pub fn of(book: &'a RuleBook, plan: &'a Dated<Plan>, day: Day) -> Self {
        const NOTHING: [Option<Day>; Step::COUNT] = [None; Step::COUNT];
        let plan = plan.on(day);
        Self {
            book,
            plan: plan.map_or(&NOTHING, |plan| &plan.steps),
            deadline: plan.and_then(|plan| plan.deadline),
        }
    }
}

/// Why a step is due when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueSource {
    /// A limit of the law: its place in the rule book.
    Law(u16),
    /// The project's own plan.
    Plan,
    /// The project's clearance deadline.
    Deadline,
}

/// What sets a due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A limit of the law.
    Law,
    /// The project's plan.
    Plan,
    /// The project's clearance deadline.
    Deadline,
}

impl DueSource {
    /// What it is.
    pub const fn kind(self) -> SourceKind {
        match self {
            Self::Law(_) => SourceKind::Law,
            Self::Plan => SourceKind::Plan,
            Self::Deadline => SourceKind::Deadline,
        }
    }
}

/// A day that a limit of the law sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegalDay {
    /// The day.
    pub on: Day,
    /// Place of the limit in the rule book.
    pub rule: u16,
}

/// A due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day that is not late.
    pub on: Day,
    /// The step that is due.
    pub step: Step,
    /// Why.
    pub source: DueSource,
}

impl Condition {
    fn holds(self, facts: &impl Facts) -> bool {
        match self {
            Self::Any => true,
            Self::Agricultural => facts.agricultural(),
            Self::NotAgricultural => !facts.agricultural(),
            Self::Resettlement => facts.needs_resettlement(),
            Self::NoResettlement => !facts.needs_resettlement(),
        }
    }
}

impl Rule {
    /// The step that starts it: of a limit of validity, the one that lapses.
    pub fn rests_on(&self) -> Option<Step> {
        self.start.iter().find_map(|start| match start {
            StartFact::Step(step) => Some(*step),
            StartFact::Fact(_) => None,
        })
    }

    /// The day on which the clock of this rule starts: the latest of its start facts, if all happened
    /// and the rule is in force on that day.
    fn starts_on(&self, facts: &impl Facts) -> Option<Day> {
        let start = self.start.iter().try_fold(None, |latest: Option<Day>, fact| {
            let on = match fact {
                StartFact::Step(step) => facts.step_on(*step),
                StartFact::Fact(fact) => facts.fact_on(*fact),
            }?;
            Some(Some(latest.map_or(on, |day| day.max(on))))
        })??;
        (self.valid_from <= start && self.valid_to.is_none_or(|end| start < end)).then_some(start)
    }
}

impl RuleBook {
    /// The limits and the holidays.
    pub fn new(rules: Vec<Rule>, holidays: HashSet<Day>) -> Self {
        let mut places: [[Vec<u16>; Step::COUNT]; Kind::COUNT] = Default::default();
        for (place, rule) in (0..).zip(&rules) {
            places[rule.kind as usize][rule.target.index()].push(place);
        }
        Self {
            rules,
            places,
            holidays,
        }
    }

    /// Other limits with the same holidays.
    #[must_use]
    pub fn with_rules(&self, rules: Vec<Rule>) -> Self {
        Self::new(rules, self.holidays.clone())
    }

    /// The limit at a place.
    pub fn rule(&self, place: u16) -> Option<&Rule> {
        self.rules.get(usize::from(place))
    }

    /// The days that the running clocks of a kind set for a step.
    fn running(&self, kind: Kind, facts: &impl Facts, step: Step) -> impl Iterator<Item = LegalDay> {
        self.places[kind as usize][step.index()]
            .iter()
            .filter_map(move |place| {
                let rule = &self.rules[usize::from(*place)];
                let start = rule.starts_on(facts).filter(|_| rule.condition.holds(facts))?;
                Some(LegalDay {
                    on: self.count(start, rule.amount, rule.unit),
                    rule: *place,
                })
            })
    }

    /// The day that lies `amount` units after `start`.
    pub fn count(&self, start: Day, amount: i32, unit: Unit) -> Day {
        match unit {
            Unit::Day => start.plus_days(amount),
            Unit::Month => start.plus_months(amount),
            Unit::WorkingDay => (1..)
                .map(|days| start.plus_days(days))
                .filter(|day| !day.is_weekend() && !self.holidays.contains(day))
                .take(usize::try_from(amount).unwrap_or(0))
                .last()
                .unwrap_or(start),
        }
    }
}

/// Every day by which one undone step is to be done: its statutory maxima, its planned day and the clearance deadline.
///
/// Source: Land Laws 2013 and 2024 and their decrees, as the rule book cites them.
pub fn dues_of_step(facts: &impl Facts, step: Step, clocks: &Clocks<'_>) -> impl Iterator<Item = Due> {
    let law = clocks.book.running(Kind::Max, facts, step);
    let law = law.map(|limit| (limit.on, DueSource::Law(limit.rule)));
    let plan = clocks.plan[step.index()].map(|on| (on, DueSource::Plan));
    let deadline = clocks.deadline.map(|on| (on, DueSource::Deadline));
    let all = law.chain(plan).chain(deadline);
    all.map(move |(on, source)| Due { on, step, source })
}

/// When one undone step is due: the earliest of these days.
pub fn due_of_step(facts: &impl Facts, step: Step, clocks: &Clocks<'_>) -> Option<Due> {
    dues_of_step(facts, step, clocks).min_by_key(|due| due.on)
}

/// The first day on which the law allows a step: where several waits run, the end of the longest.
pub fn earliest_of_step(facts: &impl Facts, step: Step, book: &RuleBook) -> Option<LegalDay> {
    book.running(Kind::Min, facts, step).max_by_key(|limit| limit.on)
}

/// The last day on which what a step rests on is valid.
pub fn lapse_of_step(facts: &impl Facts, step: Step, book: &RuleBook) -> Option<LegalDay> {
    book.running(Kind::Valid, facts, step).min_by_key(|limit| limit.on)
}

/// The earliest due date over the steps that are still to do.
pub fn earliest_due(facts: &impl Facts, undone: impl Iterator<Item = Step>, clocks: &Clocks<'_>) -> Option<Due> {
    undone
        .filter_map(|step| due_of_step(facts, step, clocks))
        .min_by_key(|due| due.on)
}

#[cfg(test)]
mod tests;
