//! What a parcel's facts mean on a day: status, what it waits for, when that was due. Pure, and the only place.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    board::ParcelFacts,
    calendar::Day,
    deadlines::{
        Clocks, Due, FactKind, Facts, LegalDay, RuleBook, dues_of_step, earliest_due, earliest_of_step, lapse_of_step,
    },
    language::Language,
    steps::Step,
};

/// Derived status of a parcel on a day; the first that holds, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Status {
    /// The design changed: in no total.
    Excluded,
    /// Handed over.
    Cleared,
    /// An obstacle is open.
    Blocked,
    /// A due date has passed.
    Overdue,
    /// No step is done.
    NotStarted,
    /// No due date of any kind.
    Undated,
    /// In time.
    OnTrack,
}

impl Status {
    /// All, in order.
    pub const ALL: [Self; 7] = [
        Self::Excluded,
        Self::Cleared,
        Self::Blocked,
        Self::Overdue,
        Self::NotStarted,
        Self::Undated,
        Self::OnTrack,
    ];

    /// The code used in the API and in tiles.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::Cleared => "cleared",
            Self::Blocked => "blocked",
            Self::Overdue => "overdue",
            Self::NotStarted => "not_started",
            Self::Undated => "undated",
            Self::OnTrack => "on_track",
        }
    }

    /// The name in a language.
    pub const fn name(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::Vi, Self::Excluded) => "Đưa ra khỏi dự án",
            (Language::Vi, Self::Cleared) => "Đã bàn giao",
            (Language::Vi, Self::Blocked) => "Vướng mắc",
            (Language::Vi, Self::Overdue) => "Quá hạn",
            (Language::Vi, Self::NotStarted) => "Chưa bắt đầu",
            (Language::Vi, Self::Undated) => "Chưa có hạn",
            (Language::Vi, Self::OnTrack) => "Đúng tiến độ",
            (Language::En, Self::Excluded) => "Excluded",
            (Language::En, Self::Cleared) => "Cleared",
            (Language::En, Self::Blocked) => "Blocked",
            (Language::En, Self::Overdue) => "Overdue",
            (Language::En, Self::NotStarted) => "Not started",
            (Language::En, Self::Undated) => "No due date",
            (Language::En, Self::OnTrack) => "On track",
        }
    }
}

/// Something odd about a parcel's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// A step is recorded before one that comes before it.
    OutOfOrder,
    /// A step was done before the wait that the law demands had passed.
    TooEarly,
    /// What a step to come rests on is valid no more: the notice must be served again.
    Lapsed,
}

/// What a parcel's facts mean from one day on which something happened until the next, but for lateness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Status as long as no due date has passed; never [`Status::Overdue`].
    pub status: Status,
    /// The first applicable step not done; none when excluded or handed over.
    pub waiting_for: Option<Step>,
    /// The earliest due date over all undone steps; none when excluded or handed over.
    pub due: Option<Due>,
    /// Whether people stop the works on land that was handed over.
    pub works_stopped: bool,
}

/// What a parcel's facts mean on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// One word for the map; status counts add up to the total.
    pub status: Status,
    /// The first applicable step not done; none when excluded or handed over.
    pub waiting_for: Option<Step>,
    /// The earliest due date over all undone steps; none when excluded or handed over.
    pub due: Option<Due>,
    /// Days since the due date; 0 when it has not passed.
    pub days_late: i32,
    /// Whether an obstacle is open on land not yet handed over.
    pub is_blocked: bool,
    /// Whether people stop the works on land that was handed over.
    pub works_stopped: bool,
}

impl Assessment {
    /// Whether a due date has passed.
    pub const fn is_overdue(&self) -> bool {
        self.days_late > 0
    }

    /// Whether the parcel is in totals.
    pub fn counts(&self) -> bool {
        self.status != Status::Excluded
    }

    /// Whether the parcel is still to be cleared.
    pub fn remains(&self) -> bool {
        !matches!(self.status, Status::Excluded | Status::Cleared)
    }
}

/// A parcel's facts as known about one day: what lies after it has not happened.
pub struct AsOf<'a> {
    facts: &'a ParcelFacts,
    day: Day,
}

impl<'a> AsOf<'a> {
    /// The facts up to a day.
    pub const fn new(facts: &'a ParcelFacts, day: Day) -> Self {
        Self { facts, day }
    }

    /// Whether a step applies: resettlement only to those who must move, any other unless set aside.
    pub fn applies(&self, step: Step) -> bool {
        let set_aside = self.facts.not_applicable_on(step).is_some_and(|day| day <= self.day);
        let needed = step != Step::Resettled
            || self.facts.needs_resettlement
            || self.facts.step_on(Step::Resettled).is_some_and(|day| day <= self.day);
        needed && !set_aside
    }

    /// The applicable steps still to do, in order.
    pub fn undone(&self) -> impl Iterator<Item = Step> {
        Step::ALL
            .into_iter()
            .filter(|step| self.applies(*step) && self.step_on(*step).is_none())
    }

    /// The days that have passed for steps still to do, with what set each.
    pub fn passed(&self, clocks: &Clocks<'_>) -> impl Iterator<Item = Due> {
        let dues = self.undone().flat_map(move |step| dues_of_step(self, step, clocks));
        dues.filter(|due| due.on < self.day)
    }

