//! What is sent about obstacles.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{Scope, State};
use crate::{calendar::Day, csv_file::ListFormat, language::Language, object};

/// Filter and order of the list of obstacles.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ObstacleQuery {
    /// Code of a project.
    pub project: Option<String>,
    /// Code of a unit: obstacles on parcels in it.
    pub unit: Option<String>,
    /// Level of `unit`.
    pub level: Option<String>,
    /// Codes of causes.
    pub cause: Vec<String>,
    /// States.
    pub state: Vec<State>,
    /// Only open ones.
    pub open: bool,
    /// Only open ones past their due date.
    pub overdue: bool,
    /// Code of the unit to which they have climbed.
    pub escalated_to: Option<String>,
    /// Code of the unit whose move it is.
    pub responsible: Option<String>,
    /// Login name of the officer whose move it is; `me`: the caller.
    pub account: Option<String>,
    /// What they were raised on.
    pub scope: Option<Scope>,
    /// Code of a household: raised on it, or on a parcel of it.
    pub household: Option<String>,
    /// Internal number of a parcel.
    pub parcel: Option<i64>,
    /// Words of the description or the next action; marks need not be typed.
    pub q: Option<String>,
    /// Those raised up to this day, as they stood on it; default: today.
    pub as_of: Option<Day>,
    /// Order: `-overdue` (default), `-parcels`, `-area`, `-opened`.
    pub sort: Option<ObstacleSort>,
    /// Items on a page, at most 500; default 50.
    pub limit: Option<usize>,
    /// Where the page before ended; take it from `next`.
    pub after: Option<String>,
    /// `json` (default) or `csv` for the whole list.
    pub format: Option<ListFormat>,
    /// Language of the CSV file.
    pub lang: Option<Language>,
}

/// Order of a list of obstacles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum ObstacleSort {
    /// The longest overdue first, then those due soonest, then by what they hold up.
    #[default]
    #[serde(rename = "-overdue")]
    MostOverdue,
    /// Those that hold up the most parcels first.
    #[serde(rename = "-parcels")]
    MostParcels,
    /// Those that hold up the most ground first.
    #[serde(rename = "-area")]
    MostArea,
    /// The latest first.
    #[serde(rename = "-opened")]
    Latest,
}

/// A new obstacle.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObstacle {
    /// Code of the project.
    pub project_code: String,
    /// What it is raised on.
    pub scope: Scope,
    /// The parcels, for the scopes `parcel` and `selection`.
    #[serde(default)]
    pub parcels: Vec<i64>,
    /// The household, for the scope `household`.
    #[serde(default)]
    pub household_code: String,
    /// Code of the cause.
    pub cause: String,
    /// What is in the way; needed for the cause `OTHER`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub description: String,
    /// The unit whose move it is.
    #[serde(default)]
    pub responsible_unit_code: String,
    /// Login name of the officer whose move it is.
    #[serde(default)]
    pub responsible_account: String,
    /// What is to be done next.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub next_action: String,
    /// Day by which it is to be resolved.
    pub due_on: Option<Day>,
    /// First day on which it was open; default: today.
    pub opened_on: Option<Day>,
}

/// A change of an obstacle; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ObstacleChange {
    /// Code of the cause.
    pub cause: Option<String>,
    /// What is in the way.
    #[schema(max_length = 2000)]
    pub description: Option<String>,
    /// The unit whose move it is; empty: none.
    pub responsible_unit_code: Option<String>,
    /// Login name of the officer whose move it is; empty: nobody by name.
    pub responsible_account: Option<String>,
    /// Day by which it is to be resolved; `null`: none.
    #[serde(deserialize_with = "object::present")]
    #[schema(value_type = Option<Day>)]
    pub due_on: Option<Option<Day>>,
    /// What is to be done next.
    #[schema(max_length = 2000)]
    pub next_action: Option<String>,
    /// `open`, `proposed` or `cannot_be_resolved`; it is closed and opened again at addresses of their own.
    pub state: Option<State>,
    /// Remark for the history.
    #[schema(max_length = 2000)]
    pub note: String,
}

/// How an obstacle ended.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Closing {
    /// How it ended, in words.
    #[schema(max_length = 2000)]
    pub result: String,
    /// First day on which it was open no more; default: today.
    pub closed_on: Option<Day>,
    /// `resolved` (default) or `withdrawn`.
    pub state: Option<State>,
}

/// An obstacle that is open again.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reopening {
    /// First day on which it is open again; default: today.
    pub opened_on: Option<Day>,
}

/// An obstacle and the version that an edit of it starts from.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObstacleVersion {
    /// Internal number.
    pub id: i64,
    /// Version.
    pub version: i32,
}

/// One change to a set of obstacles, all or nothing: exactly one of `change`, `close` and `reopen`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObstacleSetChange {
    /// The obstacles, each once.
    #[serde(deserialize_with = "object::each")]
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<ObstacleVersion>,
    /// What is to change on each.
    #[serde(default, deserialize_with = "object::perhaps")]
    pub change: Option<ObstacleChange>,
    /// How all of them ended.
    #[serde(default, deserialize_with = "object::perhaps")]
    pub close: Option<Closing>,
    /// That all of them are open again.
    #[serde(default, deserialize_with = "object::perhaps")]
    pub reopen: Option<Reopening>,
}

/// What a change to a set did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObstacleSetChanged {
    /// How many obstacles were changed.
    pub changed: usize,
}

/// What somebody says about an obstacle.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    /// What.
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
}

/// The name of a file that is sent.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttachmentName {
    /// Name of the file, without folders; at most 120 characters.
    pub name: String,
}

/// Why an attachment is removed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}
