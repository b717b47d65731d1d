//! Rows, inputs and wire types of capital.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use super::rules::{Freshness, LatePayments};
use crate::{calendar::Day, csv_file::ListFormat, language::Language, projects::Sector};

/// Capital of a project in a year, as it was reported on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapitalFigure)]
pub struct Figure {
    /// The year.
    pub year: i16,
    /// Day that it was reported for.
    pub as_of: Day,
    /// Planned for the whole year, whole VND.
    pub planned_vnd: i64,
    /// Disbursed since the beginning of the year, whole VND; may exceed the plan.
    pub disbursed_vnd: i64,
    /// Remark.
    pub note: String,
    /// Name of the file that it came from; empty: typed.
    pub source: String,
    /// Who recorded it last.
    pub recorded_by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub recorded_at: OffsetDateTime,
    /// Version, for `If-Match`.
    pub version: i32,
}

/// Capital of a project in a year, as known on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapitalYear {
    /// The latest figures of that day or before.
    #[serde(flatten)]
    pub latest: Figure,
    /// Share of the plan that is disbursed, 0 to 1 and above; null where nothing was planned.
    pub disbursed_share: Option<f64>,
    /// Whether more is disbursed than planned: worth a look.
    pub over_plan: bool,
    /// Whether the figures are older than 45 days.
    pub freshness: Freshness,
    /// All figures known by then, the latest first.
    pub history: Vec<Figure>,
}

/// Capital of a project, as known on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProjectCapital {
    /// Code of the project.
    pub project: String,
    /// The day.
    pub as_of: Day,
    /// Its years, the latest first.
    pub years: Vec<CapitalYear>,
}

/// Figures as somebody types them.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CapitalInput)]
pub struct FigureInput {
    /// Day that they were reported for; not in the future.
    pub as_of: Day,
    /// Planned for the whole year, whole VND.
    #[schema(minimum = 0, maximum = 10_000_000_000_000_000_i64)]
    pub planned_vnd: i64,
    /// Disbursed since the beginning of the year, whole VND.
    #[schema(minimum = 0, maximum = 10_000_000_000_000_000_i64)]
    pub disbursed_vnd: i64,
    /// Remark.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub note: String,
}

/// Why figures are taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CapitalWithdrawal)]
pub struct Withdrawal {
    /// Why; stands in the history.
    #[schema(pattern = r"\S", max_length = 200)]
    pub reason: String,
}

/// Which projects, in which order, on which day.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CapitalQuery {
    /// Day that the figures are for; default: today.
    pub as_of: Option<Day>,
    /// Year of the plan; default: that of `as_of`.
    #[param(minimum = 1990, maximum = 2100)]
    pub year: Option<i16>,
    /// Words of the name or code of a project, with or without marks.
    pub q: Option<String>,
    /// Sectors.
    pub sector: Vec<Sector>,
    /// Name of the investor.
    pub investor: Option<String>,
    /// Codes of projects.
    pub project: Vec<String>,
    /// Order; default `-waiting`.
    pub sort: Option<CapitalSort>,
    /// `json` (default) or `csv`.
    pub format: Option<ListFormat>,
    /// Language of the CSV file.
    pub lang: Option<Language>,
}

/// Order of projects by their capital; those without figures last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum CapitalSort {
    /// Most capital waiting for land first.
    #[default]
    #[serde(rename = "-waiting")]
    Waiting,
    /// The largest plan first.
    #[serde(rename = "-planned")]
    Planned,
    /// The smallest disbursed share first.
    #[serde(rename = "disbursed_share")]
    DisbursedShare,
    /// The smallest cleared share first.
    #[serde(rename = "cleared_share")]
    ClearedShare,
    /// Most days of late payment first.
    #[serde(rename = "-late_payment_days")]
    LatePaymentDays,
}

/// Addresses of the lists of parcels behind the numbers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapitalLists {
    /// The parcels that remain.
    pub remaining: String,
    /// Those whose payment is late by law.
    pub late_payments: String,
}

/// Capital of a project in a year beside its clearance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapitalRow {
    /// Code of the project.
    pub project: String,
    /// Its name.
    pub name: String,
    /// What is built.
    pub sector: String,
    /// The body that builds.
    pub investor: String,
    /// Planned for the year, whole VND; null: no figures.
    pub planned_vnd: Option<i64>,
    /// Disbursed of it, whole VND; null: no figures.
    pub disbursed_vnd: Option<i64>,
    /// Share of the plan that is disbursed, 0 to 1 and above; null where nothing was planned.
    pub disbursed_share: Option<f64>,
    /// Whether more is disbursed than planned: worth a look.
    pub over_plan: bool,
    /// Day that the figures were reported for; null: there are none.
    pub reported_on: Option<Day>,
    /// Version of these figures, for `If-Match`.
    pub version: Option<i32>,
    /// Whether the figures are older than 45 days, or absent.
    pub freshness: Freshness,
    /// Share of the area that is handed over, 0 to 1.
    pub cleared_share: f64,
    /// Parcels that remain to be cleared.
    pub remaining_parcels: u32,
    /// Capital waiting for land, whole VND: (planned - disbursed) x (1 - cleared share) where land remains to be cleared;
    /// never below 0.
    pub waiting_vnd: i64,
    /// Payments that are late by law: of how many parcels, and the sum of the days since each was due.
    pub late_payments: LatePayments,
    /// The lists behind the numbers.
    pub lists: CapitalLists,
}

/// The sums over all projects of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapitalTotal {
    /// How many projects.
    pub projects: usize,
    /// How many of them have no figures of the year.
    pub absent: usize,
    /// How many have figures older than 45 days.
    pub stale: usize,
    /// Planned, whole VND.
    pub planned_vnd: i64,
    /// Disbursed, whole VND.
    pub disbursed_vnd: i64,
    /// Share of the plan that is disbursed; null where nothing was planned.
    pub disbursed_share: Option<f64>,
    /// Share of the area of all these projects that is handed over, 0 to 1.
    pub cleared_share: f64,
    /// Parcels that remain to be cleared.
    pub remaining_parcels: u32,
    /// Capital waiting for land, whole VND.
    pub waiting_vnd: i64,
    /// Payments that are late by law.
    pub late_payments: LatePayments,
    /// The lists behind the numbers.
    pub lists: CapitalLists,
}

/// Capital of projects in a year beside their clearance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Capital {
    /// Day that the figures are for.
    pub as_of: Day,
    /// The year.
    pub year: i16,
    /// All years of which there are figures, the latest first.
    pub years: Vec<i16>,
    /// Every investor, for the filter.
    pub investors: Vec<String>,
    /// The projects, in order.
    pub items: Vec<CapitalRow>,
    /// Their sums.
    pub total: CapitalTotal,
}
