use sqlx::PgConnection;
use time::OffsetDateTime;

use super::model::{CurveInput, SharePoint, StepPlanInput};
use crate::{calendar::Day, steps::Step};

/// A planned day as it was set.
pub struct DayRow {
    pub unit_code: String,
    pub step: String,
    pub set_on: Day,
    pub planned_on: Option<Day>,
    pub reason: String,
    pub set_by: String,
    pub at: OffsetDateTime,
}

/// The planned days of a project's steps, those of the whole project first; each as it was set, one after the other.
pub async fn steps(conn: &mut PgConnection, project: i32) -> sqlx::Result<Vec<DayRow>> {
    sqlx::query_as!(
        DayRow,
        "select unit_code, step, set_on, planned_on, reason, set_by, at from step_plans
         where project_id = $1 order by unit_code, step, set_on, id",
        project
    )
    .fetch_all(conn)
    .await
}

/// The clearance deadlines of a project as they were set, for no unit and no step.
pub async fn deadlines(conn: &mut PgConnection, project: i32) -> sqlx::Result<Vec<DayRow>> {
    sqlx::query_as!(
        DayRow,
        r#"select '' as "unit_code!", '' as "step!", set_on, planned_on, reason, set_by, at from deadline_changes
           where project_id = $1 order by set_on, id"#,
        project
    )
    .fetch_all(conn)
    .await
}

/// A curve as it was set.
pub struct CurveRow {
    pub set_on: Day,
    pub on_dates: Vec<Day>,
    pub shares: Vec<f64>,
    pub reason: String,
    pub set_by: String,
    pub at: OffsetDateTime,
}

impl CurveRow {
    /// Its points.
    pub fn points(&self) -> Vec<SharePoint> {
        let points = self.on_dates.iter().zip(&self.shares);
        let point = |(on_date, share): (&Day, &f64)| SharePoint {
            on_date: *on_date,
            share: *share,
        };
        points.map(point).collect()
    }
}

/// The curves of a project as they were set, one after the other.
pub async fn curves(conn: &mut PgConnection, project: i32) -> sqlx::Result<Vec<CurveRow>> {
    sqlx::query_as!(
        CurveRow,
        "select set_on, on_dates, shares, reason, set_by, at from share_plans where project_id = $1 order by set_on, id",
        project
    )
    .fetch_all(conn)
    .await
}

/// Locks a project against other edits, and gives its version.
pub async fn lock(conn: &mut PgConnection, project: i32) -> sqlx::Result<i32> {
    sqlx::query_scalar!("select version from projects where id = $1 for update", project)
        .fetch_one(conn)
        .await
}

/// Makes the version of a project grow.
pub async fn grow(conn: &mut PgConnection, project: i32) -> sqlx::Result<()> {
    sqlx::query!("update projects set version = version + 1 where id = $1", project)
        .execute(conn)
        .await?;
    Ok(())
}

/// The day planned last for a step: none set yet, or withdrawn, or a day.
pub async fn planned_last(
    conn: &mut PgConnection,
    project: i32,
    unit_code: &str,
    step: Step,
) -> sqlx::Result<Option<Option<Day>>> {
    sqlx::query_scalar!(
        "select planned_on from step_plans where project_id = $1 and unit_code = $2 and step = $3
         order by set_on desc, id desc limit 1",
        project,
        unit_code,
        step.code()
    )
    .fetch_optional(conn)
    .await
}

/// Sets the planned day of a step from a day on.
pub async fn set_step(
    conn: &mut PgConnection,
    project: i32,
    input: &StepPlanInput,
    (set_on, set_by): (Day, &str),
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into step_plans (project_id, unit_code, step, set_on, planned_on, reason, set_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        project,
        input.unit_code,
        input.step.code(),
        set_on,
        input.on,
        input.reason.trim(),
        set_by
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets the curve from a day on.
pub async fn set_curve(
    conn: &mut PgConnection,
    project: i32,
    input: &CurveInput,
    (set_on, set_by): (Day, &str),
) -> sqlx::Result<()> {
    let days: Vec<Day> = input.points.iter().map(|point| point.on_date).collect();
    let shares: Vec<f64> = input.points.iter().map(|point| point.share).collect();
    sqlx::query!(
        "insert into share_plans (project_id, set_on, on_dates, shares, reason, set_by) values ($1, $2, $3, $4, $5, $6)",
        project,
        set_on,
        &days as &[Day],
        &shares,
        input.reason.trim(),
        set_by
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives the reason for what the rest of the transaction does to a clearance deadline, to the trigger that keeps it.
pub async fn give_reason(conn: &mut PgConnection, reason: &str) -> sqlx::Result<()> {
    sqlx::query_scalar!("select set_config('matbang.reason', $1, true)", reason)
        .fetch_one(conn)
        .await?;
    Ok(())
}
