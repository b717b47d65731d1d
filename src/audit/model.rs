//! What is shown of the history.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{calendar::Day, csv_file::ListFormat, language::Language};

/// A door by which something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// The pages and the API.
    Http,
    /// A file.
    Import,
    /// A command.
    Cli,
    /// The made-up province.
    Demo,
}

impl Door {
    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Import => "import",
            Self::Cli => "cli",
            Self::Demo => "demo",
        }
    }
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditRow {
    /// Order of recording; numbers of writes that were taken back are missing.
    pub number: i64,
    /// Identity of the operation; of an import, its id.
    pub id: Uuid,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who.
    pub actor: String,
    /// `http`, `import`, `cli` or `demo`.
    pub door: String,
    /// What, for instance `parcel.update`.
    pub action: String,
    /// To what.
    pub subject: String,
    /// The seal that it is under; null: not yet.
    pub seal: Option<i64>,
}

/// A page of what was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    /// What was done, the latest first.
    pub items: Vec<AuditRow>,
    /// Address of the next page.
    pub next: Option<String>,
}

/// Filter of what was done.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// Who.
    pub actor: Option<String>,
    /// What, or the beginning of it: `user` for `user.create`, `user.update` and so on.
    pub action: Option<String>,
    /// By which door.
    pub door: Option<Door>,
    /// Text within the subject.
    pub subject: Option<String>,
    /// Items on a page, at most 500; default 50.
    pub limit: Option<i64>,
    /// Where the page before ended; take it from `next`.
    pub after: Option<i64>,
    /// `json` (default) or `csv` for the whole list.
    pub format: Option<ListFormat>,
    /// Language of the CSV file.
    pub lang: Option<Language>,
}
