//! How many requests one sender may send, counted by each process for itself.

use std::{net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    DefaultDirectRateLimiter, Quota,
    clock::{Clock as _, DefaultClock},
};
use moka::sync::Cache;

use crate::problem::Problem;

/// Whoever moves over the map after a rest may ask for the requests of so many seconds at once.
const SAVED_UP: u32 = 10;
/// How many senders are remembered.
const MOST_SENDERS: u64 = 50_000;

/// Who sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    /// An account, by internal number, from wherever.
    Account(i32),
    /// Whoever has not logged in, by network; an office has only one.
    Network(Option<IpAddr>),
}

/// The requests of all senders.
pub struct Pace {
    quota: Option<Quota>,
    senders: Cache<Sender, Arc<DefaultDirectRateLimiter>>,
}

impl Pace {
    /// So many requests a second for each sender, or any number.
    pub fn new(requests_per_second: Option<NonZeroU32>) -> Self {
        let quota = |rate: NonZeroU32| {
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(SAVED_UP - 1));
            Quota::per_second(rate).allow_burst(burst)
        };
        // By then a sender has saved up all it may.
        let idle = Duration::from_secs(2 * u64::from(SAVED_UP));
        Self {
            quota: requests_per_second.map(quota),
            senders: Cache::builder().max_capacity(MOST_SENDERS).time_to_idle(idle).build(),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// [`Problem::TooManyRequests`].
    pub fn count(&self, sender: Sender) -> Result<(), Problem> {
        let Some(quota) = self.quota else {
            return Ok(());
        };
        let new = || Arc::new(DefaultDirectRateLimiter::direct(quota));
        self.senders.get_with(sender, new).check().map_err(|full| {
            let left = full.wait_time_from(DefaultClock::default().now());
            Problem::TooManyRequests(left.as_secs() + 1)
        })
    }
}
