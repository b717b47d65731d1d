//! Which plans can be set. Pure.

use super::model::{CurveInput, SharePoint, StepPlanInput};
use crate::{
    board::Board,
    calendar::Day,
    problem::{FieldProblem, Problem},
};

/// Shortest and longest reason, characters.
const REASON: std::ops::RangeInclusive<usize> = 3..=500;
/// Most points of a curve.
const MOST_POINTS: usize = 400;

/// What is wrong with the reason for a change, which may be left out unless it is needed.
pub fn check_reason(reason: &str, needed: bool) -> Option<FieldProblem> {
    let length = reason.trim().chars().count();
    let may_be = REASON.contains(&length) || length == 0 && !needed;
    (!may_be).then(|| {
        let (least, most) = (REASON.start(), REASON.end());
        FieldProblem::new(
            "/reason",
            format!("Nêu lý do thay đổi, từ {least} đến {most} ký tự."),
            format!("Give the reason for the change, in {least} to {most} characters."),
        )
    })
}

/// What is wrong with a day that is planned.
pub fn check_day(pointer: &str, day: Day) -> Option<FieldProblem> {
    (day < Day::EARLIEST || day > Day::today().plus_months(600)).then(|| {
        FieldProblem::new(
            pointer,
            "Ngày phải sau năm 1990 và trong vòng 50 năm tới.",
            "The day must lie after 1990 and within the next 50 years.",
        )
    })
}

/// Refuses a planned day that cannot be set in the place of the one before: none set yet, or withdrawn, or a day.
///
/// # Errors
/// [`Problem::Refused`] with everything that is wrong with it.
pub fn check_step(board: &Board, input: &StepPlanInput, before: Option<Option<Day>>) -> Result<(), Problem> {
    let mut problems: Vec<FieldProblem> = check_reason(&input.reason, before.is_some()).into_iter().collect();
    let unit = &input.unit_code;
    if !unit.is_empty() && board.units.all.iter().all(|known| known.code != *unit) {
        problems.push(FieldProblem::new(
            "/unit_code",
            format!("Không có đơn vị hành chính «{unit}»."),
            format!("There is no administrative unit «{unit}»."),
        ));
    }
    problems.extend(input.on.and_then(|on| check_day("/on", on)));
    if before.flatten() == input.on {
        problems.push(nothing_changes("/on"));
    }
    none_or_refused(problems)
}

/// Refuses a curve that cannot be set in the place of the one before, if any.
///
/// # Errors
/// [`Problem::Refused`] with everything that is wrong with it.
pub fn check_curve(input: &CurveInput, before: Option<&[SharePoint]>) -> Result<(), Problem> {
    let mut problems: Vec<FieldProblem> = check_reason(&input.reason, before.is_some()).into_iter().collect();
    let points = &input.points;
    if points.len() > MOST_POINTS {
        problems.push(FieldProblem::new(
            "/points",
            format!("Nhiều nhất {MOST_POINTS} điểm."),
            format!("Give at most {MOST_POINTS} points."),
        ));
    }
    for (place, point) in points.iter().enumerate().take(MOST_POINTS) {
        let on_date = format!("/points/{place}/on_date");
        problems.extend(check_day(&on_date, point.on_date));
        if !(0.0..=1.0).contains(&point.share) {
            problems.push(FieldProblem::new(
                format!("/points/{place}/share"),
                "Tỷ lệ từ 0 đến 1 (100 %).",
                "A share lies between 0 and 1 (100 %).",
            ));
        }
        let Some(last) = place.checked_sub(1).map(|last| points[last]) else {
            continue;
        };
        if point.on_date <= last.on_date {
            problems.push(FieldProblem::new(
                on_date,
                "Các điểm phải theo thứ tự ngày, mỗi ngày một điểm.",
                "Points follow each other by day, one a day.",
            ));
        }
        if point.share < last.share {
            problems.push(FieldProblem::new(
                format!("/points/{place}/share"),
                "Tỷ lệ mặt bằng sạch theo kế hoạch không được giảm.",
                "The planned share of cleared land must not fall.",
            ));
        }
    }
    if before.unwrap_or_default() == points.as_slice() {
        problems.push(nothing_changes("/points"));
    }
    none_or_refused(problems)
}

fn nothing_changes(pointer: &str) -> FieldProblem {
    FieldProblem::new(
        pointer,
        "Kế hoạch đang như vậy rồi: không có gì thay đổi.",
        "This is the plan already: nothing changes.",
    )
}

fn none_or_refused(problems: Vec<FieldProblem>) -> Result<(), Problem> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Problem::Refused(problems))
    }
}
