//! Files that people attach: what they may be, how they are taken in, and the store in which they lie under their SHA-256.
//!
//! `content` tells what a file is, `picture` takes out where and by which device it was taken, `intake` receives, `store`
//! keeps; who attached what to which obstacle is the business of the obstacles.

mod content;
mod intake;
mod orientation;
mod picture;
mod place;
mod store;
mod upkeep;

pub use content::Kind;
pub use intake::{LARGEST_FILE, StoredFile, too_large};
pub use place::AttachmentPlace;
pub use store::{AttachmentError, Attachments};
pub use upkeep::{Findings, UpkeepError, examine, sweep};
