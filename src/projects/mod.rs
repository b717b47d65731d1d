//! Projects: what is built, by when, how far its land is cleared, and why it is late.

mod csv;
mod edits;
mod list;
mod model;
mod routes;
mod rules;
mod store;

pub use list::{investors, project_states, projects};
pub use model::{ProjectQuery, ProjectSort, ProjectSummary, Sector};
pub use routes::routes;
pub use rules::ProjectStatus;
