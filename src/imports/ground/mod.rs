//! Where the parcels of a file lie: in which units, on each other, or outside their project.
//!
//! Shapes are kept on disk as they come, from the file and from the database, and are gone through project by project
//! and within each from west to east. Each is compared with those before it whose boxes it shares. Neighbours share an
//! edge, and sharing an edge must not cost an exact measurement: a pair is let go when its boxes have no more ground in
//! common than is tolerated, and when a line along an edge of one has the two on different sides, which is so for nearly
//! all neighbours. Only what is left is measured. Outlines come cut into small pieces, most of them boxes, and a parcel
//! within a box is inside at a glance.

mod findings;
mod look;
mod outline;
mod overlaps;
mod shape;
mod told;
mod units;

pub use findings::{Findings, Oddities};
pub use look::{Ground, Look};
pub use outline::{Outline, OutlinePiece, Outside};
pub use overlaps::{Overlap, Parcel, Sweep};
pub use shape::{MOST_VERTICES, Origin, Shape};
pub use told::tell;
pub use units::Units;
