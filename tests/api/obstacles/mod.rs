//! Obstacles: raised, closed, opened again, listed.

mod close;
mod list;
mod raise;
