use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::{obstacle, world_parts};
use crate::{
    board::{Causes, Project},
    commitments::{Goal, Promise},
    plans::{Dated, StepPlan},
    steps::Step,
};

/// The projects with these internal numbers (`None`: all) and what belongs to them alone.
pub async fn projects(
    conn: &mut PgConnection,
    causes: &Causes,
    only: Option<&[i32]>,
) -> sqlx::Result<BTreeMap<i32, Project>> {
    let rows = sqlx::query!(
        r#"select id, code, name, sector, project_group, investor, start_on, corridor_width_m,
                  min_workable_m, archived_on, version, st_asbinary(boundary) as boundary, st_asbinary(alignment) as alignment
           from projects where $1::integer[] is null or id = any($1)"#,
        only
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut projects: BTreeMap<i32, Project> = rows
        .into_iter()
        .map(|row| {
            let project = Project {
                id: row.id,
                code: row.code,
                name: row.name,
                sector: row.sector,
                group: row.project_group,
                investor: row.investor,
                start_on: row.start_on,
                deadlines: Dated::default(),
                corridor_width_m: row.corridor_width_m,
                min_workable_m: row.min_workable_m,
                archived_on: row.archived_on,
                version: row.version,
                boundary: row.boundary.as_deref().map(world_parts).unwrap_or_default(),
                alignment: row.alignment.as_deref().map(world_parts).unwrap_or_default(),
                step_plans: Vec::new(),
                share_plans: Dated::default(),
                promises: Vec::new(),
                obstacles: Vec::new(),
            };
            (row.id, project)
        })
        .collect();
    add_plans(&mut *conn, only, &mut projects).await?;
    add_promises(&mut *conn, only, &mut projects).await?;
    add_project_obstacles(conn, causes, only, &mut projects).await?;
    Ok(projects)
}

async fn add_plans(
    conn: &mut PgConnection,
    only: Option<&[i32]>,
    projects: &mut BTreeMap<i32, Project>,
) -> sqlx::Result<()> {
    let plans = sqlx::query!(
        "select project_id, unit_code, step, set_on, planned_on from step_plans
         where $1::integer[] is null or project_id = any($1) order by project_id, unit_code, set_on, id",
        only
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in plans {
        let (Some(project), Ok(step)) = (projects.get_mut(&row.project_id), row.step.parse::<Step>()) else {
            continue;
        };
        let known = project.step_plans.last().map(|plan| plan.unit_code.as_str());
        if known != Some(row.unit_code.as_str()) {
            project.step_plans.push(StepPlan {
                unit_code: row.unit_code,
                ..StepPlan::default()
            });
        }
        if let Some(plan) = project.step_plans.last_mut() {
            plan.steps[step.index()].set(row.set_on, row.planned_on);
        }
    }
    let deadlines = sqlx::query!(
        "select project_id, set_on, planned_on from deadline_changes
         where $1::integer[] is null or project_id = any($1) order by project_id, set_on, id",
        only
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in deadlines {
        if let Some(project) = projects.get_mut(&row.project_id) {
            project.deadlines.set(row.set_on, row.planned_on);
        }
    }
    let curves = sqlx::query!(
        "select project_id, set_on, on_dates, shares from share_plans
         where $1::integer[] is null or project_id = any($1) order by project_id, set_on, id",
        only
    )
    .fetch_all(conn)
    .await?;
    for row in curves {
        if let Some(project) = projects.get_mut(&row.project_id) {
            let points = row.on_dates.into_iter().zip(row.shares);
            project.share_plans.set(row.set_on, points.collect());
        }
    }
    Ok(())
}

async fn add_promises(
    conn: &mut PgConnection,
    only: Option<&[i32]>,
    projects: &mut BTreeMap<i32, Project>,
) -> sqlx::Result<()> {
    let promises = sqlx::query!(
        r#"select id, project_id, made_by, made_to, text, made_on, due_on, share, superseded_on, withdrawn_on,
                  array(select parcel_id from commitment_parcels where commitment_id = c.id order by 1) as "parcels!"
           from commitments c where $1::integer[] is null or project_id = any($1) order by project_id, due_on, id"#,
        only
    )
    .fetch_all(conn)
    .await?;
    for row in promises {
        if let Some(project) = projects.get_mut(&row.project_id) {
            project.promises.push(Promise {
                id: row.id,
                words: [row.made_by, row.made_to, row.text].join(" "),
                made_on: row.made_on,
                due_on: row.due_on,
                goal: row.share.map_or(Goal::Parcels(row.parcels), Goal::Share),
                superseded_on: row.superseded_on,
                withdrawn_on: row.withdrawn_on,
            });
        }
    }
    Ok(())
}

async fn add_project_obstacles(
    conn: &mut PgConnection,
    causes: &Causes,
    only: Option<&[i32]>,
    projects: &mut BTreeMap<i32, Project>,
) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        "select o.id, o.project_id, o.cause, o.due_on, i.opened_on, i.closed_on
         from obstacles o join obstacle_intervals i on i.obstacle_id = o.id
         where o.scope = 'project' and ($1::integer[] is null or o.project_id = any($1))
         order by o.id, i.opened_on",
        only
    )
    .fetch_all(conn)
    .await?;
    for row in rows {
        if let Some(project) = projects.get_mut(&row.project_id) {
            project.obstacles.push(obstacle(
                causes,
                row.id,
                &row.cause,
                row.opened_on,
                row.closed_on,
                row.due_on,
            ));
        }
    }
    Ok(())
}
