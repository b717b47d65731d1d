//! Why an import comes to no report.

use std::{io, path::PathBuf};

use crate::language::Text;

/// Why an import came to no report.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened.
    #[error("the file cannot be opened: {0}")]
    File(#[from] io::Error),
    /// A file that was asked for cannot be written: the disk is full, or the folder is missing.
    #[error("{path} cannot be written: {error}", path = .0.display(), error = .1)]
    Output(PathBuf, io::Error),
    /// The database fails.
    #[error("the database failed during an import")]
    Database(#[from] sqlx::Error),
    /// The reading thread died.
    #[error("reading the file failed")]
    Reader(#[from] tokio::task::JoinError),
    /// Nobody wants it any more.
    #[error("the import was cancelled")]
    Cancelled,
}

impl ImportError {
    /// What went wrong and what to do; nothing is stored in any case.
    pub fn text(&self) -> Text {
        match self {
            Self::File(error) => Text::new(
                format!("không mở được tệp: {error}"),
                format!("the file cannot be opened: {error}"),
            ),
            Self::Output(path, error) => {
                let path = path.display();
                Text::new(
                    format!("không ghi được tệp {path}: {error}; chưa nhập gì cả, hãy chọn nơi khác rồi nhập lại"),
                    format!(
                        "{path} cannot be written: {error}; nothing was imported, choose another place and try again"
                    ),
                )
            }
            Self::Database(error) => Text::new(
                format!("cơ sở dữ liệu gặp lỗi, chưa nhập gì cả: {error}"),
                format!("the database failed, nothing was imported: {error}"),
            ),
            Self::Reader(error) => Text::new(
                format!("phần đọc tệp gặp lỗi, chưa nhập gì cả: {error}"),
                format!("reading the file failed, nothing was imported: {error}"),
            ),
            Self::Cancelled => Text::new("đã hủy, chưa nhập gì cả", "cancelled, nothing was imported"),
        }
    }
}
