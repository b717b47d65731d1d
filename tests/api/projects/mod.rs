//! Projects: the list, single ones, and their making, changing and putting away.

mod list;
mod one;
mod write;
