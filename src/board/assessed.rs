//! Assessments of whole shards, kept while the shard and the rules they were made from are current.

use std::{ops::Deref, sync::Arc};

use moka::sync::Cache;

use super::{Board, Shard};
use crate::{calendar::Day, parcels::Assessment};

/// A shard with what its facts mean on a day.
#[derive(Clone)]
pub struct AssessedShard {
    /// The shard.
    pub shard: Arc<Shard>,
    /// One assessment a parcel, by place.
    pub assessments: Arc<[Assessment]>,
}

impl Deref for AssessedShard {
    type Target = Shard;

    fn deref(&self) -> &Shard {
        &self.shard
    }
}

impl AssessedShard {
    /// What the facts of the parcel at a place mean.
    pub fn assessment(&self, place: u32) -> &Assessment {
        &self.assessments[place as usize]
    }

    /// Every parcel that counts: its place and what its facts mean.
    pub fn counted(&self) -> impl Iterator<Item = (u32, &Assessment)> {
        (0u32..)
            .zip(self.assessments.iter())
            .filter(|(_, assessment)| assessment.counts())
    }
}

/// Makes assessments once for each state of a shard and day.
#[derive(Clone)]
pub struct Assessments {
    made: Cache<(u64, u64, Day), Arc<[Assessment]>>,
}

impl Default for Assessments {
    fn default() -> Self {
        let by_parcels = |_: &(u64, u64, Day), made: &Arc<[Assessment]>| u32::try_from(made.len()).unwrap_or(u32::MAX);
        Self {
            made: Cache::builder().weigher(by_parcels).max_capacity(4_000_000).build(),
        }
    }
}

impl Assessments {
    /// A shard with what its facts mean on a day.
    pub fn of(&self, board: &Board, shard: &Arc<Shard>, day: Day) -> AssessedShard {
        let assessments = self.made.get_with((shard.generation, board.rules_generation, day), || {
            (0..shard.len())
                .map(|place| shard.assess(place, &board.rules, day))
                .collect()
        });
        AssessedShard {
            shard: Arc::clone(shard),
            assessments,
        }
    }
}
