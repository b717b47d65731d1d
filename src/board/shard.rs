//! One project with all its parcels, as one immutable piece of the board.

use std::{
    mem,
    ops::Range,
    sync::{Arc, OnceLock},
};

use super::{
    cells::Cells,
    facts::{ParcelFacts, ParcelObstacle},
    generation::next_generation,
    progress::Progress,
    shapes::Shapes,
    timeline::{Timelines, spans},
    units::Units,
    world::{WorldBox, WorldPoint},
};
use crate::{
    calendar::Day,
    commitments::Promise,
    deadlines::{Clocks, RuleBook},
    parcels::Assessment,
    plans::{self, Dated, Plan, StepPlan},
};

/// Parcels whose facts are copied together when one of them changes.
const CHUNK: usize = 64;

/// What the board knows of a project itself.
#[derive(Clone, Debug, Default)]
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
    /// Days by which all land is to be handed over; none: withdrawn.
    pub deadlines: Dated<Option<Day>>,
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
    /// Planned curves of the cleared share, each by day.
    pub share_plans: Dated<Vec<(Day, f64)>>,
    /// Promises.
    pub promises: Vec<Promise>,
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

    /// Day by which all land is to be handed over, as it stood on a day.
    pub fn clearance_deadline(&self, day: Day) -> Option<Day> {
        self.deadlines.on(day).copied().flatten()
    }

    /// Planned curve of the cleared share, by day, as it stood on a day.
    pub fn share_plan(&self, day: Day) -> &[(Day, f64)] {
        self.share_plans.on(day).map_or(&[], Vec::as_slice)
    }
}

/// Parcels whose facts are copied together when those of one change.
#[derive(Clone, Debug, Default)]
struct Chunk {
    facts: Vec<ParcelFacts>,
    timelines: Timelines,
}

/// One project with all its parcels. Shapes, names and facts are separate, so that an edit copies kilobytes.
#[derive(Clone, Debug)]
pub struct Shard {
    /// The project.
    pub project: Arc<Project>,
    /// Internal numbers of the parcels, by place. Places follow the map, so that neighbours are near each other here
    /// too; parcels without a shape come last.
    pub ids: Arc<[i64]>,
    /// The places, in the order of the internal numbers.
    by_id: Arc<[u32]>,
    /// Place of each parcel in the order of map sheet and parcel number.
    pub key_rank: Arc<[u32]>,
    /// Shapes.
    pub shapes: Arc<Shapes>,
    /// Household codes; facts name them by place, 0 is unknown.
    pub households: Arc<[String]>,
    /// The sets of units that parcels lie in, by internal number; facts name them by place.
    pub unit_sets: Arc<[Vec<i32>]>,
    /// What is planned for each set of units.
    plans: Arc<[Dated<Plan>]>,
    /// Facts, in chunks.
    chunks: Vec<Arc<Chunk>>,
    /// When what a cell of the map shows changed last.
    cells: Cells,
    /// How far it came, once somebody asked.
    progress: OnceLock<Progress>,
    /// Unique to this state of the shard, across all shards of this process; later ones are larger.
    pub generation: u64,
}

/// The parts of a new shard, by place.
pub struct ShardParts {
    /// Internal numbers.
    pub ids: Vec<i64>,
    /// Place in the order of sheet and number.
    pub key_rank: Vec<u32>,
    /// Shapes.
    pub shapes: Shapes,
    /// Household codes.
    pub households: Vec<String>,
    /// Sets of units.
    pub unit_sets: Vec<Vec<i32>>,
    /// Facts.
    pub facts: Vec<ParcelFacts>,
}

impl Shard {
    /// A shard of its parts.
    pub fn new(project: Project, parts: ShardParts, units: &Units, book: &RuleBook) -> Self {
        let mut by_id: Vec<u32> = (0..).take(parts.ids.len()).collect();
        by_id.sort_unstable_by_key(|place| parts.ids[*place as usize]);
        let mut facts = parts.facts.into_iter();
        let chunks = std::iter::from_fn(|| {
            let chunk: Vec<ParcelFacts> = facts.by_ref().take(CHUNK).collect();
            (!chunk.is_empty()).then(|| {
                Arc::new(Chunk {
                    facts: chunk,
                    timelines: Timelines::default(),
                })
            })
        });
        let mut shard = Self {
            by_id: by_id.into(),
            ids: parts.ids.into(),
            key_rank: parts.key_rank.into(),
            cells: Cells::of(&parts.shapes),
            shapes: Arc::new(parts.shapes),
            households: parts.households.into(),
            unit_sets: parts.unit_sets.into(),
            plans: Arc::default(),
            chunks: chunks.collect(),
            project: Arc::default(),
            progress: OnceLock::new(),
            generation: 0,
        };
        shard.set_project(project, units, book);
        shard
    }

