//! The data folder and the files in it, safe to touch as root in a folder that belongs to somebody else.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use tempfile::NamedTempFile;

use super::PrivatePostgresError;

/// The data folder's real path; the folder is made if it is missing.
pub(super) fn prepare(data_dir: &Path) -> Result<PathBuf, PrivatePostgresError> {
    let failed = || PrivatePostgresError::folder(data_dir);
    if !data_dir.exists() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(data_dir)
            .map_err(failed())?;
        // Root's folder must let the account that runs PostgreSQL through; nobody else has business in it.
        let mode = if rustix::process::geteuid().is_root() {
            0o711
        } else {
            0o700
        };
        fs::set_permissions(data_dir, fs::Permissions::from_mode(mode)).map_err(failed())?;
    }
    data_dir.canonicalize().map_err(failed())
}

/// A file of the data folder, open for writing and made if it is missing.
///
/// A symbolic link is never followed: root may work in a folder whose owner could plant one. What root makes there
/// belongs to the folder's owner, who must be able to open it later.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
        .open(path)?;
    if rustix::process::geteuid().is_root()
        && let Some(parent) = path.parent()
    {
        let owner = fs::metadata(parent)?;
        std::os::unix::fs::fchown(&file, Some(owner.uid()), Some(owner.gid()))?;
    }
    Ok(file)
}

/// Replaces a file of a cluster by `text` in one step, as the cluster's owner would.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let owner = fs::metadata(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    std::os::unix::fs::fchown(file.as_file(), Some(owner.uid()), Some(owner.gid()))?;
    file.persist(path)?;
    Ok(())
}
