//! Staged rows merged into the tables, set by set.
//!
//! Rows arrive by COPY in temporary tables, are checked there, and are merged by a fixed handful of statements whose
//! number does not grow with the file. The caller owns the transaction and has written the audit row.

mod parcels;
pub mod past;
mod projects;
mod units;

use sqlx::{PgConnection, prelude::FromRow};
use uuid::Uuid;

use super::{
    Kind,
    report::{Counts, Problem},
    staging::AgriculturalCodes,
};
use crate::{audit::Author, db, language::Text};

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
    /// Vietnamese name of a level that is new.
    pub level_name_vi: Option<&'a str>,
    /// English name of a level that is new.
    pub level_name_en: Option<&'a str>,
}

/// A staged row that must not be stored.
#[derive(Debug, FromRow)]
pub struct Refusal {
    feature: i64,
    key: String,
    reason: String,
    first: Option<i64>,
    total: i64,
}

impl Refusal {
    /// How many rows are refused in all, of which the first thousand are named.
    pub fn total(refusals: &[Self]) -> u64 {
        refusals
            .first()
            .and_then(|refusal| u64::try_from(refusal.total).ok())
            .unwrap_or(0)
    }

    /// The refusal as reports tell it.
    pub fn problem(&self) -> Problem {
        let (field, text) = match self.reason.as_str() {
            "unknown_project" => (
                Some("project_code"),
                Text::new(
                    "chưa có dự án với mã này; hãy nhập dự án trước",
                    "there is no project with this code; import the projects first",
                ),
            ),
            "repeated" => {
                let first = self.first.unwrap_or_default();
                (
                    None,
                    Text::new(
                        format!("trùng khóa với đối tượng số {first} trong cùng tệp"),
                        format!("it has the same key as feature {first} of the same file"),
                    ),
                )
            }
            "no_name" => (
                Some("name"),
                Text::new("dự án mới phải có tên", "a new project needs a name"),
            ),
            _ => (
                Some("geometry"),
                Text::new(
                    "không có hình học; nếu hình sẽ được bổ sung sau, dùng --allow-no-shape",
                    "there is no geometry; if the shape will follow, use --allow-no-shape",
                ),
            ),
        };
        Problem {
            feature: u64::try_from(self.feature).unwrap_or_default(),
            key: Some(self.key.clone()),
            field,
            text,
        }
    }
}

/// The statement by which rows of a kind arrive.
pub const fn copy_statement(kind: Kind) -> &'static str {
    match kind {
        Kind::Units => units::COPY,
        Kind::Projects => projects::COPY,
        Kind::Parcels => parcels::COPY,
    }
}

/// Makes the staging tables; gives the agricultural land use codes where they are needed.
///
/// # Errors
/// Only those of the database.
pub async fn begin(conn: &mut PgConnection, kind: Kind) -> sqlx::Result<AgriculturalCodes> {
    fit_for_bulk(conn).await?;
    match kind {
        Kind::Units => units::begin(conn).await?,
        Kind::Projects => projects::begin(conn).await?,
        Kind::Parcels => return parcels::begin(conn).await,
    }
    Ok(AgriculturalCodes::default())
}

/// Staged rows that must not be stored, the first thousand of them.
///
/// # Errors
/// Only those of the database.
pub async fn check(conn: &mut PgConnection, kind: Kind, origin: &Origin<'_>) -> sqlx::Result<Vec<Refusal>> {
    match kind {
        Kind::Units => units::check(conn, origin.allow_no_shape).await,
        Kind::Projects => projects::check(conn).await,
        Kind::Parcels => parcels::check(conn, origin.allow_no_shape).await,
    }
}

/// Merges the staged rows, none of which may be refused, and forgets the staging tables.
///
/// # Errors
/// Only those of the database.
pub async fn merge(conn: &mut PgConnection, kind: Kind, origin: &Origin<'_>) -> sqlx::Result<Counts> {
    match kind {
        Kind::Units => units::merge(conn, origin).await,
        Kind::Projects => projects::merge(conn, origin).await,
        Kind::Parcels => parcels::merge(conn, origin).await,
    }
}

/// Fits the transaction to statements over whole files: sorts and hashes get room (the default of 4 MB makes them spill
/// to disk), and expressions are not compiled, which takes longer than running them. Imports wait for each other, so that
/// two of them never store the same new row.
async fn fit_for_bulk(conn: &mut PgConnection) -> sqlx::Result<()> {
    db::take_time(&mut *conn).await?;
    sqlx::raw_sql(
        "set local work_mem = '96MB';
         set local jit = off;
         select pg_advisory_xact_lock(hashtext('matbang.imports'))",
    )
    .execute(conn)
    .await?;
    Ok(())
}
