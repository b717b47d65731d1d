//! Where parcels stand over time: for each one the spans between the days on which something happened to it, or to its
//! plan. The rules are asked once when facts or plans change; any day is then looked up.

use super::facts::{CompactDay, ParcelFacts};
use crate::{
    calendar::Day,
    deadlines::{Clocks, Due, DueSource, RuleBook},
    parcels::{Standing, Status, turning_days},
    plans::{Dated, Plan},
    steps::Step,
};

/// Where a parcel stands from a day on, in eight bytes: there are about five a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day; nothing for the beginning of time.
    from: CompactDay,
    /// The last day that is not late.
    due_on: CompactDay,
    /// Why it is due then.
    due_source: u16,
    /// Status, step waited for, step that is due, whether works are stopped.
    packed: u16,
}

const PLAN: u16 = u16::MAX;
const DEADLINE: u16 = u16::MAX - 1;
const NO_STEP: u16 = 8;

impl Span {
    fn new(from: CompactDay, standing: &Standing) -> Self {
        let step = |step: Option<Step>| step.map_or(NO_STEP, |step| step as u16);
        let due = standing.due;
        Self {
            from,
            due_on: due.map(|due| due.on).into(),
            due_source: due.map_or(0, |due| match due.source {
                DueSource::Law(rule) => rule.min(DEADLINE - 1),
                DueSource::Plan => PLAN,
                DueSource::Deadline => DEADLINE,
            }),
            packed: standing.status as u16
                | step(standing.waiting_for) << 4
                | step(due.map(|due| due.step)) << 8
                | u16::from(standing.works_stopped) << 12,
        }
    }

    /// Where the parcel stands.
    #[inline]
    fn standing(self) -> Standing {
        let step = |shift: u16| Step::ALL.get(usize::from(self.packed >> shift & 15)).copied();
        let due = self.due_on.get().zip(step(8)).map(|(on, step)| Due {
            on,
            step,
            source: match self.due_source {
                PLAN => DueSource::Plan,
                DEADLINE => DueSource::Deadline,
                rule => DueSource::Law(rule),
            },
        });
        Standing {
            status: Status::ALL[usize::from(self.packed & 7) % Status::ALL.len()],
            waiting_for: step(4),
            due,
            works_stopped: self.packed >> 12 & 1 == 1,
        }
    }
}

/// The spans of one parcel, in their order; two neighbours differ.
pub fn spans(facts: &ParcelFacts, book: &RuleBook, plan: &Dated<Plan>) -> Vec<Span> {
    let days = turning_days(facts).chain(plan.turning_days());
    let mut days: Vec<CompactDay> = days.map(CompactDay::from).collect();
    days.push(CompactDay::default());
    days.sort_unstable();
    days.dedup();
    let mut spans: Vec<Span> = Vec::with_capacity(days.len());
    for from in days {
        let day = from.get().unwrap_or(Day(0));
        let span = Span::new(from, &Standing::of(facts, &Clocks::of(book, plan, day), day));
        let known = spans.last().is_some_and(|last| Span { from, ..*last } == span);
        if !known {
            spans.push(span);
        }
    }
    spans
}

/// The spans of some parcels, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Timelines {
    ends: Vec<u32>,
    spans: Vec<Span>,
}

impl Timelines {
    /// Puts other spans in the place of those of one parcel.
    pub fn replace(&mut self, place: usize, spans: &[Span]) {
        let range = self.range(place);
        let (old, new) = (range.len(), spans.len());
        self.spans.splice(range, spans.iter().copied());
        for end in &mut self.ends[place..] {
            *end = u32::try_from(*end as usize + new - old).unwrap_or(u32::MAX);
        }
    }

    /// Where a parcel stands on a day.
    #[inline]
    pub fn at(&self, place: usize, day: Day) -> Standing {
        let day = CompactDay::from(day);
        let spans = &self.spans[self.range(place)];
        // The first has no beginning.
        let begun = spans.iter().rposition(|span| span.from <= day).unwrap_or(0);
        spans[begun].standing()
    }

    #[inline]
    fn range(&self, place: usize) -> std::ops::Range<usize> {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        start as usize..self.ends[place] as usize
    }
}

impl FromIterator<Vec<Span>> for Timelines {
    fn from_iter<T: IntoIterator<Item = Vec<Span>>>(parcels: T) -> Self {
        let mut timelines = Self::default();
        for spans in parcels {
            timelines.spans.extend_from_slice(&spans);
            timelines
                .ends
                .push(u32::try_from(timelines.spans.len()).unwrap_or(u32::MAX));
        }
        timelines.spans.shrink_to_fit();
        timelines.ends.shrink_to_fit();
        timelines
    }
}

#[cfg(test)]
mod tests;
