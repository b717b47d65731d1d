//! Which stage a batch is given.

use fastrand::Rng;

use crate::{
    demo::{
        curves::{between, count},
        paces::Pace,
        projects::{Phase, Project},
        stages::Stage,
    },
    steps::Step,
};

/// A stage in which nothing is late, the further the earlier the batch comes among what remains, 0 to 1.
pub fn ladder(project: &Project, pace: Pace, turn: f64, dice: &mut Rng) -> Stage {
    let turn = turn + between(dice, -0.12, 0.12);
    let least = pace.silence;
    let mut reached = |step, ages: std::ops::Range<i32>| Stage::Reached(step, dice.i32(ages).max(least));
    match project.phase {
        Phase::Announced if turn < 0.3 => reached(Step::Notified, 4..30),
        Phase::Announced => Stage::Untouched,
        Phase::Opening(_) => match turn {
            p if p < 0.2 => reached(Step::PlanPosted, 3..25),
            p if p < 0.55 => reached(Step::Inventoried, 3..40),
            p if p < 0.85 => reached(Step::Notified, 5..60),
            _ => Stage::Untouched,
        },
        _ => match turn {
            p if p < 0.4 => reached(Step::RecoveryDecided, 2..22),
            // The decision must follow within ten days, so a plan approved longer ago would be late.
            p if p < 0.53 && least < 6 => reached(Step::PlanApproved, 0..8),
            p if p < 0.75 => reached(Step::PlanPosted, 4..30),
            p if p < 0.93 => reached(Step::Inventoried, 5..50),
            _ => reached(Step::Notified, 10..70),
        },
    }
}

/// A stage in which a limit has passed.
pub fn late(project: &Project, pace: Pace, dice: &mut Rng) -> Stage {
    let unfinished = matches!(project.phase, Phase::Opening(_));
    match dice.f64() {
        chance if unfinished || chance < 0.25 => Stage::Unappraised(dice.i32(60..100)),
        chance if chance < 0.75 => Stage::Unpaid(dice.i32(45..120)),
        _ => Stage::Undecided(dice.i32(25..70).max(pace.silence)),
    }
}

/// Handed over; the first batches long ago, the last one only just.
pub fn handed_over(project: &Project, pace: Pace, turn: f64, dice: &mut Rng) -> Stage {
    let (newest, oldest) = match project.phase {
        Phase::Finished => (70, project.begun - 230),
        Phase::Overdue(since) => (pace.silence.max(since / 2), project.begun - 200),
        _ => (pace.silence.max(2), project.begun - 190),
    };
    let span = f64::from((oldest - newest).max(12));
    let age = newest + i32::try_from(count(span * (1.0 - turn).max(0.0))).unwrap_or_default() + dice.i32(0..9);
    Stage::Reached(Step::HandedOver, age)
}
