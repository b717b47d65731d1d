//! Parcels merged from their staging table.

use std::{collections::HashMap, ops::Range};

use futures_util::TryStreamExt as _;
use sqlx::{PgConnection, Row as _};

use super::Origin;
use crate::{
    calendar::Day,
    geometry::wkb_parts,
    imports::{
        ground::{Ground, OutlinePiece},
        report::{Counts, Problem, no_shape},
        undo::before,
    },
    language::Text,
};

/// The statement by which new parcels arrive.
pub const COPY: &str = "copy parcels (
        id, project_id, register_unit_code, map_sheet, parcel_no,
        land_use, agricultural, household_code, needs_resettlement, legal_area_m2, recovered_area_m2,
        notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on, recovery_decided_on, handed_over_on,
        measured_area_m2, geom, interior_point, updated_by, imported_by
    ) from stdin (format binary)";

/// Makes the staging tables.
///
/// # Errors
/// Only those of the database.
pub async fn begin(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(include_str!("begin_parcels.sql")).execute(conn).await?;
    Ok(())
}

/// Notes the staged rows that must not be stored.
///
/// # Errors
/// Only those of the database.
pub async fn check(conn: &mut PgConnection, allow_no_shape: bool) -> sqlx::Result<()> {
    sqlx::query("analyze staged_parcels (feature, part, project_code, register_unit_code, map_sheet, parcel_no)")
        .execute(&mut *conn)
        .await?;
    sqlx::query(include_str!("check_parcels.sql"))
        .bind(allow_no_shape)
        .execute(conn)
        .await?;
    Ok(())
}

/// Merges the staged rows, none of which may be refused; what was copied straight into the tables gets its event.
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
        .bind(origin.op_id)
        .execute(&mut *conn)
        .await?
        .rows_affected();
    persons(conn).await?;
    assign_units(conn).await?;
    sqlx::query(
        "insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields)
         select $1, 'import', 0, null, 'imported', $2, '{}' where exists (select from resolved_parcels where is_new)
         union all
         select $1, 'parcel', id, project_id, 'imported', $2, fields from changed_parcels",
    )
    .bind(origin.op_id)
    .bind(today)
    .execute(&mut *conn)
    .await?;
    // A board reads a project with a new parcel as a whole.
    sqlx::raw_sql(
        "insert into changes (kind, project_id) select distinct 'parcels', project_id from resolved_parcels where is_new;
         select ring_bell()",
    )
    .execute(&mut *conn)
    .await?;
    let (all, outside): (i64, i64) = sqlx::query_as(
        "select count(*), count(*) filter (where p.geom is not null and not exists (select from parcel_units u where u.parcel_id = p.id))
         from staged_parcels s join resolved_parcels r using (feature, part) join parcels p using (id)",
    )
    .fetch_one(&mut *conn)
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
        "insert into parcel_persons (parcel_id, holder_name, compensation_vnd, holder_folded, salt)
         select r.id, coalesce(s.holder_name, ''), s.compensation_vnd, s.holder_folded, null
         from resolved_parcels r join staged_parcels s using (feature, part)
         where r.is_new and (s.holder_name is not null or s.compensation_vnd is not null)
         union all
         select id, holder_name, compensation_vnd, holder_folded, salt from changed_parcels where new_person
         on conflict (parcel_id) do update
         set holder_name = excluded.holder_name, compensation_vnd = excluded.compensation_vnd,
             holder_folded = excluded.holder_folded, salt = excluded.salt",
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
             from resolved_parcels r join staged_parcels s using (feature, part)
             where r.is_new or r.id in (select id from changed_parcels where new_shape)
         ) t
         join admin_unit_pieces piece on st_intersects(piece.geom, t.interior_point)",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What looks wrong about the parcels of the file as they are now stored, but for overlaps.
///
/// # Errors
/// Only those of the database.
pub async fn remarks(conn: &mut PgConnection, mut told: impl FnMut(Problem)) -> sqlx::Result<()> {
    let problem = |feature: i64, key: String, field, code, text| Problem {
        feature: u64::try_from(feature).unwrap_or_default(),
        key: Some(key),
        field: Some(field),
        code,
        text,
    };
    let mut rows = sqlx::query(include_str!("remarks_parcels.sql")).fetch(&mut *conn);
    while let Some(row) = rows.try_next().await? {
        let (feature, key, code): (i64, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        told(match code.as_str() {
            "no_shape" => problem(feature, key, "geometry", "no_shape", no_shape()),
            "area_differs" => {
                let (legal, measured): (f64, f64) = (row.try_get(3)?, row.try_get(4)?);
                problem(
                    feature,
                    key,
                    "legal_area_m2",
                    "area_differs",
                    Text::new(
                        format!(
                            "diện tích pháp lý {legal:.1} m², đo theo hình {measured:.1} m², lệch hơn 5 %; hãy kiểm tra hồ sơ và hình"
                        ),
                        format!(
                            "the legal area is {legal:.1} m², the shape measures {measured:.1} m²: more than 5 % apart; check papers and shape"
                        ),
                    ),
                )
            }
            _ => problem(
                feature,
                key,
                "handed_over_on",
                "open_obstacle",
                Text::new(
                    "đã ghi bàn giao nhưng còn vướng mắc đang mở; hãy đóng vướng mắc hoặc kiểm tra ngày bàn giao",
                    "handed over, but an obstacle is still open; close it or check the day of handover",
                ),
            ),
        });
    }
    Ok(())
}

/// The outlines of the projects that the file speaks of.
///
/// # Errors
/// Only those of the database.
pub async fn outlines(conn: &mut PgConnection) -> sqlx::Result<Vec<OutlinePiece>> {
    let rows: Vec<(i32, bool, Vec<u8>)> = sqlx::query_as(include_str!("outlines.sql")).fetch_all(conn).await?;
    let piece = |(project, bounded, shape): (i32, bool, Vec<u8>)| OutlinePiece {
        project,
        bounded,
        rings: wkb_parts(&shape, |lon, lat| (lon, lat)),
    };
    Ok(rows.into_iter().map(piece).collect())
}

/// Shows the parcels of the projects that the file speaks of, but for those with these numbers.
///
/// # Errors
/// Only those of the database.
pub async fn grounds(conn: &mut PgConnection, but: &Range<i64>, mut shown: impl FnMut(Ground<'_>)) -> sqlx::Result<()> {
    let mut rows = sqlx::query(
        "select x.project_id, x.id, r.feature, x.recovered_area_m2, st_asbinary(x.geom)
         from parcels x
         left join resolved_parcels r using (id)
         where x.project_id in (select project_id from resolved_parcels) and x.geom is not null
             and (x.id < $1 or x.id >= $2)",
    )
    .bind(but.start)
    .bind(but.end)
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        shown(Ground {
            project: row.try_get(0)?,
            parcel: row.try_get(1)?,
            feature: row.try_get(2)?,
            recovered_area_m2: row.try_get(3)?,
            shape: row.try_get(4)?,
        });
    }
    Ok(())
}

/// How reports call these parcels: project, register unit, sheet and number.
///
/// # Errors
/// Only those of the database.
pub async fn keys(conn: &mut PgConnection, parcels: &[i64]) -> sqlx::Result<HashMap<i64, String>> {
    let keys = sqlx::query_as(
        "select x.id, concat_ws('/', p.code, x.register_unit_code, x.map_sheet, x.parcel_no)
         from parcels x join projects p on p.id = x.project_id where x.id = any($1)",
    )
    .bind(parcels)
    .fetch_all(conn)
    .await?;
    Ok(keys.into_iter().collect())
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
