use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use super::rules::State;
use crate::{calendar::Day, csv_file::ListFormat, language::Language, parcels::Status};

/// A promise to have a share of a project, or named parcels, cleared by a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Commitment {
    /// Internal number.
    pub id: i64,
    /// Code of the project.
    pub project_code: String,
    /// Name of the project.
    pub project_name: String,
    /// Body that promises.
    pub made_by: String,
    /// Body that it is promised to.
    pub made_to: String,
    /// Day of the promise.
    pub made_on: Day,
    /// The day promised first, by the first of its chain.
    pub original_on: Day,
    /// The day promised.
    pub due_on: Day,
    /// Share of the area, 0 to 1; null: named parcels.
    pub share: Option<f64>,
    /// How many parcels; null: a share.
    pub parcels: Option<usize>,
    /// What is promised, in words; empty for the public.
    pub text: String,
    /// State on the day.
    pub state: State,
    /// The first day, since it was made, on which all that it promises was cleared.
    pub met_on: Option<Day>,
    /// Days late: of one that is broken so far, of one kept late until it was met.
    pub days_late: i32,
    /// How much of what it promises is cleared on the day, 0 to 1.
    pub progress: f64,
    /// The commitment whose place it took.
    pub supersedes: Option<i64>,
    /// The commitment that took its place.
    pub superseded_by: Option<i64>,
    /// The day from which another one holds in its place.
    pub superseded_on: Option<Day>,
    /// The day on which it was withdrawn.
    pub withdrawn_on: Option<Day>,
    /// Why it was withdrawn, else why it took the place of the one before; empty for the public.
    pub reason: String,
    /// Account that recorded it; null for the public.
    pub made_by_account: Option<String>,
    /// Version of the row.
    pub version: i32,
}

/// A parcel that a commitment is to have cleared.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommittedParcel {
    /// Internal number.
    pub id: i64,
    /// Map sheet; empty for the public.
    pub map_sheet: String,
    /// Parcel number; empty for the public.
    pub parcel_no: String,
    /// Status on the day.
    pub status: Status,
    /// Day of the handover.
    pub handed_over_on: Option<Day>,
}

/// A commitment with its parcels and those before and after it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommitmentDetail {
    /// What lists show.
    #[serde(flatten)]
    pub commitment: Commitment,
    /// The parcels; none where it is about a share.
    pub committed_parcels: Vec<CommittedParcel>,
    /// All that took each other's place, itself included, the oldest first.
    pub chain: Vec<Commitment>,
}

/// A page of commitments.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommitmentPage {
    /// The commitments.
    pub items: Vec<Commitment>,
    /// How many the whole list holds.
    pub total: usize,
    /// Address of the next page.
    pub next: Option<String>,
}

/// Order of the list of commitments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum CommitmentSort {
    /// The one due first.
    #[default]
    #[serde(rename = "due")]
    Due,
    /// The latest first.
    #[serde(rename = "-days_late")]
    LatestFirst,
}

/// Filter and order of the list of commitments.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CommitmentQuery {
    /// Code of a project.
    pub project: Option<String>,
    /// Code of a unit: commitments to parcels in it, or to a share of a project that has parcels in it.
    pub unit: Option<String>,
    /// Level of `unit`.
    pub level: Option<String>,
    /// States.
    pub state: Vec<State>,
    /// Only open ones that are due within so many days.
    #[param(minimum = 0, maximum = 3650)]
    pub due_within: Option<u16>,
    /// Words of who promises, to whom, what, or of the project's name or code, with or without marks.
    pub q: Option<String>,
    /// Day that states are for; default: today.
    pub as_of: Option<Day>,
    /// Order; default `due`.
    pub sort: Option<CommitmentSort>,
    /// Items on a page, at most 500; default 50.
    pub limit: Option<usize>,
    /// Where the page before ended; take it from `next`.
    pub after: Option<usize>,
    /// `json` (default) or `csv` for the whole list.
    pub format: Option<ListFormat>,
    /// Language of the CSV file.
    pub lang: Option<Language>,
}

/// A new commitment: to a share, or to parcels.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCommitment {
    /// Body that promises.
    #[schema(pattern = r"\S", max_length = 200)]
    pub made_by: String,
    /// Body that it is promised to.
    #[schema(pattern = r"\S", max_length = 200)]
    pub made_to: String,
    /// Day of the promise; default: today.
    pub made_on: Option<Day>,
    /// The day promised.
    pub due_on: Day,
    /// Share of the area, above 0 and up to 1.
    #[schema(exclusive_minimum = 0, maximum = 1)]
    pub share: Option<f64>,
    /// Internal numbers of parcels of the project.
    #[schema(min_items = 1, max_items = 5000)]
    pub parcels: Option<Vec<i64>>,
    /// What is promised, in words, without names of persons.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub text: String,
}

/// What takes the place of a commitment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Superseding {
    /// The day promised now.
    pub due_on: Day,
    /// Share of the area; with neither this nor parcels, what was promised stays.
    #[schema(exclusive_minimum = 0, maximum = 1)]
    pub share: Option<f64>,
    /// Internal numbers of parcels of the project.
    #[schema(min_items = 1, max_items = 5000)]
    pub parcels: Option<Vec<i64>>,
    /// Why.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// Why a commitment is withdrawn.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

impl Commitment {
    /// What everybody may see: no text that somebody wrote but the names of the bodies, and no account.
    #[must_use]
    pub fn for_public(self) -> Self {
        Self {
            text: String::new(),
            reason: String::new(),
            made_by_account: None,
            ..self
        }
    }
}
