//! The folder of the unix socket.

use std::fs::{self, DirBuilder};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::PrivatePostgresError;
use super::account::Account;

/// Only a part of the socket's name: nothing listens on a network.
pub(super) const PORT: u16 = 5432;

/// The longest path of a unix socket on Linux; macOS allows four bytes less.
const LONGEST_PATH: usize = 103;

/// Where the postmaster of a data folder listens: in the folder itself, or, where that path is too long for a socket,
/// in a short folder under `/tmp`. Every process finds the same one. Not `$XDG_RUNTIME_DIR`: it is emptied when its
/// user logs out, and a server should outlive that.
pub(super) fn folder_for(data: &Path, account: &Account) -> PathBuf {
    let inside = data.join("socket");
    if file_in(&inside).as_os_str().len() <= LONGEST_PATH {
        inside
    } else {
        PathBuf::from(format!("/tmp/matbang-{}-{}", account.uid, fingerprint(data)))
    }
}

/// The socket itself.
pub(super) fn file_in(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

/// Makes the folder for a start, or checks that the one that is there belongs to the account alone: in `/tmp` anybody
/// could have put one in its place to listen to us. What a killed postmaster has left in it goes: its lock would hold
/// up the new one once its process number belongs to another process.
pub(super) fn prepare(folder: &Path, account: &Account) -> Result<(), PrivatePostgresError> {
    let failed = || PrivatePostgresError::folder(folder);
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => account.take(folder).map_err(failed()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let found = fs::symlink_metadata(folder).map_err(failed())?;
            let private = found.is_dir() && found.uid() == account.uid && found.permissions().mode() & 0o777 == 0o700;
            if !private {
                return Err(PrivatePostgresError::SocketFolderTaken {
                    folder: folder.to_owned(),
                });
            }
            match fs::remove_file(folder.join(format!(".s.PGSQL.{PORT}.lock"))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed()(error)),
                _ => Ok(()),
            }
        }
        Err(error) => Err(failed()(error)),
    }
}

/// A short name for a path, the same in every process of one build.
pub(super) fn fingerprint(path: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    path.as_os_str().as_bytes().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
