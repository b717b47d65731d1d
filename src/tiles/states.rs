//! A tile of single parcels in two parts: the shapes, which no day changes, and the states that colour them.
//!
//! Another day then costs some bytes a parcel, and the page keeps the shapes that it has. The parts are joined by id:
//! a parcel that only one of them knows is left out until the other is asked for again.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    mvt::{Layer, Value},
    parcels::{SINGLE_PARCELS_FROM_ZOOM, add_shapes, places},
    tile::Tile,
};
use crate::board::{AssessedShard, Shard};

/// From this zoom on states can be had: of larger tiles than shapes, for they weigh so little.
pub const STATES_FROM_ZOOM: u8 = SINGLE_PARCELS_FROM_ZOOM - 2;

/// The layer of a tile without anything that a day changes.
pub fn shapes<'a>(tile: Tile, shards: impl Iterator<Item = &'a Arc<Shard>>) -> Layer<'a> {
    let mut layer = Layer::new("parcels", &["project"]);
    for shard in shards {
        add_shapes(&mut layer, tile, shard, |_| [(0, Value::Text(&shard.project.code))]);
    }
    layer
}

/// What colours the parcels of a tile on a day, in columns of the same order.
#[derive(Default, Serialize, ToSchema)]
pub struct ParcelStates {
    /// Internal numbers, each as the difference to the one before (the first: to 0).
    #[schema(example = json!([1017, 1, 3]))]
    ids: Vec<i64>,
    /// One digit a parcel: excluded 0, cleared 1, blocked 2, overdue 3, `not_started` 4, undated 5, `on_track` 6.
    #[schema(example = "331")]
    statuses: String,
    /// Places, in these columns, of the parcels handed over where people have stopped the works.
    #[schema(example = json!([2]))]
    works_stopped: Vec<usize>,
}

/// The states of the parcels that may be seen in a tile; none where there are no parcels.
pub fn states(tile: Tile, shards: &[AssessedShard]) -> Option<ParcelStates> {
    let mut states = ParcelStates::default();
    let mut last = 0;
    for shard in shards {
        let mut places = places(tile, shard);
        // Numbers near each other take less room than neighbours on the map.
        places.sort_unstable_by_key(|place| shard.ids[*place as usize]);
        for place in places {
            let id = shard.ids[place as usize];
            let assessment = shard.assessment(place);
            if assessment.works_stopped {
                states.works_stopped.push(states.ids.len());
            }
            states.ids.push(id - last);
            states.statuses.push(char::from(b'0' + assessment.status as u8));
            last = id;
        }
    }
    (!states.ids.is_empty()).then_some(states)
}
