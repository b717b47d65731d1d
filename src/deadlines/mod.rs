//! The clocks: dated rules of the law, the project's own plan and its clearance deadline, and the earliest of them.

mod changing;
pub mod cli;
mod fact;
mod model;
mod routes;
mod rules;
mod store;

pub use fact::FactKind;
pub use routes::routes;
pub use rules::{
    Clocks, Condition, Due, DueSource, Facts, Kind, LegalDay, Rule, RuleBook, SourceKind, StartFact, Unit, due_of_step,
    dues_of_step, earliest_due, earliest_of_step, lapse_of_step,
};
pub use store::load_rule_book;
