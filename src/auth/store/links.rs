use sqlx::PgConnection;

use crate::auth::secret::SecretHash;

/// Stores a one-time link in place of those that were there for the same; without a user, one that makes the first
/// administrator. Gives back when it ends.
pub async fn insert_link(
    conn: &mut PgConnection,
    user: Option<i32>,
    hash: SecretHash,
    hours: i32,
) -> sqlx::Result<time::OffsetDateTime> {
    sqlx::query!("delete from password_links where user_id is not distinct from $1", user)
        .execute(&mut *conn)
        .await?;
    sqlx::query_scalar!(
        "insert into password_links (token_hash, user_id, expires_at)
         values ($1, $2, now() + make_interval(hours => $3)) returning expires_at",
        &hash,
        user,
        hours
    )
    .fetch_one(conn)
    .await
}

/// Uses a link up, and gives whose it is: the inner none is the first administrator's, the outer none that there is no
/// such link, or not any more.
pub async fn take_link(conn: &mut PgConnection, hash: SecretHash) -> sqlx::Result<Option<Option<i32>>> {
    sqlx::query_scalar!(
        "delete from password_links where token_hash = $1 and expires_at > now() returning user_id",
        &hash
    )
    .fetch_optional(conn)
    .await
}

/// Whose link it is, as [`take_link`] gives it, without using it up.
pub async fn find_link(conn: &mut PgConnection, hash: SecretHash) -> sqlx::Result<Option<Option<i32>>> {
    sqlx::query_scalar!(
        "select user_id from password_links where token_hash = $1 and expires_at > now()",
        &hash
    )
    .fetch_optional(conn)
    .await
}
