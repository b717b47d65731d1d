//! Records stored without a file: the way of the demo province.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Kind, ParcelRecord, ProjectRecord, UnitRecord,
    report::{Counts, Report},
    staging,
    store::{self, Origin},
};
use crate::audit::Author;

/// Stores units within the caller's transaction, under an operation that the caller has written to audit.
///
/// # Errors
/// Those of the database; and a protocol error where a record would be refused in a file.
pub async fn store_units(
    conn: &mut PgConnection,
    op_id: Uuid,
    author: &Author,
    records: impl Iterator<Item = UnitRecord>,
) -> sqlx::Result<Counts> {
    store::begin(conn, Kind::Units).await?;
    let rows = rows(records, staging::write_unit);
    finish(conn, Kind::Units, op_id, author, rows).await
}

/// Stores projects within the caller's transaction, under an operation that the caller has written to audit.
///
/// # Errors
/// Those of the database; and a protocol error where a record would be refused in a file.
pub async fn store_projects(
    conn: &mut PgConnection,
    op_id: Uuid,
    author: &Author,
    records: impl Iterator<Item = ProjectRecord>,
) -> sqlx::Result<Counts> {
    store::begin(conn, Kind::Projects).await?;
    let rows = rows(records, staging::write_project);
    finish(conn, Kind::Projects, op_id, author, rows).await
}

/// Stores parcels within the caller's transaction, under an operation that the caller has written to audit.
///
/// # Errors
/// Those of the database; and a protocol error where a record would be refused in a file.
pub async fn store_parcels(
    conn: &mut PgConnection,
    op_id: Uuid,
    author: &Author,
    records: impl Iterator<Item = ParcelRecord>,
) -> sqlx::Result<Counts> {
    let land_uses = store::begin(conn, Kind::Parcels).await?;
    let rows = rows(records, |out, number, parcel| {
        staging::write_parcel(out, number, 0, parcel, &land_uses);
    });
    finish(conn, Kind::Parcels, op_id, author, rows).await
}

fn rows<T>(records: impl Iterator<Item = T>, write: impl Fn(&mut Vec<u8>, u64, &T)) -> Vec<u8> {
    let mut rows = staging::HEAD.to_vec();
    for (number, record) in (1..).zip(records) {
        write(&mut rows, number, &record);
    }
    rows.extend_from_slice(staging::TAIL);
    rows
}

async fn finish(
    conn: &mut PgConnection,
    kind: Kind,
    op_id: Uuid,
    author: &Author,
    rows: Vec<u8>,
) -> sqlx::Result<Counts> {
    let mut copy = conn.copy_in_raw(store::copy_statement(kind)).await?;
    copy.send(rows).await?;
    copy.finish().await?;
    let origin = Origin {
        op_id,
        author,
        overwrite: false,
        allow_no_shape: true,
        repair: false,
        level_name_vi: None,
        level_name_en: None,
    };
    let mut report = Report::new(kind, String::new(), false);
    store::check(conn, kind, &origin, &mut report).await?;
    if let Some(problem) = report.problems.first() {
        return Err(sqlx::Error::Protocol(problem.text.en.clone()));
    }
    let counts = store::merge(conn, kind, &origin).await?;
    store::end(conn, kind).await?;
    Ok(counts)
}
