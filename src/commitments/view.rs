//! What is shown of commitments: what the board knows of them, with their rows.

use std::sync::Arc;

use sqlx::PgConnection;

use super::{
    model::{Commitment, CommitmentDetail, CommittedParcel},
    rules::{Goal, Promise, Standing},
    store::{self, CommitmentRow},
};
use crate::{
    auth::Caller,
    board::{Board, Shard},
    calendar::Day,
    problem::Problem,
};

/// A commitment with where it stands.
pub struct Found<'a> {
    /// Its project.
    pub shard: &'a Arc<Shard>,
    /// What the board knows of it.
    pub promise: &'a Promise,
    /// Where it stands.
    pub standing: Standing,
}

impl<'a> Found<'a> {
    /// A commitment of a project with where it stands on a day; none before it was made.
    pub fn on(shard: &'a Arc<Shard>, promise: &'a Promise, day: Day) -> Option<Self> {
        let standing = promise.standing(shard, day)?;
        Some(Self {
            shard,
            promise,
            standing,
        })
    }

    /// The commitment with this internal number.
    pub fn by_id(board: &'a Board, id: i64, day: Day) -> Option<Self> {
        let mut promises = board.shards.values().flat_map(|shard| {
            let promises = shard.project.promises.iter();
            promises.map(move |promise| (shard, promise))
        });
        let (shard, promise) = promises.find(|(_, promise)| promise.id == id)?;
        Self::on(shard, promise, day)
    }

    fn shown(&self, row: &CommitmentRow, day: Day) -> Commitment {
        let Promise {
            made_on, due_on, goal, ..
        } = self.promise;
        let past = |on: Option<Day>| on.filter(|on| *on <= day);
        let superseded_on = past(self.promise.superseded_on);
        let withdrawn_on = past(self.promise.withdrawn_on);
        let reason = withdrawn_on.map_or(&row.reason, |_| &row.withdrawal_reason);
        Commitment {
            id: row.id,
            project_code: self.shard.project.code.clone(),
            project_name: self.shard.project.name.clone(),
            made_by: row.made_by.clone(),
            made_to: row.made_to.clone(),
            made_on: *made_on,
            original_on: row.original_on,
            due_on: *due_on,
            share: match goal {
                Goal::Share(share) => Some(*share),
                Goal::Parcels(_) => None,
            },
            parcels: match goal {
                Goal::Share(_) => None,
                Goal::Parcels(ids) => Some(ids.len()),
            },
            text: row.text.clone(),
            state: self.standing.state,
            met_on: self.standing.met_on,
            days_late: self.standing.days_late,
            progress: self.standing.progress,
            supersedes: row.supersedes,
            superseded_by: superseded_on.and(row.superseded_by),
            superseded_on,
            withdrawn_on,
            reason: reason.clone(),
            made_by_account: Some(row.recorded_by.clone()),
            version: row.version,
        }
    }
}

/// Commitments as a caller may see them, in their order.
///
/// # Errors
/// Those of the database.
pub async fn shown(
    conn: &mut PgConnection,
    caller: &Caller,
    found: &[Found<'_>],
    day: Day,
) -> sqlx::Result<Vec<Commitment>> {
    let ids: Vec<i64> = found.iter().map(|found| found.promise.id).collect();
    let rows = store::rows(conn, &ids).await?;
    let shown = found.iter().filter_map(|found| {
        let commitment = found.shown(rows.get(&found.promise.id)?, day);
        Some(if matches!(caller, Caller::Public) {
            commitment.for_public()
        } else {
            commitment
        })
    });
    Ok(shown.collect())
}

/// The commitments of a project that were made by a day, the one due first before the others.
///
/// # Errors
/// Those of the database.
pub async fn of_project(
    conn: &mut PgConnection,
    caller: &Caller,
    shard: &Arc<Shard>,
    day: Day,
) -> sqlx::Result<Vec<Commitment>> {
    let promises = shard.project.promises.iter();
    let found: Vec<Found<'_>> = promises.filter_map(|promise| Found::on(shard, promise, day)).collect();
    shown(conn, caller, &found, day).await
}

/// One commitment with its parcels and its chain.
///
/// # Errors
/// [`Problem::NotFound`], also where it was made later; or those of the database.
pub async fn detail(
    conn: &mut PgConnection,
    caller: &Caller,
    board: &Board,
    id: i64,
    day: Day,
) -> Result<CommitmentDetail, Problem> {
    let found = Found::by_id(board, id, day).ok_or(Problem::NotFound)?;
    let committed_parcels = match &found.promise.goal {
        Goal::Share(_) => Vec::new(),
        Goal::Parcels(ids) => parcels(&mut *conn, caller, found.shard, ids, day).await?,
    };
    let of_chain = store::chain(&mut *conn, id).await?;
    let of_chain: Vec<Found<'_>> = of_chain
        .into_iter()
        .filter_map(|id| Found::by_id(board, id, day))
        .collect();
    let chain = shown(conn, caller, &of_chain, day).await?;
    let commitment = chain.iter().find(|commitment| commitment.id == id).cloned();
    Ok(CommitmentDetail {
        commitment: commitment.ok_or(Problem::NotFound)?,
        committed_parcels,
        chain,
    })
}

async fn parcels(
    conn: &mut PgConnection,
    caller: &Caller,
    shard: &Shard,
    ids: &[i64],
    day: Day,
) -> sqlx::Result<Vec<CommittedParcel>> {
    let mut names = match caller {
        Caller::Public => std::collections::HashMap::new(),
        Caller::Account(_) => store::parcel_names(conn, ids).await?,
    };
    let shown = ids.iter().filter_map(|id| {
        let place = shard.place_of(*id)?;
        let (map_sheet, parcel_no) = names.remove(id).unwrap_or_default();
        let handed_over_on = shard.facts(place).step_on(crate::steps::Step::HandedOver);
        Some(CommittedParcel {
            id: *id,
            map_sheet,
            parcel_no,
            status: shard.assess(place, day).status,
            handed_over_on: handed_over_on.filter(|on| *on <= day),
        })
    });
    Ok(shown.collect())
}
