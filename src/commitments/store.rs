use std::collections::HashMap;

use sqlx::PgConnection;

use super::rules::Goal;
use crate::calendar::Day;

/// What only the row of a commitment knows, beside what the board does.
pub struct CommitmentRow {
    pub id: i64,
    pub made_by: String,
    pub made_to: String,
    pub original_on: Day,
    pub text: String,
    pub supersedes: Option<i64>,
    pub superseded_by: Option<i64>,
    pub reason: String,
    pub withdrawal_reason: String,
    pub recorded_by: String,
    pub version: i32,
}

/// The rows of these commitments, by internal number.
pub async fn rows(conn: &mut PgConnection, ids: &[i64]) -> sqlx::Result<HashMap<i64, CommitmentRow>> {
    let rows = sqlx::query_as!(
        CommitmentRow,
        "select id, made_by, made_to, original_on, text, supersedes,
                (select later.id from commitments later where later.supersedes = c.id) as superseded_by, reason,
                withdrawal_reason, recorded_by, version
         from commitments c where id = any($1)",
        ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Internal numbers of all commitments that took each other's place, this one included, the oldest first.
pub async fn chain(conn: &mut PgConnection, id: i64) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        r#"with recursive before as (
               select id, supersedes from commitments where id = $1
               union select c.id, c.supersedes from commitments c join before b on c.id = b.supersedes
           ),
           after as (
               select id from commitments where id = $1
               union select c.id from commitments c join after a on c.supersedes = a.id
           )
           select id as "id!" from before union select id from after order by 1"#,
        id
    )
    .fetch_all(conn)
    .await
}

/// Map sheet and number of these parcels, by internal number.
pub async fn parcel_names(conn: &mut PgConnection, ids: &[i64]) -> sqlx::Result<HashMap<i64, (String, String)>> {
    let rows = sqlx::query!("select id, map_sheet, parcel_no from parcels where id = any($1)", ids)
        .fetch_all(conn)
        .await?;
    let names = rows.into_iter().map(|row| (row.id, (row.map_sheet, row.parcel_no)));
    Ok(names.collect())
}

/// A commitment to be stored.
pub struct NewRow<'a> {
    pub project_id: i32,
    pub made_by: &'a str,
    pub made_to: &'a str,
    pub made_on: Day,
    pub original_on: Day,
    pub due_on: Day,
    pub goal: &'a Goal,
    pub text: &'a str,
    pub supersedes: Option<i64>,
    pub reason: &'a str,
    pub recorded_by: &'a str,
}

/// Stores a commitment and gives its internal number.
pub async fn insert(conn: &mut PgConnection, new: &NewRow<'_>) -> sqlx::Result<i64> {
    let (share, parcels): (Option<f64>, &[i64]) = match new.goal {
        Goal::Share(share) => (Some(*share), &[]),
        Goal::Parcels(ids) => (None, ids),
    };
    let id = sqlx::query_scalar!(
        "insert into commitments (project_id, made_by, made_to, made_on, original_on, due_on, share, text, supersedes, reason,
                                  recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id",
        new.project_id,
        new.made_by,
        new.made_to,
        new.made_on,
        new.original_on,
        new.due_on,
        share,
        new.text,
        new.supersedes,
        new.reason,
        new.recorded_by
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into commitment_parcels (commitment_id, parcel_id) select $1, * from unnest($2::bigint[])",
        id,
        parcels
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// What an edit of a commitment starts from, locked until the transaction ends.
pub struct LockedCommitment {
    pub project_id: i32,
    pub version: i32,
    pub made_by: String,
    pub made_to: String,
    pub original_on: Day,
    pub due_on: Day,
    pub text: String,
}

/// Locks a commitment against other edits.
pub async fn lock(conn: &mut PgConnection, id: i64) -> sqlx::Result<LockedCommitment> {
    sqlx::query_as!(
        LockedCommitment,
        "select project_id, version, made_by, made_to, original_on, due_on, text from commitments where id = $1 for update",
        id
    )
    .fetch_one(conn)
    .await
}

/// Notes that another one takes the place of a commitment.
pub async fn supersede(conn: &mut PgConnection, id: i64, on: Day) -> sqlx::Result<()> {
    sqlx::query!(
        "update commitments set superseded_on = $2, version = version + 1 where id = $1",
        id,
        on
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a commitment is withdrawn.
pub async fn withdraw(conn: &mut PgConnection, id: i64, on: Day, reason: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update commitments set withdrawn_on = $2, withdrawal_reason = $3, version = version + 1 where id = $1",
        id,
        on,
        reason
    )
    .execute(conn)
    .await?;
    Ok(())
}
