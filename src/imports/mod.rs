//! Files of units, projects and parcels.

pub mod record;
