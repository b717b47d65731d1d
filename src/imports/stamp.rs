//! Whether a file is still the one that it was.

use std::{io, path::Path, time::SystemTime};

/// Whether two paths lead to one file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// What changes when a file is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Its length.
    pub bytes: u64,
    modified: SystemTime,
}

impl Stamp {
    /// What it is now.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn of(path: &Path) -> io::Result<Self> {
        let metadata = path.metadata()?;
        Ok(Self {
            bytes: metadata.len(),
            modified: metadata.modified()?,
        })
    }
}