    /// Steps done although an earlier applicable one is not, or on an earlier day: a data-quality warning.
    pub fn out_of_order(&self) -> impl Iterator<Item = Step> {
        Step::ALL.into_iter().filter(|step| {
            self.step_on(*step).is_some_and(|on| {
                Step::ALL[..step.index()]
                    .iter()
                    .any(|earlier| self.applies(*earlier) && self.step_on(*earlier).is_none_or(|day| day > on))
            })
        })
    }
}

impl AsOf<'_> {
    /// Steps done before the law allowed them, each with the first day on which it did.
    pub fn too_early(&self, book: &RuleBook) -> impl Iterator<Item = (Step, LegalDay)> {
        let steps = Step::ALL.into_iter();
        steps.filter_map(|step| Some((step, self.allowed_later(step, book)?)))
    }

    /// The first day on which the law allowed a step that was done before.
    pub fn allowed_later(&self, step: Step, book: &RuleBook) -> Option<LegalDay> {
        let on = self.step_on(step)?;
        earliest_of_step(self, step, book).filter(|allowed| on < allowed.on)
    }

    /// Of what the undone steps rest on, the last day of validity of what lapses first; none when excluded or handed over.
    pub fn lapse(&self, book: &RuleBook) -> Option<LegalDay> {
        let excluded = self.facts.excluded_on().is_some_and(|on| on <= self.day);
        if excluded || self.step_on(Step::HandedOver).is_some() {
            return None;
        }
        self.undone()
            .filter_map(|step| lapse_of_step(self, step, book))
            .min_by_key(|last| last.on)
    }

    /// What [lapses](Self::lapse), if it has.
    pub fn lapsed(&self, book: &RuleBook) -> Option<LegalDay> {
        self.lapse(book).filter(|last| last.on < self.day)
    }

    /// Whether there is an oddity of a kind.
    pub fn has_warning(&self, code: WarningCode, book: &RuleBook) -> bool {
        match code {
            WarningCode::OutOfOrder => self.out_of_order().next().is_some(),
            WarningCode::TooEarly => self.too_early(book).next().is_some(),
            WarningCode::Lapsed => self.lapsed(book).is_some(),
        }
    }
}

impl Facts for AsOf<'_> {
    fn step_on(&self, step: Step) -> Option<Day> {
        self.facts.step_on(step).filter(|day| *day <= self.day)
    }

    fn fact_on(&self, fact: FactKind) -> Option<Day> {
        self.facts
            .facts()
            .filter(|(kind, day)| *kind == fact && *day <= self.day)
            .map(|(_, day)| day)
            .max()
    }

    fn agricultural(&self) -> bool {
        self.facts.agricultural
    }

    fn needs_resettlement(&self) -> bool {
        self.facts.needs_resettlement
    }
}

impl Standing {
    /// Where a parcel stands by what is known about a day.
    pub fn of(facts: &ParcelFacts, clocks: &Clocks<'_>, day: Day) -> Self {
        let known = AsOf::new(facts, day);
        let finished = |status, works_stopped| Self {
            status,
            waiting_for: None,
            due: None,
            works_stopped,
        };
        if facts.excluded_on().is_some_and(|on| on <= day) {
            return finished(Status::Excluded, false);
        }
        let mut open = facts.obstacles().filter(|obstacle| obstacle.is_open(day));
        if known.step_on(Step::HandedOver).is_some() {
            return finished(Status::Cleared, open.any(|obstacle| obstacle.stops_works));
        }
        let due = earliest_due(&known, known.undone(), clocks);
        let started = Step::ALL.into_iter().any(|step| known.step_on(step).is_some());
        let status = if open.next().is_some() {
            Status::Blocked
        } else if !started {
            Status::NotStarted
        } else if due.is_none() {
            Status::Undated
        } else {
            Status::OnTrack
        };
        Self {
            status,
            waiting_for: known.undone().next(),
            due,
            works_stopped: false,
        }
    }

    /// What it means on a day until which nothing else happened.
    #[inline]
    pub fn on(self, day: Day) -> Assessment {
        let days_late = self.due.map_or(0, |due| day.days_since(due.on).max(0));
        let in_time = matches!(self.status, Status::NotStarted | Status::Undated | Status::OnTrack);
        Assessment {
            status: if in_time && days_late > 0 {
                Status::Overdue
            } else {
                self.status
            },
            waiting_for: self.waiting_for,
            due: self.due,
            days_late,
            is_blocked: self.status == Status::Blocked,
            works_stopped: self.works_stopped,
        }
    }
}

/// The days on which where a parcel stands may change, in no order. Nothing changes on any other, but that it gets late.
pub fn turning_days(facts: &ParcelFacts) -> impl Iterator<Item = Day> {
    let of_steps = Step::ALL
        .into_iter()
        .flat_map(|step| [facts.step_on(step), facts.not_applicable_on(step)]);
    let of_obstacles = facts
        .obstacles()
        .flat_map(|obstacle| [Some(obstacle.opened_on), obstacle.closed_on]);
    let of_facts = facts.facts().map(|(_, day)| Some(day));
    of_steps
        .chain(of_obstacles)
        .chain(of_facts)
        .chain([facts.excluded_on()])
        .flatten()
}

#[cfg(test)]
pub mod tests;
