//! What the service says of itself, and what it says never.

mod alive;
mod bodies;
pub mod document;
mod meta;
mod persons;
mod problems;
