//! Commitments: who promised whom to have a share of a project, or named parcels, cleared by a day, and what became of it.
//!
//! A commitment is superseded or withdrawn, never edited. `rules` say whether it is kept; nothing of that is stored.

mod change;
mod csv;
mod edits;
mod list;
mod model;
mod routes;
mod rules;
mod store;
mod view;

pub use model::{Commitment, CommitmentSort};
pub use routes::routes;
pub use rules::{Goal, Promise, oldest_broken};
pub use view::of_project;
