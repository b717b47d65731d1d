//! Obstacles: what blocks parcels or a project, who has to move, and by when.

mod change;
mod csv;
mod edits;
mod model;
mod routes;
mod store;

pub use model::{Obstacle, Scope, State};
pub use routes::routes;
pub use store::{cause_names, of_parcel, responsible_units};
