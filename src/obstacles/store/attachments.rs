//! The rows of attachments; their files lie in the store of attachments.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::{attachments::StoredFile, obstacles::model::Attachment};

/// The attachments of an obstacle, the oldest first.
pub async fn attachments(conn: &mut PgConnection, id: i64) -> sqlx::Result<Vec<Attachment>> {
    sqlx::query_as!(
        Attachment,
        "select id, name, media_type, size_bytes, sha256, at, author as by
         from obstacle_attachments where obstacle_id = $1 and removed_at is null order by id",
        id
    )
    .fetch_all(conn)
    .await
}

/// How many attachments an obstacle has.
pub async fn count(conn: &mut PgConnection, id: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from obstacle_attachments where obstacle_id = $1 and removed_at is null"#,
        id
    )
    .fetch_one(conn)
    .await
}

/// Attaches a stored file to an obstacle.
pub async fn attach(
    conn: &mut PgConnection,
    id: i64,
    op_id: Uuid,
    author: &str,
    name: &str,
    file: &StoredFile,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into obstacle_attachments (obstacle_id, op_id, author, name, media_type, size_bytes, sha256)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id,
        op_id,
        author,
        name,
        file.kind.media_type(),
        i64::try_from(file.bytes).unwrap_or(i64::MAX),
        file.sha256
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The attachment that an operation made.
pub async fn attachment_by_operation(conn: &mut PgConnection, op_id: Uuid) -> sqlx::Result<Attachment> {
    sqlx::query_as!(
        Attachment,
        "select id, name, media_type, size_bytes, sha256, at, author as by from obstacle_attachments where op_id = $1",
        op_id
    )
    .fetch_one(conn)
    .await
}

/// What is needed to hand an attached file out.
pub struct AttachedFile {
    pub name: String,
    pub media_type: String,
    pub sha256: String,
}

/// An attachment of an obstacle that was not removed.
///
/// # Errors
/// `RowNotFound` where there is none.
pub async fn file(conn: &mut PgConnection, obstacle: i64, number: i64) -> sqlx::Result<AttachedFile> {
    sqlx::query_as!(
        AttachedFile,
        "select name, media_type, sha256 from obstacle_attachments
         where id = $2 and obstacle_id = $1 and removed_at is null",
        obstacle,
        number
    )
    .fetch_one(conn)
    .await
}

/// Removes an attachment of an obstacle, and gives the SHA-256 of its file.
///
/// # Errors
/// `RowNotFound` where there is none.
pub async fn remove(
    conn: &mut PgConnection,
    obstacle: i64,
    number: i64,
    author: &str,
    reason: &str,
) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        "update obstacle_attachments set removed_at = now(), removed_by = $3, removed_reason = $4
         where id = $2 and obstacle_id = $1 and removed_at is null returning sha256",
        obstacle,
        number,
        author,
        reason
    )
    .fetch_one(conn)
    .await
}
