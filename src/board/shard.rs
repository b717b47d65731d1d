//! One project with all its parcels, as one immutable piece of the board.

use std::sync::Arc;

use super::{
    facts::{ParcelFacts, ParcelObstacle},
    shapes::Shapes,
    world::{WorldBox, WorldPoint},
};
use crate::{
    calendar::Day,
    deadlines::{Clocks, RuleBook},
    parcels::{Assessment, assess},
    steps::Step,
};

/// Parcels whose facts are copied together when one of them changes.
const CHUNK: usize = 256;

/// A promise to have a share of the project cleared by a day.
#[derive(Clone, Debug)]
pub struct Commitment {
    /// Day of the promise.
    pub made_on: Day,
    /// The day promised.
    pub due_on: Day,
    /// Share of the area, 0 to 1.
    pub share: f64,
    /// Day on which a later one took its place.
    pub superseded_on: Option<Day>,
}

/// The planned days of the steps, for the parcels of one unit or of the whole project.
#[derive(Clone, Debug)]
pub struct StepPlan {
    /// The unit; empty: the whole project.
    pub unit_code: String,
    /// The planned day of each step.
    pub days: [Option<Day>; Step::COUNT],
}

/// What the board knows of a project itself.
#[derive(Clone, Debug)]
pub struct Project {
    /// Internal number.
    pub id: i32,
    /// Its code.
    pub code: String,
    /// Name in Vietnamese.
    pub name: String,
    /// What is built.
    pub sector: String,
    /// Group under the Law on Public Investment.
    pub group: Option<String>,
    /// The body that builds.
    pub investor: String,
    /// Day on which land clearance began.
    pub start_on: Option<Day>,
    /// Day by which all land is to be handed over.
    pub clearance_deadline: Option<Day>,
    /// Full width of the strip to clear, metres.
    pub corridor_width_m: Option<f64>,
    /// Shortest workable stretch, metres.
    pub min_workable_m: f64,
    /// Day on which it was put away.
    pub archived_on: Option<Day>,
    /// Version of the row.
    pub version: i32,
    /// Rings of its area.
    pub boundary: Vec<Vec<WorldPoint>>,
    /// Its centre lines.
    pub alignment: Vec<Vec<WorldPoint>>,
    /// Planned days of the steps.
    pub step_plans: Vec<StepPlan>,
    /// Planned curve of the cleared share, by day.
    pub share_plan: Vec<(Day, f64)>,
    /// Promises.
    pub commitments: Vec<Commitment>,
    /// Obstacles of the project as a whole.
    pub obstacles: Vec<ParcelObstacle>,
}

impl Project {
    /// The box around its own lines and area.
    pub fn bounds(&self) -> WorldBox {
        let mut bounds = WorldBox::EMPTY;
        self.boundary
            .iter()
            .chain(&self.alignment)
            .flatten()
            .for_each(|point| bounds.add(*point));
        bounds
    }
}

/// One project with all its parcels. Shapes, names and facts are separate, so that an edit copies kilobytes.
#[derive(Clone, Debug)]
pub struct Shard {
    /// The project.
    pub project: Arc<Project>,
    /// Internal numbers of the parcels, ascending: a parcel's place is its place here.
    pub ids: Arc<[i64]>,
    /// Place of each parcel in the order of map sheet and parcel number.
    pub key_rank: Arc<[u32]>,
    /// Shapes.
    pub shapes: Arc<Shapes>,
    /// Household codes; facts name them by place, 0 is unknown.
    pub households: Arc<[String]>,
    /// The sets of units that parcels lie in, by internal number; facts name them by place.
    pub unit_sets: Arc<[Vec<i32>]>,
    /// The planned days for each set of units.
    pub plans: Arc<[[Option<Day>; Step::COUNT]]>,
    /// Facts, in chunks.
    facts: Vec<Arc<[ParcelFacts]>>,
    /// Unique to this state of the shard, across all shards of this process.
    pub generation: u64,
}

/// The parts of a new shard.
pub struct ShardParts {
    /// The project.
    pub project: Arc<Project>,
    /// Internal numbers, ascending.
    pub ids: Vec<i64>,
    /// Place in the order of sheet and number.
    pub key_rank: Vec<u32>,
    /// Shapes.
    pub shapes: Shapes,
    /// Household codes.
    pub households: Vec<String>,
    /// Sets of units.
    pub unit_sets: Vec<Vec<i32>>,
    /// The planned days for each set of units.
    pub plans: Vec<[Option<Day>; Step::COUNT]>,
    /// Facts, in the order of the ids.
    pub facts: Vec<ParcelFacts>,
}

impl Shard {
    /// A shard of its parts.
    pub fn new(parts: ShardParts, generation: u64) -> Self {
        Self {
            project: parts.project,
            ids: parts.ids.into(),
            key_rank: parts.key_rank.into(),
            shapes: Arc::new(parts.shapes),
            households: parts.households.into(),
            unit_sets: parts.unit_sets.into(),
            plans: parts.plans.into(),
            facts: parts.facts.chunks(CHUNK).map(Arc::from).collect(),
            generation,
        }
    }

    /// How many parcels it has.
    pub fn len(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// Whether it has no parcels.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Place of the parcel with this internal number.
    pub fn place_of(&self, id: i64) -> Option<u32> {
        // Most shards that are asked hold other numbers altogether.
        if id < *self.ids.first()? || id > *self.ids.last()? {
            return None;
        }
        self.ids
            .binary_search(&id)
            .ok()
            .and_then(|place| u32::try_from(place).ok())
    }

    /// Facts of the parcel at a place.
    pub fn facts(&self, place: u32) -> &ParcelFacts {
        let place = place as usize;
        &self.facts[place / CHUNK][place % CHUNK]
    }

    /// Puts new facts at a place.
    pub fn set_facts(&mut self, place: u32, facts: ParcelFacts) {
        let place = place as usize;
        Arc::make_mut(&mut self.facts[place / CHUNK])[place % CHUNK] = facts;
    }

    /// Units of the parcel at a place, by internal number.
    pub fn units(&self, place: u32) -> &[i32] {
        &self.unit_sets[self.facts(place).unit_set as usize]
    }

    /// Household code of the parcel at a place; empty: unknown.
    pub fn household(&self, place: u32) -> &str {
        &self.households[self.facts(place).household as usize]
    }

    /// What the facts of a parcel mean on a day.
    pub fn assess(&self, place: u32, book: &RuleBook, day: Day) -> Assessment {
        let facts = self.facts(place);
        assess(facts, &self.clocks(facts, book), day)
    }

    /// What sets dates for a parcel's steps.
    pub fn clocks<'a>(&'a self, facts: &ParcelFacts, book: &'a RuleBook) -> Clocks<'a> {
        Clocks {
            book,
            plan: &self.plans[facts.unit_set as usize],
            deadline: self.project.clearance_deadline,
        }
    }

    /// The box around the project and its parcels.
    pub fn bounds(&self) -> WorldBox {
        self.shapes.bounds().union(self.project.bounds())
    }
}
