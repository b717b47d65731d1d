//! Progress as it is told: what is done, of how much, and how long it will go on.

use std::time::{Duration, Instant};

use super::model::{ImportProgress, Phase};
use crate::imports::Progress;

/// A part of the work is watched for this long before its end is foretold.
const TOO_EARLY: Duration = Duration::from_secs(1);

/// Tells progress, knowing when each part began.
pub struct Teller {
    phase: Option<(Phase, Instant)>,
}

impl Teller {
    /// A teller of work that has not begun.
    pub const fn new() -> Self {
        Self { phase: None }
    }

    /// Progress as it is told at a moment.
    pub fn told(&mut self, progress: Progress, now: Instant) -> ImportProgress {
        let (phase, done, of) = match progress {
            Progress::Surveying => (Phase::Surveying, 0, 0),
            Progress::Reading { features, of_features } => (Phase::Reading, features, of_features),
            Progress::Merging => (Phase::Merging, 0, 0),
        };
        let began = match self.phase {
            Some((same, began)) if same == phase => began,
            _ => {
                self.phase = Some((phase, now));
                now
            }
        };
        ImportProgress {
            phase,
            done,
            of,
            seconds_left: seconds_left(now - began, done, of),
        }
    }
}

/// How long the rest takes at the pace so far.
fn seconds_left(spent: Duration, done: u64, of: u64) -> Option<u64> {
    if spent < TOO_EARLY || done == 0 {
        return None;
    }
    let left = u128::from(of.saturating_sub(done)) * spent.as_millis() / u128::from(done);
    u64::try_from(left.div_ceil(1000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_part_is_foretold_from_its_own_pace() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut teller = Teller::new();
        let reading = |features| Progress::Reading {
            features,
            of_features: 1000,
        };
        assert_eq!(teller.told(Progress::Surveying, at(10)).seconds_left, None);
        assert_eq!(teller.told(reading(1), at(20)).seconds_left, None, "it has just begun");
        assert_eq!(teller.told(reading(250), at(25)).seconds_left, Some(15));
        assert_eq!(teller.told(reading(1000), at(40)).seconds_left, Some(0));
        let merging = teller.told(Progress::Merging, at(60));
        assert_eq!((merging.phase, merging.seconds_left), (Phase::Merging, None));
    }
}
