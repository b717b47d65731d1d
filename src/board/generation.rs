//! Numbers of states: whatever is kept beside the board names the state that it was made from.

use std::sync::atomic::{AtomicU64, Ordering};

static GENERATION: AtomicU64 = AtomicU64::new(1);

/// A number larger than that of any earlier state of anything on the boards of this process.
pub fn next_generation() -> u64 {
    GENERATION.fetch_add(1, Ordering::Relaxed)
}
