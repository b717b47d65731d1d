//! The list of imports.

use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::imports::report::Report;

/// An import that was stored.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PastImport {
    /// Internal number.
    pub id: i64,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who.
    pub actor: String,
    /// `units`, `projects` or `parcels`.
    pub kind: String,
    /// Name of the file.
    pub file_name: String,
    /// Features read.
    pub read: i64,
    /// New ones.
    pub stored: i64,
    /// Changed ones.
    pub updated: i64,
    /// Those that already said the same.
    pub unchanged: i64,
    /// Features refused.
    pub refused: i64,
}

/// The imports that were stored, newest first, at most `limit`.
///
/// # Errors
/// Only those of the database.
pub async fn list(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<PastImport>> {
    sqlx::query_as!(
        PastImport,
        "select i.id, a.at, a.actor, i.kind, i.file_name, i.read, i.stored, i.updated, i.unchanged, i.refused
         from imports i join audit a using (op_id)
         order by i.id desc limit $1",
        limit
    )
    .fetch_all(conn)
    .await
}

/// The report of the import that an operation stored.
///
/// # Errors
/// `RowNotFound` when it stored none.
pub async fn report_of(conn: &mut PgConnection, op_id: Uuid) -> sqlx::Result<Value> {
    sqlx::query_scalar!("select report from imports where op_id = $1", op_id)
        .fetch_one(conn)
        .await
}

/// Remembers a stored import with its report.
///
/// # Errors
/// Only those of the database.
pub async fn remember(conn: &mut PgConnection, op_id: Uuid, report: &Report) -> sqlx::Result<()> {
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    sqlx::query!(
        "insert into imports (op_id, kind, file_name, read, stored, updated, unchanged, refused, report)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        op_id,
        report.kind.code(),
        report.file_name,
        count(report.read),
        count(report.stored),
        count(report.updated),
        count(report.unchanged),
        count(report.refused),
        serde_json::to_value(report).unwrap_or_default()
    )
    .execute(conn)
    .await?;
    Ok(())
}
