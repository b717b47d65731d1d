//! Which changes of obstacles are possible, and what they change. Pure.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    change::{Change, state_and_cause},
    inputs::{Closing, NewObstacle, ObstacleChange, Reopening},
    model::{Scope, State},
    store::LockedObstacle,
};
use crate::{
    board::Board,
    calendar::Day,
    problem::{FieldProblem, Problem},
};

/// Longest text about an obstacle, characters.
pub const LONGEST: usize = 2000;

/// What is wrong with a text that must say something and not too much.
pub fn check_text(pointer: &str, text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Err(Problem::field(pointer, "Cần nhập nội dung.", "Write something."));
    }
    FieldProblem::too_long(pointer, text, LONGEST).map_or(Ok(()), |problem| Err(Problem::Refused(vec![problem])))
}

fn no_such_cause(board: &Board, pointer: String, cause: &str) -> Option<FieldProblem> {
    let is_known = board.causes.iter().any(|known| known == cause);
    (!is_known).then(|| FieldProblem::new(pointer, "Không có nguyên nhân này.", "There is no such cause."))
}

fn no_such_unit(board: &Board, pointer: String, code: &str) -> Option<FieldProblem> {
    let is_known = code.is_empty() || board.units.all.iter().any(|unit| unit.code == code);
    (!is_known).then(|| {
        FieldProblem::new(
            pointer,
            "Không có đơn vị hành chính mang mã này.",
            "There is no administrative unit with this code.",
        )
    })
}

fn needs_text(pointer: String, cause: &str, description: &str) -> Option<FieldProblem> {
    (cause == "OTHER" && description.trim().is_empty()).then(|| {
        FieldProblem::new(
            pointer,
            "Nguyên nhân khác cần mô tả bằng lời.",
            "Another cause needs a description.",
        )
    })
}

fn due_too_early(pointer: String, due_on: Option<Day>, opened_on: Day) -> Option<FieldProblem> {
    (due_on.is_some_and(|due| due < opened_on)).then(|| {
        FieldProblem::new(
            pointer,
            "Hạn xử lý phải sau ngày phát sinh.",
            "The due date must follow the day on which it arose.",
        )
    })
}

