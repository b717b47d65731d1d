//! The binary's own PostgreSQL, for whoever gives no `DATABASE_URL`.
//!
//! One folder holds everything: `postgres/` is the database cluster, made once by initdb; `socket/` is where it
//! listens (never on a network); `users.lock` is shared by every process that uses the cluster, so that the last one
//! to leave stops it; `start.lock` lets one process at a time start or stop it; `serve.lock` belongs to the one server.
//!
//! Any process may be killed at any moment. A server's death leaves the postmaster alive, and the next process adopts
//! it; the postmaster's death is noticed by whoever uses it, and it is started again.

mod account;
mod cluster;
mod error;
mod folder;
mod initdb;
mod installation;
mod lock;
mod postmaster;
mod settings;
mod socket;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{Connection, Executor};
use tokio::task::JoinSet;

pub use self::error::PrivatePostgresError;
pub use self::lock::ServeLock;

use self::cluster::Cluster;
use self::lock::Lock;

/// Both the role and the database: a cluster of our own has no other.
const NAME: &str = "matbang";

/// How soon a dead postmaster is noticed.
const WATCH_EVERY: Duration = Duration::from_millis(250);

/// The longest pause between two attempts to start a postmaster that keeps failing.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A running private PostgreSQL, and the promise that it keeps running as long as this value lives.
///
/// Dropped without [`close`](Self::close), it leaves the postmaster to the next process.
pub struct PrivatePostgres {
    cluster: Arc<Cluster>,
    users: Lock,
    /// Starts a dead postmaster again; ends with this value.
    watch: JoinSet<()>,
}

impl PrivatePostgres {
    /// Starts, or adopts, the PostgreSQL of `data_dir`, making the folder, the cluster and the database if need be.
    ///
    /// # Errors
    /// Every obstacle has its own [`PrivatePostgresError`], with the way out in its text.
    pub async fn open(data_dir: &Path) -> Result<Self, PrivatePostgresError> {
        let data = folder::prepare(data_dir)?;
        let gate = lock::gate(&data).await?;
        let users = lock::join_users(&data)?;
        let cluster = Arc::new(Cluster::prepare(&data).await?);
        cluster.ensure_running().await?;
        let mut postgres = Self {
            cluster: Arc::clone(&cluster),
            users,
            watch: JoinSet::new(),
        };
        let prepared = postgres.prepare_database().await;
        drop(gate);
        if let Err(error) = prepared {
            return postgres.close().await.and(Err(error));
        }
        postgres.watch.spawn(async move { keep_running(&cluster).await });
        Ok(postgres)
    }

    /// The address to connect to: a unix socket, as the role that owns everything in the cluster.
    pub fn connect_options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(self.cluster.socket_folder())
            .port(socket::PORT)
            .ssl_mode(PgSslMode::Disable)
            .username(NAME)
            .database(NAME)
    }

    /// Stops the postmaster, unless another process still uses it. Close connections first.
    pub async fn close(self) -> Result<(), PrivatePostgresError> {
        let Self {
            cluster,
            users,
            mut watch,
        } = self;
        watch.shutdown().await;
        let _gate = lock::gate(cluster.data()).await?;
        drop(users);
        if lock::nobody_uses(cluster.data())? {
            cluster.stop().await?;
        }
        Ok(())
    }

    async fn prepare_database(&self) -> Result<(), PrivatePostgresError> {
        let connected = PgConnection::connect_with(&self.connect_options()).await;
        let mut connection = match connected {
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NO_SUCH_DATABASE) => {
                let maintenance = self.connect_options().database("postgres");
                let mut connection = PgConnection::connect_with(&maintenance).await?;
                connection.execute("create database matbang").await?;
                connection.close().await?;
                PgConnection::connect_with(&self.connect_options()).await?
            }
            connected => connected?,
        };
        let has_postgis: bool = sqlx::query_scalar(
            "select exists (select from pg_extension where extname = 'postgis') \
             or exists (select from pg_available_extensions where name = 'postgis')",
        )
        .fetch_one(&mut connection)
        .await?;
        connection.close().await?;
        if has_postgis {
            Ok(())
        } else {
            Err(PrivatePostgresError::PostgisMissing {
                major: self.cluster.major(),
            })
        }
    }
}

/// PostgreSQL's code for a database that does not exist.
const NO_SUCH_DATABASE: &str = "3D000";

/// Starts the postmaster again whenever it is gone, with growing pauses while that fails.
async fn keep_running(cluster: &Cluster) {
    let mut pause = WATCH_EVERY;
    loop {
        tokio::time::sleep(pause).await;
        if cluster.is_running() {
            pause = WATCH_EVERY;
            continue;
        }
        tracing::warn!(folder = %cluster.data().display(), "PostgreSQL is gone: starting it again");
        match restart(cluster).await {
            Ok(()) => tracing::info!("PostgreSQL runs again"),
            Err(error) => {
                pause = (pause * 2).min(LONGEST_PAUSE);
                tracing::error!(%error, "PostgreSQL does not start; the next attempt follows");
            }
        }
    }
}

async fn restart(cluster: &Cluster) -> Result<(), PrivatePostgresError> {
    let _gate = lock::gate(cluster.data()).await?;
    cluster.ensure_running().await
}

/// The folder with `pg_dump` and `pg_restore` for a server of this major version, if they are installed here.
pub async fn client_programs(major: u32) -> Option<PathBuf> {
    installation::find_clients(major).await
}

/// Where the data live when nobody says otherwise: `/var/lib/matbang` for root, whose home is closed to the
/// unprivileged account that runs PostgreSQL, else `matbang` in the user's own data folder (XDG base directories).
pub fn default_data_dir() -> PathBuf {
    if rustix::process::geteuid().is_root() {
        return PathBuf::from("/var/lib/matbang");
    }
    std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|folder| folder.is_absolute())
        .or_else(|| std::env::home_dir().map(|home| home.join(".local/share")))
        .unwrap_or_default()
        .join("matbang")
}
