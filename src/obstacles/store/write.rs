//! What is written about obstacles.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    calendar::Day,
    obstacles::{
        inputs::{NewObstacle, ObstacleChange},
        model::{Comment, Scope, State},
    },
};

/// Stores a new obstacle and gives its internal number.
pub async fn insert(
    conn: &mut PgConnection,
    project: i32,
    new: &NewObstacle,
    officer: Option<i32>,
    parcels: &[i64],
    opened_on: Day,
    raised_by: &str,
) -> sqlx::Result<i64> {
    let id = sqlx::query_scalar!(
        "insert into obstacles (project_id, scope, household_code, cause, description, responsible_unit_code,
                                responsible_user_id, next_action, due_on, raised_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
        project,
        new.scope as Scope,
        new.household_code,
        new.cause,
        new.description.trim(),
        new.responsible_unit_code,
        officer,
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
    open(conn, &[id], opened_on).await?;
    Ok(id)
}

/// Begins an interval in which obstacles are open; one that ends on the same day goes on.
async fn open(conn: &mut PgConnection, ids: &[i64], opened_on: Day) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into obstacle_intervals (obstacle_id, opened_on) select id, $2 from unnest($1::bigint[]) id
         on conflict on constraint obstacle_interval_pkey do update set closed_on = null",
        ids,
        opened_on
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What an edit of an obstacle starts from, locked until the transaction ends.
pub struct LockedObstacle {
    pub id: i64,
    pub project_id: i32,
    pub version: i32,
    pub state: State,
    pub opened_on: Day,
    pub closed_on: Option<Day>,
    pub cause: String,
    pub description: String,
    pub responsible_unit_code: String,
    pub responsible_account: String,
    pub due_on: Option<Day>,
    pub next_action: String,
    pub parcels: Vec<i64>,
}

/// Locks obstacles against other edits; those that are not there are left out.
pub async fn lock(conn: &mut PgConnection, ids: &[i64]) -> sqlx::Result<Vec<LockedObstacle>> {
    // In one order, so that two edits of the same ones never wait for each other.
    sqlx::query_as!(
        LockedObstacle,
        r#"select o.id, o.project_id, o.version, o.state as "state: State", o.cause, o.description, o.responsible_unit_code,
                  coalesce((select name from users where id = o.responsible_user_id), '') as "responsible_account!",
                  o.due_on, o.next_action, i.opened_on, i.closed_on,
                  array(select parcel_id from obstacle_parcels where obstacle_id = o.id order by 1) as "parcels!"
           from obstacles o
           cross join lateral (
               select opened_on, closed_on from obstacle_intervals where obstacle_id = o.id order by opened_on desc limit 1
           ) i
           where o.id = any($1) order by o.id for update of o"#,
        ids
    )
    .fetch_all(conn)
    .await
}

/// Changes what is to be changed on each of some obstacles; `officer` is the account named in the change.
pub async fn set_fields(
    conn: &mut PgConnection,
    ids: &[i64],
    change: &ObstacleChange,
    officer: Option<i32>,
) -> sqlx::Result<()> {
    let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
    sqlx::query!(
        "update obstacles set
             cause = coalesce($2, cause), description = coalesce($3, description),
             responsible_unit_code = coalesce($4, responsible_unit_code),
             responsible_user_id = case when $5 then $6 else responsible_user_id end,
             due_on = case when $7 then $8 else due_on end,
             next_action = coalesce($9, next_action), state = coalesce($10, state), version = version + 1
         where id = any($1)",
        ids,
        change.cause.as_deref() as _,
        trimmed(&change.description) as _,
        change.responsible_unit_code.as_deref() as _,
        change.responsible_account.is_some(),
        officer as _,
        change.due_on.is_some(),
        change.due_on.flatten() as _,
        trimmed(&change.next_action) as _,
        change.state as Option<State>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Closes obstacles on a day.
pub async fn close(
    conn: &mut PgConnection,
    ids: &[i64],
    state: State,
    result: &str,
    closed_on: Day,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update obstacles set state = $2, result = $3, version = version + 1 where id = any($1)",
        ids,
        state as State,
        result
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update obstacle_intervals set closed_on = $2 where obstacle_id = any($1) and closed_on is null",
        ids,
        closed_on
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Opens obstacles again on a day.
pub async fn reopen(conn: &mut PgConnection, ids: &[i64], opened_on: Day) -> sqlx::Result<()> {
    sqlx::query!(
        "update obstacles set state = 'open', result = '', version = version + 1 where id = any($1)",
        ids
    )
    .execute(&mut *conn)
    .await?;
    open(conn, ids, opened_on).await
}

/// Stores what somebody says about an obstacle.
pub async fn comment(conn: &mut PgConnection, id: i64, op_id: Uuid, author: &str, text: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into obstacle_comments (obstacle_id, op_id, author, body) values ($1, $2, $3, $4)",
        id,
        op_id,
        author,
        text
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The comment that an operation wrote.
pub async fn comment_by_operation(conn: &mut PgConnection, op_id: Uuid) -> sqlx::Result<Comment> {
    sqlx::query_as!(
        Comment,
        "select id, at, author as by, body as text from obstacle_comments where op_id = $1",
        op_id
    )
    .fetch_one(conn)
    .await
}
