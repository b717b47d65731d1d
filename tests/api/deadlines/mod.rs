//! The clocks: the calendar and the limits that the migrations bring, and what they come to.

mod by_hand;
mod holidays;
mod lists;
mod lunar;
mod regimes;
mod rules;