    /// Puts a new state of the project itself, of the units or of the limits of the law.
    pub fn set_project(&mut self, project: Project, units: &Units, book: &RuleBook) {
        self.plans = self
            .unit_sets
            .iter()
            .map(|set| {
                plans::planned(
                    &plans::nearest_first(&project.step_plans, units, set),
                    &project.deadlines,
                )
            })
            .collect();
        self.project = Arc::new(project);
        let mut chunks = mem::take(&mut self.chunks);
        for chunk in &mut chunks {
            let timelines = chunk.facts.iter().map(|facts| spans(facts, book, self.plan(facts)));
            let timelines = timelines.collect();
            // Copies the facts only where an older picture holds them too.
            Arc::make_mut(chunk).timelines = timelines;
        }
        self.chunks = chunks;
        self.generation = next_generation();
        self.cells.change_all(self.generation);
    }

    /// The places of all parcels.
    pub fn places(&self) -> Range<u32> {
        0..self.len()
    }

    /// How many parcels it has.
    pub fn len(&self) -> u32 {
        len_u32(self.ids.len())
    }

    /// Whether it has no parcels.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Place of the parcel with this internal number.
    pub fn place_of(&self, id: i64) -> Option<u32> {
        let at = |nth: usize| self.ids[self.by_id[nth] as usize];
        let last = self.ids.len().checked_sub(1)?;
        // Most shards that are asked hold other numbers altogether.
        if id < at(0) || at(last) < id {
            return None;
        }
        let nth = self.by_id.binary_search_by_key(&id, |place| self.ids[*place as usize]);
        nth.ok().map(|nth| self.by_id[nth])
    }

    /// Facts of the parcel at a place.
    pub fn facts(&self, place: u32) -> &ParcelFacts {
        let place = place as usize;
        &self.chunks[place / CHUNK].facts[place % CHUNK]
    }

    /// Puts new facts at a place.
    pub fn set_facts(&mut self, place: u32, facts: ParcelFacts, book: &RuleBook) {
        let spans = spans(&facts, book, self.plan(&facts));
        let (chunk, nth) = (place as usize / CHUNK, place as usize % CHUNK);
        let chunk = Arc::make_mut(&mut self.chunks[chunk]);
        chunk.timelines.replace(nth, &spans);
        chunk.facts[nth] = facts;
        self.progress = OnceLock::new();
        self.generation = next_generation();
        self.cells.change(self.shapes.bounds_of(place), self.generation);
    }

    /// Units of the parcel at a place, by internal number.
    pub fn units(&self, place: u32) -> &[i32] {
        &self.unit_sets[self.facts(place).unit_set as usize]
    }

    /// Household code of the parcel at a place; empty: unknown.
    pub fn household(&self, place: u32) -> &str {
        &self.households[self.facts(place).household as usize]
    }

    /// What the facts of the parcel at a place mean on a day.
    pub fn assess(&self, place: u32, day: Day) -> Assessment {
        let place = place as usize;
        self.chunks[place / CHUNK].timelines.at(place % CHUNK, day).on(day)
    }

    /// Calls `visit` with the place, the facts and what they mean on a day of every parcel at these places.
    pub fn for_each(&self, places: Range<u32>, day: Day, mut visit: impl FnMut(u32, &ParcelFacts, Assessment)) {
        let (mut place, end) = (places.start as usize, places.end as usize);
        while place < end {
            let chunk = &self.chunks[place / CHUNK];
            let nths = place % CHUNK..(place % CHUNK + end - place).min(CHUNK);
            for (number, nth) in (place..).zip(nths.clone()) {
                let standing = chunk.timelines.at(nth, day);
                visit(len_u32(number), &chunk.facts[nth], standing.on(day));
            }
            place += nths.len();
        }
    }

    /// What sets dates for a parcel's steps, as it stood on a day.
    pub fn clocks<'a>(&'a self, facts: &ParcelFacts, book: &'a RuleBook, day: Day) -> Clocks<'a> {
        Clocks::of(book, self.plan(facts), day)
    }

    /// What is planned for a parcel.
    fn plan(&self, facts: &ParcelFacts) -> &Dated<Plan> {
        &self.plans[facts.unit_set as usize]
    }

    /// How its cleared share grew.
    pub fn progress(&self) -> &Progress {
        let facts = || self.chunks.iter().flat_map(|chunk| &chunk.facts);
        self.progress.get_or_init(|| Progress::of(facts()))
    }

    /// The latest generation of what is shown in a part of the map; 0 where nothing is.
    pub fn generation_in(&self, area: &WorldBox) -> u64 {
        self.cells.latest_in(area)
    }

    /// The box around the project and its parcels.
    pub fn bounds(&self) -> WorldBox {
        self.shapes.bounds().union(self.project.bounds())
    }
}

fn len_u32(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
