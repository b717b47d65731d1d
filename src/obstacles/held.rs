//! What obstacles hold up, by the board: ground that is still to be cleared.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{board::Shard, calendar::Day};

/// What an obstacle holds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = HeldGround)]
pub struct Held {
    /// Parcels that it blocks and that are still to be cleared.
    pub parcels: u32,
    /// Their area, m².
    pub area_m2: f64,
}

/// What each open obstacle holds up on a day, by internal number; none where that is nothing.
#[derive(Default)]
pub struct HeldUp(HashMap<i64, (u32, u64)>);

impl From<(u32, u64)> for Held {
    #[expect(clippy::cast_precision_loss, reason = "areas on Earth fit by far")]
    fn from((parcels, tenths_m2): (u32, u64)) -> Self {
        Self {
            parcels,
            area_m2: tenths_m2 as f64 / 10.0,
        }
    }
}

impl Held {
    /// What some obstacles on parcels of some projects hold up together, each parcel counted once.
    pub fn together<'a>(shards: impl IntoIterator<Item = &'a Arc<Shard>>, day: Day, obstacles: &HashSet<i64>) -> Self {
        let mut all = (0, 0);
        for shard in shards {
            for place in shard.places() {
                let facts = shard.facts(place);
                let mut open = facts.obstacles().filter(|obstacle| obstacle.is_open(day));
                if open.any(|obstacle| obstacles.contains(&obstacle.id)) && shard.assess(place, day).remains() {
                    all.0 += 1;
                    all.1 += u64::from(facts.area_tenths_m2);
                }
            }
        }
        all.into()
    }
}

impl HeldUp {
    /// What the obstacles on parcels of some projects hold up.
    pub fn on<'a>(shards: impl IntoIterator<Item = &'a Arc<Shard>>, day: Day) -> Self {
        let mut held = Self::default();
        for shard in shards {
            for place in shard.places() {
                let facts = shard.facts(place);
                let mut open = facts.obstacles().filter(|obstacle| obstacle.is_open(day)).peekable();
                if open.peek().is_none() || !shard.assess(place, day).remains() {
                    continue;
                }
                for obstacle in open {
                    let (parcels, tenths_m2) = held.0.entry(obstacle.id).or_default();
                    *parcels += 1;
                    *tenths_m2 += u64::from(facts.area_tenths_m2);
                }
            }
        }
        held
    }

    /// What one obstacle holds up.
    pub fn by(&self, obstacle: i64) -> Held {
        self.0.get(&obstacle).copied().unwrap_or_default().into()
    }

    /// Its area in whole tenths of a square metre, to sort by.
    pub fn tenths_m2(&self, obstacle: i64) -> u64 {
        self.0.get(&obstacle).map_or(0, |(_, tenths_m2)| *tenths_m2)
    }
}
