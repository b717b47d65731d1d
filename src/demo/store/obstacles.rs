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
    numbers: &mut Numbers,
) -> sqlx::Result<Vec<Operation>> {
    let (mut of, mut parcels) = (Vec::new(), Vec::new());
    let (mut operations, mut events) = (Vec::new(), Vec::new());
    for obstacle in &province.obstacles {
        let id = insert(conn, obstacle, ids.projects[obstacle.site]).await?;
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

async fn insert(conn: &mut PgConnection, obstacle: &Obstacle, project: i32) -> sqlx::Result<i64> {
    let (opened, closed): (Vec<Day>, Vec<Option<Day>>) = obstacle.open.iter().copied().unzip();
    sqlx::query_scalar!(
        r#"with o as (
             insert into obstacles (project_id, scope, household_code, cause, description, responsible_unit_code, next_action,
                 due_on, state, result, raised_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             returning id
         ), i as (
             insert into obstacle_intervals (obstacle_id, opened_on, closed_on)
             select o.id, t.* from o, unnest($12::date[], $13::date[]) as t
         )
         select id as "id!" from o"#,
        project,
        obstacle.scope,
        obstacle.household,
        obstacle.cause,
        obstacle.description,
        obstacle.responsible,
        obstacle.next_action,
        obstacle.due_on as Option<Day>,
        obstacle.state,
        obstacle.result,
        officer(obstacle.raised_in),
        &opened as &[Day],
        &closed as &[Option<Day>]
    )
    .fetch_one(conn)
    .await
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
