//! What is read of the history.

use sqlx::PgConnection;

use super::model::{AuditQuery, AuditRow};

/// What was done, the latest first: at most so many rows, before a number.
pub async fn list(
    conn: &mut PgConnection,
    query: &AuditQuery,
    before: Option<i64>,
    most: i64,
) -> sqlx::Result<Vec<AuditRow>> {
    sqlx::query_file_as!(
        AuditRow,
        "src/audit/list.sql",
        query.from as _,
        query.to as _,
        query.actor.as_deref(),
        query.action.as_deref(),
        query.door.map(super::model::Door::code),
        query.subject.as_deref(),
        before,
        most
    )
    .fetch_all(conn)
    .await
}
