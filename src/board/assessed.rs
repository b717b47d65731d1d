//! A shard as it is seen on a day.

use std::{ops::Deref, sync::Arc};

use super::Shard;
use crate::{calendar::Day, parcels::Assessment};

/// A shard with what its facts mean on a day.
#[derive(Clone)]
pub struct AssessedShard {
    /// The shard.
    pub shard: Arc<Shard>,
    /// The day.
    pub day: Day,
}

impl Deref for AssessedShard {
    type Target = Shard;

    fn deref(&self) -> &Shard {
        &self.shard
    }
}

impl AssessedShard {
    /// A shard on a day.
    pub fn new(shard: &Arc<Shard>, day: Day) -> Self {
        Self {
            shard: Arc::clone(shard),
            day,
        }
    }

    /// What the facts of the parcel at a place mean.
    pub fn assessment(&self, place: u32) -> Assessment {
        self.shard.assess(place, self.day)
    }
}
