//! Obstacles: what blocks parcels or a project, who has to move, and by when.
//!
//! `rules` say how one stands on a day and to whom it climbs, `held` what it holds up, `list` which a list holds; `edits`
//! say which changes are possible, `editing` writes them, `change` tells the history.

mod change;
mod csv;
mod editing;
mod edits;
mod held;
mod inputs;
mod list;
mod model;
mod routes;
mod rules;
mod store;

pub use inputs::ObstacleSort;
pub use list::of_parcel;
pub use model::{Obstacle, Scope, State};
pub use routes::{MOST_ATTACHMENTS, routes};
pub use rules::ESCALATION_DAYS;
pub use store::{cause_names, responsible_units};
