use std::collections::HashMap;

use sqlx::PgConnection;

use super::model::{NewObstacle, Obstacle, ObstacleQuery, Scope, State};
use crate::{calendar::Day, language::Language};

/// The obstacles of a parcel that were raised up to a day, open ones first.
pub async fn of_parcel(conn: &mut PgConnection, parcel: i64, day: Day) -> sqlx::Result<Vec<Obstacle>> {
    let query = ObstacleQuery {
        parcel: Some(parcel),
        limit: Some(500),
        ..ObstacleQuery::default()
    };
    let (mut found, _) = list(conn, &query, None, day, false).await?;
    found.sort_by_key(|obstacle| (obstacle.closed_on.is_some(), std::cmp::Reverse(obstacle.opened_on)));
    Ok(found)
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

/// A page of obstacles by filter, the newest first, and how many the filter holds. With `open_only`, only those open
/// on the day.
pub async fn list(
    conn: &mut PgConnection,
    query: &ObstacleQuery,
    units: Option<&[i32]>,
    day: Day,
    open_only: bool,
) -> sqlx::Result<(Vec<Obstacle>, i64)> {
    let rows = sqlx::query_file!(
        "src/obstacles/list.sql",
        query.project,
        units,
        query.cause,
        query.state as Option<State>,
        query.overdue,
        query.parcel,
        open_only,
        day,
        query.after,
        query.limit.unwrap_or(50).clamp(1, 100_000)
    )
    .fetch_all(conn)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let items = rows.into_iter().map(|row| Obstacle {
        id: row.id,
        project_code: row.project_code,
        scope: row.scope,
        household_code: row.household_code,
        cause: row.cause,
        description: row.description,
        responsible_unit_code: row.responsible_unit_code,
        next_action: row.next_action,
        due_on: row.due_on,
        state: row.state,
        opened_on: row.opened_on,
        closed_on: row.closed_on,
        result: row.result,
        raised_by: row.raised_by,
        parcels: row.parcels,
        version: row.version,
    });
    Ok((items.collect(), total))
}

/// One obstacle.
pub async fn get(conn: &mut PgConnection, id: i64) -> sqlx::Result<Obstacle> {
    sqlx::query_as!(
        Obstacle,
        r#"select o.id, p.code as project_code, o.scope as "scope: Scope", o.household_code, o.cause, o.description,
                  o.responsible_unit_code, o.next_action, o.due_on, o.state as "state: State", i.opened_on, i.closed_on,
                  o.result, o.raised_by, o.version,
                  array(select parcel_id from obstacle_parcels where obstacle_id = o.id order by 1) as "parcels!"
           from obstacles o
           join projects p on p.id = o.project_id
           cross join lateral (
               select opened_on, closed_on from obstacle_intervals where obstacle_id = o.id order by opened_on desc limit 1
           ) i
           where o.id = $1"#,
        id
    )
    .fetch_one(conn)
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

/// Stores a new obstacle and gives its internal number.
pub async fn insert(
    conn: &mut PgConnection,
    project: i32,
    new: &NewObstacle,
    parcels: &[i64],
    opened_on: Day,
    raised_by: &str,
) -> sqlx::Result<i64> {
    let id = sqlx::query_scalar!(
        "insert into obstacles (project_id, scope, household_code, cause, description, responsible_unit_code,
                                next_action, due_on, raised_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id",
        project,
        new.scope as Scope,
        new.household_code,
        new.cause,
        new.description.trim(),
        new.responsible_unit_code,
        new.next_action.trim(),
        new.due_on,
        raised_by
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into obstacle_parcels (obstacle_id, parcel_id) select $1, * from unnest($2::bigint[])",
        id,
        parcels
    )
    .execute(&mut *conn)
    .await?;
    open_interval(conn, id, opened_on).await?;
    Ok(id)
}

/// Begins an interval in which the obstacle is open.
pub async fn open_interval(conn: &mut PgConnection, id: i64, opened_on: Day) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into obstacle_intervals (obstacle_id, opened_on) values ($1, $2)
         on conflict on constraint obstacle_interval_pkey do update set closed_on = null",
        id,
        opened_on
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What an edit of an obstacle starts from, locked until the transaction ends.
pub struct LockedObstacle {
    pub project_id: i32,
    pub version: i32,
    pub state: State,
    pub opened_on: Day,
    pub closed_on: Option<Day>,
    pub cause: String,
    pub parcels: Vec<i64>,
}

/// Locks an obstacle against other edits.
pub async fn lock(conn: &mut PgConnection, id: i64) -> sqlx::Result<LockedObstacle> {
    sqlx::query_as!(
        LockedObstacle,
        r#"select o.project_id, o.version, o.state as "state: State", o.cause, i.opened_on, i.closed_on,
                  array(select parcel_id from obstacle_parcels where obstacle_id = o.id order by 1) as "parcels!"
           from obstacles o
           cross join lateral (
               select opened_on, closed_on from obstacle_intervals where obstacle_id = o.id order by opened_on desc limit 1
           ) i
           where o.id = $1 for update of o"#,
        id
    )
    .fetch_one(conn)
    .await
}

/// Sets the state of an obstacle; a day closes its open interval.
pub async fn set_state(
    conn: &mut PgConnection,
    id: i64,
    state: State,
    result: &str,
    closed_on: Option<Day>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update obstacles set state = $2, result = $3, version = version + 1 where id = $1",
        id,
        state as State,
        result
    )
    .execute(&mut *conn)
    .await?;
    if let Some(day) = closed_on {
        sqlx::query!(
            "update obstacle_intervals set closed_on = $2 where obstacle_id = $1 and closed_on is null",
            id,
            day
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}
