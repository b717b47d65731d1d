//! Planned days, planned curves, promises and capital.

use sqlx::PgConnection;

use super::Ids;
use crate::{calendar::Day, demo::Province};

/// Who records the figures of capital.
const TREASURER: &str = "so-tai-chinh";

/// Stores the plans of all projects.
pub async fn store(conn: &mut PgConnection, province: &Province, ids: &Ids) -> sqlx::Result<()> {
    for (plan, &project) in province.plans.iter().zip(&ids.projects) {
        for step in &plan.steps {
            sqlx::query!(
                "insert into step_plans (project_id, unit_code, step, original_on, current_on, reason)
                 values ($1, $2, $3, $4, $5, $6)",
                project,
                step.unit_code,
                step.step.code(),
                step.original_on as Day,
                step.current_on as Day,
                step.reason
            )
            .execute(&mut *conn)
            .await?;
        }
        let (days, shares): (Vec<Day>, Vec<f64>) = plan.curve.iter().copied().unzip();
        sqlx::query!(
            "insert into share_plans (project_id, on_date, share) select $1, * from unnest($2::date[], $3::float8[])",
            project,
            &days as &[Day],
            &shares
        )
        .execute(&mut *conn)
        .await?;
        for promise in &plan.commitments {
            sqlx::query!(
                "insert into commitments (project_id, made_by, made_to, made_on, original_on, due_on, share, superseded_on)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
                project,
                promise.made_by,
                promise.made_to,
                promise.made_on as Day,
                promise.original_on as Day,
                promise.due_on as Day,
                promise.share,
                promise.superseded_on as Option<Day>
            )
            .execute(&mut *conn)
            .await?;
        }
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
