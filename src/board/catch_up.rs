//! Reads again what changes touched, and says what listeners must know of it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use sqlx::PgConnection;

use super::{Board, Shard, change_id::ChangeId, generation::next_generation, load};
use crate::{calendar::Day, deadlines::load_rule_book};

/// A parcel whose facts changed, with what they mean today.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ParcelChange {
    /// Internal number.
    pub id: i64,
    /// Code of its project.
    pub project_code: String,
    /// Version of the row.
    pub version: i32,
    /// Status today, as in tiles.
    pub status: u8,
    /// Days late today.
    pub days_late: i32,
}

/// What one look at the changes found.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct ChangeNotice {
    /// Parcels whose facts changed.
    pub parcels: Vec<ParcelChange>,
    /// Codes of projects whose own row, plans or obstacles changed.
    pub projects: Vec<String>,
    /// Codes of projects whose shapes changed: their tiles must be fetched again.
    pub reload: Vec<String>,
    /// Whether units or rules changed.
    pub units: bool,
}

impl ChangeNotice {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.parcels.is_empty() && self.projects.is_empty() && self.reload.is_empty() && !self.units
    }
}

/// The board after what was touched is read again, and what listeners are told.
///
/// # Errors
/// Those of the database.
pub async fn apply(
    conn: &mut PgConnection,
    board: &Board,
    mut touched: Touched,
) -> sqlx::Result<(Board, ChangeNotice)> {
    let mut next = board.clone();
    let mut notice = ChangeNotice::default();
    if touched.rules {
        next.rules = Arc::new(load_rule_book(&mut *conn).await?);
        notice.units = true;
        // Every due date follows the rules.
        touched.projects.extend(next.shards.keys());
    }
    let mut whole: BTreeSet<i32> = BTreeSet::new();
    if touched.units {
        next.units = load::units(&mut *conn).await?;
        notice.units = true;
        // Plans follow the tree of units.
        touched.projects.extend(next.shards.keys());
    }
    if !touched.projects.is_empty() {
        next.generation = next_generation();
        let ids: Vec<i32> = touched.projects.iter().copied().collect();
        let mut projects = load::projects(&mut *conn, &next.causes, Some(&ids)).await?;
        for id in ids {
            match (projects.remove(&id), next.shards.get(&id)) {
                (Some(project), Some(shard)) => {
                    let mut shard = Shard::clone(shard);
                    notice.projects.push(project.code.clone());
                    shard.set_project(project, &next.units, &next.rules);
                    next.shards.insert(id, Arc::new(shard));
                }
                (Some(_), None) => {
                    whole.insert(id);
                }
                (None, shard) => {
                    notice.reload.extend(shard.map(|shard| shard.project.code.clone()));
                    next.shards.remove(&id);
                }
            }
        }
    }
    for (project, parcels) in touched.parcels {
        match parcels {
            Some(ids) if !whole.contains(&project) => {
                if !update_facts(&mut *conn, &mut next, project, &ids).await? {
                    whole.insert(project);
                    continue;
                }
                if let Some(shard) = next.shards.get(&project) {
                    notice
                        .parcels
                        .extend(ids.iter().filter_map(|id| parcel_change(shard, *id)));
                }
            }
            _ => {
                whole.insert(project);
            }
        }
    }
    if !whole.is_empty() {
        let ids: Vec<i32> = whole.into_iter().collect();
        next.generation = next_generation();
        let shards = load::shards(conn, &next.units, &next.rules, &next.causes, Some(&ids)).await?;
        notice
            .reload
            .extend(shards.values().map(|shard| shard.project.code.clone()));
        next.shards.extend(shards);
    }
    Ok((next, notice))
}

/// What a change of a parcel's facts means today.
pub fn parcel_change(shard: &Shard, id: i64) -> Option<ParcelChange> {
    let place = shard.place_of(id)?;
    let assessment = shard.assess(place, Day::today());
    Some(ParcelChange {
        id,
        project_code: shard.project.code.clone(),
        version: shard.facts(place).version,
        status: assessment.status as u8,
        days_late: assessment.days_late,
    })
}

/// Reads facts again; false when that is not enough, because parcels came, went, or changed shape or key.
async fn update_facts(conn: &mut PgConnection, board: &mut Board, project: i32, ids: &[i64]) -> sqlx::Result<bool> {
    let Some(shard) = board.shards.get(&project) else {
        return Ok(false);
    };
    let mut shard = Shard::clone(shard);
    let households: HashMap<String, u32> = if ids.len() > 8 {
        shard.households.iter().cloned().zip(0..).collect()
    } else {
        HashMap::new()
    };
    let mut found = 0;
    let mut enough = true;
    load::parcels(conn, &board.causes, Some(&[project]), Some(ids), false, |parcel| {
        found += 1;
        let Some(place) = shard.place_of(parcel.id) else {
            enough = false;
            return;
        };
        let old = shard.facts(place);
        let household = if shard.household(place) == parcel.household {
            Some(old.household)
        } else {
            households.get(&parcel.household).copied()
        };
        let unit_set = shard.unit_sets.iter().position(|set| set == parcel.units);
        let (Some(household), Some(unit_set)) = (household, unit_set) else {
            enough = false;
            return;
        };
        if old.shape_version != parcel.facts.shape_version {
            enough = false;
            return;
        }
        let mut facts = parcel.facts;
        facts.household = household;
        facts.unit_set = u16::try_from(unit_set).unwrap_or(u16::MAX);
        shard.set_facts(place, facts, &board.rules);
    })
    .await?;
    if !enough || found != ids.len() {
        return Ok(false);
    }
    board.shards.insert(project, Arc::new(shard));
    Ok(true)
}

/// What the changes not yet seen touched.
#[derive(Debug, Default)]
pub struct Touched {
    /// Administrative units.
    pub units: bool,
    /// Limits of the law.
    pub rules: bool,
    /// Projects themselves, by internal number.
    pub projects: BTreeSet<i32>,
    /// By project: the parcels, or all of them.
    pub parcels: BTreeMap<i32, Option<Vec<i64>>>,
}

impl Touched {
    /// What changes touched that were not visible at a moment.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn since(conn: &mut PgConnection, seen: &ChangeId) -> sqlx::Result<Self> {
        let rows = sqlx::query!(
            "select distinct kind, project_id, parcel_id from changes
         where xid >= pg_snapshot_xmin($1::text::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::text::pg_snapshot)
         order by 2, 3 nulls first",
            seen.snapshot()
        )
        .fetch_all(conn)
        .await?;
        let mut touched = Self::default();
        for row in rows {
            match (row.kind.as_str(), row.project_id) {
                ("units", _) => touched.units = true,
                ("rules", _) => touched.rules = true,
                ("project", Some(project)) => {
                    touched.projects.insert(project);
                }
                ("parcels", Some(project)) => match row.parcel_id {
                    None => {
                        touched.parcels.insert(project, None);
                    }
                    Some(parcel) => {
                        if let Some(ids) = touched.parcels.entry(project).or_insert_with(|| Some(Vec::new())) {
                            ids.push(parcel);
                        }
                    }
                },
                _ => {}
            }
        }
        Ok(touched)
    }
}
