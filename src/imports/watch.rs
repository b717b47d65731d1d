//! Whoever watches an import: progress goes out, the wish to cancel comes in.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The structure of the file is looked at.
    Surveying,
    /// So many of the features are read.
    Reading {
        /// Features read.
        features: u64,
        /// Features in the file.
        of_features: u64,
    },
    /// Everything is read; the database merges it.
    Merging,
}

/// Whoever watches an import.
#[derive(Clone)]
pub struct Watch {
    progress: Arc<dyn Fn(Progress) + Send + Sync>,
    /// Cancelled when nobody wants the import any more.
    pub cancelled: CancellationToken,
}

impl Watch {
    /// A watch that is told of progress.
    pub fn new(progress: impl Fn(Progress) + Send + Sync + 'static, cancelled: CancellationToken) -> Self {
        Self {
            progress: Arc::new(progress),
            cancelled,
        }
    }

    /// Tells how far the import has come.
    pub fn tell(&self, progress: Progress) {
        (self.progress)(progress);
    }
}

impl Default for Watch {
    /// A watch that nobody looks at.
    fn default() -> Self {
        Self::new(|_| {}, CancellationToken::new())
    }
}
