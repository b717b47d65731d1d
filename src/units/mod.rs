//! Administrative units as the map and the filters need them.

mod routes;

pub use routes::{routes, unit_figures};
