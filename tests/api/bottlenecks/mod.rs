//! Bottlenecks: every figure against a reckoning of its own, and every number against the list behind it.

mod against;
mod figures;
mod hundred_thousand;
mod narrowed;
pub mod reckoned;
