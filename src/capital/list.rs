//! Projects with their capital of a year beside their clearance, and what that adds up to.

use std::collections::HashMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::{
    model::{CapitalLists, CapitalQuery, CapitalRow, CapitalSort, CapitalTotal},
    rules::{Freshness, Ground, LatePayments, disbursed_share, waiting_for_land},
    store::KnownRow,
};
use crate::{
    auth::Area,
    board::Board,
    bottlenecks::Tallies,
    calendar::Day,
    parcels::unknown_project,
    problem::Problem,
    projects::{self, ProjectQuery, ProjectSort, ProjectSummary},
};

/// The projects that a query means, in its order, with the figures that were known on the day; and their sums. With an
/// area, only those that it reaches.
///
/// # Errors
/// [`Problem::InvalidQuery`] for a project that does not exist.
pub fn list(
    tallies: &Tallies,
    board: &Board,
    (query, area): (&CapitalQuery, Option<&Area>),
    (year, day): (i16, Day),
    known: Vec<KnownRow>,
) -> Result<(Vec<CapitalRow>, CapitalTotal), Problem> {
    if let Some(code) = query.project.iter().find(|code| board.project(code).is_none()) {
        return Err(unknown_project(code));
    }
    let wanted = ProjectQuery {
        q: query.q.clone(),
        sector: query.sector.clone(),
        investor: query.investor.clone(),
        sort: Some(ProjectSort::Name),
        ..ProjectQuery::default()
    };
    let mut found = projects::projects(tallies, board, &wanted, day)?;
    found.retain(|project| {
        let reached = |area: &Area| {
            let shard = board.project(&project.code);
            shard.is_some_and(|shard| area.reaches_project(board, shard))
        };
        (query.project.is_empty() || query.project.contains(&project.code)) && area.is_none_or(reached)
    });
    let known: HashMap<i32, KnownRow> = known.into_iter().map(|row| (row.project_id, row)).collect();
    let rows: Vec<(CapitalRow, Ground)> = found
        .into_par_iter()
        .filter_map(|project| row(board, project, (year, day), &known))
        .collect();
    let total = total(&rows, day);
    let mut rows: Vec<CapitalRow> = rows.into_iter().map(|(row, _)| row).collect();
    sort(&mut rows, query.sort.unwrap_or_default());
    Ok((rows, total))
}

fn row(
    board: &Board,
    project: ProjectSummary,
    (year, day): (i16, Day),
    known: &HashMap<i32, KnownRow>,
) -> Option<(CapitalRow, Ground)> {
    let shard = board.project(&project.code)?;
    let figures = known.get(&shard.project.id);
    let ground = Ground::from(&project.figures);
    let row = CapitalRow {
        planned_vnd: figures.map(|figures| figures.planned_vnd),
        disbursed_vnd: figures.map(|figures| figures.disbursed_vnd),
        disbursed_share: figures.and_then(|figures| disbursed_share(figures.planned_vnd, figures.disbursed_vnd)),
        over_plan: figures.is_some_and(|figures| figures.disbursed_vnd > figures.planned_vnd),
        reported_on: figures.map(|figures| figures.as_of),
        version: figures.map(|figures| figures.version),
        freshness: Freshness::of(year, figures.map(|figures| figures.as_of), day),
        cleared_share: project.figures.cleared_share,
        remaining_parcels: ground.remaining,
        waiting_vnd: figures.map_or(0, |figures| {
            waiting_for_land(figures.planned_vnd, figures.disbursed_vnd, ground)
        }),
        late_payments: LatePayments::of(shard, &board.rules, day),
        lists: lists(day, [project.code.as_str()]),
        project: project.code,
        name: project.name,
        sector: project.sector,
        investor: project.investor,
    };
    Some((row, ground))
}

/// What the rows add up to.
fn total(rows: &[(CapitalRow, Ground)], day: Day) -> CapitalTotal {
    let sum = |of: fn(&CapitalRow) -> i64| rows.iter().fold(0_i64, |sum, (row, _)| sum.saturating_add(of(row)));
    let count = |freshness| rows.iter().filter(|(row, _)| row.freshness == freshness).count();
    let area = |of: fn(&Ground) -> i64| rows.iter().map(|(_, ground)| of(ground)).sum::<i64>();
    let (planned_vnd, disbursed_vnd) = (
        sum(|row| row.planned_vnd.unwrap_or(0)),
        sum(|row| row.disbursed_vnd.unwrap_or(0)),
    );
    let (all, remaining) = (
        area(|ground| ground.total_tenths_m2),
        area(|ground| ground.remaining_tenths_m2),
    );
    CapitalTotal {
        projects: rows.len(),
        absent: count(Freshness::Absent),
        stale: count(Freshness::Stale),
        planned_vnd,
        disbursed_vnd,
        disbursed_share: disbursed_share(planned_vnd, disbursed_vnd),
        cleared_share: disbursed_share(all, all - remaining).unwrap_or_default(),
        remaining_parcels: rows.iter().map(|(row, _)| row.remaining_parcels).sum(),
        waiting_vnd: sum(|row| row.waiting_vnd),
        late_payments: LatePayments {
            parcels: rows.iter().map(|(row, _)| row.late_payments.parcels).sum(),
            days: sum(|row| row.late_payments.days),
        },
        lists: lists(day, rows.iter().map(|(row, _)| row.project.as_str())),
    }
}

/// Addresses of the lists of parcels of these projects.
fn lists<'a>(day: Day, codes: impl IntoIterator<Item = &'a str>) -> CapitalLists {
    let project = |code| format!("&project={}", utf8_percent_encode(code, NON_ALPHANUMERIC));
    let projects: String = codes.into_iter().map(project).collect();
    CapitalLists {
        remaining: format!("/api/v1/parcels?as_of={day}{projects}&fact=remaining"),
        late_payments: format!("/api/v1/parcels?as_of={day}{projects}&late_by=law&late_step=paid"),
    }
}

/// Puts rows, which stand by name, in an order; those without figures last where it goes by them.
fn sort(rows: &mut [CapitalRow], by: CapitalSort) {
    let share = |share: Option<f64>| share.unwrap_or(f64::INFINITY);
    rows.sort_by(|a, b| match by {
        CapitalSort::Waiting => b.waiting_vnd.cmp(&a.waiting_vnd),
        CapitalSort::Planned => b.planned_vnd.cmp(&a.planned_vnd),
        CapitalSort::DisbursedShare => share(a.disbursed_share).total_cmp(&share(b.disbursed_share)),
        CapitalSort::ClearedShare => a.cleared_share.total_cmp(&b.cleared_share),
        CapitalSort::LatePaymentDays => b.late_payments.days.cmp(&a.late_payments.days),
    });
}
