//! Everything against a real PostgreSQL with PostGIS, a database of its own for each test.

#![expect(clippy::unwrap_used, reason = "what fails here fails a test")]

mod demo;
mod imports;
