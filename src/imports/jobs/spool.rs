//! The folder where received files wait, and what their imports leave beside them.
//!
//! A folder for each import, open to this account only: `file`, `refused.geojson`, `shapes.geojson`. Files that are
//! still being received lie beside the folders and vanish with whoever sends them.

use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use tempfile::TempPath;
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use crate::imports::Outputs;

/// What nobody knows of is left alone for this long: it may be on its way in.
const IN_DOUBT: Duration = Duration::from_hours(1);

/// The folder of received files.
#[derive(Clone, Debug)]
pub struct Spool(PathBuf);

impl Spool {
    /// The spool in a folder, which is made if it is missing.
    ///
    /// # Errors
    /// When it cannot be made, or belongs to somebody else, or is open to others: it holds personal data.
    pub fn open(folder: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let found = fs::symlink_metadata(folder)?;
        if !found.is_dir() || found.uid() != rustix::process::geteuid().as_raw() || found.mode() & 0o077 != 0 {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "it must be a folder of this account, open to nobody else (chmod 700)",
            ));
        }
        Ok(Self(folder.to_owned()))
    }

    /// The folder that is used where the operator names none and there is no data folder.
    pub fn in_temp() -> PathBuf {
        let account = rustix::process::geteuid().as_raw();
        std::env::temp_dir().join(format!("matbang-spool-{account}"))
    }

    /// A file to receive into.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn incoming(&self) -> io::Result<Incoming> {
        let (file, path) = tempfile::Builder::new()
            .prefix("incoming-")
            .tempfile_in(&self.0)?
            .into_parts();
        Ok(Incoming {
            file: tokio::fs::File::from_std(file),
            path,
            bytes: 0,
        })
    }

    /// Gives a received file to its import.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn keep(&self, id: Uuid, received: TempPath) -> io::Result<()> {
        let folder = self.folder(id);
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        received.persist(folder.join("file")).map_err(|failed| failed.error)
    }

    fn folder(&self, id: Uuid) -> PathBuf {
        self.0.join(id.to_string())
    }

    /// The received file of an import.
    pub fn file(&self, id: Uuid) -> PathBuf {
        self.folder(id).join("file")
    }

    /// The refused features of an import.
    pub fn refused(&self, id: Uuid) -> PathBuf {
        self.folder(id).join("refused.geojson")
    }

    /// A sample of the shapes of an import.
    pub fn shapes(&self, id: Uuid) -> PathBuf {
        self.folder(id).join("shapes.geojson")
    }

    /// Where a check or a storing leaves its files; those of the one before are gone.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn outputs(&self, id: Uuid) -> io::Result<Outputs> {
        remove(&self.refused(id))?;
        remove(&self.shapes(id))?;
        Ok(Outputs {
            refused: Some(self.refused(id)),
            shapes: Some(self.shapes(id)),
        })
    }

    /// Forgets the file of a stored import; what was refused can still be fetched.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finish(&self, id: Uuid) -> io::Result<()> {
        remove(&self.file(id))?;
        remove(&self.shapes(id))?;
        match fs::remove_dir(self.folder(id)) {
            Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => Err(error),
            _ => Ok(()),
        }
    }

    /// Forgets everything of an import.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn discard(&self, id: Uuid) -> io::Result<()> {
        match fs::remove_dir_all(self.folder(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The imports that have a folder here.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn imports(&self) -> io::Result<Vec<Uuid>> {
        let names = fs::read_dir(&self.0)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names.filter_map(|name| name.parse().ok()).collect())
    }

    /// Whether the folder of an import was touched so lately that its import may be on the way in.
    pub fn is_in_doubt(&self, id: Uuid) -> bool {
        is_recent(&self.folder(id))
    }

    /// Removes what was being received when its server was killed.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn sweep_incoming(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            let is_incoming = path
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"incoming-"));
            if is_incoming && !is_recent(&path) {
                remove(&path)?;
            }
        }
        Ok(())
    }
}

/// Whether something was written a short while ago; what cannot be looked at counts as such.
fn is_recent(path: &Path) -> bool {
    fs::metadata(path)
        .and_then(|found| found.modified())
        .ok()
        .and_then(|at| SystemTime::now().duration_since(at).ok())
        .is_none_or(|age| age < IN_DOUBT)
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file that is being received; gone with this value unless it is kept.
pub struct Incoming {
    file: tokio::fs::File,
    path: TempPath,
    /// Bytes received.
    pub bytes: usize,
}

impl Incoming {
    /// Appends what was received.
    ///
    /// # Errors
    /// Those of the disk: `StorageFull` where it is full.
    pub async fn take(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.bytes += chunk.len();
        self.file.write_all(chunk).await
    }

    /// The whole file.
    ///
    /// # Errors
    /// Those of the disk: `StorageFull` where it is full.
    pub async fn end(mut self) -> io::Result<TempPath> {
        self.file.flush().await?;
        Ok(self.path)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_spool_that_others_could_read_or_replace_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("spool");
        Spool::open(&folder).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
        Spool::open(&folder).unwrap();
        let link = parent.path().join("link");
        symlink(&folder, &link).unwrap();
        assert!(Spool::open(&link).is_err());
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(Spool::open(&folder).is_err());
    }

    #[tokio::test]
    async fn a_file_that_is_not_received_to_its_end_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let mut incoming = spool.incoming().unwrap();
        incoming.take(b"half a").await.unwrap();
        assert_eq!(fs::read_dir(&spool.0).unwrap().count(), 1);
        drop(incoming);
        assert_eq!(fs::read_dir(&spool.0).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_full_disk_is_told_as_such() {
        let folder = tempfile::tempdir().unwrap();
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut incoming = Incoming {
            file: tokio::fs::File::from_std(full),
            path: tempfile::NamedTempFile::new_in(folder.path()).unwrap().into_temp_path(),
            bytes: 0,
        };
        let taken = incoming.take(b"one byte too many").await;
        let outcome = match taken {
            Ok(()) => incoming.end().await.map(drop),
            failed => failed,
        };
        assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
