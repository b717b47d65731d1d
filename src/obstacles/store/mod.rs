//! Every SQL statement about obstacles: `read` asks, `write` changes, `attachments` are the rows of files.

mod attachments;
mod read;
mod write;

pub use attachments::{attach, attachment_by_operation, attachments, count, file, remove};
pub use read::{
    Candidate, ObstacleRow, candidates, cause_names, comments, history, household_parcels, intervals, officer,
    officers, parcels, projects_of, responsible_units, rows,
};
pub use write::{LockedObstacle, close, comment, comment_by_operation, insert, lock, reopen, set_fields};
