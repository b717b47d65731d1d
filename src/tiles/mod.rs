//! Vector tiles written straight from the board: units, projects and parcels.
//!
//! `mvt` writes the format, `clip` cuts shapes to the tile, `cache` keeps tiles while what they were made from is
//! current; one file for each layer, `cells` for parcels where they are too many to be seen, and `states` for the parts of
//! a tile of parcels.

mod cache;
mod cells;
mod clip;
mod mvt;
mod parcels;
mod projects;
mod routes;
mod states;
mod tile;
mod units;

pub use cache::TileCache;
pub use parcels::SINGLE_PARCELS_FROM_ZOOM;
pub use routes::routes;
