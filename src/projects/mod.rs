//! Projects: what is built, by when, how far its land is cleared, and why it is late.

mod csv;
mod edits;
mod list;
mod model;
mod routes;
mod rules;
mod store;

pub use list::project_states;
pub use model::{ProjectSort, Sector};
pub use routes::routes;
pub use rules::ProjectStatus;
