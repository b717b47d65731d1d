//! Projects merged from their staging table.

use sqlx::PgConnection;

use super::Origin;
use crate::{
    calendar::Day,
    imports::{report::Counts, undo::before},
};

/// Makes the staging tables.
///
/// # Errors
/// Only those of the database.
pub async fn begin(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(include_str!("begin_projects.sql")).execute(conn).await?;
    Ok(())
}

/// Notes the staged rows that must not be stored.
///
/// # Errors
/// Only those of the database.
pub async fn check(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query(include_str!("check_projects.sql")).execute(conn).await?;
    Ok(())
}

/// Merges the staged rows, none of which may be refused.
///
/// # Errors
/// Only those of the database.
pub async fn merge(conn: &mut PgConnection, origin: &Origin<'_>) -> sqlx::Result<Counts> {
    // What a person writes between the comparison and the update would be lost.
    sqlx::query(
        "select count(*) from (
             select from staged_projects s join projects p using (code) order by p.id for update of p
         ) locked",
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query(include_str!("merge_projects.sql"))
        .bind(origin.overwrite)
        .execute(&mut *conn)
        .await?;
    before::keep_projects(&mut *conn).await?;
    let updated = sqlx::query(include_str!("update_projects.sql"))
        .bind(origin.overwrite)
        .execute(&mut *conn)
        .await?
        .rows_affected();
    let stored = sqlx::query(
        "insert into projects (id, code, name, sector, project_group, investor, start_on, clearance_deadline, corridor_width_m,
             min_workable_m, boundary, alignment)
         overriding system value
         select id, code, name, sector, project_group, investor, start_on, clearance_deadline, corridor_width_m,
             min_workable_m, boundary, alignment
         from merged_projects where is_new",
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    sqlx::query(
        "insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields)
         select $1, 'project', id, id, 'imported', $2, fields from merged_projects where is_new or fields <> '{}'",
    )
    .bind(origin.op_id)
    .bind(Day::today())
    .execute(&mut *conn)
    .await?;
    let (all, kept): (i64, i64) = sqlx::query_as("select count(*), count(*) filter (where kept) from merged_projects")
        .fetch_one(&mut *conn)
        .await?;
    let of = |count: i64| u64::try_from(count).unwrap_or_default();
    Ok(Counts {
        stored,
        updated,
        unchanged: of(all) - stored - updated,
        kept_by_person: of(kept),
        ..Counts::default()
    })
}
