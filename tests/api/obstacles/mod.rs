//! Obstacles: listed, raised, edited, shown, closed, opened again.

mod attach;
mod close;
mod edit;
mod list;
mod raise;
mod reckoned;
mod upkeep;
