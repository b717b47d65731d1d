//! Parcels grouped by unit, project, step or cause, or by two of them, worst group first.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use moka::sync::Cache;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    figures::{Figures, Tally},
    shard_tallies::ShardTallies,
};
use crate::{
    board::{Board, Shard},
    calendar::Day,
    parcels::UnitScope,
    steps::Step,
};

/// What parcels are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The unit of a level that they lie in.
    Unit,
    /// Their project.
    Project,
    /// The step that they wait for.
    Step,
    /// The cause of an open obstacle.
    Cause,
}

/// What one group has in common. Internal numbers and places; the order is only for keeping them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Internal number of the unit.
    pub unit: Option<i32>,
    /// Internal number of the project.
    pub project: Option<i32>,
    /// The step waited for.
    pub step: Option<Step>,
    /// Place of the cause.
    pub cause: Option<u8>,
}

impl Key {
    /// What both say.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            unit: self.unit.or(other.unit),
            project: self.project.or(other.project),
            step: self.step.or(other.step),
            cause: self.cause.or(other.cause),
        }
    }
}

/// What is asked of the parcels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// What they are grouped by.
    pub by: Vec<By>,
    /// The units that make groups.
    pub units: UnitScope,
    /// Only parcels in units of each of these.
    pub within: Vec<UnitScope>,
    /// The day.
    pub day: Day,
}

/// Groups with their figures.
pub struct Grouped {
    /// Worst first.
    pub groups: Vec<(Key, Figures)>,
    /// All parcels together.
    pub total: Figures,
    /// Parcels in none of the units.
    pub outside: Figures,
}

/// What was added up of each shard for a question, with the generation of the shard.
type Known = HashMap<i32, (u64, Arc<ShardTallies>)>;

/// Tallies made before: whatever an edit leaves alone is not added up again.
#[derive(Clone)]
pub struct Tallies(Arc<Cache<Question, Arc<Known>>>);

impl Default for Tallies {
    fn default() -> Self {
        const MOST_BYTES: u64 = 16 << 20;
        let weight = |_: &Question, known: &Arc<Known>| {
            let bytes: usize = known.values().map(|(_, tallies)| tallies.bytes()).sum();
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(Arc::new(
            Cache::builder().weigher(weight).max_capacity(MOST_BYTES).build(),
        ))
    }
}

impl Tallies {
    /// Groups the parcels of these shards.
    pub fn group<'a>(
        &self,
        board: &Board,
        shards: impl IntoIterator<Item = &'a Arc<Shard>>,
        question: &Question,
    ) -> Grouped {
        let shards: Vec<&Arc<Shard>> = shards.into_iter().collect();
        let known = self.known(&shards, question);
        let mut tallies: BTreeMap<Key, Tally> = BTreeMap::new();
        if question.by == [By::Unit] {
            let of_unit = |unit: &i32| Key {
                unit: Some(*unit),
                ..Key::default()
            };
            tallies.extend(question.units.ids.iter().map(|unit| (of_unit(unit), Tally::default())));
        }
        let mut total = Tally::default();
        let mut outside = Tally::default();
        for shard in shards {
            let (_, of_shard) = &known[&shard.project.id];
            total.merge(&of_shard.total);
            outside.merge(&of_shard.outside);
            for (key, tally) in &of_shard.groups {
                tallies.entry(*key).or_default().merge(tally);
            }
        }
        let mut groups: Vec<(Key, Figures)> = tallies
            .into_iter()
            .map(|(key, tally)| (key, tally.figures(board, question.day)))
            .collect();
        groups.sort_by(|(_, a), (_, b)| {
            a.severity
                .rank()
                .cmp(&b.severity.rank())
                .then(b.delay_index.total_cmp(&a.delay_index))
                .then(b.area_m2.overdue.total_cmp(&a.area_m2.overdue))
        });
        Grouped {
            groups,
            total: total.figures(board, question.day),
            outside: outside.figures(board, question.day),
        }
    }

    /// What is added up of each of these shards as it stands, and perhaps of others.
    fn known(&self, shards: &[&Arc<Shard>], question: &Question) -> Arc<Known> {
        let known = self.0.get(question).unwrap_or_default();
        let is_new = |shard: &&&Arc<Shard>| {
            known
                .get(&shard.project.id)
                .is_none_or(|(generation, _)| *generation != shard.generation)
        };
        let changed: Vec<&Arc<Shard>> = shards.iter().filter(is_new).copied().collect();
        if changed.is_empty() {
            return known;
        }
        let made: Vec<_> = changed
            .par_iter()
            .map(|shard| {
                (
                    shard.project.id,
                    (shard.generation, Arc::new(ShardTallies::of(shard, question))),
                )
            })
            .collect();
        let mut next = Known::clone(&known);
        next.extend(made);
        let next = Arc::new(next);
        self.0.insert(question.clone(), Arc::clone(&next));
        next
    }
}
