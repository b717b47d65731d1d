//! Shapes on the earth: alone knows axis order, coordinate systems, SRID and areas.
//!
//! Everything that leaves this module is WGS 84 in degrees, longitude first (EPSG:4326 as GeoJSON orders it).

mod area;
mod bounds;
mod country;
mod crs;
mod diagnosis;
mod ewkb;
mod fault;
mod plain;
mod raw;
mod shape;
mod shared;
mod vn2000;
mod wkb;
mod wkt;

pub use area::{area_m2, interior_point};
pub use bounds::{Bounds, Box4};
pub use country::{Country, misplaced};
pub use crs::{Crs, ToWgs84, UnknownCrs};
pub use diagnosis::{Expected, Likely, Verdict, judge, likely};
pub use ewkb::{write_multi_line_string, write_multi_polygon, write_point};
pub use fault::Fault;
pub use plain::is_plainly_valid;
pub use raw::{Coordinates, RawGeometry};
pub use shape::Shape;
pub use shared::shared_area;
pub use wkb::wkb_parts;
