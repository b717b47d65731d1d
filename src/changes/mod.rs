//! The stream of changes to open maps.

mod routes;

pub use routes::routes;
