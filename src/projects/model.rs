use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::rules::{Delay, ProjectStatus};
use crate::{bottlenecks::Figures, calendar::Day, csv_file::ListFormat, language::Language, object, parcels::Unit};

/// What is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sector {
    /// Roads, bridges, railways.
    Transport,
    /// Industrial parks.
    Industrial,
    /// Housing and urban areas.
    Urban,
    /// Reservoirs and canals.
    Irrigation,
    /// Power lines and stations.
    Energy,
    /// Schools, hospitals and the like.
    Social,
    /// Anything else.
    Other,
}

impl Sector {
    /// All sectors.
    pub const ALL: [Self; 7] = [
        Self::Transport,
        Self::Industrial,
        Self::Urban,
        Self::Irrigation,
        Self::Energy,
        Self::Social,
        Self::Other,
    ];

    /// The code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Industrial => "industrial",
            Self::Urban => "urban",
            Self::Irrigation => "irrigation",
            Self::Energy => "energy",
            Self::Social => "social",
            Self::Other => "other",
        }
    }
}

/// Filter and order of the list of projects.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ProjectQuery {
    /// Words of the name or code, with or without marks.
    pub q: Option<String>,
    /// Sectors.
    pub sector: Vec<Sector>,
    /// Codes of units: projects with parcels in one of them.
    pub unit: Vec<String>,
    /// Level of `unit`.
    pub level: Option<String>,
    /// Name of the investor.
    pub investor: Option<String>,
    /// Statuses.
    pub status: Vec<ProjectStatus>,
    /// Only delayed ones (or, with false, only the others).
    pub delayed: Option<bool>,
    /// Order; default `-days_late`.
    pub sort: Option<ProjectSort>,
    /// Day that the figures are for; default: today.
    pub as_of: Option<Day>,
    /// Items on a page, at most 500; default 200.
    pub limit: Option<usize>,
    /// Where the page before ended; take it from `next`.
    pub after: Option<usize>,
    /// `json` (default) or `csv` for the whole list.
    pub format: Option<ListFormat>,
    /// Language of the CSV file.
    pub lang: Option<Language>,
}

/// Order of the list of projects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum ProjectSort {
    /// The latest first.
    #[default]
    #[serde(rename = "-days_late")]
    LatestFirst,
    /// The latest last.
    #[serde(rename = "days_late")]
    LatestLast,
    /// The furthest first.
    #[serde(rename = "-progress")]
    FurthestFirst,
    /// The furthest last.
    #[serde(rename = "progress")]
    FurthestLast,
    /// By name, as Vietnamese is sorted.
    #[serde(rename = "name")]
    Name,
    /// By code.
    #[serde(rename = "code")]
    Code,
    /// By clearance deadline.
    #[serde(rename = "deadline")]
    Deadline,
}

/// A project in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProjectSummary {
    /// Its code.
    pub code: String,
    /// Name in Vietnamese.
    pub name: String,
    /// What is built.
    pub sector: String,
    /// Group under the Law on Public Investment.
    pub project_group: Option<String>,
    /// The body that builds.
    pub investor: String,
    /// Day on which land clearance began.
    pub start_on: Option<Day>,
    /// Day by which all land is to be handed over, as it stood on the day.
    pub clearance_deadline: Option<Day>,
    /// Full width of the strip to clear, metres.
    pub corridor_width_m: Option<f64>,
    /// Shortest workable stretch, metres.
    pub min_workable_m: f64,
    /// Day on which it was put away.
    pub archived_on: Option<Day>,
    /// Version of the row.
    pub version: i32,
    /// State on the day.
    pub status: ProjectStatus,
    /// The largest of its delays, days.
    pub days_late: i32,
    /// Why it is delayed.
    pub delays: Vec<Delay>,
    /// Its figures.
    pub figures: Figures,
    /// Units of the default level in which it has parcels.
    pub units: Vec<Unit>,
    /// West, south, east, north; WGS 84 degrees.
    pub bbox: Option<[f64; 4]>,
    /// Open obstacles of the project and its parcels.
    pub open_obstacles: u32,
}

/// A page of projects.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectPage {
    /// The projects.
    pub items: Vec<ProjectSummary>,
    /// How many the whole list holds.
    pub total: usize,
    /// Address of the next page.
    pub next: Option<String>,
    /// Every investor, for the filter.
    pub investors: Vec<String>,
}

/// A project with its shapes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectDetail {
    /// What lists show.
    #[serde(flatten)]
    pub summary: ProjectSummary,
    /// Area: `GeoJSON` `MultiPolygon`, WGS 84 lon/lat.
    #[schema(value_type = Option<Object>)]
    pub boundary: Option<Value>,
    /// Centre line: `GeoJSON` `MultiLineString`, WGS 84 lon/lat.
    #[schema(value_type = Option<Object>)]
    pub alignment: Option<Value>,
}

/// What may be set on a project; on a new one, `code`, `name` and `sector` are needed.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectInput {
    /// Its code; only on a new one.
    #[schema(pattern = r"^[^\s/?#]{1,40}$")]
    pub code: Option<String>,
    /// Name in Vietnamese.
    #[schema(pattern = r"\S")]
    pub name: Option<String>,
    /// What is built.
    pub sector: Option<Sector>,
    /// Group: `QG`, `A`, `B` or `C`; `null`: none.
    #[serde(deserialize_with = "object::present")]
    #[schema(value_type = Option<String>, pattern = "^(QG|A|B|C)$")]
    pub project_group: Option<Option<String>>,
    /// The body that builds.
    pub investor: Option<String>,
    /// Day on which land clearance began; `null`: unknown.
    #[serde(deserialize_with = "object::present")]
    #[schema(value_type = Option<Day>)]
    pub start_on: Option<Option<Day>>,
    /// Day by which all land is to be handed over; `null`: none.
    #[serde(deserialize_with = "object::present")]
    #[schema(value_type = Option<Day>)]
    pub clearance_deadline: Option<Option<Day>>,
    /// Full width of the strip to clear, metres; `null`: unknown.
    #[serde(deserialize_with = "object::present")]
    #[schema(value_type = Option<f64>, exclusive_minimum = 0, maximum = 2000)]
    pub corridor_width_m: Option<Option<f64>>,
    /// Shortest workable stretch, metres.
    #[schema(minimum = 0, maximum = 100_000)]
    pub min_workable_m: Option<f64>,
    /// Why; needed where a clearance deadline is replaced.
    #[schema(max_length = 500)]
    pub reason: String,
}
