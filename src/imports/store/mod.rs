//! Staged rows merged into the tables, set by set.
//!
//! Rows arrive by COPY in temporary tables, are checked there, and are merged by a fixed handful of statements whose
//! number does not grow with the file. The caller owns the transaction and has written the audit row.

mod doubtful;
mod known;
pub mod parcels;
mod projects;
mod refusal;
pub mod units;

use futures_util::TryStreamExt as _;
use sqlx::PgConnection;
use uuid::Uuid;

pub use known::Known;
pub use refusal::Refusal;

use super::{
    Kind,
    report::{Counts, Report},
    staging::{Rows, Table},
    undo::before,
};
use crate::{audit::Author, db};

/// Whose write it is and what it may do.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The operation in audit.
    pub op_id: Uuid,
    /// Who writes.
    pub author: &'a Author,
    /// Whether values that a person set last are overwritten.
    pub overwrite: bool,
    /// Whether new units and parcels may come without a shape.
    pub allow_no_shape: bool,
    /// Whether invalid shapes are repaired.
    pub repair: bool,
    /// Vietnamese name of a level that is new.
    pub level_name_vi: Option<&'a str>,
    /// English name of a level that is new.
    pub level_name_en: Option<&'a str>,
}

/// Copies rows into their tables.
///
/// # Errors
/// Only those of the database.
pub async fn copy(conn: &mut PgConnection, kind: Kind, rows: Rows) -> sqlx::Result<()> {
    for (table, rows) in rows.copies() {
        let mut copy = conn
            .copy_in_raw(match (table, kind) {
                (Table::Staged, Kind::Units) => "copy staged_units from stdin (format binary)",
                (Table::Staged, Kind::Projects) => "copy staged_projects from stdin (format binary)",
                (Table::Staged, Kind::Parcels) => "copy staged_parcels from stdin (format binary)",
                (Table::Parcels, _) => parcels::COPY,
                (Table::Persons, _) => {
                    "copy parcel_persons (parcel_id, holder_name, compensation_vnd, holder_folded) from stdin (format binary)"
                }
                (Table::Units, _) => "copy parcel_units from stdin (format binary)",
                (Table::Resolved, _) => "copy resolved_parcels from stdin (format binary)",
            })
            .await?;
        copy.send(rows).await?;
        copy.finish().await?;
    }
    Ok(())
}

/// Makes the staging tables; gives what must be known of the database before so many features are read.
///
/// # Errors
/// Only those of the database.
pub async fn begin(conn: &mut PgConnection, kind: Kind, features: u64) -> sqlx::Result<Known> {
    fit_for_bulk(conn).await?;
    sqlx::raw_sql(include_str!("begin.sql")).execute(&mut *conn).await?;
    match kind {
        Kind::Units => units::begin(conn).await?,
        Kind::Projects => projects::begin(conn).await?,
        Kind::Parcels => {
            parcels::begin(conn).await?;
            return Known::read(conn, features).await;
        }
    }
    Ok(Known::default())
}

/// Tells the report which staged rows must not be stored, and repairs shapes where that is asked for.
///
/// # Errors
/// Only those of the database.
pub async fn check(conn: &mut PgConnection, kind: Kind, origin: &Origin<'_>, report: &mut Report) -> sqlx::Result<()> {
    match kind {
        Kind::Units => units::check(conn, origin.allow_no_shape).await?,
        Kind::Projects => projects::check(conn).await?,
        Kind::Parcels => parcels::check(conn, origin.allow_no_shape).await?,
    }
    doubtful::settle(conn, kind, origin.repair, report).await?;
    let mut refusals = sqlx::query_as::<_, Refusal>(
        "select feature, key, reason, first, x, y from refused_rows order by feature, reason desc",
    )
    .fetch(conn);
    let mut last = 0;
    while let Some(refusal) = refusals.try_next().await? {
        let problem = refusal.problem();
        if std::mem::replace(&mut last, problem.feature) == problem.feature {
            report.add(problem);
        } else {
            report.refuse([problem]);
        }
    }
    Ok(())
}

