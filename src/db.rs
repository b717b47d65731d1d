//! The door to PostgreSQL: the pool, the migrations, and the one way to write.

use std::time::Duration;

use log::LevelFilter;
use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, PgPool,
    migrate::{Migrate as _, MigrateError},
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::outage::Outage;

/// The schema, applied in order.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// Name of the channel on which a bell is rung after a commit.
pub const BELL: &str = "matbang_changes";

/// How long to wait for a connection; longer than PostgreSQL needs for an ordinary restart.
const ACQUIRE: Duration = Duration::from_secs(5);

/// A connection that answered this long ago need not be asked whether it lives: PostgreSQL cannot have died and come
/// back in between.
const TRUSTED: Duration = Duration::from_millis(30);

/// How long a statement of a request may take, waiting for others included.
const STATEMENT: (&str, &str) = ("statement_timeout", "20s");

/// PostgreSQL plans anew whenever that might be better, which here takes longer than the statement itself.
const PLANNED_ONCE: (&str, &str) = ("plan_cache_mode", "force_generic_plan");
/// A plan from when a table was small would go on reading all of it.
const BY_INDEX: (&str, &str) = ("enable_seqscan", "off");

/// A pool whose connections promise to ring the bell themselves, from a connection of their own. Its statements may
/// take their time.
///
/// # Errors
/// When the server cannot be reached.
pub async fn connect(options: PgConnectOptions) -> sqlx::Result<PgPool> {
    // Statements hold no personal data, but their parameters may, and imports are slow by nature.
    let options = options.log_slow_statements(LevelFilter::Debug, Duration::from_secs(1));
    pool(8)
        .connect_with(options.options([("matbang.rings_itself", "on"), ("timezone", "Asia/Ho_Chi_Minh")]))
        .await
}

/// Further pools to the same database, so that no work keeps other work from its connections.
#[derive(Clone)]
pub struct Pools {
    /// For requests: none of their statements takes longer than people wait.
    pub requests: PgPool,
    /// For the looks of the board at what changed.
    pub looks: PgPool,
    /// For edits that are written together: whoever holds a parcel for long, as an import may, keeps none of the others
    /// waiting.
    pub edits: PgPool,
}

impl Pools {
    /// Pools beside another one.
    pub fn beside(connected: &PgPool) -> Self {
        let with = |connections: u32, settings: &[(&str, &str)]| {
            let options = connected.connect_options().as_ref().clone();
            pool(connections).connect_lazy_with(options.options(settings.iter().copied()))
        };
        Self {
            requests: with(16, &[STATEMENT]),
            looks: with(1, &[PLANNED_ONCE, BY_INDEX, ("statement_timeout", "10s")]),
            edits: with(1, &[PLANNED_ONCE, BY_INDEX, STATEMENT, ("lock_timeout", "50ms")]),
        }
    }

    /// Closes all of them.
    pub async fn close(&self) {
        for pool in [&self.requests, &self.looks, &self.edits] {
            pool.close().await;
        }
    }
}

fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .before_acquire(|conn, known| {
            Box::pin(async move {
                if known.idle_for > TRUSTED {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
}

/// Brings the schema up to date. Where it is already, the role needs no right to change it.
///
/// # Errors
/// When a migration fails, or the database has another schema than its migrations made.
pub async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    let mut conn = pool.acquire().await?;
    let has_schema: bool = sqlx::query_scalar("select to_regclass('public._sqlx_migrations') is not null")
        .fetch_one(&mut *conn)
        .await?;
    if has_schema {
        let applied = conn.list_applied_migrations("_sqlx_migrations").await?;
        let applied = applied.iter().map(|migration| (migration.version, &migration.checksum));
        if applied.eq(MIGRATOR
            .iter()
            .map(|migration| (migration.version, &migration.checksum)))
        {
            return Ok(());
        }
    }
    MIGRATOR.run(&mut *conn).await
}

/// Fits a transaction to work over whole files: no limit on time, and a server that finds out within a second, instead
/// of at the end of the statement, that this process died.
///
/// # Errors
/// Only those of the database.
pub async fn take_time(conn: &mut PgConnection) -> sqlx::Result<()> {
    // Not every system can tell that the other end is gone: there the statement runs to its end.
    sqlx::raw_sql(
        "set local statement_timeout = 0;
         do $$ begin
             set local client_connection_check_interval = '1s';
         exception when invalid_parameter_value then null;
         end $$",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Why the server cannot be used now, first-hand: where it takes nobody in, a pool only waits in vain.
pub async fn diagnose(pool: &PgPool) -> Option<Outage> {
    let options = pool.connect_options();
    match tokio::time::timeout(ACQUIRE, options.connect()).await {
        Ok(Ok(connected)) => {
            // Only looked in.
            let _ = connected.close().await;
            None
        }
        Ok(Err(error)) => Outage::of(&error),
        Err(_) => Some(Outage::Slow),
    }
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
