//! A PostgreSQL of a test's own, to be killed, stopped, starved and started again.

use std::{
    fs::{self, File},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use matbang::{db, private_postgres::PrivatePostgres};
use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection, Executor, PgConnection, PgPool, postgres::PgConnectOptions};
use tempfile::TempDir;

use super::until;

/// A PostgreSQL of a test's own, with the present schema; nobody starts it again but the test.
pub struct OwnPostgres {
    pub options: PgConnectOptions,
    data: PathBuf,
    /// As long as somebody uses it, commands leave it running.
    _used: File,
    _temporary: TempDir,
}

impl OwnPostgres {
    pub async fn start() -> Self {
        let temporary = place();
        let data = temporary.path().join("data");
        let postgres = Self::of(temporary, data).await;
        let pool = postgres.pool().await;
        db::MIGRATOR.run(&pool).await.unwrap();
        pool.close().await;
        postgres
    }

    /// That of a data folder, which another process may have made.
    pub async fn of(temporary: TempDir, data: PathBuf) -> Self {
        let options = opened(&data).await;
        let used = File::open(data.join("users.lock")).unwrap();
        flock(&used, FlockOperation::LockShared).unwrap();
        Self {
            options,
            data,
            _used: used,
            _temporary: temporary,
        }
    }

    /// Starts it again after its end.
    pub async fn start_again(&self) {
        opened(&self.data).await;
    }

    /// The data folder, as `--data` takes it.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Connections of the test's own.
    pub async fn pool(&self) -> PgPool {
        PgPool::connect_with(self.options.clone()).await.unwrap()
    }

    /// A connection of the test's own.
    pub async fn connection(&self) -> PgConnection {
        PgConnection::connect_with(&self.options).await.unwrap()
    }

    /// Runs a statement on a connection that ends with it.
    pub async fn sql(&self, statement: &'static str) {
        let mut connection = self.connection().await;
        connection
            .execute(statement)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
        connection.close().await.unwrap();
    }

    /// One value.
    pub async fn ask<T>(&self, question: &'static str) -> T
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        sqlx::query_scalar(question)
            .fetch_one(&mut self.connection().await)
            .await
            .unwrap()
    }

    /// Ends the postmaster: `INT` is a fast shutdown, `QUIT` an immediate one, `KILL` is what no program survives.
    pub async fn end(&self, signal: Signal) {
        if let Some(postmaster) = self.postmaster() {
            kill_process(postmaster, signal).unwrap();
        }
        until("PostgreSQL is gone", async || self.postmaster().is_none()).await;
    }

    /// Sends a signal to the postmaster and to all its processes.
    pub fn signal_all(&self, signal: Signal) {
        let postmaster = self.postmaster().unwrap();
        let children = fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children")).unwrap();
        let children = children
            .split_whitespace()
            .filter_map(|pid| Pid::from_raw(pid.parse().ok()?));
        for process in children.chain([postmaster]) {
            let _ = kill_process(process, signal);
        }
    }

    /// Starts it so that it takes nobody in, as while it recovers from a crash.
    pub async fn start_closed(&self) {
        let signal = self.data.join("postgres/standby.signal");
        fs::write(&signal, "").unwrap();
        let owner = fs::metadata(self.data.join("postgres")).unwrap();
        std::os::unix::fs::chown(&signal, Some(owner.uid()), Some(owner.gid())).unwrap();
        let data = self.data.clone();
        let start = tokio::spawn(async move { PrivatePostgres::open(&data).await.map(drop) });
        until("PostgreSQL refuses connections", async || {
            let refused = PgConnection::connect_with(&self.options).await.map(drop);
            matches!(refused, Err(sqlx::Error::Database(cause)) if cause.code().as_deref() == Some("57P03"))
        })
        .await;
        start.abort();
        fs::remove_file(&signal).unwrap();
    }

    /// The postmaster that lives; the number of a dead one may belong to any other process.
    fn postmaster(&self) -> Option<Pid> {
        let text = fs::read_to_string(self.data.join("postgres/postmaster.pid")).ok()?;
        let pid = Pid::from_raw(text.lines().next()?.parse().ok()?)?;
        let command_line = fs::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
        command_line.contains(self.data.to_str()?).then_some(pid)
    }
}

/// A folder in which data folders can be made.
pub fn place() -> TempDir {
    let temporary = tempfile::tempdir().unwrap();
    // As root, the account that runs PostgreSQL has to get through.
    fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o711)).unwrap();
    temporary
}

/// Starts the PostgreSQL of a folder and lets go of it, so that it is not watched.
async fn opened(data: &Path) -> PgConnectOptions {
    PrivatePostgres::open(data).await.unwrap().connect_options()
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        if let Some(postmaster) = self.postmaster() {
            let _ = kill_process(postmaster, Signal::QUIT);
        }
    }
}
