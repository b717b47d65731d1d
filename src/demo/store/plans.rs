//! Planned days, planned curves, promises and capital.

use sqlx::PgConnection;

use super::{Ids, operations::officer};
use crate::{
    calendar::Day,
    demo::{
        Province,
        plans::{Commitment, End, Goal, Plan, Version},
    },
};

/// Who records the figures of capital.
const TREASURER: &str = "so-tai-chinh";

/// Stores the plans of all projects.
pub async fn store(conn: &mut PgConnection, province: &Province, ids: &Ids) -> sqlx::Result<()> {
    // The registers were imported today; what they brought was planned long ago.
    sqlx::query!("delete from deadline_changes").execute(&mut *conn).await?;
    for (plan, &project) in province.plans.iter().zip(&ids.projects) {
        days(&mut *conn, project, plan).await?;
        curves(&mut *conn, project, &plan.curves).await?;
        commitments(&mut *conn, ids, project, &plan.commitments).await?;
        for capital in &plan.capital {
            sqlx::query!(
                "insert into capital_figures (project_id, year, as_of, planned_vnd, disbursed_vnd, source, recorded_by)
                 values ($1, $2, $3, $4, $5, $6, $7)",
                project,
                capital.year,
                capital.as_of as Day,
                capital.planned,
                capital.disbursed,
                format!("Giải ngân {}.xlsx", capital.as_of),
                TREASURER
            )
            .execute(&mut *conn)
            .await?;
        }
    }
    Ok(())
}

/// The planned days of steps and the deadlines of a project.
async fn days(conn: &mut PgConnection, project: i32, plan: &Plan) -> sqlx::Result<()> {
    for step in &plan.steps {
        for version in &step.versions {
            sqlx::query!(
                "insert into step_plans (project_id, unit_code, step, set_on, planned_on, reason, set_by, at)
                 values ($1, $2, $3, $4, $5, $6, $7, ($4::date + time '08:15') at time zone 'Asia/Ho_Chi_Minh')",
                project,
                step.unit_code,
                step.step.code(),
                version.set_on as Day,
                version.planned as Day,
                version.reason,
                officer(step.unit_code)
            )
            .execute(&mut *conn)
            .await?;
        }
    }
    for version in &plan.deadlines {
        sqlx::query!(
            "insert into deadline_changes (project_id, set_on, planned_on, reason, set_by, at)
             values ($1, $2, $3, $4, $5, ($2::date + time '09:00') at time zone 'Asia/Ho_Chi_Minh')",
            project,
            version.set_on as Day,
            version.planned as Day,
            version.reason,
            officer("")
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

async fn curves(conn: &mut PgConnection, project: i32, versions: &[Version<Vec<(Day, f64)>>]) -> sqlx::Result<()> {
    for version in versions {
        let (days, shares): (Vec<Day>, Vec<f64>) = version.planned.iter().copied().unzip();
        sqlx::query!(
            "insert into share_plans (project_id, set_on, on_dates, shares, reason, set_by, at)
             values ($1, $2, $3, $4, $5, $6, ($2::date + time '09:05') at time zone 'Asia/Ho_Chi_Minh')",
            project,
            version.set_on as Day,
            &days as &[Day],
            &shares,
            version.reason,
            officer("")
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// The promises of a project; one that was put off is followed by the one that took its place.
async fn commitments(conn: &mut PgConnection, ids: &Ids, project: i32, commitments: &[Commitment]) -> sqlx::Result<()> {
    let (mut supersedes, mut reason) = (None, "");
    for promise in commitments {
        let (share, parcels): (Option<f64>, Vec<i64>) = match &promise.goal {
            Goal::Share(share) => (Some(*share), Vec::new()),
            Goal::Rows(rows) => (None, rows.iter().map(|row| ids.parcels[*row]).collect()),
        };
        let (superseded_on, withdrawn) = match &promise.end {
            None => (None, None),
            Some(End::Superseded(on, why)) => (Some((*on, *why)), None),
            Some(End::Withdrawn(on, why)) => (None, Some((*on, *why))),
        };
        let id = sqlx::query_scalar!(
            "insert into commitments (project_id, made_by, made_to, made_on, original_on, due_on, share, text, supersedes, reason,
                                      superseded_on, withdrawn_on, withdrawal_reason, recorded_by, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
                     ($4::date + time '16:30') at time zone 'Asia/Ho_Chi_Minh') returning id",
            project,
            promise.made_by,
            promise.made_to,
            promise.made_on as Day,
            promise.original_on as Day,
            promise.due_on as Day,
            share,
            promise.text,
            supersedes as Option<i64>,
            reason,
            superseded_on.map(|(on, _)| on) as Option<Day>,
            withdrawn.map(|(on, _)| on) as Option<Day>,
            withdrawn.map_or("", |(_, why)| why),
            officer("")
        )
        .fetch_one(&mut *conn)
        .await?;
        sqlx::query!(
            "insert into commitment_parcels (commitment_id, parcel_id) select $1, * from unnest($2::bigint[])",
            id,
            &parcels
        )
        .execute(&mut *conn)
        .await?;
        supersedes = superseded_on.map(|_| id);
        reason = superseded_on.map_or("", |(_, why)| why);
    }
    Ok(())
}
