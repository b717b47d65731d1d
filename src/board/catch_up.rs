//! Reads again what changes touched, and says what listeners must know of it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    mem,
    sync::Arc,
};

use sqlx::{PgConnection, types::Json};

use super::{
    Board, Shard,
    change_id::ChangeId,
    generation::next_generation,
    load::{self, ReadParcel},
};
use crate::{
    calendar::Day,
    deadlines::{RuleBook, load_rule_book},
};

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
    whole.extend(&touched.whole);
    touched.parcels.retain(|project, _| !whole.contains(project));
    whole.extend(read_facts(&mut *conn, &mut next, &touched.parcels).await?);
    touched.parcels.retain(|project, _| !whole.contains(project));
    notice.parcels = changed_parcels(&next, &touched.parcels);
    if !whole.is_empty() {
        let ids: Vec<i32> = whole.into_iter().collect();
        next.generation = next_generation();
        let shards = load::shards(conn, &next.units, &next.rules, &next.causes, Some(&ids)).await?;
        notice
            .reload
            .extend(shards.values().map(|shard| shard.project.code.clone()));
        next.shards.extend(shards);
    }
    next.picture = next_generation();
    Ok((next, notice))
}

/// The same where nothing but facts of some parcels was touched, as by nearly every edit; none where that is not all. What
/// is read may be of a later moment than the changes that name it: it is then read once more.
///
/// # Errors
/// Those of the database.
pub async fn apply_facts(
    conn: &mut PgConnection,
    board: &Board,
    touched: &Touched,
) -> sqlx::Result<Option<(Board, ChangeNotice)>> {
    if !touched.is_of_facts() {
        return Ok(None);
    }
    let mut next = board.clone();
    if !read_facts(conn, &mut next, &touched.parcels).await?.is_empty() {
        return Ok(None);
    }
    next.picture = next_generation();
    let notice = ChangeNotice {
        parcels: changed_parcels(&next, &touched.parcels),
        ..ChangeNotice::default()
    };
    Ok(Some((next, notice)))
}

fn changed_parcels(board: &Board, touched: &BTreeMap<i32, BTreeSet<i64>>) -> Vec<ParcelChange> {
    let of_project = |(project, ids): (&i32, &BTreeSet<i64>)| -> Vec<ParcelChange> {
        let shard = board.shards.get(project);
        shard
            .into_iter()
            .flat_map(|shard| ids.iter().filter_map(|id| parcel_change(shard, *id)))
            .collect()
    };
    touched.iter().flat_map(of_project).collect()
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

/// Reads facts again. Gives the projects of which that is not enough, because parcels came, went, or changed shape or key.
async fn read_facts(
    conn: &mut PgConnection,
    board: &mut Board,
    touched: &BTreeMap<i32, BTreeSet<i64>>,
) -> sqlx::Result<BTreeSet<i32>> {
    let ids: Vec<i64> = touched.values().flatten().copied().collect();
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut read: BTreeMap<i32, Vec<ReadParcel>> = BTreeMap::new();
    for parcel in load::parcels(conn, &board.causes, &ids).await? {
        read.entry(parcel.project_id).or_default().push(parcel);
    }
    let mut not_enough = BTreeSet::new();
    for (project, ids) in touched {
        let parcels = read.remove(project).unwrap_or_default();
        let with_facts = board.shards.get(project).filter(|_| parcels.len() == ids.len());
        match with_facts.and_then(|shard| with_facts_of(shard, parcels, &board.rules)) {
            Some(shard) => {
                board.shards.insert(*project, Arc::new(shard));
            }
            None => {
                not_enough.insert(*project);
            }
        }
    }
    Ok(not_enough)
}

/// The shard with the facts of these parcels; none when their facts are not all that changed.
fn with_facts_of(shard: &Shard, parcels: Vec<ReadParcel>, book: &RuleBook) -> Option<Shard> {
    let mut next = shard.clone();
    let mut households: Option<HashMap<&str, u32>> = None;
    for parcel in parcels {
        let place = shard.place_of(parcel.id)?;
        let old = shard.facts(place);
        if old.shape_version != parcel.facts.shape_version {
            return None;
        }
        let mut facts = parcel.facts;
        facts.household = if shard.household(place) == parcel.household {
            old.household
        } else {
            let places =
                households.get_or_insert_with(|| shard.households.iter().map(String::as_str).zip(0..).collect());
            *places.get(parcel.household.as_str())?
        };
        let unit_set = shard.unit_sets.iter().position(|set| **set == *parcel.units)?;
        facts.unit_set = u16::try_from(unit_set).unwrap_or(u16::MAX);
        next.set_facts(place, facts, book);
    }
    Some(next)
}

/// More parcels than a person edits at once come from a file: their projects are read anew sooner than each of them.
const MANY: usize = 20_000;

/// What the changes not yet seen touched.
#[derive(Debug, Default)]
pub struct Touched {
    /// Administrative units.
    pub units: bool,
    /// Limits of the law.
    pub rules: bool,
    /// Accounts, or the end of logins; none of it is on the board.
    pub people: bool,
    /// Projects themselves, by internal number.
    pub projects: BTreeSet<i32>,
    /// Some parcels of projects.
    pub parcels: BTreeMap<i32, BTreeSet<i64>>,
    /// Projects of which all parcels are touched.
    pub whole: BTreeSet<i32>,
}

impl Touched {
    /// What changes touched that were not visible at a moment, and the moment up to which that is.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn since(conn: &mut PgConnection, seen: &ChangeId) -> sqlx::Result<(Self, ChangeId)> {
        let row = sqlx::query!(
            r#"select current_era() as "era!", pg_current_snapshot()::text as "snapshot!",
                      (
                          select jsonb_agg(jsonb_build_array(kind, project_id, parcel_ids)) from changes
                          where xid >= pg_snapshot_xmax($1::text::pg_snapshot)
                                  and xid < pg_snapshot_xmax(pg_current_snapshot())
                              or xid = any(array(select pg_snapshot_xip($1::text::pg_snapshot)))
                      ) as "changes: Json<Vec<(String, Option<i32>, Option<Vec<i64>>)>>""#,
            seen.snapshot()
        )
        .fetch_one(conn)
        .await?;
        let mut touched = Self::default();
        for (kind, project, parcels) in row.changes.map(|Json(changes)| changes).unwrap_or_default() {
            match (kind.as_str(), project, parcels) {
                ("units", ..) => touched.units = true,
                ("rules", ..) => touched.rules = true,
                ("people", ..) => touched.people = true,
                ("project", Some(project), _) => {
                    touched.projects.insert(project);
                }
                ("parcels", Some(project), Some(ids)) => touched.parcels.entry(project).or_default().extend(ids),
                ("parcels", Some(project), None) => {
                    touched.whole.insert(project);
                }
                _ => {}
            }
        }
        if touched.parcels.values().map(BTreeSet::len).sum::<usize>() > MANY {
            touched.whole.extend(mem::take(&mut touched.parcels).into_keys());
        }
        Ok((touched, ChangeId::of(row.era, row.snapshot)))
    }

    /// Whether it is nothing but facts of some parcels.
    fn is_of_facts(&self) -> bool {
        !self.units && !self.rules && self.projects.is_empty() && self.whole.is_empty()
    }
}
