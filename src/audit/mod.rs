//! Who did what: every write, login and change of rights, with what it changed; only appended to, and sealed in a chain
//! so that nobody changes it unseen.
//!
//! `record` writes, `seals` seal and verify, the routes and the command show.

pub mod cli;
pub mod seals;

mod csv;
mod model;
mod record;
mod routes;
mod store;

pub use model::Door;
pub use record::{Author, Entity, Event, PROGRAM, append_events, entity_of, is_recorded, record, record_export};
pub use routes::routes;
