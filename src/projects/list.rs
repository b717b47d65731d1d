//! The list of projects with their figures, and one project's line of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    model::{ProjectQuery, ProjectSort, ProjectSummary},
    rules::{self, Delay, ProjectStatus},
};
use crate::{
    board::{Board, Shard},
    bottlenecks::{By, Figures, Key, Question, Tallies},
    calendar::Day,
    commitments::oldest_broken,
    parcels::{Unit, UnitScope},
    problem::Problem,
    vietnamese::{Order, finds},
};

/// The projects that a query means, in its order.
pub fn projects(
    tallies: &Tallies,
    board: &Board,
    query: &ProjectQuery,
    day: Day,
) -> Result<Vec<ProjectSummary>, Problem> {
    let mut scopes = Vec::new();
    for code in &query.unit {
        scopes.extend(UnitScope::resolve(
            board,
            Some(code),
            query.level.as_deref(),
            false,
            day,
        )?);
    }
    let asked_for: Vec<&Arc<Shard>> = board
        .in_use()
        .filter(|shard| {
            let project = &shard.project;
            let in_scope = |shard: &Shard| {
                shard
                    .unit_sets
                    .iter()
                    .any(|set| scopes.iter().any(|scope| scope.holds(set)))
            };
            query
                .q
                .as_deref()
                .is_none_or(|q| finds(q, &format!("{} {}", project.name, project.code)))
                && (query.sector.is_empty() || query.sector.iter().any(|sector| sector.code() == project.sector))
                && query
                    .investor
                    .as_ref()
                    .is_none_or(|investor| *investor == project.investor)
                && (scopes.is_empty() || in_scope(shard))
        })
        .collect();
    let mut found: Vec<ProjectSummary> = summaries(tallies, board, &asked_for, day)
        .filter(|project| {
            (query.status.is_empty() || query.status.contains(&project.status))
                && query
                    .delayed
                    .is_none_or(|delayed| delayed == (project.status == ProjectStatus::Delayed))
        })
        .collect();
    let order = Order::default();
    let by_share = |a: &ProjectSummary, b: &ProjectSummary| a.figures.cleared_share.total_cmp(&b.figures.cleared_share);
    found.sort_by(|a, b| {
        let wanted = match query.sort.unwrap_or_default() {
            ProjectSort::LatestFirst => b.days_late.cmp(&a.days_late),
            ProjectSort::LatestLast => a.days_late.cmp(&b.days_late),
            ProjectSort::FurthestFirst => by_share(b, a),
            ProjectSort::FurthestLast => by_share(a, b),
            ProjectSort::Name => order.compare(&a.name, &b.name),
            ProjectSort::Code => a.code.cmp(&b.code),
            ProjectSort::Deadline => {
                let day = |project: &ProjectSummary| project.clearance_deadline.map_or(i32::MAX, |day| day.0);
                day(a).cmp(&day(b))
            }
        };
        wanted
            .then_with(|| order.compare(&a.name, &b.name))
            .then_with(|| a.code.cmp(&b.code))
    });
    Ok(found)
}

/// A project's line of the list.
pub fn summary(tallies: &Tallies, board: &Board, shard: &Arc<Shard>, day: Day) -> Option<ProjectSummary> {
    summaries(tallies, board, &[shard], day).next()
}

fn summaries<'a>(
    tallies: &Tallies,
    board: &'a Board,
    shards: &[&Arc<Shard>],
    day: Day,
) -> impl Iterator<Item = ProjectSummary> + use<'a> {
    let of_shards = figures(tallies, board, shards.iter().copied(), day);
    of_shards
        .into_iter()
        .filter_map(move |(id, figures)| Some(summarized(board, board.shards.get(&id)?, figures, day)))
}

fn summarized(board: &Board, shard: &Shard, figures: Figures, day: Day) -> ProjectSummary {
    let delays = delays(shard, &figures, day);
    let project = &shard.project;
    let level = board.units.default_level(day).unwrap_or_default();
    let units: BTreeSet<(&str, &str, &str)> = shard
        .unit_sets
        .iter()
        .flatten()
        .filter_map(|id| board.units.by_id(*id))
        .filter(|unit| unit.level == level && unit.is_valid(day))
        .map(|unit| (unit.code.as_str(), unit.name.as_str(), unit.level.as_str()))
        .collect();
    ProjectSummary {
        code: project.code.clone(),
        name: project.name.clone(),
        sector: project.sector.clone(),
        project_group: project.group.clone(),
        investor: project.investor.clone(),
        start_on: project.start_on,
        clearance_deadline: project.clearance_deadline(day),
        corridor_width_m: project.corridor_width_m,
        min_workable_m: project.min_workable_m,
        archived_on: project.archived_on,
        version: project.version,
        status: rules::status(&figures, &delays),
        days_late: rules::days_late(&delays),
        delays,
        units: units
            .into_iter()
            .map(|(code, name, level)| Unit {
                code: code.into(),
                name: name.into(),
                level: level.into(),
            })
            .collect(),
        bbox: shard.bounds().to_lon_lat(),
        open_obstacles: figures.obstacles_open,
        figures,
    }
}

fn delays(shard: &Shard, figures: &Figures, day: Day) -> Vec<Delay> {
    rules::delays(&shard.project, figures, oldest_broken(shard, day), day)
}

/// State of each of these projects on a day, and the days that it is late, by internal number.
pub fn project_states<'a>(
    tallies: &Tallies,
    board: &Board,
    shards: impl IntoIterator<Item = &'a Arc<Shard>>,
    day: Day,
) -> BTreeMap<i32, (ProjectStatus, i32)> {
    let state = |(id, figures): (i32, Figures)| {
        let delays = delays(board.shards.get(&id)?, &figures, day);
        Some((id, (rules::status(&figures, &delays), rules::days_late(&delays))))
    };
    let of_shards = figures(tallies, board, shards, day);
    of_shards.into_iter().filter_map(state).collect()
}

/// Figures of each of these projects on a day, by internal number.
fn figures<'a>(
    tallies: &Tallies,
    board: &Board,
    shards: impl IntoIterator<Item = &'a Arc<Shard>>,
    day: Day,
) -> BTreeMap<i32, Figures> {
    let question = Question {
        by: vec![By::Project],
        units: UnitScope::default(),
        within: Vec::new(),
        day,
    };
    let grouped = tallies.group(board, shards, &question);
    let of_project = |(key, figures): (Key, Figures)| Some((key.project?, figures));
    grouped.groups.into_iter().filter_map(of_project).collect()
}

/// The investors of all projects in use, as Vietnamese is sorted.
pub fn investors(board: &Board) -> Vec<String> {
    let names: BTreeSet<&str> = board
        .in_use()
        .map(|shard| shard.project.investor.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    let order = Order::default();
    names.sort_by(|a, b| order.compare(a, b));
    names
}
