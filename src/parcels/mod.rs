//! Parcels: the cadastral parcels that projects affect, and what their facts mean on a day.
//!
//! `rules` says what facts mean, `filter`, `search`, `selection` and `window` which parcels a list holds, `editing` which
//! changes are possible, and writes them; `view` and `csv` show parcels.

mod csv;
mod editing;
mod filter;
mod model;
mod routes;
mod rules;
mod search;
mod selection;
mod store;
mod unit_scope;
mod view;
mod window;

pub use csv::{cells as csv_cells, headings as csv_headings};
pub use editing::EditQueue;
pub use filter::unknown_project;
pub use model::{History, HistoryEntry, ParcelSummary, Unit};
pub use routes::routes;
#[cfg(test)]
pub use rules::tests as made_up;
pub use rules::{AsOf, Assessment, Standing, Status, WarningCode, turning_days};
pub use selection::{Fact, Selection, SelectionQuery, Sort};
pub use store::touch;
pub use unit_scope::{UnitScope, chosen_level};
pub use view::summaries;
pub use window::Window;
