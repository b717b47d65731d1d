//! matbang tracks land clearance for a province's key infrastructure projects, parcel by parcel, on a map.
//!
//! One folder per thing of the domain; in each `routes` knows HTTP, `store` knows SQL, `rules` decide and know neither.

pub mod audit;
pub mod calendar;
pub mod db;
pub mod exports;
pub mod geometry;
pub mod imports;
pub mod language;
pub mod steps;