/// Takes the refused rows out, so that the others can be stored.
///
/// # Errors
/// Only those of the database.
pub async fn leave_out_refused(conn: &mut PgConnection, kind: Kind) -> sqlx::Result<()> {
    sqlx::raw_sql(match kind {
        Kind::Units => "delete from staged_units where feature in (select feature from refused_rows)",
        Kind::Projects => "delete from staged_projects where feature in (select feature from refused_rows)",
        Kind::Parcels => "delete from staged_parcels where feature in (select feature from refused_rows)",
    })
    .execute(conn)
    .await?;
    Ok(())
}

/// Merges the staged rows, none of which may be refused, and keeps what they replace.
///
/// # Errors
/// Only those of the database.
pub async fn merge(conn: &mut PgConnection, kind: Kind, origin: &Origin<'_>) -> sqlx::Result<Counts> {
    before::forget(&mut *conn).await?;
    match kind {
        Kind::Units => units::merge(conn, origin).await,
        Kind::Projects => projects::merge(conn, origin).await,
        Kind::Parcels => parcels::merge(conn, origin).await,
    }
}

/// The shapes of these features, as they are staged: `GeoJSON` in WGS 84.
///
/// # Errors
/// Only those of the database.
pub async fn staged_shapes(
    conn: &mut PgConnection,
    kind: Kind,
    features: &[i64],
) -> sqlx::Result<Vec<(i64, String, String)>> {
    sqlx::query_as(match kind {
        Kind::Units => {
            "select feature, code, st_asgeojson(geom, 7) from staged_units where feature = any($1) and geom is not null"
        }
        Kind::Projects => {
            "select feature, code, st_asgeojson(coalesce(boundary, alignment), 7)
             from staged_projects where feature = any($1) and coalesce(boundary, alignment) is not null"
        }
        Kind::Parcels => {
            "select feature, concat_ws('/', project_code, register_unit_code, map_sheet, parcel_no), st_asgeojson(geom, 7)
             from staged_parcels where feature = any($1) and geom is not null
             union all
             select r.feature, concat_ws('/', p.code, x.register_unit_code, x.map_sheet, x.parcel_no), st_asgeojson(x.geom, 7)
             from resolved_parcels r join parcels x using (id) join projects p on p.id = r.project_id
             where r.feature = any($1) and x.geom is not null and r.is_new"
        }
    })
    .bind(features)
    .fetch_all(conn)
    .await
}

/// Forgets the staging tables, so that the transaction can stage again.
///
/// # Errors
/// Only those of the database.
pub async fn end(conn: &mut PgConnection, kind: Kind) -> sqlx::Result<()> {
    sqlx::raw_sql(match kind {
        Kind::Units => "drop table refused_rows, doubtful_shapes, staged_units, merged_units",
        Kind::Projects => "drop table refused_rows, doubtful_shapes, staged_projects, merged_projects",
        Kind::Parcels => "drop table refused_rows, doubtful_shapes, staged_parcels, resolved_parcels, changed_parcels",
    })
    .execute(conn)
    .await?;
    Ok(())
}

/// Fits the transaction to statements over whole files: sorts and hashes get room (the default of 4 MB makes them spill
/// to disk), and expressions are not compiled, which takes longer than running them. Imports wait for each other, so that
/// two of them never store the same new row.
///
/// # Errors
/// Only those of the database.
pub async fn fit_for_bulk(conn: &mut PgConnection) -> sqlx::Result<()> {
    db::take_time(&mut *conn).await?;
    sqlx::raw_sql(
        "set local work_mem = '96MB';
         set local jit = off;
         -- A server that was killed must not go on merging; not every PostgreSQL can look.
         select set_config(name, '2s', true) from pg_settings
         where name = 'client_connection_check_interval' and version() like '%linux%';
         select pg_advisory_xact_lock(hashtext('matbang.imports'))",
    )
    .execute(conn)
    .await?;
    Ok(())
}
