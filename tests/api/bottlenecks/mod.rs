//! Bottlenecks: every figure against a reckoning of its own, and every number against the list behind it.

mod figures;
mod narrowed;
pub mod reckoned;
