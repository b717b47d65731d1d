//! Parcels: the cadastral parcels that projects affect, and what their facts mean on a day.

mod rules;

pub use rules::{AsOf, Assessment, Status, assess};
