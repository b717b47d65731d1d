//! Which obstacles can be raised. Pure.

use std::collections::BTreeSet;

use super::model::{NewObstacle, Scope};
use crate::{
    board::Board,
    calendar::Day,
    problem::{FieldProblem, Problem},
};

/// Longest text about an obstacle, characters.
const LONGEST: usize = 2000;

/// Refuses a text that is too long.
///
/// # Errors
/// [`Problem::Refused`], at its field.
pub fn check_length(pointer: &str, text: &str) -> Result<(), Problem> {
    FieldProblem::too_long(pointer, text, LONGEST).map_or(Ok(()), |problem| Err(Problem::Refused(vec![problem])))
}

/// The project of a new obstacle, by internal number.
///
/// # Errors
/// [`Problem::Refused`] with everything that is wrong with it.
pub fn check(board: &Board, new: &NewObstacle, today: Day) -> Result<i32, Problem> {
    let texts = [("/description", &new.description), ("/next_action", &new.next_action)];
    let too_long = |(pointer, text): (&str, &String)| FieldProblem::too_long(pointer, text, LONGEST);
    let mut problems: Vec<FieldProblem> = texts.into_iter().filter_map(too_long).collect();
    let mut refuse = |pointer: &str, vi: &str, en: &str| problems.push(FieldProblem::new(pointer, vi, en));
    let shard = board.project(&new.project_code).ok_or_else(|| {
        Problem::field(
            "/project_code",
            format!("Không có dự án «{}».", new.project_code),
            format!("There is no project «{}».", new.project_code),
        )
    })?;
    if !board.causes.contains(&new.cause) {
        refuse("/cause", "Không có nguyên nhân này.", "There is no such cause.");
    }
    if new.cause == "OTHER" && new.description.trim().is_empty() {
        refuse(
            "/description",
            "Nguyên nhân khác cần mô tả bằng lời.",
            "Another cause needs a description.",
        );
    }
    let responsible = &new.responsible_unit_code;
    if !responsible.is_empty() && board.units.all.iter().all(|unit| unit.code != *responsible) {
        refuse(
            "/responsible_unit_code",
            "Không có đơn vị hành chính mang mã này.",
            "There is no administrative unit with this code.",
        );
    }
    if new.opened_on.is_some_and(|day| day > today || day < Day::EARLIEST) {
        refuse(
            "/opened_on",
            "Ngày phát sinh phải từ năm 1990 đến hôm nay.",
            "The day must lie between 1990 and today.",
        );
    }
    if new.due_on.is_some_and(|day| day < new.opened_on.unwrap_or(today)) {
        refuse(
            "/due_on",
            "Hạn xử lý phải sau ngày phát sinh.",
            "The due date must follow the day on which it arose.",
        );
    }
    let each_once: BTreeSet<i64> = new.parcels.iter().copied().collect();
    let of_project = each_once.len() == new.parcels.len() && each_once.iter().all(|id| shard.place_of(*id).is_some());
    match new.scope {
        Scope::Parcel if new.parcels.len() != 1 || !of_project => {
            refuse(
                "/parcels",
                "Cần đúng một thửa của dự án.",
                "Give exactly one parcel of the project.",
            );
        }
        Scope::Selection if new.parcels.is_empty() || !of_project => {
            refuse(
                "/parcels",
                "Cần các thửa của dự án, mỗi thửa một lần.",
                "Give parcels of the project, each once.",
            );
        }
        Scope::Household if new.household_code.is_empty() => {
            refuse("/household_code", "Cần mã hộ.", "Give the household's code.");
        }
        _ => {}
    }
    if problems.is_empty() {
        Ok(shard.project.id)
    } else {
        Err(Problem::Refused(problems))
    }
}
