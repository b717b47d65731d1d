//! Everything in one file: `matbang backup` writes it while the service runs, `matbang restore` puts it back.
//!
//! The file is a tar: a [`manifest`] that says what is in it and seals it, the database as `pg_dump` writes it, the
//! attachments. [`archive`] writes and reads it; [`programs`] are PostgreSQL's own; [`restore`] reads the whole file
//! before it touches anything, and then does all of it in one transaction.

pub mod cli;

mod archive;
mod display;
mod error;
mod make;
mod manifest;
mod programs;
mod refusal;
mod restore;
mod script;

pub use error::BackupError;
pub use manifest::hex;
pub use refusal::Refusal;
