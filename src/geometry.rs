//! Shapes on the earth: alone knows axis order, coordinate systems, SRID and areas.
//!
//! Everything that leaves this module is WGS 84 in degrees, longitude first (EPSG:4326 as GeoJSON orders it).

mod area;
mod crs;
mod ewkb;
mod raw;
mod shape;
mod vn2000;

pub use area::{area_m2, interior_point};
pub use crs::{Crs, ToWgs84, UnknownCrs};
pub use ewkb::{write_multi_line_string, write_multi_polygon, write_point};
pub use raw::{Coordinates, RawGeometry};
pub use shape::{Bounds, Fault, Shape};
