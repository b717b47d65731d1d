//! What is told of obstacles.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::held::Held;
use crate::{
    calendar::Day,
    parcels::{Status, Unit},
};

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

/// A unit by code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NamedUnit)]
pub struct NamedUnit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// An obstacle, as it stands on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Obstacle {
    /// Internal number.
    pub id: i64,
    /// Code of the project.
    pub project_code: String,
    /// Name of the project.
    pub project_name: String,
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
    /// That unit with its name.
    pub responsible_unit: Option<NamedUnit>,
    /// Login name of the officer whose move it is; empty: nobody by name.
    pub responsible_account: String,
    /// How that officer is called.
    pub responsible_name: String,
    /// What is to be done next.
    pub next_action: String,
    /// Day by which it is to be resolved.
    pub due_on: Option<Day>,
    /// Days since then; 0 where it is closed or not past.
    pub days_overdue: i32,
    /// The unit to which it has climbed from the responsible one.
    pub escalated_to: Option<NamedUnit>,
    /// State; of a past day it is only known whether it was open.
    pub state: State,
    /// First day on which it was (last) open.
    pub opened_on: Day,
    /// First day on which it was open no more.
    pub closed_on: Option<Day>,
    /// How it ended.
    pub result: String,
    /// Who raised it.
    pub raised_by: String,
    /// The units in which its parcels lie, or those of the whole project, from the top.
    pub units: Vec<Unit>,
    /// How many parcels it is on.
    pub parcel_count: i64,
    /// What it holds up.
    pub held: Held,
    /// How many comments it has.
    pub comment_count: i64,
    /// How many attachments it has.
    pub attachment_count: i64,
    /// Version of the row.
    pub version: i32,
}

/// What a list of obstacles adds up to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObstacleTotals {
    /// Those past their due date.
    pub overdue: usize,
    /// Those that have climbed to a unit above the responsible one.
    pub escalated: usize,
    /// What they hold up together: a parcel that several hold up counts once.
    pub held: Held,
}

/// A page of obstacles.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObstaclePage {
    /// The obstacles.
    pub items: Vec<Obstacle>,
    /// How many the whole list holds.
    pub total: usize,
    /// What the whole list adds up to.
    pub totals: ObstacleTotals,
    /// Address of the next page.
    pub next: Option<String>,
}

/// A parcel that an obstacle is on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObstacleParcel {
    /// Internal number.
    pub id: i64,
    /// Map sheet.
    pub map_sheet: String,
    /// Number on the sheet.
    pub parcel_no: String,
    /// Where it stands on the day.
    pub status: Status,
}

/// A time in which an obstacle was open.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObstacleInterval {
    /// First day on which it was open.
    pub opened_on: Day,
    /// First day on which it was open no more; null: still open.
    pub closed_on: Option<Day>,
}

/// What somebody said about an obstacle.
#[derive(Debug, Serialize, ToSchema)]
pub struct Comment {
    /// Internal number.
    pub id: i64,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}

/// A photo or document that shows an obstacle.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attachment {
    /// Internal number.
    pub id: i64,
    /// Name of the file.
    pub name: String,
    /// What it is, told by its content.
    pub media_type: String,
    /// Its length, bytes.
    pub size_bytes: i64,
    /// SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
    /// When it was attached.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who attached it.
    pub by: String,
}

/// One obstacle with all that belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObstacleDetail {
    /// What lists show too.
    #[serde(flatten)]
    pub obstacle: Obstacle,
    /// The parcels that it is on.
    pub parcels: Vec<ObstacleParcel>,
    /// When it was open, from the first time on.
    pub intervals: Vec<ObstacleInterval>,
    /// What was said, the oldest first.
    pub comments: Vec<Comment>,
    /// Files that show it, the oldest first.
    pub attachments: Vec<Attachment>,
}

/// An officer who can be made responsible.
#[derive(Debug, Serialize, ToSchema)]
pub struct Officer {
    /// Login name.
    pub account: String,
    /// Name of the person or office.
    pub full_name: String,
}

/// The officers who can be made responsible.
#[derive(Debug, Serialize, ToSchema)]
pub struct Officers {
    /// By login name.
    pub items: Vec<Officer>,
}
