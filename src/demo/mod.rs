//! A made-up province to try the service with.
mod areas;
pub mod curves;
mod fields;
mod mesh;
pub mod plane;
pub mod projects;
pub mod province;
pub mod roads;
pub mod survey;
mod terrain;
