//! Vector tiles, decoded.

mod answers;
mod contents;
mod counts;
mod fresh;
pub mod grid;
mod parts;
