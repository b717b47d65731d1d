//! The hold of one process on an import that it works on.

use sqlx::{Connection as _, PgConnection, PgPool};
use uuid::Uuid;

/// A session of its own that locks an import; it ends with this value, with the process, and with the database server.
pub struct Lease(pub PgConnection);

impl Lease {
    /// The hold on an import; none while somebody else has it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn take(pool: &PgPool, id: Uuid) -> sqlx::Result<Option<Self>> {
        let mut conn = pool.acquire().await?;
        let taken = sqlx::query_scalar!(
            r#"select pg_try_advisory_lock(hashtext('matbang.import'), import_lock($1)) as "taken!""#,
            id
        )
        .fetch_one(&mut *conn)
        .await?;
        // Out of the pool: another user of the connection would go on holding the lock.
        Ok(taken.then(|| Self(conn.detach())))
    }

    /// Lets go.
    pub async fn release(self) {
        // A session that cannot be closed is broken, and holds nothing.
        let _ = self.0.close().await;
    }
}
