//! The clocks: the calendar and the limits that the migrations bring, and what they come to.

mod holidays;
mod lunar;
