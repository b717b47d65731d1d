//! Obstacles with their intervals, parcels and events.

use serde_json::{Map, Value, json};
use sqlx::PgConnection;

use super::{
    Ids, Operations,
    records::imported_on,
    updates::{Update, actor},
};
use crate::{
    calendar::Day,
    demo::{Province, obstacles::Obstacle},
};

/// Stores the obstacles; gives back how they were raised and closed, to be recorded on the parcels.
pub async fn store(
    conn: &mut PgConnection,
    province: &Province,
    ids: &Ids,
    operations: &mut Operations,
) -> sqlx::Result<Vec<Update>> {
    let mut updates = Vec::new();
    let (mut of, mut parcels) = (Vec::new(), Vec::new());
    for obstacle in &province.obstacles {
        let id = insert(conn, obstacle, ids.projects[obstacle.site]).await?;
        for &row in &obstacle.rows {
            of.push(id);
            parcels.push(ids.parcels[row]);
        }
        updates.extend(recorded(province, obstacle, operations));
    }
    sqlx::query!(
        "insert into obstacle_parcels (obstacle_id, parcel_id) select * from unnest($1::bigint[], $2::bigint[])",
        &of,
        &parcels
    )
    .execute(conn)
    .await?;
    Ok(updates)
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
        actor(obstacle.raised_in),
        &opened as &[Day],
        &closed as &[Option<Day>]
    )
    .fetch_one(conn)
    .await
}

/// The operations that raised and closed an obstacle since the register came.
fn recorded(province: &Province, obstacle: &Obstacle, operations: &mut Operations) -> Vec<Update> {
    let raised = obstacle
        .open
        .iter()
        .map(|&(opened, _)| (opened, "obstacle.raise", json!([null, obstacle.cause])));
    let closed = obstacle
        .open
        .iter()
        .filter_map(|&(_, closed)| closed)
        .map(|day| (day, "obstacle.close", json!([obstacle.cause, null])));
    raised
        .chain(closed)
        .filter(|(day, ..)| *day > imported_on(province, obstacle.site) && !obstacle.rows.is_empty())
        .map(|(day, action, change)| {
            let fields = Map::from_iter([("obstacle".to_owned(), change)]);
            Update {
                op_id: operations.next(),
                site: obstacle.site,
                district: obstacle.raised_in,
                recorded_on: day,
                action,
                rows: obstacle
                    .rows
                    .iter()
                    .map(|&row| (row, day, fields.clone()))
                    .collect::<Vec<(usize, Day, Map<String, Value>)>>(),
                column: None,
            }
        })
        .collect()
}
