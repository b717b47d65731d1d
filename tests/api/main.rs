//! The HTTP interface against real PostGIS: a database for every test, requests in-process.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

mod audit;
mod auth;
mod backup;
mod bottlenecks;
mod capital;
mod changes;
mod commitments;
mod deadlines;
mod demo;
mod heal;
mod imports;
mod imports_over_http;
mod obstacles;
mod parcels;
mod persons;
mod plans;
mod processes;
mod projects;
mod service;
mod tiles;
mod units;
