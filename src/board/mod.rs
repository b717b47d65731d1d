//! The board: every parcel in memory, kept true to the database.
//!
//! `facts`, `shapes`, `units` and `shard` are what it holds; `load` reads it; `live` keeps it true through the
//! `changes` table and tells listeners what changed. Readers take a [`Board`], which never changes under them.

mod assessed;
mod catch_up;
mod cells;
mod change_id;
mod facts;
mod generation;
mod live;
mod load;
mod progress;
mod shapes;
mod shard;
mod timeline;
mod units;
pub mod world;

use std::{collections::BTreeMap, sync::Arc};

pub use assessed::AssessedShard;
pub use catch_up::{ChangeNotice, ParcelChange};
pub use change_id::ChangeId;
pub use facts::{CompactDay, ParcelFacts, ParcelObstacle, RareFacts};
pub use live::LiveBoard;
pub use load::board as read;
pub use progress::Progress;
pub use shard::{Project, Shard};
pub use units::{AdminUnit, Level, Units};

use crate::deadlines::RuleBook;

/// Codes of the causes of obstacles, in the order of their ranks.
pub type Causes = Arc<[String]>;

/// The picture at one moment.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Administrative units.
    pub units: Arc<Units>,
    /// Limits of the law.
    pub rules: Arc<RuleBook>,
    /// Codes of the causes; a parcel's obstacles name them by place.
    pub causes: Causes,
    /// One shard a project, by internal number of the project.
    pub shards: BTreeMap<i32, Arc<Shard>>,
    /// When a project came or went, or its parcels did, or changed their shapes.
    pub generation: u64,
    /// Generation of this picture as a whole: no two are equal.
    pub picture: u64,
}

impl Board {
    /// The shard of the project with this code.
    pub fn project(&self, code: &str) -> Option<&Arc<Shard>> {
        self.shards.values().find(|shard| shard.project.code == code)
    }

    /// The shard and place of the parcel with this internal number.
    pub fn parcel(&self, id: i64) -> Option<(&Arc<Shard>, u32)> {
        self.shards
            .values()
            .find_map(|shard| Some((shard, shard.place_of(id)?)))
    }

    /// The projects in use, put-away ones left out.
    pub fn in_use(&self) -> impl Iterator<Item = &Arc<Shard>> {
        self.shards.values().filter(|shard| shard.project.archived_on.is_none())
    }

    /// Code of the cause at a place.
    pub fn cause(&self, place: u8) -> &str {
        self.causes.get(usize::from(place)).map_or("OTHER", String::as_str)
    }
}
