//! What goes between an import and whoever started it: progress out, cancelling in, files left behind.

use std::{path::PathBuf, sync::Arc};

use tokio_util::sync::CancellationToken;

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The structure of the file is looked at.
    Surveying,
    /// The features are read.
    Reading {
        /// Features read.
        features: u64,
        /// Features in the file.
        of_features: u64,
    },
    /// Everything is read; the database merges it.
    Merging,
}

/// Progress out, cancelling in.
#[derive(Clone)]
pub struct Watch {
    progress: Arc<dyn Fn(Progress) + Send + Sync>,
    /// Cancelled when the import is to stop and leave nothing.
    pub cancelled: CancellationToken,
}

impl Watch {
    /// A watch that hands progress on, and whose token somebody else may cancel.
    pub fn new(progress: impl Fn(Progress) + Send + Sync + 'static, cancelled: CancellationToken) -> Self {
        Self {
            progress: Arc::new(progress),
            cancelled,
        }
    }

    /// A watch of nobody.
    pub fn nobody() -> Self {
        Self::new(|_| {}, CancellationToken::new())
    }

    /// Tells how far the import has come.
    pub fn tell(&self, progress: Progress) {
        (self.progress)(progress);
    }
}

/// Files that an import leaves for whoever asked.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// The refused features as GeoJSON.
    pub refused: Option<PathBuf>,
    /// A sample of the shapes, for a look at the map.
    pub shapes: Option<PathBuf>,
}
