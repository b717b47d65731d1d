//! What is shown of the plans of a project.

use std::sync::Arc;

use super::{
    Dated, actual,
    model::{Actual, CurveChange, PlanChange, PlannedCurve, PlannedDeadline, PlannedStep, PlannedUnit, Plans},
    store::{self, CurveRow, DayRow},
};
use crate::{
    auth::Caller,
    board::{Board, Shard},
    calendar::Day,
    commitments,
    problem::Problem,
    state::AppState,
    steps::Step,
};

/// The plans of a project as they stood on a day, as a caller may see them.
///
/// # Errors
/// [`Problem::NotFound`], or those of the database.
pub async fn plans(app: &AppState, caller: &Caller, code: &str, day: Day) -> Result<Plans, Problem> {
    let board = app.board.current();
    let shard = board.project(code).ok_or(Problem::NotFound)?;
    let project = &shard.project;
    let mut conn = app.pool.acquire().await?;
    let of_steps = store::steps(&mut conn, project.id).await?;
    let deadlines = store::deadlines(&mut conn, project.id).await?;
    let curves = store::curves(&mut conn, project.id).await?;
    let commitments = commitments::of_project(&mut conn, caller, shard, day).await?;
    let deadline = Course::of(&deadlines, day, caller);
    Ok(Plans {
        version: project.version,
        steps: steps(&board, shard, &of_steps, day, caller),
        deadline: PlannedDeadline {
            original_on: deadline.original_on,
            current_on: deadline.current_on,
            changes: deadline.changes,
        },
        curve: curve(shard, &curves, day, caller),
        commitments,
    })
}

/// How a planned day was set over time, up to a day.
struct Course {
    original_on: Option<Day>,
    current_on: Option<Day>,
    changes: Vec<PlanChange>,
}

impl Course {
    fn of(rows: &[DayRow], day: Day, caller: &Caller) -> Self {
        let mut dated = Dated::default();
        for row in rows {
            dated.set(row.set_on, row.planned_on);
        }
        let known = known(rows, |row| row.set_on, day);
        Self {
            original_on: rows.first().and_then(|row| row.planned_on),
            current_on: dated.on(day).copied().flatten(),
            changes: known
                .map(|row| PlanChange {
                    set_on: row.set_on,
                    planned_on: row.planned_on,
                    reason: words(&row.reason, caller),
                    by: account(&row.set_by, caller),
                    at: row.at,
                })
                .collect(),
        }
    }
}

/// The rows that were set by a day, and the first in any case.
fn known<T>(rows: &[T], set_on: impl Fn(&T) -> Day, day: Day) -> impl Iterator<Item = &T> {
    let mut later = rows.iter().enumerate();
    std::iter::from_fn(move || {
        let (place, row) = later.next()?;
        (place == 0 || set_on(row) <= day).then_some(row)
    })
}

/// The public sees no text that somebody wrote, and no account.
fn words(text: &str, caller: &Caller) -> String {
    match caller {
        Caller::Public => String::new(),
        Caller::Account(_) => text.to_owned(),
    }
}

fn account(name: &str, caller: &Caller) -> Option<String> {
    match caller {
        Caller::Public => None,
        Caller::Account(_) => Some(name.to_owned()),
    }
}

fn steps(board: &Board, shard: &Shard, rows: &[DayRow], day: Day, caller: &Caller) -> Vec<PlannedStep> {
    let done = actual::of_steps(board, shard, day);
    let done_of = |unit: &str, step: Step| -> Actual {
        let plans = shard.project.step_plans.iter();
        let of_plan = plans.zip(&done).find(|(plan, _)| plan.unit_code == unit);
        of_plan.map(|(_, done)| done[step.index()]).unwrap_or_default()
    };
    let of_one_step = rows.chunk_by(|a, b| (&a.unit_code, &a.step) == (&b.unit_code, &b.step));
    let planned = of_one_step.filter_map(|rows| {
        let step: Step = rows[0].step.parse().ok()?;
        let unit = &rows[0].unit_code;
        let course = Course::of(rows, day, caller);
        Some(PlannedStep {
            unit: planned_unit(board, unit, day),
            step,
            original_on: course.original_on,
            current_on: course.current_on,
            actual: done_of(unit, step),
            changes: course.changes,
        })
    });
    let mut planned: Vec<PlannedStep> = planned.collect();
    planned.sort_by(|a, b| {
        let place = |planned: &PlannedStep| (planned.unit.as_ref().map(|unit| unit.code.clone()), planned.step);
        place(a).cmp(&place(b))
    });
    planned
}

/// The unit with a code, by the name that it has on a day; none for the whole project.
fn planned_unit(board: &Board, code: &str, day: Day) -> Option<PlannedUnit> {
    let units = || board.units.all.iter().filter(|unit| unit.code == code);
    let unit = units().find(|unit| unit.is_valid(day)).or_else(|| units().next_back());
    (!code.is_empty()).then(|| PlannedUnit {
        code: code.to_owned(),
        name: unit.map_or(code, |unit| &unit.name).to_owned(),
    })
}

fn curve(shard: &Arc<Shard>, rows: &[CurveRow], day: Day, caller: &Caller) -> PlannedCurve {
    let original = rows.first().map(CurveRow::points).unwrap_or_default();
    let mut dated = Dated::default();
    for row in rows {
        dated.set(row.set_on, row);
    }
    let change = |row: &CurveRow| CurveChange {
        set_on: row.set_on,
        reason: words(&row.reason, caller),
        by: account(&row.set_by, caller),
        at: row.at,
    };
    PlannedCurve {
        actual: actual::of_curve(shard, &original, day),
        current: dated.on(day).map(|row| row.points()).unwrap_or_default(),
        original,
        changes: known(rows, |row| row.set_on, day).map(change).collect(),
    }
}
