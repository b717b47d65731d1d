use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::options::Options;
use crate::{
    imports::{Kind, Report},
    language::Text,
};

/// What became of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = ImportState)]
pub enum State {
    /// The file is here; nothing was done with it.
    Received,
    /// Everything but the commit is being done.
    Checking,
    /// A check found that it can be stored.
    Checked,
    /// It is being stored.
    Storing,
    /// It is stored. Final, but for an undo.
    Stored,
    /// A check or a storing found features to refuse: the report says why.
    Refused,
    /// A check or a storing came to no report.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// It was stored, and undone. Final.
    Undone,
}

impl State {
    /// Whether something runs.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Checking | Self::Storing)
    }

    /// Whether nothing can be done with the file any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Stored | Self::Undone)
    }

    /// The state in words, as in: the import …
    pub fn text(self) -> Text {
        match self {
            Self::Received => Text::new("mới nhận tệp", "was received"),
            Self::Checking => Text::new("đang được kiểm tra", "is being checked"),
            Self::Checked => Text::new("đã kiểm tra", "was checked"),
            Self::Storing => Text::new("đang được lưu", "is being stored"),
            Self::Stored => Text::new("đã lưu", "was stored"),
            Self::Refused => Text::new("bị từ chối", "was refused"),
            Self::Failed => Text::new("bị lỗi", "failed"),
            Self::Cancelled => Text::new("đã hủy", "was cancelled"),
            Self::Undone => Text::new("đã hoàn tác", "was undone"),
        }
    }
}

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The structure of the file is looked at; not counted.
    Surveying,
    /// The features are read; counted one by one.
    Reading,
    /// The database merges them; not counted.
    Merging,
}

/// How far the work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportProgress {
    /// What is being done.
    pub phase: Phase,
    /// How much of it is done.
    pub done: u64,
    /// How much there is to do; 0: not counted.
    pub of: u64,
    /// How long this part will go on, where that can be told.
    pub seconds_left: Option<u64>,
}

/// What came of a check or a storing, in numbers.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ImportCounts {
    /// Features read.
    pub read: u64,
    /// New ones.
    pub stored: u64,
    /// Changed ones.
    pub updated: u64,
    /// Those that already said the same.
    pub unchanged: u64,
    /// Features refused.
    pub refused: u64,
}

/// What may be done with an import now.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "what may be done is a set")]
pub struct ImportCan {
    /// It may be checked.
    pub check: bool,
    /// It may be stored.
    pub store: bool,
    /// The work may be stopped.
    pub cancel: bool,
    /// The storing may be undone, if nobody has built on it.
    pub undo: bool,
    /// It may be forgotten.
    pub discard: bool,
}

/// A file that was received, and what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Import {
    /// Its identity, and that of the operation that stores it.
    pub id: Uuid,
    /// What the file holds, where somebody said so.
    pub kind: Option<Kind>,
    /// Its name, without its folder.
    pub file_name: String,
    /// Its size; 0: not known.
    pub bytes: u64,
    /// When it was received.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Who sent it.
    pub created_by: String,
    /// What became of it.
    pub state: State,
    /// How far the work has come.
    pub progress: Option<ImportProgress>,
    /// What was last said about the file.
    pub options: Options,
    /// The report of the last check or storing; null in lists and streams.
    #[schema(value_type = Option<Report>)]
    pub report: Option<Value>,
    /// The numbers of the report, in lists as well.
    pub counts: Option<ImportCounts>,
    /// Why a check or storing came to no report.
    pub failure: Option<Text>,
    /// Whether the refused features can be downloaded.
    pub has_refused: bool,
    /// What may be done with it now.
    pub can: ImportCan,
}

/// Imports, the newest first.
#[derive(Serialize, ToSchema)]
pub struct ImportPage {
    /// The imports.
    pub items: Vec<Import>,
    /// Address of the next page.
    pub next: Option<String>,
}

/// Which imports are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Imports on a page, 1 to 200; default 50.
    pub limit: Option<i64>,
    /// Identity of the last import of the page before.
    pub after: Option<Uuid>,
}
