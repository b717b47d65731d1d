use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    csv,
    figures::{Figures, Tally},
    grouping::{By, Grouped, Key, Question},
    lists::Links,
    model::{Before, Bottleneck, BottleneckQuery, Bottlenecks, GroupKey, ListedFigures},
};
use crate::{
    audit,
    auth::{Area, Caller, Right},
    board::Board,
    calendar::Day,
    csv_file::ListFormat,
    extract::{Json, Query, Reader, as_of},
    obstacles,
    parcels::{UnitScope, chosen_level, unknown_project},
    problem::Problem,
    state::AppState,
};

/// Routes of bottlenecks.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_bottlenecks))
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
    if query.against.is_some_and(|against| against > day) {
        return Err(Problem::query(
            "against",
            "Ngày so sánh phải trước ngày xem số liệu.",
            "The day to compare with must lie before the day of the figures.",
        ));
    }
    let own_projects = area.as_ref().and_then(Area::projects);
    let shards: Vec<_> = board
        .in_use()
        .filter(|shard| {
            let code = &shard.project.code;
            (query.project.is_empty() || query.project.contains(code))
                && own_projects.is_none_or(|own| own.contains(code))
        })
        .collect();
    let question = |day| Question {
        by: by.clone(),
        units: UnitScope::of_level(&board, &level, units_at),
        within: asked.iter().chain(&own).cloned().collect(),
        day,
    };
    let on = |day| app.tallies.group(&board, shards.iter().copied(), &question(day));
    let grouped = on(day);
    let earlier = query.against.map(|day| Earlier { day, grouped: on(day) });
    let links = Links {
        query: &query,
        by: &by,
        level: &level,
        units_at,
    };
    let mut items = ranked(&board, day, grouped.groups, earlier.as_ref(), &links);
    items.retain(|item| {
        // Units elsewhere would stand there as if nothing were to be cleared in them.
        let is_elsewhere = item.listed.figures.parcels.total == 0 && area.as_ref().is_some_and(|a| !a.is_everywhere());
        !is_elsewhere && (!query.silent || item.listed.figures.silent)
    });
    let sum = |figures: Figures, before: Option<&Figures>, also: Option<&str>| {
        let before = earlier.as_ref().zip(before);
        ListedFigures {
            figures,
            lists: links.lists(day, &GroupKey::default(), also),
            before: before.map(|(earlier, figures)| Before {
                figures: figures.clone(),
                lists: links.lists(earlier.day, &GroupKey::default(), also),
                rank: None,
            }),
        }
    };
    let then = earlier.as_ref().map(|earlier| &earlier.grouped);
    let answer = Bottlenecks {
        as_of: day,
        level: level.clone(),
        units_at,
        against: query.against,
        total: sum(grouped.total, then.map(|then| &then.total), None),
        outside: by
            .contains(&By::Unit)
            .then(|| sum(grouped.outside, then.map(|then| &then.outside), Some("outside=true"))),
        by,
        items,
    };
    if as_file {
        let mut conn = app.pool.acquire().await?;
        audit::record_export(&mut conn, &caller.author()?, "bottlenecks", answer.items.len()).await?;
        let language = query.lang.unwrap_or(language);
        let causes = obstacles::cause_names(&mut conn, language).await?;
        return csv::file(&answer, &causes, language);
    }
    Ok(Json(answer).into_response())
}

/// The groups of an earlier day.
struct Earlier {
    day: Day,
    grouped: Grouped,
}

/// The groups as they are answered, with what they were on an earlier day. Those that are empty by now come last.
fn ranked(
    board: &Board,
    day: Day,
    mut groups: Vec<(Key, Figures)>,
    earlier: Option<&Earlier>,
    links: &Links<'_>,
) -> Vec<Bottleneck> {
    let empty = |day| Tally::default().figures(board, day);
    let now: BTreeSet<Key> = groups.iter().map(|(key, _)| *key).collect();
    let gone = earlier.iter().flat_map(|earlier| &earlier.grouped.groups);
    groups.extend(
        gone.filter(|(key, _)| !now.contains(key))
            .map(|(key, _)| (*key, empty(day))),
    );
    let then: BTreeMap<Key, (usize, &Figures)> = earlier
        .iter()
        .flat_map(|earlier| (1..).zip(&earlier.grouped.groups))
        .map(|(rank, (key, figures))| (*key, (rank, figures)))
        .collect();
    (1..)
        .zip(groups)
        .filter_map(|(rank, (key, figures))| {
            let before = then.get(&key);
            let (key, names) = named(board, links.by, key)?;
            let before = earlier.map(|earlier| Before {
                figures: before.map_or_else(|| empty(earlier.day), |(_, figures)| (*figures).clone()),
                lists: links.lists(earlier.day, &key, None),
                rank: before.map(|(rank, _)| *rank),
            });
            let lists = links.lists(day, &key, None);
            Some(Bottleneck {
                name: names.first().cloned().unwrap_or_default(),
                names,
                listed: ListedFigures { figures, lists, before },
                key,
                rank,
            })
        })
        .collect()
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

/// The codes of what a group has in common, and its names in the order of what is grouped by.
fn named(board: &Board, by: &[By], key: Key) -> Option<(GroupKey, Vec<String>)> {
    let unit = match key.unit {
        Some(id) => Some(board.units.by_id(id)?),
        None => None,
    };
    let project = match key.project {
        Some(id) => Some(&board.shards.get(&id)?.project),
        None => None,
    };
    let cause = key.cause.map(|place| board.cause(place).to_owned());
    let name = |by: &By| match by {
        By::Unit => unit.map(|unit| unit.name.clone()),
        By::Project => project.map(|project| project.name.clone()),
        By::Step => key.step.map(|step| step.code().to_owned()),
        By::Cause => cause.clone(),
    };
    let names = by.iter().filter_map(name).collect();
    let codes = GroupKey {
        unit: unit.map(|unit| unit.code.clone()),
        project: project.map(|project| project.code.clone()),
        step: key.step,
        cause,
    };
    Some((codes, names))
}
