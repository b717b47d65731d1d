//! Promises of districts and investors to the province.

use fastrand::Rng;

use super::Work;
use crate::{
    calendar::Day,
    demo::projects::{Phase, Promise},
};

const PROVINCE: &str = "Ủy ban nhân dân tỉnh";
const STEERING: &str = "Ban Chỉ đạo giải phóng mặt bằng tỉnh";

/// A promise to have a share cleared by a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    pub made_by: &'static str,
    pub made_to: &'static str,
    pub made_on: Day,
    pub original_on: Day,
    pub due_on: Day,
    pub share: f64,
    pub superseded_on: Option<Day>,
}

/// The promises made for a project: kept, broken, and to come.
pub fn commitments(work: &Work<'_>, deadline: Day, dice: &mut Rng) -> Vec<Commitment> {
    let today = work.today;
    let made_by = work.project.investor;
    let mut all = Vec::new();
    let past = today.plus_days(-dice.i32(24..46));
    let reached = (work.cleared(past) * 20.0 - 0.4).floor() * 5.0 / 100.0;
    if reached >= 0.05 {
        let made_on = past.plus_days(-dice.i32(60..110));
        all.push(Commitment {
            made_by,
            made_to: PROVINCE,
            made_on,
            original_on: past,
            due_on: past,
            share: reached,
            superseded_on: None,
        });
    }
    match (work.project.phase, work.project.promise) {
        (Phase::Running(..) | Phase::Overdue(_), Promise::Broken) => all.extend(broken(work, dice)),
        (Phase::Running(..) | Phase::Opening(_), _) => {
            let due_on = today.plus_days(dice.i32(30..75)).min(deadline);
            let share = next_goal(work);
            let made_on = today.plus_days(-dice.i32(8..40));
            all.push(Commitment {
                made_by,
                made_to: STEERING,
                made_on,
                original_on: due_on,
                due_on,
                share,
                superseded_on: None,
            });
        }
        _ => {}
    }
    all
}

/// A share in full twentieths that lies well ahead of what is cleared today.
fn next_goal(work: &Work<'_>) -> f64 {
    (((work.cleared(work.today) * 20.0).ceil() + 3.0) * 5.0).min(100.0) / 100.0
}

/// A promise that was put off once and then broken.
fn broken(work: &Work<'_>, dice: &mut Rng) -> [Commitment; 2] {
    let due_on = work.today.plus_days(-dice.i32(9..27));
    let original_on = due_on.plus_days(-60);
    let moved_on = original_on.plus_days(-dice.i32(2..9));
    let share = next_goal(work);
    let first = Commitment {
        made_by: work.project.investor,
        made_to: STEERING,
        made_on: original_on.plus_days(-75),
        original_on,
        due_on: original_on,
        share,
        superseded_on: Some(moved_on),
    };
    [
        first.clone(),
        Commitment {
            made_on: moved_on,
            due_on,
            superseded_on: None,
            ..first
        },
    ]
}
