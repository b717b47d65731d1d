//! Waiting for what must come.

use std::time::{Duration, Instant};

/// How long anything may take: a busy machine gets more than what is promised.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until something holds.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
