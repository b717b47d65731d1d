//! The three locks of a data folder. The kernel lets go of a lock when its process dies, however it dies, and child
//! processes do not inherit one (Rust opens files close-on-exec).

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::{PrivatePostgresError, folder};

/// How long another process may take to start or stop PostgreSQL.
const PATIENCE: Duration = Duration::from_mins(10);

/// A held lock.
pub(super) struct Lock {
    _file: File,
}

/// The right to start or stop the postmaster, waiting while another process has it.
pub(super) async fn gate(data: &Path) -> Result<Lock, PrivatePostgresError> {
    let began = Instant::now();
    loop {
        if let Ok(file) = acquire(data, "start.lock", FlockOperation::NonBlockingLockExclusive)? {
            return Ok(Lock { _file: file });
        }
        if began.elapsed() > PATIENCE {
            return Err(PrivatePostgresError::Busy {
                folder: data.to_owned(),
            });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// One more user of the postmaster. Call it behind the [`gate`]: there nobody holds this lock exclusively.
pub(super) fn join_users(data: &Path) -> Result<Lock, PrivatePostgresError> {
    match acquire(data, "users.lock", FlockOperation::NonBlockingLockShared)? {
        Ok(file) => Ok(Lock { _file: file }),
        Err(_) => Err(PrivatePostgresError::Busy {
            folder: data.to_owned(),
        }),
    }
}

/// Whether no process uses the postmaster. Call it behind the [`gate`], or the answer may be old at once.
pub(super) fn nobody_uses(data: &Path) -> Result<bool, PrivatePostgresError> {
    Ok(acquire(data, "users.lock", FlockOperation::NonBlockingLockExclusive)?.is_ok())
}

/// The right to be the one server of a data folder.
pub struct ServeLock {
    _lock: Lock,
}

impl ServeLock {
    /// Takes the folder for this process, making the folder if it is missing.
    ///
    /// # Errors
    /// [`PrivatePostgresError::AlreadyServed`] names the server that has it.
    pub fn take(data_dir: &Path) -> Result<Self, PrivatePostgresError> {
        let data = folder::prepare(data_dir)?;
        match acquire(&data, "serve.lock", FlockOperation::NonBlockingLockExclusive)? {
            Ok(mut file) => {
                // The lock counts; the number, which a full disk has no room for, is only told to whoever comes second.
                let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
                Ok(Self {
                    _lock: Lock { _file: file },
                })
            }
            Err(mut held) => {
                let mut text = String::new();
                held.read_to_string(&mut text)
                    .map_err(PrivatePostgresError::folder(&data))?;
                Err(PrivatePostgresError::AlreadyServed {
                    folder: data,
                    pid: text.trim().parse().ok(),
                })
            }
        }
    }
}

/// The locked file, or in `Err` the same file while another process holds the lock.
fn acquire(data: &Path, name: &str, operation: FlockOperation) -> Result<Result<File, File>, PrivatePostgresError> {
    let path = data.join(name);
    let file = folder::open(&path).map_err(PrivatePostgresError::folder(&path))?;
    match flock(&file, operation) {
        Ok(()) => Ok(Ok(file)),
        Err(Errno::WOULDBLOCK) => Ok(Err(file)),
        Err(error) => Err(PrivatePostgresError::folder(&path)(io::Error::from(error))),
    }
}
