//! Why an import comes to no report.

use std::{io, path::PathBuf};

use super::cancel::Cancelled;
use crate::{language::Text, outage::Outage, problem::Problem};

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
    /// It was taken for dead: its session was lost, and with it the right to commit.
    #[error("the import lost its hold")]
    Superseded,
    /// Whoever has it imported may not.
    #[error("whoever has it imported may not: {0:?}")]
    Forbidden(Text),
    /// Nobody can tell now what whoever has it imported may touch.
    #[error("what may be touched cannot be told: {0:?}")]
    Unavailable(Outage),
    /// Somebody wanted it to stop.
    #[error("the import was cancelled")]
    Cancelled,
}

impl From<Cancelled> for ImportError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl ImportError {
    /// What went wrong and what to do; nothing is stored in any case.
    pub fn text(&self) -> Text {
        let (vi, en) = match self {
            Self::Output(path, error) => {
                let path = path.display();
                (
                    format!("Không ghi được tệp {path} ({error}); hãy chọn nơi khác rồi nhập lại."),
                    format!("{path} cannot be written ({error}); choose another place and try again."),
                )
            }
            Self::File(error) if error.kind() == io::ErrorKind::StorageFull => (
                "Ổ đĩa của máy chủ đã đầy; hãy giải phóng dung lượng rồi chạy lại.".to_owned(),
                "The disk of the server is full; free some of it and start again.".to_owned(),
            ),
            Self::File(error) => (
                format!("Không đọc được tệp ({error}); hãy kiểm tra hoặc gửi lại."),
                format!("The file cannot be read ({error}); check it, or send it again."),
            ),
            Self::Database(error) => match Outage::of(error) {
                Some(outage) => (outage.text().vi, outage.text().en),
                None => unexpected(self),
            },
            Self::Forbidden(text) => (text.vi.clone(), text.en.clone()),
            Self::Unavailable(outage) => (outage.text().vi, outage.text().en),
            Self::Cancelled => ("Lần nhập đã bị hủy.".to_owned(), "The import was cancelled.".to_owned()),
            Self::Reader(_) | Self::Superseded => unexpected(self),
        };
        Text::new(
            format!("{vi} Chưa có gì được lưu."),
            format!("{en} Nothing was stored."),
        )
    }
}

/// What cannot be explained to whoever imports: the cause goes to the log.
fn unexpected(error: &ImportError) -> (String, String) {
    tracing::error!(?error, "an import failed");
    (
        "Có lỗi ngoài dự kiến, đã ghi lại để khắc phục.".to_owned(),
        "Something unexpected went wrong; it was logged.".to_owned(),
    )
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Database(error) => error.into(),
            ImportError::Forbidden(text) => Self::Forbidden(text),
            ImportError::Unavailable(outage) => Self::Unavailable(outage),
            other => Self::internal(&other),
        }
    }
}
