//! A transaction that can be stopped in the middle of a statement.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection, PgPool};
use tokio_util::sync::CancellationToken;

/// A stop that falls between two statements stops neither: it is sent again this often.
const AGAIN: Duration = Duration::from_millis(100);

/// The work was stopped because somebody wanted that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// What `work` gives back, with everything that it wrote committed. Cancelling the token ends the statement that runs
/// and rolls everything back.
///
/// # Errors
/// [`Cancelled`]; whatever `work` fails with, or the database.
pub async fn transaction<T, E>(
    pool: &PgPool,
    cancelled: &CancellationToken,
    work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<sqlx::Error> + From<Cancelled>,
{
    let mut conn = pool.acquire().await?;
    let backend = sqlx::query_scalar!(r#"select pg_backend_pid() as "pid!""#)
        .fetch_one(&mut *conn)
        .await?;
    let outcome = async {
        let mut tx = conn.begin().await?;
        let outcome = {
            let work = work(&mut tx);
            tokio::pin!(work);
            tokio::select! {
                outcome = &mut work => outcome,
                () = cancelled.cancelled() => loop {
                    if pool.is_closed() {
                        break Err(Cancelled.into());
                    }
                    stop(pool, backend).await;
                    if let Ok(outcome) = tokio::time::timeout(AGAIN, &mut work).await {
                        break outcome;
                    }
                }
            }
        };
        if cancelled.is_cancelled() {
            return Err(Cancelled.into());
        }
        let value = outcome?;
        tx.commit().await?;
        Ok(value)
    }
    .await;
    if cancelled.is_cancelled() {
        // A stop may still be on its way to this connection: nobody else may get it.
        conn.close_on_drop();
    }
    outcome
}

/// Ends the statement that a connection runs.
async fn stop(pool: &PgPool, backend: i32) {
    let sent = sqlx::query!(r#"select pg_cancel_backend($1) as "sent!""#, backend)
        .fetch_one(pool)
        .await;
    if let Err(error) = sent {
        tracing::warn!(%error, "a statement could not be stopped");
    }
}
