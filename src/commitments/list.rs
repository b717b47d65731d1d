//! The commitments that a query means, in its order.

use std::cmp::Reverse;

use super::{
    model::{CommitmentQuery, CommitmentSort, State},
    rules::{Goal, Promise},
    view::Found,
};
use crate::{
    auth::Area,
    board::{Board, Shard},
    calendar::Day,
    parcels::UnitScope,
    problem::Problem,
    vietnamese::finds,
};

/// The commitments that a query means.
///
/// # Errors
/// [`Problem::InvalidQuery`] for a project or unit that does not exist.
pub fn commitments<'a>(board: &'a Board, query: &CommitmentQuery, day: Day) -> Result<Vec<Found<'a>>, Problem> {
    let scope = UnitScope::resolve(board, query.unit.as_deref(), query.level.as_deref(), false, day)?;
    if let Some(code) = &query.project
        && board.project(code).is_none()
    {
        return Err(crate::parcels::unknown_project(code));
    }
    let projects = board
        .in_use()
        .filter(|shard| query.project.as_ref().is_none_or(|code| *code == shard.project.code));
    let all = projects.flat_map(|shard| shard.project.promises.iter().map(move |promise| (shard, promise)));
    let asked_for = all.filter(|(shard, promise)| {
        let words = || format!("{} {} {}", promise.words, shard.project.name, shard.project.code);
        query.q.as_deref().is_none_or(|q| finds(q, &words()))
            && scope.as_ref().is_none_or(|scope| concerns(shard, promise, scope))
    });
    let mut found: Vec<Found<'a>> = asked_for
        .filter_map(|(shard, promise)| Found::on(shard, promise, day))
        .filter(|found| {
            let state = found.standing.state;
            let soon = |days: u16| state == State::Open && found.promise.due_on <= day.plus_days(days.into());
            (query.state.is_empty() || query.state.contains(&state)) && query.due_within.is_none_or(soon)
        })
        .collect();
    found.sort_by_key(|found| {
        let late = match query.sort.unwrap_or_default() {
            CommitmentSort::Due => 0,
            CommitmentSort::LatestFirst => found.standing.days_late,
        };
        (Reverse(late), found.promise.due_on, found.promise.id)
    });
    Ok(found)
}

/// Whether something that a commitment is about lies in units.
fn concerns(shard: &Shard, promise: &Promise, scope: &UnitScope) -> bool {
    match &promise.goal {
        Goal::Share(_) => shard.unit_sets.iter().any(|set| scope.holds(set)),
        Goal::Parcels(ids) => {
            let mut places = ids.iter().filter_map(|id| shard.place_of(*id));
            places.any(|place| scope.holds(shard.units(place)))
        }
    }
}

/// Whether something that a commitment is about lies in an area.
pub fn reaches(area: &Area, board: &Board, found: &Found<'_>) -> bool {
    match &found.promise.goal {
        Goal::Share(_) => area.reaches_project(board, found.shard),
        Goal::Parcels(ids) => {
            let mut places = ids.iter().filter_map(|id| found.shard.place_of(*id));
            places.any(|place| area.holds_parcel(found.shard, place))
        }
    }
}
