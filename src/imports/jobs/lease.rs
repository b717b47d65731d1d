//! The hold of one process on an import that it works on.

use sqlx::{Connection as _, PgConnection, PgPool};
use uuid::Uuid;

use super::store::{self, End};

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

    /// Writes down what the work came to, and lets go of the import in the same moment.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn end(mut self, id: Uuid, end: &End) -> sqlx::Result<()> {
        let mut tx = self.0.begin().await?;
        store::end(&mut tx, id, end).await?;
        // Before the commit: whoever finds no lock yet and the old state waits for the row, and then finds the new one.
        sqlx::query!(
            r#"select pg_advisory_unlock(hashtext('matbang.import'), import_lock($1)) as "held!""#,
            id
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        self.0.close().await
    }
}
