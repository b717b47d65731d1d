//! What figures tell parcels apart by.

use crate::{
    parcels::{Assessment, Status},
    steps::Step,
};

/// Facts of parcels, as bits; a household has those of its parcels.
pub mod fact {
    pub const CLEARED: u8 = 1;
    pub const REMAINING: u8 = 2;
    pub const OVERDUE: u8 = 4;
    pub const BLOCKED: u8 = 8;
    pub const WORKS_STOPPED: u8 = 16;
    pub const NO_SHAPE: u8 = 32;
}

/// What figures tell parcels apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Status; excluded parcels are in no figure.
    pub status: Status,
    /// The step waited for.
    pub waiting_for: Option<Step>,
    /// Whether a due date has passed.
    pub is_overdue: bool,
    /// Whether people stop the works on land that was handed over.
    pub works_stopped: bool,
    /// Whether it has a shape.
    pub has_shape: bool,
}

impl Kind {
    /// How many kinds there are.
    pub const COUNT: usize = Status::ALL.len() * 8 * Self::STEPS;
    /// Steps that may be waited for, and none.
    pub const STEPS: usize = Step::COUNT + 1;

    /// The kind of a parcel.
    #[inline]
    pub const fn of(assessment: &Assessment, has_shape: bool) -> Self {
        Self {
            status: assessment.status,
            waiting_for: assessment.waiting_for,
            is_overdue: assessment.is_overdue(),
            works_stopped: assessment.works_stopped,
            has_shape,
        }
    }

    /// Its number, below [`Self::COUNT`].
    #[inline]
    pub fn number(self) -> usize {
        let flags =
            usize::from(self.is_overdue) | usize::from(self.works_stopped) << 1 | usize::from(self.has_shape) << 2;
        (self.step_number() * 8 + flags) * Status::ALL.len() + self.status as usize
    }

    /// The number of the step waited for, below [`Self::STEPS`].
    #[inline]
    pub fn step_number(self) -> usize {
        self.waiting_for.map_or(Step::COUNT, Step::index)
    }

    /// The kind with a number.
    pub fn numbered(number: usize) -> Self {
        let (rest, status) = (number / Status::ALL.len(), number % Status::ALL.len());
        Self {
            status: Status::ALL[status],
            waiting_for: Step::ALL.get(rest / 8).copied(),
            is_overdue: rest & 1 != 0,
            works_stopped: rest & 2 != 0,
            has_shape: rest & 4 != 0,
        }
    }

    /// Its facts as bits.
    #[inline]
    pub fn bits(self) -> u8 {
        let bit = |holds: bool, bit: u8| u8::from(holds) * bit;
        let cleared = self.status == Status::Cleared;
        bit(cleared, fact::CLEARED)
            | bit(!cleared, fact::REMAINING)
            | bit(self.is_overdue, fact::OVERDUE)
            | bit(self.status == Status::Blocked, fact::BLOCKED)
            | bit(self.works_stopped, fact::WORKS_STOPPED)
            | bit(!self.has_shape, fact::NO_SHAPE)
    }
}
