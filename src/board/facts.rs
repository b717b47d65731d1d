//! What the board knows of one parcel, small enough for a million of them.

use std::sync::Arc;

use crate::{calendar::Day, deadlines::FactKind, steps::Step};

/// A day or nothing in two bytes: days since 1970-01-01, 0 for nothing. Holds 1970-01-02 to 2149-06-06.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CompactDay(u16);

impl CompactDay {
    /// The day, if there is one.
    pub fn get(self) -> Option<Day> {
        (self.0 != 0).then(|| Day(i32::from(self.0)))
    }
}

impl From<Day> for CompactDay {
    fn from(day: Day) -> Self {
        Self(u16::try_from(day.0.clamp(1, i32::from(u16::MAX))).unwrap_or(u16::MAX))
    }
}

impl From<Option<Day>> for CompactDay {
    fn from(day: Option<Day>) -> Self {
        day.map(Self::from).unwrap_or_default()
    }
}

/// One interval in which an obstacle blocks a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParcelObstacle {
    /// Internal number of the obstacle.
    pub id: i64,
    /// Place of its cause in the list of causes.
    pub cause: u8,
    /// Whether the cause is that people stop the works.
    pub stops_works: bool,
    /// First day on which it was open.
    pub opened_on: Day,
    /// First day on which it was open no more.
    pub closed_on: Option<Day>,
    /// Day by which it is to be resolved.
    pub due_on: Option<Day>,
}

impl ParcelObstacle {
    /// Whether it is open on a day.
    pub fn is_open(&self, day: Day) -> bool {
        self.opened_on <= day && self.closed_on.is_none_or(|closed| day < closed)
    }
}

/// What few parcels have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RareFacts {
    /// The day from which a step does not apply, in the order of the steps.
    pub not_applicable: [CompactDay; Step::COUNT],
    /// Obstacles, past ones too.
    pub obstacles: Vec<ParcelObstacle>,
    /// Dated facts that start clocks.
    pub facts: Vec<(FactKind, Day)>,
    /// Days before the latest on which a person updated the parcel, ascending.
    pub touched_before: Vec<CompactDay>,
}

/// What the board knows of one parcel beside its shape.
#[derive(Clone, Debug, PartialEq)]
pub struct ParcelFacts {
    /// Version of the row that was read.
    pub version: i32,
    /// Version of the shape that was read.
    pub shape_version: i32,
    /// Place of its household in the shard's list; 0: unknown.
    pub household: u32,
    /// Recovered area, else legal, else measured, in tenths of a square metre: whole, so that sums are exact.
    pub area_tenths_m2: u32,
    /// The day of each step.
    pub steps: [CompactDay; Step::COUNT],
    /// The day from which the design no longer needs it.
    pub excluded: CompactDay,
    /// Place of its set of units in the shard's list.
    pub unit_set: u16,
    /// The latest day on which a person updated it.
    pub touched: CompactDay,
    /// Whether every land use is agricultural.
    pub agricultural: bool,
    /// Whether the household must be resettled.
    pub needs_resettlement: bool,
    /// What few parcels have.
    pub rare: Option<Arc<RareFacts>>,
}

impl ParcelFacts {
    /// The day of a step.
    pub fn step_on(&self, step: Step) -> Option<Day> {
        self.steps[step.index()].get()
    }

    /// The day from which a step does not apply.
    pub fn not_applicable_on(&self, step: Step) -> Option<Day> {
        self.rare.as_ref()?.not_applicable[step.index()].get()
    }

    /// The day from which the design no longer needs it.
    pub fn excluded_on(&self) -> Option<Day> {
        self.excluded.get()
    }

    /// Its obstacles, past ones too.
    pub fn obstacles(&self) -> impl Iterator<Item = &ParcelObstacle> {
        self.rare.iter().flat_map(|rare| &rare.obstacles)
    }

    /// Its dated facts.
    pub fn facts(&self) -> impl Iterator<Item = (FactKind, Day)> {
        self.rare.iter().flat_map(|rare| rare.facts.iter().copied())
    }

    /// The latest day, up to `day`, on which a person updated it.
    #[inline]
    pub fn touched_on(&self, day: Day) -> Option<Day> {
        let latest = self.touched.get()?;
        let before = || {
            let before = self.rare.as_ref()?.touched_before.iter().rev();
            before
                .filter_map(|touched| touched.get())
                .find(|touched| *touched <= day)
        };
        Some(latest).filter(|latest| *latest <= day).or_else(before)
    }
}
