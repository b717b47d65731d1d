//! Administrative units merged from their staging table.

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
    sqlx::raw_sql(include_str!("begin_units.sql")).execute(conn).await?;
    Ok(())
}

/// Notes the staged rows that must not be stored.
///
/// # Errors
/// Only those of the database.
pub async fn check(conn: &mut PgConnection, allow_no_shape: bool) -> sqlx::Result<()> {
    sqlx::query(include_str!("check_units.sql"))
        .bind(allow_no_shape)
        .execute(conn)
        .await?;
    Ok(())
}

/// Merges the staged rows, none of which may be refused; parcels are assigned anew.
///
/// # Errors
/// Only those of the database.
pub async fn merge(conn: &mut PgConnection, origin: &Origin<'_>) -> sqlx::Result<Counts> {
    before::keep_levels(&mut *conn).await?;
    add_levels(conn, origin).await?;
    sqlx::query(include_str!("merge_units.sql")).execute(&mut *conn).await?;
    before::keep_units(&mut *conn).await?;
    let updated = sqlx::query(
        "update admin_units u set name = m.name, parent_code = m.parent_code, valid_to = m.valid_to, geom = m.geom, version = u.version + 1
         from merged_units m where u.id = m.id and not m.is_new and m.fields <> '{}'",
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    let stored = sqlx::query(
        "insert into admin_units (id, code, name, level, parent_code, valid_from, valid_to, geom)
         overriding system value
         select id, code, name, level, parent_code, valid_from, valid_to, geom from merged_units where is_new",
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    let reshaped: Vec<i32> = sqlx::query_scalar("select id from merged_units where new_shape")
        .fetch_all(&mut *conn)
        .await?;
    assign_parcels_to(conn, &reshaped).await?;
    sqlx::query(
        "insert into events (op_id, entity, entity_id, action, effective_on, fields)
         select $1, 'unit', id, 'imported', $2, fields from merged_units where is_new or fields <> '{}'",
    )
    .bind(origin.op_id)
    .bind(Day::today())
    .execute(&mut *conn)
    .await?;
    let all: i64 = sqlx::query_scalar("select count(*) from merged_units")
        .fetch_one(&mut *conn)
        .await?;
    let unchanged = u64::try_from(all).unwrap_or_default() - stored - updated;
    Ok(Counts {
        stored,
        updated,
        unchanged,
        ..Counts::default()
    })
}

/// Adds the levels that staged rows name and nobody has named before, from the top of the tree down.
async fn add_levels(conn: &mut PgConnection, origin: &Origin<'_>) -> sqlx::Result<()> {
    while sqlx::query(include_str!("add_level.sql"))
        .bind(origin.level_name_vi)
        .bind(origin.level_name_en)
        .execute(&mut *conn)
        .await?
        .rows_affected()
        > 0
    {}
    Ok(())
}

/// Cuts the outlines of units whose shape changed into pieces, and finds the parcels inside them.
///
/// An outline that was stored before outlines were judged may cross itself: it is mended for this purpose only.
///
/// # Errors
/// Only those of the database.
pub async fn assign_parcels_to(conn: &mut PgConnection, units: &[i32]) -> sqlx::Result<()> {
    sqlx::query!("delete from admin_unit_pieces where unit_id = any($1)", units)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from parcel_units where unit_id = any($1)", units)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into admin_unit_pieces (unit_id, geom)
         select id, (st_dump(st_subdivide(st_collectionextract(st_makevalid(geom), 3), 64))).geom
         from admin_units where id = any($1)",
        units
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into parcel_units (parcel_id, unit_id)
         select distinct p.id, piece.unit_id
         from admin_unit_pieces piece
         join parcels p on st_intersects(piece.geom, p.interior_point)
         where piece.unit_id = any($1) and p.interior_point && (
             select st_setsrid(st_extent(geom), 4326) from admin_unit_pieces where unit_id = any($1)
         )",
        units
    )
    .execute(conn)
    .await?;
    Ok(())
}
