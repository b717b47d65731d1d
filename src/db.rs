//! The door to PostgreSQL: the pool, the migrations, and the one way to write.

use std::time::Duration;

use sqlx::{
    PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

/// The schema, applied in order at every start.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// Name of the channel on which a bell is rung after a commit.
pub const BELL: &str = "matbang_changes";

/// A pool whose connections promise to ring the bell themselves, from a connection of their own.
///
/// # Errors
/// When the server cannot be reached.
pub async fn connect(options: PgConnectOptions) -> sqlx::Result<PgPool> {
    PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options.options([("matbang.rings_itself", "on"), ("timezone", "Asia/Ho_Chi_Minh")]))
        .await
}

/// What `work` gives back, with everything that it wrote committed; nothing is written when it fails.
///
/// # Errors
/// Whatever `work` fails with, or the database.
pub async fn transaction<T, E>(pool: &PgPool, work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, E>) -> Result<T, E>
where
    E: From<sqlx::Error>,
{
    let mut tx = pool.begin().await?;
    let outcome = work(&mut tx).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// Wakes the servers after a commit; connections of [`connect`] ring for nobody by themselves.
///
/// # Errors
/// Only those of the database.
pub async fn ring(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query!("select pg_notify($1, '')", BELL).execute(pool).await?;
    Ok(())
}
