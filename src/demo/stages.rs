//! Where a batch of parcels stands, and the days on which its steps were done.

use fastrand::Rng;

use crate::{calendar::Day, steps::Step};

/// Where a batch stands; each with the age in days of its latest step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing has been done.
    Untouched,
    /// Everything up to a step was done in time.
    Reached(Step, i32),
    /// Approved and decided, not paid.
    Unpaid(i32),
    /// Approved and paid, no decision.
    Undecided(i32),
    /// The plan was posted and filed for appraisal, and lies there.
    Unappraised(i32),
}

impl Stage {
    /// Whether a legal limit has passed or is bound to: such a batch is meant to be late.
    pub fn is_late(self) -> bool {
        matches!(self, Self::Unpaid(_) | Self::Undecided(_) | Self::Unappraised(_))
    }
}

/// The days of the steps of one parcel.
pub type Days = [Option<Day>; Step::COUNT];

/// How many days lie between the steps of a batch; each is the wait before the step.
pub struct Rhythm {
    waits: [i32; Step::COUNT],
    /// The decision was dated before the money was paid.
    decided_first: bool,
}

impl Rhythm {
    /// Waits that keep the law's minimum waits in nearly every case, and its limits.
    pub fn new(dice: &mut Rng) -> Self {
        let waits = [
            0,
            dice.i32(48..76),
            dice.i32(52..80),
            dice.i32(32..50),
            dice.i32(2..8),
            dice.i32(18..70),
            dice.i32(0..3),
            dice.i32(10..38),
        ];
        Self {
            waits,
            decided_first: dice.f64() < 0.04,
        }
    }

    /// The days of a parcel: `moves` where its household is resettled, nothing after `latest`; where `complete`, all
    /// that the stage asks for is done by then.
    pub fn days(&self, stage: Stage, today: Day, latest: Day, moves: bool, complete: bool) -> Days {
        let (anchor, age) = match stage {
            Stage::Untouched => return Days::default(),
            Stage::Reached(step, age) => (step, age),
            Stage::Unpaid(age) => (Step::PlanApproved, age),
            Stage::Undecided(age) => (Step::Paid, age),
            Stage::Unappraised(age) => (Step::PlanPosted, age),
        };
        let mut days = Days::default();
        let mut day = today.plus_days(-age);
        for step in Step::ALL.into_iter().take(anchor.index() + 1).rev() {
            if step != Step::Resettled {
                days[step.index()] = Some(day);
                day = day.plus_days(-self.waits[step.index()]);
            }
        }
        if let (Stage::Unpaid(_), Some(approved)) = (stage, days[Step::PlanApproved.index()]) {
            days[Step::RecoveryDecided.index()] = Some(approved.plus_days(7));
        }
        if self.decided_first && anchor >= Step::RecoveryDecided {
            days[Step::Paid.index()] = days[Step::RecoveryDecided.index()].map(|decided| decided.plus_days(8));
        }
        if moves && anchor >= Step::RecoveryDecided {
            self.resettle(&mut days, latest, complete);
        }
        days.map(|day| day.filter(|&day| day <= latest))
    }

    /// Puts the resettlement between payment and decision, which moves what follows; a step that would come too late
    /// is pulled forward or left open.
    fn resettle(&self, days: &mut Days, latest: Day, complete: bool) {
        let [paid, resettled, decided, handed] =
            [Step::Paid, Step::Resettled, Step::RecoveryDecided, Step::HandedOver].map(Step::index);
        let Some(start) = days[paid] else { return };
        let wait = |step: usize| self.waits[step];
        let mut day = start.plus_days(wait(resettled));
        for (step, pause) in [(resettled, 0), (decided, 2 + wait(decided)), (handed, wait(handed) / 2)] {
            day = day.plus_days(pause);
            let wanted = if complete { day.min(latest) } else { day };
            days[step] = (step != handed || days[handed].is_some()).then_some(wanted);
        }
    }
}
