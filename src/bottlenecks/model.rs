//! What is asked of bottlenecks, and what is answered.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{figures::Figures, grouping::By};
use crate::{calendar::Day, csv_file::ListFormat, language::Language, steps::Step};

/// What to group by, and which parcels.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BottleneckQuery {
    /// `unit`, `project`, `step` or `cause`, or two of them with a comma.
    #[param(pattern = "^(unit|project|step|cause)(,(unit|project|step|cause))?$")]
    pub by: String,
    /// Level of the units; default: the one at which the board is read.
    pub level: Option<String>,
    /// Day on which the units existed; default: `as_of`.
    pub units_at: Option<Day>,
    /// Day that the figures are for; default: today.
    pub as_of: Option<Day>,
    /// Only parcels of these projects.
    #[serde(default)]
    pub project: Vec<String>,
    /// Only parcels in this unit.
    pub unit: Option<String>,
    /// An earlier day: each group is given with its figures then, and those are given too that are empty by now.
    pub against: Option<Day>,
    /// Only groups that nobody has updated for long.
    #[serde(default)]
    pub silent: bool,
    /// `json` (default) or `csv`.
    pub format: Option<ListFormat>,
    /// Language of the CSV file.
    pub lang: Option<Language>,
}

/// Addresses of the lists of parcels behind the numbers of a group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Lists {
    /// All.
    pub total: String,
    /// Handed over.
    pub cleared: String,
    /// Not yet handed over.
    pub remaining: String,
    /// Late.
    pub overdue: String,
    /// Blocked.
    pub blocked: String,
    /// Handed over, works stopped.
    pub works_stopped: String,
    /// Without a shape.
    pub no_shape: String,
}

/// What a group has in common, by code.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct GroupKey {
    /// Code of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Code of the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The step waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Code of the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// Figures, and the lists behind them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ListedFigures {
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The lists behind them.
    pub lists: Lists,
    /// The same on the earlier day, where one is asked for.
    pub before: Option<Before>,
}

/// Figures of an earlier day, and the lists behind them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Before {
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The lists behind them.
    pub lists: Lists,
    /// Place among the groups of that day, from 1, worst first; none of a sum.
    pub rank: Option<usize>,
}

/// One group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Bottleneck {
    /// What it has in common.
    pub key: GroupKey,
    /// Its name: of the unit or project, else the code of step or cause.
    pub name: String,
    /// What it is called by each thing grouped by, in that order; steps and causes by their codes.
    pub names: Vec<String>,
    /// Its figures.
    #[serde(flatten)]
    pub listed: ListedFigures,
    /// Place among the groups, from 1, worst first.
    pub rank: usize,
}

/// Bottlenecks, worst first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Bottlenecks {
    /// Day that the figures are for.
    pub as_of: Day,
    /// What was grouped by.
    pub by: Vec<By>,
    /// Level of the units.
    pub level: String,
    /// Day on which the units existed.
    pub units_at: Day,
    /// The earlier day that figures are given for too.
    pub against: Option<Day>,
    /// The groups, worst first.
    pub items: Vec<Bottleneck>,
    /// All parcels together.
    pub total: ListedFigures,
    /// Parcels in no unit of the level, where units were grouped by.
    pub outside: Option<ListedFigures>,
}
