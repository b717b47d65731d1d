//! Bottlenecks: where late and blocked parcels pile up, by unit, project, step and cause.

mod csv;
mod figures;
mod grouping;
mod kind;
mod lists;
mod model;
mod routes;
mod rules;
mod shard_tallies;

pub use figures::{Figures, Measure, Tally};
pub use grouping::{By, Grouped, Key, Question, Tallies};
pub use routes::routes;
pub use rules::{Severity, SeverityThresholds, THRESHOLDS};
