//! The private PostgreSQL against the one installed on this machine, with processes really killed.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use matbang::private_postgres::{PrivatePostgres, PrivatePostgresError, ServeLock};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

/// A data folder; a postmaster that a failed test leaves in it is ended.
struct Folder {
    data: PathBuf,
    _temporary: TempDir,
}

impl Folder {
    fn new() -> Self {
        Self::named("data")
    }

    fn named(name: &str) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        // As root, the account that runs PostgreSQL has to get through.
        fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o711)).unwrap();
        Self {
            data: temporary.path().join(name),
            _temporary: temporary,
        }
    }

    fn cluster(&self) -> PathBuf {
        self.data.join("postgres")
    }

    fn postmaster(&self) -> Option<Pid> {
        let text = fs::read_to_string(self.cluster().join("postmaster.pid")).ok()?;
        Pid::from_raw(text.lines().next()?.parse().ok()?)
    }

    fn kill_postmaster(&self) {
        kill_process(self.postmaster().unwrap(), Signal::KILL).unwrap();
    }

    async fn open(&self) -> PrivatePostgres {
        PrivatePostgres::open(&self.data).await.unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(pid) = self.postmaster().filter(|pid| *pid != rustix::process::getpid()) {
            let _ = kill_process(pid, Signal::QUIT);
        }
    }
}

async fn answer(postgres: &PrivatePostgres, question: &'static str) -> sqlx::Result<String> {
    let mut connection = PgConnection::connect_with(&postgres.connect_options()).await?;
    sqlx::query_scalar(question).fetch_one(&mut connection).await
}

async fn answer_within(limit: Duration, postgres: &PrivatePostgres) -> sqlx::Result<String> {
    let began = Instant::now();
    loop {
        match answer(postgres, "select 'here'").await {
            Err(_) if began.elapsed() < limit => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            answered => return answered,
        }
    }
}

