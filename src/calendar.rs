//! Calendar days: the only notion of a date in the code.
