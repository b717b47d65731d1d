use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{calendar::Day, csv_file::ListFormat, language::Language};

/// What an obstacle was raised on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Scope {
    /// One parcel.
    Parcel,
    /// All parcels of a household in the project.
    Household,
    /// Several chosen parcels.
    Selection,
    /// The project as a whole: it blocks no parcel.
    Project,
}

/// State of an obstacle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum State {
    /// Open.
    Open,
    /// Open; a solution was proposed.
    Proposed,
    /// Open; it cannot be resolved at this level.
    CannotBeResolved,
    /// Closed: resolved.
    Resolved,
    /// Closed: raised by mistake.
    Withdrawn,
}

/// An obstacle.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Obstacle {
    /// Internal number.
    pub id: i64,
    /// Code of the project.
    pub project_code: String,
    /// What it was raised on.
    pub scope: Scope,
    /// The household, where it was raised on one.
    pub household_code: String,
    /// Why.
    pub cause: String,
    /// What is in the way.
    pub description: String,
    /// The unit whose move it is.
    pub responsible_unit_code: String,
    /// What is to be done next.
    pub next_action: String,
    /// Day by which it is to be resolved.
    pub due_on: Option<Day>,
    /// State now.
    pub state: State,
    /// First day on which it was (last) open.
    pub opened_on: Day,
    /// First day on which it was open no more.
    pub closed_on: Option<Day>,
    /// How it ended.
    pub result: String,
    /// Who raised it.
    pub raised_by: String,
    /// The parcels that it blocks.
    pub parcels: Vec<i64>,
    /// Version of the row.
    pub version: i32,
}

/// A page of obstacles.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObstaclePage {
    /// The obstacles.
    pub items: Vec<Obstacle>,
    /// How many the whole list holds.
    pub total: i64,
    /// Address of the next page.
    pub next: Option<String>,
}

/// Filter of the list of obstacles.
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
    /// Code of a cause.
    pub cause: Option<String>,
    /// State.
    pub state: Option<State>,
    /// Only open ones past their due date.
    pub overdue: bool,
    /// Internal number of a parcel.
    pub parcel: Option<i64>,
    /// Only those open on this day.
    pub as_of: Option<Day>,
    /// Items on a page, at most 500; default 50.
    pub limit: Option<i64>,
    /// Where the page before ended; take it from `next`.
    pub after: Option<i64>,
    /// `json` (default) or `csv` for the whole list.
    pub format: Option<ListFormat>,
    /// Language of the CSV file.
    pub lang: Option<Language>,
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
    /// What is to be done next.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub next_action: String,
    /// Day by which it is to be resolved.
    pub due_on: Option<Day>,
    /// First day on which it was open; default: today.
    pub opened_on: Option<Day>,
}

/// How an obstacle ended.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Closing {
    /// How it ended, in words.
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
