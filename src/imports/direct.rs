//! Records stored without a file: the way of the demo province.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Kind, ParcelRecord, ProjectRecord, UnitRecord,
    arrivals::Keys,
    report::{Counts, Report},
    staging::{self, Placed, Row, Rows},
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
    store::begin(conn, Kind::Units, 0).await?;
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
    store::begin(conn, Kind::Projects, 0).await?;
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
    let known = store::begin(conn, Kind::Parcels, 0).await?;
    let mut keys = Keys::default();
    let mut rows = Rows::default();
    for (number, parcel) in (1..).zip(records) {
        if let Some(problem) = known.refusal(number, &parcel).or_else(|| keys.refusal(number, &parcel)) {
            return Err(sqlx::Error::Protocol(problem.text.en));
        }
        let placed = parcel.geometry.as_ref().map(Placed::of);
        Row::new(number, 0, &parcel, placed.as_ref(), &known.land_uses).stage(&mut rows);
    }
    finish(conn, Kind::Parcels, op_id, author, rows).await
}

fn rows<T>(records: impl Iterator<Item = T>, write: impl Fn(&mut Rows, u64, &T)) -> Rows {
    let mut rows = Rows::default();
    for (number, record) in (1..).zip(records) {
        write(&mut rows, number, &record);
    }
    rows
}

async fn finish(conn: &mut PgConnection, kind: Kind, op_id: Uuid, author: &Author, rows: Rows) -> sqlx::Result<Counts> {
    store::copy(conn, kind, rows).await?;
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
