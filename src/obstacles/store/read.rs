//! What is read of obstacles.

use std::collections::HashMap;

use serde_json::Value;
use sqlx::PgConnection;

use crate::{
    audit::Entity,
    calendar::Day,
    language::Language,
    obstacles::{
        inputs::ObstacleQuery,
        model::{Comment, ObstacleInterval, Officer, Scope, State},
    },
    parcels::HistoryEntry,
};

/// An obstacle that a list may hold.
pub struct Candidate {
    pub id: i64,
    pub project_id: i32,
    pub scope: Scope,
    pub responsible_unit_code: String,
    pub due_on: Option<Day>,
    /// State now.
    pub state: State,
    pub opened_on: Day,
    /// First day on which it was open no more, up to the day asked for.
    pub closed_on: Option<Day>,
    /// What a search looks through; empty where there is none.
    pub text: String,
}

/// The obstacles raised up to a day that fit what a query asks of their rows; the rest of it is for the rules.
pub async fn candidates(
    conn: &mut PgConnection,
    query: &ObstacleQuery,
    units: Option<&[i32]>,
    account: Option<&str>,
    day: Day,
) -> sqlx::Result<Vec<Candidate>> {
    sqlx::query_file_as!(
        Candidate,
        "src/obstacles/store/candidates.sql",
        query.project.as_deref() as _,
        units as _,
        &query.cause,
        query.scope as Option<Scope>,
        query.household.as_deref() as _,
        query.parcel as _,
        query.responsible.as_deref() as _,
        account as _,
        day,
        query.q.is_some()
    )
    .fetch_all(conn)
    .await
}

/// What the row of an obstacle, and those that belong to it, say.
pub struct ObstacleRow {
    pub id: i64,
    pub project_code: String,
    pub scope: Scope,
    pub household_code: String,
    pub cause: String,
    pub description: String,
    pub responsible_unit_code: String,
    pub responsible_account: String,
    pub responsible_name: String,
    pub next_action: String,
    pub due_on: Option<Day>,
    /// State now.
    pub state: State,
    pub opened_on: Day,
    /// First day on which it was open no more, up to the day asked for.
    pub closed_on: Option<Day>,
    pub result: String,
    pub raised_by: String,
    pub parcel_count: i64,
    /// The units in which its parcels lie.
    pub unit_ids: Vec<i32>,
    pub comment_count: i64,
    pub attachment_count: i64,
    pub version: i32,
}

/// The rows of these obstacles as of a day, in no order; those raised later are left out.
pub async fn rows(conn: &mut PgConnection, ids: &[i64], day: Day) -> sqlx::Result<Vec<ObstacleRow>> {
    sqlx::query_file_as!(ObstacleRow, "src/obstacles/store/rows.sql", ids, day)
        .fetch_all(conn)
        .await
}

/// The projects of these obstacles, by internal number.
pub async fn projects_of(conn: &mut PgConnection, ids: &[i64]) -> sqlx::Result<Vec<i32>> {
    sqlx::query_scalar!("select distinct project_id from obstacles where id = any($1)", ids)
        .fetch_all(conn)
        .await
}

/// A parcel that an obstacle is on, as registers name it.
pub struct ParcelName {
    pub id: i64,
    pub map_sheet: String,
    pub parcel_no: String,
}

/// The parcels that an obstacle is on.
pub async fn parcels(conn: &mut PgConnection, id: i64) -> sqlx::Result<Vec<ParcelName>> {
    sqlx::query_as!(
        ParcelName,
        "select p.id, p.map_sheet, p.parcel_no from obstacle_parcels op join parcels p on p.id = op.parcel_id
         where op.obstacle_id = $1 order by p.id",
        id
    )
    .fetch_all(conn)
    .await
}

/// When an obstacle was open, up to a day.
pub async fn intervals(conn: &mut PgConnection, id: i64, day: Day) -> sqlx::Result<Vec<ObstacleInterval>> {
    sqlx::query_as!(
        ObstacleInterval,
        "select opened_on, case when closed_on <= $2 then closed_on end as closed_on
         from obstacle_intervals where obstacle_id = $1 and opened_on <= $2 order by opened_on",
        id,
        day
    )
    .fetch_all(conn)
    .await
}

/// What was said about an obstacle, the oldest first.
pub async fn comments(conn: &mut PgConnection, id: i64) -> sqlx::Result<Vec<Comment>> {
    sqlx::query_as!(
        Comment,
        "select id, at, author as by, body as text from obstacle_comments where obstacle_id = $1 order by id",
        id
    )
    .fetch_all(conn)
    .await
}

/// Entries of an obstacle's history, the latest first.
pub async fn history(conn: &mut PgConnection, id: i64) -> sqlx::Result<Vec<HistoryEntry>> {
    sqlx::query_as!(
        HistoryEntry,
        r#"select a.at, a.actor, e.action, e.effective_on, e.fields as "fields: Value", e.note
           from events e join audit a using (op_id)
           where e.entity = $2 and e.entity_id = $1
           order by a.at desc, e.id desc limit 500"#,
        id,
        Entity::Obstacle.code()
    )
    .fetch_all(conn)
    .await
}

/// Officers in use, by login name.
pub async fn officers(conn: &mut PgConnection) -> sqlx::Result<Vec<Officer>> {
    sqlx::query_as!(
        Officer,
        "select name as account, full_name from users where role = 'officer' and disabled_at is null order by name"
    )
    .fetch_all(conn)
    .await
}

/// Internal number of an officer in use.
pub async fn officer(conn: &mut PgConnection, account: &str) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!(
        "select id from users where name = $1 and role = 'officer' and disabled_at is null",
        account
    )
    .fetch_optional(conn)
    .await
}

/// Internal numbers of a household's parcels in a project.
pub async fn household_parcels(conn: &mut PgConnection, project: i32, household: &str) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        "select id from parcels
         where project_id = $1 and household_code = $2 and lower(household_code) = lower($2) and household_code <> ''
         order by id",
        project,
        household
    )
    .fetch_all(conn)
    .await
}

/// Names of the causes in a language, by code.
pub async fn cause_names(conn: &mut PgConnection, language: Language) -> sqlx::Result<HashMap<String, String>> {
    let rows = sqlx::query!("select code, name_vi, name_en from obstacle_causes")
        .fetch_all(conn)
        .await?;
    let named = rows.into_iter().map(|row| match language {
        Language::Vi => (row.code, row.name_vi),
        Language::En => (row.code, row.name_en),
    });
    Ok(named.collect())
}

/// Of these parcels, those with an open obstacle that a unit is to resolve, each with the code of that unit; of several,
/// that of the one due first.
pub async fn responsible_units(
    conn: &mut PgConnection,
    parcels: &[i64],
    day: Day,
) -> sqlx::Result<HashMap<i64, String>> {
    let rows = sqlx::query!(
        "select distinct on (op.parcel_id) op.parcel_id, o.responsible_unit_code
         from obstacle_parcels op
         join obstacles o on o.id = op.obstacle_id and o.responsible_unit_code <> ''
         join obstacle_intervals i on i.obstacle_id = o.id and i.opened_on <= $2 and (i.closed_on is null or i.closed_on > $2)
         where op.parcel_id = any($1)
         order by op.parcel_id, o.due_on, o.id",
        parcels,
        day
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.parcel_id, row.responsible_unit_code))
        .collect())
}
