//! Obstacles with their intervals, parcels and events.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Ids,
    operations::{Numbers, Operation, officer, record},
    records::imported_on,
};
use crate::{
    calendar::Day,
    demo::{Province, obstacles::Obstacle},
};

/// Stores the obstacles, and that they were raised and closed.
pub async fn store(
    conn: &mut PgConnection,
    province: &Province,
    ids: &Ids,
    numbered: &[(i64, &Obstacle)],
    numbers: &mut Numbers,
) -> sqlx::Result<Vec<Operation>> {
    insert(conn, ids, numbered).await?;
    intervals(conn, numbered).await?;
    let (mut of, mut parcels) = (Vec::new(), Vec::new());
    let (mut operations, mut events) = (Vec::new(), Vec::new());
    for &(id, obstacle) in numbered {
        for &row in &obstacle.rows {
            of.push(id);
            parcels.push(ids.parcels[row]);
        }
        for (day, raised) in turns(province, obstacle) {
            let op_id = numbers.next();
            let action = if raised { "obstacle.raise" } else { "obstacle.close" };
            operations.push(Operation {
                op_id,
                unit: obstacle.raised_in,
                recorded_on: day,
                action,
                column: None,
            });
            events.push((op_id, id, ids.projects[obstacle.site], day, raised));
        }
    }
    sqlx::query!(
        "insert into obstacle_parcels (obstacle_id, parcel_id) select * from unnest($1::bigint[], $2::bigint[])",
        &of,
        &parcels
    )
    .execute(&mut *conn)
    .await?;
    record(conn, &operations).await?;
    append(conn, &events).await?;
    Ok(operations)
}

/// The days since the register came on which an obstacle was raised (true) or closed.
fn turns(province: &Province, obstacle: &Obstacle) -> impl Iterator<Item = (Day, bool)> {
    let since = imported_on(province, obstacle.site);
    let raised = obstacle.open.iter().map(|&(opened, _)| (opened, true));
    let closed = obstacle
        .open
        .iter()
        .filter_map(|&(_, closed)| closed)
        .map(|day| (day, false));
    raised.chain(closed).filter(move |(day, _)| *day > since)
}

/// The obstacles, each with its number.
pub async fn number<'a>(conn: &mut PgConnection, province: &'a Province) -> sqlx::Result<Vec<(i64, &'a Obstacle)>> {
    let numbers = sqlx::query_scalar!(
        r#"select nextval(pg_get_serial_sequence('obstacles', 'id')) as "id!" from generate_series(1, $1)"#,
        i32::try_from(province.obstacles.len()).unwrap_or(i32::MAX)
    )
    .fetch_all(conn)
    .await?;
    Ok(numbers.into_iter().zip(&province.obstacles).collect())
}

/// What `field` gives for each obstacle.
fn column<'a, T>(numbered: &[(i64, &'a Obstacle)], field: impl Fn(&'a Obstacle) -> T) -> Vec<T> {
    numbered.iter().map(|&(_, obstacle)| field(obstacle)).collect()
}

async fn insert(conn: &mut PgConnection, ids: &Ids, numbered: &[(i64, &Obstacle)]) -> sqlx::Result<()> {
    let obstacles: Vec<i64> = numbered.iter().map(|&(id, _)| id).collect();
    sqlx::query!(
        "insert into obstacles (id, project_id, scope, household_code, cause, description, responsible_unit_code, next_action,
             due_on, state, result, raised_by)
         overriding system value
         select * from unnest($1::bigint[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
             $9::date[], $10::text[], $11::text[], $12::text[])",
        &obstacles,
        &column(numbered, |obstacle| ids.projects[obstacle.site]),
        &column(numbered, |obstacle| obstacle.scope) as &[&str],
        &column(numbered, |obstacle| obstacle.household.as_str()) as &[&str],
        &column(numbered, |obstacle| obstacle.cause) as &[&str],
        &column(numbered, |obstacle| obstacle.description) as &[&str],
        &column(numbered, |obstacle| obstacle.responsible) as &[&str],
        &column(numbered, |obstacle| obstacle.next_action) as &[&str],
        &column(numbered, |obstacle| obstacle.due_on) as &[Option<Day>],
        &column(numbered, |obstacle| obstacle.state) as &[&str],
        &column(numbered, |obstacle| obstacle.result) as &[&str],
        &column(numbered, |obstacle| officer(obstacle.raised_in))
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores when the obstacles were open.
async fn intervals(conn: &mut PgConnection, numbered: &[(i64, &Obstacle)]) -> sqlx::Result<()> {
    let open = || {
        numbered
            .iter()
            .flat_map(|&(id, obstacle)| obstacle.open.iter().map(move |&(from, to)| (id, from, to)))
    };
    let obstacles: Vec<i64> = open().map(|(id, ..)| id).collect();
    let opened: Vec<Day> = open().map(|(_, from, _)| from).collect();
    let closed: Vec<Option<Day>> = open().map(|(.., to)| to).collect();
    sqlx::query!(
        "insert into obstacle_intervals (obstacle_id, opened_on, closed_on) select * from unnest($1::bigint[], $2::date[], $3::date[])",
        &obstacles,
        &opened as &[Day],
        &closed as &[Option<Day>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Appends an event for each obstacle and for each parcel that it blocks.
async fn append(conn: &mut PgConnection, events: &[(Uuid, i64, i32, Day, bool)]) -> sqlx::Result<()> {
    let op_ids: Vec<Uuid> = events.iter().map(|event| event.0).collect();
    let obstacles: Vec<i64> = events.iter().map(|event| event.1).collect();
    let projects: Vec<i32> = events.iter().map(|event| event.2).collect();
    let days: Vec<Day> = events.iter().map(|event| event.3).collect();
    let raised: Vec<bool> = events.iter().map(|event| event.4).collect();
    sqlx::query!(
        "with turns as (
             select t.*, o.cause, o.state
             from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::date[], $5::boolean[]) as t (op_id, id, project_id, day, raised)
             join obstacles o using (id)
         )
         insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields)
         select op_id, 'obstacle', id, project_id, case when raised then 'raised' else 'closed' end, day,
             jsonb_build_object('state', case when raised then jsonb_build_array(null, 'open') else jsonb_build_array('open', state) end)
         from turns
         union all
         select t.op_id, 'parcel', op.parcel_id, t.project_id, 'updated', t.day,
             jsonb_build_object('obstacle', case when t.raised then jsonb_build_array(null, t.cause) else jsonb_build_array(t.cause, null) end)
         from turns t join obstacle_parcels op on op.obstacle_id = t.id",
        &op_ids,
        &obstacles,
        &projects,
        &days as &[Day],
        &raised
    )
    .execute(conn)
    .await?;
    Ok(())
}
