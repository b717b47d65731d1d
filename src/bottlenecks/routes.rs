use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    csv,
    figures::Figures,
    grouping::{By, Key, Question},
};
use crate::{
    audit,
    auth::{Area, Caller, Right},
    board::Board,
    calendar::Day,
    csv_file::ListFormat,
    extract::{Json, Query, Reader, as_of},
    language::Language,
    parcels::{UnitScope, chosen_level, unknown_project},
    problem::Problem,
    state::AppState,
    steps::Step,
};

/// Routes of bottlenecks.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_bottlenecks))
}

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
#[derive(Clone, Debug, Serialize, ToSchema)]
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
}

/// One group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Bottleneck {
    /// What it has in common.
    pub key: GroupKey,
    /// Its name: of the unit or project, else the code of step or cause.
    pub name: String,
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
    /// The groups, worst first.
    pub items: Vec<Bottleneck>,
    /// All parcels together.
    pub total: ListedFigures,
    /// Parcels in no unit of the level, where units were grouped by.
    pub outside: Option<ListedFigures>,
}

/// Where late and blocked parcels pile up.
#[utoipa::path(get, path = "/bottlenecks", tag = "bottlenecks", params(BottleneckQuery), responses((status = 200, content((Bottlenecks = "application/json"), (String = "text/csv")))))]
async fn list_bottlenecks(
    State(app): State<AppState>,
    caller: Caller,
    Reader(language): Reader,
    Query(query): Query<BottleneckQuery>,
) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let by = parse_by(&query.by)?;
    let board = app.board.current();
    let units_at = query.units_at.unwrap_or(day);
    let level = chosen_level(&board, query.level.as_deref(), units_at)?.to_owned();
    let of_level = UnitScope::of_level(&board, &level, units_at);
    let as_file = query.format.unwrap_or_default() == ListFormat::Csv;
    // Figures are everybody's, whatever the area: only files of them are not.
    let area = if as_file {
        Some(caller.area(Right::Export, &board)?)
    } else {
        None
    };
    let asked = UnitScope::resolve(&board, query.unit.as_deref(), None, false, units_at)?;
    let own = area.as_ref().and_then(|area| area.units()).map(|units| UnitScope {
        ids: units.clone(),
        outside: false,
    });
    if let Some(code) = query.project.iter().find(|code| board.project(code).is_none()) {
        return Err(unknown_project(code));
    }
    let question = Question {
        by: by.clone(),
        units: of_level,
        within: asked.into_iter().chain(own).collect(),
        day,
    };
    let own_projects = area.as_ref().and_then(Area::projects);
    let shards = board.in_use().filter(|shard| {
        let code = &shard.project.code;
        (query.project.is_empty() || query.project.contains(code)) && own_projects.is_none_or(|own| own.contains(code))
    });
    let mut grouped = app.tallies.group(&board, shards, &question);
    if area.is_some_and(|area| !area.is_everywhere()) {
        // Units elsewhere would stand there as if nothing were to be cleared in them.
        grouped.groups.retain(|(_, figures)| figures.parcels.total > 0);
    }
    let links = Links {
        query: &query,
        level: &level,
        units_at,
        day,
    };
    let items: Vec<Bottleneck> = (1..)
        .zip(grouped.groups)
        .filter_map(|(rank, (key, figures))| {
            let (key, name) = names(&board, key)?;
            let lists = links.lists(&key, None);
            Some(Bottleneck {
                name,
                listed: ListedFigures { figures, lists },
                key,
                rank,
            })
        })
        .collect();
    let nothing = GroupKey {
        unit: None,
        project: None,
        step: None,
        cause: None,
    };
    let answer = Bottlenecks {
        as_of: day,
        level: level.clone(),
        units_at,
        total: ListedFigures {
            figures: grouped.total,
            lists: links.lists(&nothing, None),
        },
        outside: by.contains(&By::Unit).then(|| ListedFigures {
            figures: grouped.outside,
            lists: links.lists(&nothing, Some("outside=true")),
        }),
        by,
        items,
    };
    if as_file {
        let mut conn = app.pool.acquire().await?;
        audit::record_export(&mut conn, &caller.author()?, "bottlenecks", answer.items.len()).await?;
        return csv::file(&answer, query.lang.unwrap_or(language));
    }
    Ok(Json(answer).into_response())
}

fn parse_by(text: &str) -> Result<Vec<By>, Problem> {
    let by: Option<Vec<By>> = text
        .split(',')
        .map(|word| match word {
            "unit" => Some(By::Unit),
            "project" => Some(By::Project),
            "step" => Some(By::Step),
            "cause" => Some(By::Cause),
            _ => None,
        })
        .collect();
    by.filter(|by| by.len() == 1 || (by.len() == 2 && by[0] != by[1]))
        .ok_or_else(|| {
            Problem::query(
                "by",
                "by là unit, project, step, cause, hoặc hai trong số đó cách nhau dấu phẩy.",
                "by is unit, project, step, cause, or two of them with a comma.",
            )
        })
}

fn names(board: &Board, key: Key) -> Option<(GroupKey, String)> {
    let unit = key
        .unit
        .map(|id| board.units.by_id(id))
        .map_or(Some(None), |unit| unit.map(Some))?;
    let project = key
        .project
        .map(|id| board.shards.get(&id))
        .map_or(Some(None), |shard| shard.map(Some))?;
    let cause = key.cause.map(|place| board.cause(place).to_owned());
    let name = unit
        .map(|unit| unit.name.clone())
        .or_else(|| project.map(|shard| shard.project.name.clone()))
        .or_else(|| key.step.map(|step| step.code().to_owned()))
        .or_else(|| cause.clone())
        .unwrap_or_default();
    let key = GroupKey {
        unit: unit.map(|unit| unit.code.clone()),
        project: project.map(|shard| shard.project.code.clone()),
        step: key.step,
        cause,
    };
    Some((key, name))
}

/// Writes the addresses of the lists behind the numbers.
struct Links<'a> {
    query: &'a BottleneckQuery,
    level: &'a str,
    units_at: Day,
    day: Day,
}

impl Links<'_> {
    fn lists(&self, key: &GroupKey, also: Option<&str>) -> Lists {
        let encode =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let mut pairs = vec![format!("as_of={}", self.day)];
        match &key.project {
            Some(code) => pairs.push(format!("project={}", encode(code))),
            None => pairs.extend(
                self.query
                    .project
                    .iter()
                    .map(|code| format!("project={}", encode(code))),
            ),
        }
        let units = key.unit.iter().chain(&self.query.unit);
        pairs.extend(units.map(|code| format!("unit={}", encode(code))));
        if let Some(also) = also {
            pairs.push(also.to_owned());
        }
        // Units of several levels may share a code. Beside a unit that narrows, of whatever level, none can be named.
        if also.is_some() || (key.unit.is_some() && self.query.unit.is_none()) {
            pairs.push(format!("level={}", encode(self.level)));
        }
        pairs.push(format!("units_at={}", self.units_at));
        pairs.extend(key.step.map(|step| format!("waiting_for={}", step.code())));
        pairs.extend(key.cause.as_ref().map(|cause| format!("cause={}", encode(cause))));
        let all = format!("/api/v1/parcels?{}", pairs.join("&"));
        let with = |fact: &str| format!("{all}&fact={fact}");
        Lists {
            cleared: with("cleared"),
            remaining: with("remaining"),
            overdue: with("overdue"),
            blocked: with("blocked"),
            works_stopped: with("works_stopped"),
            no_shape: with("no_shape"),
            total: all,
        }
    }
}
