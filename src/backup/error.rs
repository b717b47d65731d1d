//! What can be in the way of a backup or a restore, said in both languages with the way out.

use std::{
    io,
    path::{Path, PathBuf},
};

use sqlx::migrate::MigrateError;

use super::Refusal;
use crate::{language::Text, outage::Outage};

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file is there already.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// A file cannot be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// `pg_dump` and `pg_restore` are missing, or too old for the server.
    #[error("no pg_dump and pg_restore {major} or newer")]
    NoPrograms {
        /// Major version of the server.
        major: i32,
    },
    /// One of PostgreSQL's programs failed.
    #[error("{name}: {said}")]
    Program {
        /// Which.
        name: &'static str,
        /// What it said last.
        said: String,
    },
    /// The database has no schema of ours.
    #[error("nothing to back up")]
    Nothing,
    /// The backup cannot be restored, or not here; nothing was touched.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The role may not create the extension, or PostGIS is not there.
    #[error("PostGIS is missing: {0}")]
    PostgisMissing(#[source] sqlx::Error),
    /// What was restored could not be brought up to date.
    #[error("the schema could not be brought up to date: {0}")]
    Migrate(#[from] MigrateError),
    /// The database fails.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl BackupError {
    /// A file that cannot be read or written.
    pub fn file(path: &Path, source: io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }

    /// What went wrong and what to do.
    pub fn text(&self) -> Text {
        match self {
            Self::Exists(path) => Text::new(
                format!(
                    "Tệp {} đã có: chọn tên khác, hoặc thêm --force để ghi đè.",
                    path.display()
                ),
                format!(
                    "{} exists: choose another name, or add --force to replace it.",
                    path.display()
                ),
            ),
            Self::File { path, source } if source.kind() == io::ErrorKind::StorageFull => Text::new(
                format!(
                    "Đĩa đầy khi ghi {}: không có gì được giữ lại. Hãy giải phóng dung lượng rồi chạy lại.",
                    path.display()
                ),
                format!(
                    "The disk is full at {}: nothing of it was kept. Free space, then run it again.",
                    path.display()
                ),
            ),
            Self::File { path, source } => Text::new(
                format!("Không đọc hoặc ghi được {}: {source}", path.display()),
                format!("Cannot read or write {}: {source}", path.display()),
            ),
            Self::NoPrograms { major } => Text::new(
                format!(
                    "Cần pg_dump và pg_restore của PostgreSQL {major} trở lên, máy này không có: hãy cài (Debian, Ubuntu: sudo apt install postgresql-client-{major})."
                ),
                format!(
                    "pg_dump and pg_restore of PostgreSQL {major} or newer are missing here: install them (Debian, Ubuntu: sudo apt install postgresql-client-{major})."
                ),
            ),
            Self::Program { name, said } => Text::new(
                format!("{name} không làm được:\n{said}"),
                format!("{name} failed:\n{said}"),
            ),
            Self::Nothing => Text::new(
                "Cơ sở dữ liệu này chưa có dữ liệu của matbang: không có gì để sao lưu. Hãy kiểm tra --data hoặc DATABASE_URL.",
                "This database holds nothing of matbang yet: there is nothing to back up. Check --data or DATABASE_URL.",
            ),
            Self::Refused(refusal) => refusal.text(),
            Self::PostgisMissing(error) => Text::new(
                format!(
                    "Cơ sở dữ liệu chưa có PostGIS và vai trò này không được tạo ({error}). Nhờ người quản trị chạy trong cơ sở dữ liệu đó: CREATE EXTENSION postgis;"
                ),
                format!("{self}. Ask the database administrator to run in that database: CREATE EXTENSION postgis;"),
            ),
            Self::Migrate(error) => Text::new(
                format!("Không cập nhật được lược đồ của bản sao lưu: {error}. Dữ liệu cũ còn nguyên."),
                format!(
                    "The schema of the backup could not be brought up to date: {error}. What was there is still there."
                ),
            ),
            Self::Database(error) => match Outage::of(error) {
                Some(outage) => outage.text(),
                None => Text::new(
                    format!("Lỗi cơ sở dữ liệu: {error}. Dữ liệu cũ còn nguyên."),
                    format!("The database failed: {error}. What was there is still there."),
                ),
            },
        }
    }
}
