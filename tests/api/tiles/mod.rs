//! Vector tiles, decoded.

mod answers;
mod contents;
mod counts;
mod fresh;
mod grid;
mod parts;