async fn refusal(data: &Path) -> PrivatePostgresError {
    match PrivatePostgres::open(data).await {
        Ok(_) => panic!("{} was accepted", data.display()),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_long_path_with_spaces_and_vietnamese_marks_is_a_good_data_folder() {
    let folder =
        Folder::named("Giải phóng mặt bằng, \"tỉnh Thái Nguyên\"/dữ liệu của Ban quản lý dự án đầu tư xây dựng");
    let postgres = folder.open().await;
    let encoding = answer(&postgres, "select current_setting('server_encoding')").await;
    assert_eq!(encoding.unwrap(), "UTF8");
    let lower_case = answer(&postgres, "select lower('ĐẤT Ở NÔNG THÔN')").await;
    assert_eq!(lower_case.unwrap(), "đất ở nông thôn");
    let network = answer(&postgres, "select current_setting('listen_addresses')").await;
    assert_eq!(network.unwrap(), "");
    postgres.close().await.unwrap();
    assert_eq!(folder.postmaster(), None);
}

#[tokio::test]
async fn after_the_death_of_a_server_its_postmaster_is_adopted() {
    let folder = Folder::new();
    drop(folder.open().await);
    let left_alone = folder.postmaster();
    assert!(left_alone.is_some());

    let postgres = folder.open().await;
    assert_eq!(folder.postmaster(), left_alone);
    postgres.close().await.unwrap();
    assert_eq!(folder.postmaster(), None);
}

#[tokio::test]
async fn a_killed_postmaster_comes_back_while_one_of_its_statements_still_runs() {
    let folder = Folder::new();
    let postgres = folder.open().await;
    let mut connection = PgConnection::connect_with(&postgres.connect_options()).await.unwrap();
    let endless = tokio::spawn(async move {
        sqlx::query("select count(*) from generate_series(1, 100000000000)")
            .execute(&mut connection)
            .await
    });
    tokio::time::sleep(Duration::from_millis(200)).await;

    folder.kill_postmaster();
    let answered = answer_within(Duration::from_secs(10), &postgres).await;
    assert_eq!(answered.unwrap(), "here");
    assert!(endless.await.unwrap().is_err());
    postgres.close().await.unwrap();
}

#[tokio::test]
async fn after_the_death_of_server_and_postmaster_it_starts_again() {
    let folder = Folder::new();
    drop(folder.open().await);
    folder.kill_postmaster();

    let postgres = folder.open().await;
    assert_eq!(answer(&postgres, "select 'here'").await.unwrap(), "here");
    postgres.close().await.unwrap();
}

#[tokio::test]
async fn a_process_number_that_now_belongs_to_another_program_is_no_postmaster() {
    let folder = Folder::new();
    drop(folder.open().await);
    folder.kill_postmaster();
    let stale = format!("{}\n{}\n0\n5432\n", std::process::id(), folder.cluster().display());
    fs::write(folder.cluster().join("postmaster.pid"), &stale).unwrap();
    fs::write(folder.data.join("socket/.s.PGSQL.5432.lock"), &stale).unwrap();

    let postgres = folder.open().await;
    assert_eq!(answer(&postgres, "select 'here'").await.unwrap(), "here");
    postgres.close().await.unwrap();
}

#[tokio::test]
async fn the_last_of_two_users_stops_the_postmaster() {
    let folder = Folder::new();
    let (server, import) = tokio::join!(folder.open(), folder.open());
    import.close().await.unwrap();
    assert_eq!(answer(&server, "select 'here'").await.unwrap(), "here");
    server.close().await.unwrap();
    assert_eq!(folder.postmaster(), None);
}

#[tokio::test]
async fn data_of_another_major_version_are_refused_with_the_way_out() {
    let folder = Folder::new();
    folder.open().await.close().await.unwrap();
    fs::write(folder.cluster().join("PG_VERSION"), "14\n").unwrap();

    let error = refusal(&folder.data).await;
    assert!(matches!(&error, PrivatePostgresError::OtherMajor { made_by, .. } if made_by == "14"));
    assert!(error.to_string().contains("apt install postgresql-14"));
    assert!(error.vi().contains("pg_upgrade"));
}

#[tokio::test]
async fn what_a_killed_initdb_has_left_is_cleared_away() {
    let folder = Folder::new();
    let unfinished = folder.data.join("postgres.new-x1y2z3");
    fs::create_dir_all(unfinished.join("base")).unwrap();
    fs::set_permissions(&folder.data, fs::Permissions::from_mode(0o711)).unwrap();

    folder.open().await.close().await.unwrap();
    assert!(!unfinished.exists());
}

#[tokio::test]
async fn a_socket_folder_that_others_can_enter_is_refused() {
    let folder = Folder::new();
    fs::create_dir_all(folder.data.join("socket")).unwrap();
    fs::set_permissions(&folder.data, fs::Permissions::from_mode(0o711)).unwrap();

    let error = refusal(&folder.data).await;
    assert!(matches!(error, PrivatePostgresError::SocketFolderTaken { .. }));
}

/// Only root has a home that the account of PostgreSQL cannot enter; an ordinary user runs PostgreSQL himself.
#[tokio::test]
async fn started_as_root_a_closed_folder_is_refused_with_the_way_out() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let closed = tempfile::tempdir().unwrap();
    fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let error = refusal(&closed.path().join("data")).await;
    assert!(matches!(error, PrivatePostgresError::FolderClosed { .. }));
    assert!(error.to_string().contains("/var/lib/matbang"));
}

#[test]
fn a_second_server_on_one_folder_is_refused_and_told_who_has_it() {
    let folder = Folder::new();
    let first = ServeLock::take(&folder.data).unwrap();
    let refused = ServeLock::take(&folder.data);
    let own_pid = std::process::id();
    assert!(matches!(
        refused,
        Err(PrivatePostgresError::AlreadyServed { pid: Some(pid), .. }) if pid == own_pid
    ));
    drop(first);
    assert!(ServeLock::take(&folder.data).is_ok());
}
