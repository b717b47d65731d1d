//! Which commitments can be made. Pure.

use std::collections::BTreeSet;

use super::{
    model::{NewCommitment, Superseding},
    rules::Goal,
};
use crate::{
    board::Shard,
    calendar::Day,
    plans::check_reason,
    problem::{FieldProblem, Problem},
};

/// Longest name of a body, characters.
const LONGEST_NAME: usize = 200;
/// Longest text, characters.
const LONGEST_TEXT: usize = 2000;
/// Most parcels of one commitment.
const MOST_PARCELS: usize = 5000;
/// How far ahead anything is promised, months.
const FURTHEST: i32 = 600;

/// What a new commitment is to have cleared.
///
/// # Errors
/// [`Problem::Refused`] with everything that is wrong with it.
pub fn check_new(shard: &Shard, new: &NewCommitment, today: Day) -> Result<Goal, Problem> {
    let mut problems = Vec::new();
    for (pointer, name) in [("/made_by", &new.made_by), ("/made_to", &new.made_to)] {
        if name.trim().is_empty() {
            problems.push(FieldProblem::new(
                pointer,
                "Ghi tên cơ quan, đơn vị.",
                "Name the body that promises, or to which it is promised.",
            ));
        }
        problems.extend(FieldProblem::too_long(pointer, name, LONGEST_NAME));
    }
    problems.extend(FieldProblem::too_long("/text", &new.text, LONGEST_TEXT));
    if new.made_on.is_some_and(|on| on < Day::EARLIEST || today < on) {
        problems.push(FieldProblem::new(
            "/made_on",
            "Ngày cam kết phải từ năm 1990 đến hôm nay.",
            "The day of the promise must lie between 1990 and today.",
        ));
    }
    let made_on = new.made_on.unwrap_or(today);
    problems.extend(check_due(new.due_on, made_on, today));
    let goal = goal(shard, new.share, new.parcels.as_deref(), &mut problems);
    if goal.is_none() && problems.is_empty() {
        problems.push(FieldProblem::new(
            "/share",
            "Cam kết tỷ lệ diện tích hoặc chọn các thửa.",
            "Promise a share of the area, or choose parcels.",
        ));
    }
    goal.filter(|_| problems.is_empty()).ok_or(Problem::Refused(problems))
}

/// What the one that takes the place of a commitment is to have cleared; none: what was promised stays.
///
/// # Errors
/// [`Problem::Refused`] with everything that is wrong with it.
pub fn check_superseding(shard: &Shard, new: &Superseding, today: Day) -> Result<Option<Goal>, Problem> {
    let mut problems: Vec<FieldProblem> = check_reason(&new.reason, true).into_iter().collect();
    problems.extend(check_due(new.due_on, today, today));
    let goal = goal(shard, new.share, new.parcels.as_deref(), &mut problems);
    if problems.is_empty() {
        Ok(goal)
    } else {
        Err(Problem::Refused(problems))
    }
}

fn check_due(due_on: Day, made_on: Day, today: Day) -> Option<FieldProblem> {
    (due_on < made_on || today.plus_months(FURTHEST) < due_on).then(|| {
        FieldProblem::new(
            "/due_on",
            format!(
                "Hạn cam kết phải từ ngày {} và trong vòng 50 năm tới.",
                made_on.to_vietnamese()
            ),
            format!("The day promised must not lie before {made_on}, nor more than 50 years ahead."),
        )
    })
}

fn goal(shard: &Shard, share: Option<f64>, parcels: Option<&[i64]>, problems: &mut Vec<FieldProblem>) -> Option<Goal> {
    let problem = match (share, parcels) {
        (None, None) => return None,
        (Some(share), None) if share > 0.0 && share <= 1.0 => return Some(Goal::Share(share)),
        (Some(_), None) => FieldProblem::new(
            "/share",
            "Tỷ lệ phải lớn hơn 0 và không quá 1 (100 %).",
            "The share must be above 0 and at most 1 (100 %).",
        ),
        (Some(_), Some(_)) => FieldProblem::new(
            "/parcels",
            "Chỉ cam kết một trong hai: tỷ lệ diện tích, hoặc các thửa.",
            "Promise one of the two: a share of the area, or parcels.",
        ),
        (None, Some(ids)) => match check_parcels(shard, ids) {
            None => return Some(Goal::Parcels(ids.to_vec())),
            Some(problem) => problem,
        },
    };
    problems.push(problem);
    None
}

fn check_parcels(shard: &Shard, ids: &[i64]) -> Option<FieldProblem> {
    if ids.is_empty() || ids.len() > MOST_PARCELS {
        return Some(FieldProblem::new(
            "/parcels",
            format!("Chọn từ 1 đến {MOST_PARCELS} thửa."),
            format!("Choose 1 to {MOST_PARCELS} parcels."),
        ));
    }
    let mut known = BTreeSet::new();
    let wrong = ids
        .iter()
        .position(|id| shard.place_of(*id).is_none() || !known.insert(*id))?;
    let id = ids[wrong];
    Some(FieldProblem::new(
        format!("/parcels/{wrong}"),
        format!("Thửa {id} không thuộc dự án này, hoặc được chọn hai lần."),
        format!("Parcel {id} is not of this project, or was chosen twice."),
    ))
}
