//! Parcels merged from their staging table.

use std::collections::HashSet;

use sqlx::PgConnection;

use super::{Origin, Refusal};
use crate::{
    calendar::Day,
    imports::{report::Counts, staging::AgriculturalCodes, undo::before},
};

/// The statement by which rows arrive.
pub const COPY: &str = "copy staged_parcels from stdin (format binary)";

/// Makes the staging tables.
///
/// # Errors
/// Only those of the database.
pub async fn begin(conn: &mut PgConnection) -> sqlx::Result<AgriculturalCodes> {
    sqlx::raw_sql(include_str!("begin_parcels.sql"))
        .execute(&mut *conn)
        .await?;
    let codes = sqlx::query_scalar!("select code from land_uses where agricultural")
        .fetch_all(conn)
        .await?;
    Ok(AgriculturalCodes(codes.into_iter().collect::<HashSet<_>>()))
}

/// Staged rows that must not be stored, the first thousand of them.
///
/// # Errors
/// Only those of the database.
pub async fn check(conn: &mut PgConnection, allow_no_shape: bool) -> sqlx::Result<Vec<Refusal>> {
    sqlx::query("analyze staged_parcels (feature, project_code, register_unit_code, map_sheet, parcel_no)")
        .execute(&mut *conn)
        .await?;
    sqlx::query_as(include_str!("check_parcels.sql"))
        .bind(allow_no_shape)
        .fetch_all(conn)
        .await
}

/// Merges the staged rows, none of which may be refused, and forgets the staging tables.
///
/// # Errors
/// Only those of the database.
pub async fn merge(conn: &mut PgConnection, origin: &Origin<'_>) -> sqlx::Result<Counts> {
    let author = &origin.author.name;
    let today = Day::today();
    sqlx::query(include_str!("resolve_parcels.sql"))
        .execute(&mut *conn)
        .await?;
    sqlx::query("analyze resolved_parcels").execute(&mut *conn).await?;
    lock(conn).await?;
    let kept: i64 = sqlx::query_scalar(include_str!("compare_parcels.sql"))
        .bind(origin.overwrite)
        .fetch_one(&mut *conn)
        .await?;
    before::keep_parcels(&mut *conn).await?;
    let updated = sqlx::query(include_str!("update_parcels.sql"))
        .bind(author)
        .bind(origin.overwrite)
        .execute(&mut *conn)
        .await?
        .rows_affected();
    let stored = sqlx::query(include_str!("insert_parcels.sql"))
        .bind(author)
        .execute(&mut *conn)
        .await?
        .rows_affected();
    persons(conn).await?;
    assign_units(conn).await?;
    sqlx::query(
        "insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields)
         select $1, 'parcel', id, project_id, 'imported', $2, '{}' from resolved_parcels where is_new
         union all
         select $1, 'parcel', id, project_id, 'imported', $2, fields from changed_parcels",
    )
    .bind(origin.op_id)
    .bind(today)
    .execute(&mut *conn)
    .await?;
    let (all, outside): (i64, i64) = sqlx::query_as(
        "select count(*), count(*) filter (where p.geom is not null and not exists (select from parcel_units u where u.parcel_id = p.id))
         from resolved_parcels r join parcels p using (id)",
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::raw_sql("drop table staged_parcels, resolved_parcels, changed_parcels")
        .execute(conn)
        .await?;
    let of = |count: i64| u64::try_from(count).unwrap_or_default();
    Ok(Counts {
        stored,
        updated,
        unchanged: of(all) - stored - updated,
        outside_units: of(outside),
        kept_by_person: of(kept),
    })
}

/// Keeps the stored parcels of the file from being edited until the commit: what a person writes between the comparison
/// and the update would be lost.
async fn lock(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query(
        "select count(*) from (
             select from resolved_parcels r join parcels x using (id) where not r.is_new order by x.id for update of x
         ) locked",
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn persons(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query(
        "insert into parcel_persons (parcel_id, holder_name, compensation_vnd)
         select r.id, coalesce(s.holder_name, ''), s.compensation_vnd
         from resolved_parcels r join staged_parcels s using (feature)
         where r.is_new and (s.holder_name is not null or s.compensation_vnd is not null)
         union all
         select id, holder_name, compensation_vnd from changed_parcels where new_person
         on conflict (parcel_id) do update
         set holder_name = excluded.holder_name, compensation_vnd = excluded.compensation_vnd",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Every unit, of every level, that contains the interior point of a parcel whose shape is new.
async fn assign_units(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("delete from parcel_units where parcel_id in (select id from changed_parcels where new_shape)")
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "insert into parcel_units (parcel_id, unit_id)
         select distinct t.id, piece.unit_id
         from (
             select r.id, s.interior_point
             from resolved_parcels r join staged_parcels s using (feature)
             where r.is_new or r.id in (select id from changed_parcels where new_shape)
         ) t
         join admin_unit_pieces piece on st_intersects(piece.geom, t.interior_point)",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Every unit, of every level, that contains the interior point of these stored parcels, anew.
///
/// # Errors
/// Only those of the database.
pub async fn assign_units_to(conn: &mut PgConnection, parcels: &[i64]) -> sqlx::Result<()> {
    sqlx::query!("delete from parcel_units where parcel_id = any($1)", parcels)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into parcel_units (parcel_id, unit_id)
         select distinct p.id, piece.unit_id
         from parcels p
         join admin_unit_pieces piece on st_intersects(piece.geom, p.interior_point)
         where p.id = any($1)",
        parcels
    )
    .execute(conn)
    .await?;
    Ok(())
}
