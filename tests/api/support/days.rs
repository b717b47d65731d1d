//! Days as tests speak of them.

use matbang::calendar::Day;

/// The day written `2026-11-23`.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Today in Việt Nam.
pub fn today() -> Day {
    Day::today()
}

/// The day so many days before today.
pub fn days_ago(days: i32) -> Day {
    today().plus_days(-days)
}
