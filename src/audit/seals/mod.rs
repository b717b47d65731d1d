//! Seals over the history, each over some rows of audit with their events, and over the seal before.
//!
//! A row that is changed, added or removed no longer fits its seal; a seal that is changed no longer fits the next one.
//! Whoever keeps the hash of a seal elsewhere can prove everything up to it.

mod chain;
mod make;
mod store;
mod verify;

pub use chain::SealHash;
pub use make::{last, seal_always, seal_now};
pub use verify::{Fault, Start, Verdict, verify};
