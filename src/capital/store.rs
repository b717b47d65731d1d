use sqlx::PgConnection;

use super::model::Figure;
use crate::calendar::Day;

/// The figures of a project in a year that were known on a day.
pub struct KnownRow {
    pub project_id: i32,
    pub as_of: Day,
    pub planned_vnd: i64,
    pub disbursed_vnd: i64,
    pub version: i32,
}

/// The latest figures of a year of each project that were reported for a day or before.
pub async fn known(conn: &mut PgConnection, year: i16, day: Day) -> sqlx::Result<Vec<KnownRow>> {
    sqlx::query_as!(
        KnownRow,
        "select distinct on (project_id) project_id, as_of, planned_vnd, disbursed_vnd, version
         from capital_figures where year = $1 and as_of <= $2 order by project_id, as_of desc",
        year,
        day as Day
    )
    .fetch_all(conn)
    .await
}

/// The years of which figures were reported for a day or before, the latest first.
pub async fn years(conn: &mut PgConnection, day: Day) -> sqlx::Result<Vec<i16>> {
    sqlx::query_scalar!(
        "select distinct year from capital_figures where as_of <= $1 order by year desc",
        day as Day
    )
    .fetch_all(conn)
    .await
}

/// All figures of a project that were reported for a day or before: the latest year first, in it the latest day.
pub async fn of_project(conn: &mut PgConnection, project_id: i32, day: Day) -> sqlx::Result<Vec<Figure>> {
    sqlx::query_as!(
        Figure,
        "select year, as_of, planned_vnd, disbursed_vnd, note, source, recorded_by, recorded_at, version
         from capital_figures where project_id = $1 and as_of <= $2 order by year desc, as_of desc",
        project_id,
        day as Day
    )
    .fetch_all(conn)
    .await
}

/// The figures of a project in a year that were reported for one day.
pub async fn one(conn: &mut PgConnection, project_id: i32, year: i16, as_of: Day) -> sqlx::Result<Option<Figure>> {
    sqlx::query_as!(
        Figure,
        "select year, as_of, planned_vnd, disbursed_vnd, note, source, recorded_by, recorded_at, version
         from capital_figures where project_id = $1 and year = $2 and as_of = $3",
        project_id,
        year,
        as_of as Day
    )
    .fetch_optional(conn)
    .await
}

/// Keeps others from writing figures until the transaction ends: they are few, and compared before they are written.
pub async fn lock(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("lock table capital_figures in share row exclusive mode")
        .execute(conn)
        .await?;
    Ok(())
}

/// Code and internal number of a project.
pub struct ProjectRow {
    pub id: i32,
    pub code: String,
}

/// The projects in use that have one of these codes.
pub async fn projects(conn: &mut PgConnection, codes: &[String]) -> sqlx::Result<Vec<ProjectRow>> {
    sqlx::query_as!(
        ProjectRow,
        "select id, code from projects where code = any($1) and archived_on is null",
        codes
    )
    .fetch_all(conn)
    .await
}

/// Figures to be stored, one a place.
#[derive(Default)]
pub struct Columns {
    pub projects: Vec<i32>,
    pub years: Vec<i16>,
    pub days: Vec<Day>,
    pub planned: Vec<i64>,
    pub disbursed: Vec<i64>,
    pub notes: Vec<String>,
}

/// The figures stored for the keys of others: its place among them, and what is stored.
pub struct StoredRow {
    pub place: i64,
    pub planned_vnd: i64,
    pub disbursed_vnd: i64,
    pub note: String,
}

/// What is stored of the same projects, years and days.
pub async fn stored(conn: &mut PgConnection, of: &Columns) -> sqlx::Result<Vec<StoredRow>> {
    sqlx::query_as!(
        StoredRow,
        r#"select k.place - 1 as "place!", f.planned_vnd, f.disbursed_vnd, f.note
           from unnest($1::integer[], $2::smallint[], $3::date[]) with ordinality k (project_id, year, as_of, place)
           join capital_figures f using (project_id, year, as_of)"#,
        &of.projects,
        &of.years,
        &of.days as &[Day]
    )
    .fetch_all(conn)
    .await
}

/// Stores figures; those of the same project, year and day are replaced.
pub async fn put(conn: &mut PgConnection, figures: &Columns, source: &str, by: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into capital_figures as f (project_id, year, as_of, planned_vnd, disbursed_vnd, note, source, recorded_by)
         select *, $7, $8
         from unnest($1::integer[], $2::smallint[], $3::date[], $4::bigint[], $5::bigint[], $6::text[])
         on conflict (project_id, year, as_of) do update set
             planned_vnd = excluded.planned_vnd, disbursed_vnd = excluded.disbursed_vnd, note = excluded.note,
             source = excluded.source, recorded_by = excluded.recorded_by, recorded_at = now(), version = f.version + 1",
        &figures.projects,
        &figures.years,
        &figures.days as &[Day],
        &figures.planned,
        &figures.disbursed,
        &figures.notes,
        source,
        by
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the figures of a project in a year that were reported for one day away.
pub async fn remove(conn: &mut PgConnection, project_id: i32, year: i16, as_of: Day) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from capital_figures where project_id = $1 and year = $2 and as_of = $3",
        project_id,
        year,
        as_of as Day
    )
    .execute(conn)
    .await?;
    Ok(())
}
