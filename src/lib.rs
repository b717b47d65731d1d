//! matbang tracks land clearance for a province's key infrastructure projects, parcel by parcel, on a map.
//!
//! One folder per thing of the domain; in each `routes` knows HTTP, `store` knows SQL, `rules` decide and know neither.

pub mod answer;
pub mod assets;
pub mod attachments;
pub mod audit;
pub mod auth;
pub mod backup;
pub mod board;
pub mod bottlenecks;
pub mod calendar;
pub mod capital;
pub mod changes;
pub mod commands;
pub mod commitments;
pub mod csv_file;
pub mod db;
pub mod deadlines;
pub mod demo;
pub mod exports;
pub mod extract;
pub mod geometry;
pub mod imports;
pub mod language;
pub mod meta;
mod object;
pub mod obstacles;
pub mod openapi;
pub mod outage;
pub mod parcels;
pub mod persons;
pub mod plans;
pub mod private_postgres;
pub mod problem;
pub mod projects;
pub mod router;
pub mod state;
pub mod steps;
pub mod tiles;
pub mod units;
pub mod vietnamese;
