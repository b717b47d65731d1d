//! Parcels grouped by unit, project, step or cause, or by two of them, worst group first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::figures::{Figures, Tally};
use crate::{
    board::{AssessedShard, Board},
    calendar::Day,
    parcels::{Assessment, UnitScope},
    steps::Step,
};

/// What parcels are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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

/// Groups with their figures.
pub struct Grouped {
    /// Worst first.
    pub groups: Vec<(Key, Figures)>,
    /// All parcels together.
    pub total: Figures,
    /// Parcels in no unit of the level.
    pub outside: Figures,
}

/// Groups the parcels that `fits` lets through.
pub fn group(
    board: &Board,
    shards: &[AssessedShard],
    by: &[By],
    units: &UnitScope,
    day: Day,
    fits: impl Fn(&AssessedShard, u32) -> bool,
) -> Grouped {
    let mut tallies: BTreeMap<Key, Tally> = BTreeMap::new();
    let mut total = Tally::default();
    let mut outside = Tally::default();
    let by_unit = by.contains(&By::Unit);
    if by == [By::Unit] {
        for unit in &units.ids {
            tallies
                .entry(Key {
                    unit: Some(*unit),
                    ..Key::default()
                })
                .or_default();
        }
    }
    for shard in shards {
        let project = Key {
            project: Some(shard.project.id),
            ..Key::default()
        };
        if by == [By::Project] {
            tallies.entry(project).or_default().add_project(shard, day);
        }
        total.add_project(shard, day);
        for (place, assessment) in shard.counted() {
            if !fits(shard, place) {
                continue;
            }
            total.add(shard, place, day);
            if by_unit && !shard.units(place).iter().any(|unit| units.ids.contains(unit)) {
                outside.add(shard, place, day);
                continue;
            }
            for key in keys(shard, place, assessment, by, units, day) {
                tallies.entry(key).or_default().add(shard, place, day);
            }
        }
    }
    let mut groups: Vec<(Key, Figures)> = tallies
        .into_iter()
        .map(|(key, tally)| (key, tally.figures(board, day)))
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
        total: total.figures(board, day),
        outside: outside.figures(board, day),
    }
}

/// The groups that a parcel belongs to: several where it lies in several units or has several causes.
fn keys(
    shard: &AssessedShard,
    place: u32,
    assessment: &Assessment,
    by: &[By],
    units: &UnitScope,
    day: Day,
) -> Vec<Key> {
    let mut keys = vec![Key::default()];
    for by in by {
        keys = keys
            .into_iter()
            .flat_map(|key| -> Vec<Key> {
                match by {
                    By::Project => vec![Key {
                        project: Some(shard.project.id),
                        ..key
                    }],
                    By::Step => assessment
                        .waiting_for
                        .map(|step| Key {
                            step: Some(step),
                            ..key
                        })
                        .into_iter()
                        .collect(),
                    By::Unit => shard
                        .units(place)
                        .iter()
                        .filter(|unit| units.ids.contains(unit))
                        .map(|unit| Key {
                            unit: Some(*unit),
                            ..key
                        })
                        .collect(),
                    By::Cause => {
                        let open = shard.facts(place).obstacles().filter(|obstacle| obstacle.is_open(day));
                        let mut causes: Vec<u8> = open.map(|obstacle| obstacle.cause).collect();
                        causes.sort_unstable();
                        causes.dedup();
                        causes
                            .into_iter()
                            .map(|cause| Key {
                                cause: Some(cause),
                                ..key
                            })
                            .collect()
                    }
                }
            })
            .collect();
    }
    keys
}
