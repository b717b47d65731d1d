//! Capital: what is planned and disbursed for a project in a year, beside how far its land is cleared.
//!
//! Figures are dated: they say what was reported for a day, and any past day shows the latest known then. `rules` say what
//! they mean, `list` puts them beside the board, `recording` writes them, `import` takes them from a file.

pub mod cli;

mod csv;
mod edits;
mod import;
mod list;
mod model;
mod recording;
mod routes;
mod rules;
mod store;

pub use model::CapitalSort;
pub use routes::routes;