/// The project of a new obstacle, by internal number.
///
/// # Errors
/// [`Problem::Refused`] with everything that is wrong with it.
pub fn check_new(board: &Board, new: &NewObstacle, today: Day) -> Result<i32, Problem> {
    let shard = board.project(&new.project_code).ok_or_else(|| {
        Problem::field(
            "/project_code",
            format!("Không có dự án «{}».", new.project_code),
            format!("There is no project «{}».", new.project_code),
        )
    })?;
    let at = |field: &str| format!("/{field}");
    let mut problems: Vec<FieldProblem> = [
        FieldProblem::too_long("/description", &new.description, LONGEST),
        FieldProblem::too_long("/next_action", &new.next_action, LONGEST),
        no_such_cause(board, at("cause"), &new.cause),
        needs_text(at("description"), &new.cause, &new.description),
        no_such_unit(board, at("responsible_unit_code"), &new.responsible_unit_code),
        due_too_early(at("due_on"), new.due_on, new.opened_on.unwrap_or(today)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut refuse = |pointer: &str, vi: &str, en: &str| problems.push(FieldProblem::new(pointer, vi, en));
    if new.opened_on.is_some_and(|day| day > today || day < Day::EARLIEST) {
        refuse(
            "/opened_on",
            "Ngày phát sinh phải từ năm 1990 đến hôm nay.",
            "The day must lie between 1990 and today.",
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

/// What is to be done to obstacles.
pub enum Edit {
    /// Something about them changes.
    Change(ObstacleChange),
    /// They are closed.
    Close(Closing),
    /// They are opened again.
    Reopen(Reopening),
}

impl Edit {
    /// What the audit calls it.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Change(_) => "obstacle.update",
            Self::Close(_) => "obstacle.close",
            Self::Reopen(_) => "obstacle.reopen",
        }
    }

    /// Whether it says who is to move, and by when.
    pub const fn assigns(&self) -> bool {
        match self {
            Self::Change(change) => {
                change.responsible_unit_code.is_some()
                    || change.responsible_account.is_some()
                    || change.due_on.is_some()
            }
            _ => false,
        }
    }

    /// Whether it says what the matter is, or that it is none, or one again.
    pub const fn records(&self) -> bool {
        match self {
            Self::Change(change) => change.cause.is_some() || change.description.is_some(),
            _ => true,
        }
    }

    /// The remark that goes into the history.
    pub fn note(&self) -> &str {
        match self {
            Self::Change(change) => change.note.trim(),
            Self::Close(closing) => closing.result.trim(),
            Self::Reopen(_) => "",
        }
    }

    /// What is wrong with it whatever the obstacle; pointers begin at `base`.
    pub fn problems(&self, board: &Board, base: &str) -> Vec<FieldProblem> {
        let at = |field: &str| format!("{base}/{field}");
        let too_long = |field: &str, text: &str| FieldProblem::too_long(at(field), text, LONGEST);
        let found: Vec<Option<FieldProblem>> = match self {
            Self::Reopen(_) => Vec::new(),
            Self::Close(closing) => {
                let is_open = closing.state.is_some_and(State::is_open);
                let wrong_state = is_open.then(|| {
                    FieldProblem::new(
                        at("state"),
                        "Chỉ đóng được bằng resolved hoặc withdrawn.",
                        "Close with resolved or withdrawn.",
                    )
                });
                vec![too_long("result", &closing.result), wrong_state]
            }
            Self::Change(change) => {
                let is_closed = change.state.is_some_and(|state| !state.is_open());
                let wrong_state = is_closed.then(|| {
                    FieldProblem::new(
                        at("state"),
                        "Trạng thái là open, proposed hoặc cannot_be_resolved; muốn đóng thì dùng thao tác đóng vướng mắc.",
                        "The state is open, proposed or cannot_be_resolved; to close it, use the closing of obstacles.",
                    )
                });
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                vec![
                    too_long("description", &text(&change.description)),
                    too_long("next_action", &text(&change.next_action)),
                    too_long("note", &change.note),
                    change
                        .cause
                        .as_ref()
                        .and_then(|cause| no_such_cause(board, at("cause"), cause)),
                    no_such_unit(board, at("responsible_unit_code"), &text(&change.responsible_unit_code)),
                    wrong_state,
                ]
            }
        };
        found.into_iter().flatten().collect()
    }

    /// What to say of a change that changes nothing. It comes after the version, so that an empty one tells which is current.
    fn nothing(&self, pointer: &str) -> Option<FieldProblem> {
        let Self::Change(change) = self else { return None };
        let is_empty = !self.assigns()
            && !self.records()
            && change.next_action.is_none()
            && change.state.is_none()
            && self.note().is_empty();
        is_empty.then(|| FieldProblem::new(pointer, "Không có gì để thay đổi.", "There is nothing to change."))
    }

    /// Why one obstacle cannot be edited so; pointers begin at `base`.
    pub fn refusal(&self, stored: &LockedObstacle, today: Day, base: &str) -> Option<FieldProblem> {
        let at = |field: &str| format!("{base}/{field}");
        match (self, stored.closed_on) {
            (Self::Change(_) | Self::Close(_), Some(_)) => Some(FieldProblem::new(
                base,
                "Vướng mắc này đã đóng.",
                "This obstacle is closed already.",
            )),
            (Self::Reopen(_), None) => Some(FieldProblem::new(
                base,
                "Vướng mắc này đang mở.",
                "This obstacle is open.",
            )),
            (Self::Change(change), None) => {
                let cause = change.cause.as_ref().unwrap_or(&stored.cause);
                let description = change.description.as_ref().unwrap_or(&stored.description);
                self.nothing(base)
                    .or_else(|| needs_text(at("description"), cause, description))
                    .or_else(|| due_too_early(at("due_on"), change.due_on.flatten(), stored.opened_on))
            }
            (Self::Close(closing), None) => {
                let (closed_on, opened_on) = (closing.closed_on.unwrap_or(today), stored.opened_on);
                (closed_on < opened_on || closed_on > today).then(|| {
                    FieldProblem::new(
                        at("closed_on"),
                        format!("Ngày đóng phải từ {} đến hôm nay.", opened_on.to_vietnamese()),
                        format!("The closing day must lie between {opened_on} and today."),
                    )
                })
            }
            (Self::Reopen(reopening), Some(closed_on)) => {
                let opened_on = reopening.opened_on.unwrap_or(today);
                (opened_on < closed_on || opened_on > today).then(|| {
                    FieldProblem::new(
                        at("opened_on"),
                        format!("Ngày mở lại phải từ {} đến hôm nay.", closed_on.to_vietnamese()),
                        format!("The day must lie between {closed_on} and today."),
                    )
                })
            }
        }
    }

    /// What it changes on one obstacle.
    pub fn change_of(&self, stored: &LockedObstacle, today: Day) -> Change {
        let to_state = |state: State| state_and_cause(json!([stored.state, state]), &stored.cause);
        let (action, on, fields, to_parcels) = match self {
            Self::Close(closing) => {
                let fields = to_state(closing.state.unwrap_or(State::Resolved));
                let on = closing.closed_on.unwrap_or(today);
                ("obstacle_closed", on, fields.clone(), Some(fields))
            }
            Self::Reopen(reopening) => {
                let fields = to_state(State::Open);
                let on = reopening.opened_on.unwrap_or(today);
                ("obstacle_reopened", on, fields.clone(), Some(fields))
            }
            Self::Change(change) => {
                let fields = changed_fields(change, stored);
                let concerns = fields.contains_key("obstacle") || fields.contains_key("cause");
                let to_parcels = concerns.then(|| {
                    let cause = change.cause.as_ref().unwrap_or(&stored.cause);
                    Map::from_iter([
                        (
                            "obstacle".to_owned(),
                            json!([stored.state, change.state.unwrap_or(stored.state)]),
                        ),
                        ("cause".to_owned(), json!([stored.cause, cause])),
                    ])
                });
                ("obstacle_updated", today, fields, to_parcels)
            }
        };
        Change {
            id: stored.id,
            project: stored.project_id,
            parcels: stored.parcels.clone(),
            action,
            on,
            fields,
            to_parcels,
        }
    }
}

/// What a change changes on an obstacle, each field with its old and its new value.
fn changed_fields(change: &ObstacleChange, stored: &LockedObstacle) -> Map<String, Value> {
    let text = |new: &Option<String>, old: &str| new.as_ref().map(|new| (json!(old), json!(new.trim())));
    let pairs = [
        ("cause", text(&change.cause, &stored.cause)),
        ("description", text(&change.description, &stored.description)),
        (
            "responsible_unit_code",
            text(&change.responsible_unit_code, &stored.responsible_unit_code),
        ),
        (
            "responsible_account",
            text(&change.responsible_account, &stored.responsible_account),
        ),
        ("due_on", change.due_on.map(|new| (json!(stored.due_on), json!(new)))),
        ("next_action", text(&change.next_action, &stored.next_action)),
        ("obstacle", change.state.map(|new| (json!(stored.state), json!(new)))),
    ];
    let changed = pairs.into_iter().filter_map(|(field, pair)| {
        let (old, new) = pair.filter(|(old, new)| old != new)?;
        Some((field.to_owned(), json!([old, new])))
    });
    changed.collect()
}
