//! The database cluster of a data folder: finding it, starting it, stopping it.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::process::Child;

use super::account::Account;
use super::installation::{self, Installation};
use super::postmaster::{self, Postmaster};
use super::{NAME, PrivatePostgresError, folder, initdb, settings, socket};

/// Recovery after a crash may replay a lot.
const LONGEST_START: Duration = Duration::from_mins(5);

/// A fast stop writes what is in memory; a slow disk needs its time.
const LONGEST_STOP: Duration = Duration::from_mins(1);

/// A failing start is repeated: what a killed postmaster leaves behind needs a moment to vanish.
const START_ATTEMPTS: u32 = 5;

const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The cluster in `<data>/postgres`.
pub(super) struct Cluster {
    data: PathBuf,
    folder: PathBuf,
    socket_folder: PathBuf,
    account: Account,
    installation: Installation,
}

impl Cluster {
    /// The cluster of a data folder, made if it is missing. Call it behind the gate.
    pub(super) async fn prepare(data: &Path) -> Result<Self, PrivatePostgresError> {
        let folder = data.join("postgres");
        let account = Account::for_cluster(&folder)?;
        let mut installed = installation::find(&account).await;
        let made_by = match fs::read_to_string(folder.join("PG_VERSION")) {
            Ok(text) => Some(text.trim().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(PrivatePostgresError::folder(&folder)(error)),
        };
        if let Some(made_by) = &made_by
            && !installed.is_empty()
            && !installed.iter().any(|found| found.major.to_string() == *made_by)
        {
            return Err(PrivatePostgresError::OtherMajor {
                folder,
                made_by: made_by.clone(),
                installed: installed.iter().map(|found| found.major).collect(),
            });
        }
        installed.retain(|found| {
            made_by
                .as_ref()
                .is_none_or(|made_by| found.major.to_string() == *made_by)
        });
        let installation = installed.pop().ok_or(PrivatePostgresError::NotInstalled)?;
        account.check_reach(data, &installation.postgres()).await?;
        let cluster = Self {
            data: data.to_owned(),
            socket_folder: socket::folder_for(data, &account),
            folder,
            account,
            installation,
        };
        initdb::remove_unfinished(data);
        if made_by.is_none() {
            initdb::make(data, &cluster.folder, &cluster.account, &cluster.installation).await?;
        }
        Ok(cluster)
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    pub(super) fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }

    pub(super) fn major(&self) -> u32 {
        self.installation.major
    }

    /// Whether the postmaster lives and can be reached. While it starts or stops, it is not gone.
    pub(super) fn is_running(&self) -> bool {
        matches!(Postmaster::find(&self.folder), Ok(Some(found)) if !found.ready || self.has_socket())
    }

    /// Starts the postmaster, unless one is ready; waits until it is. Call it behind the gate.
    pub(super) async fn ensure_running(&self) -> Result<(), PrivatePostgresError> {
        let began = Instant::now();
        let mut started: Option<Child> = None;
        let mut attempts = 0;
        while began.elapsed() < LONGEST_START {
            match self.find_postmaster()? {
                Some(found) if found.ready && self.has_socket() => return Ok(()),
                // Its socket was swept away from /tmp: nobody can reach it any more.
                Some(found) if found.ready => found.signal(Signal::INT),
                Some(_) => {}
                None if started.as_mut().is_some_and(is_alive) => {}
                None if attempts == START_ATTEMPTS => {
                    return Err(PrivatePostgresError::StartFailed {
                        folder: self.folder.clone(),
                        output: self.start_output(),
                    });
                }
                None => {
                    tokio::time::sleep(LOOK_EVERY * attempts * 4).await;
                    started = Some(self.start()?);
                    attempts += 1;
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(PrivatePostgresError::NeverReady {
            folder: self.folder.clone(),
        })
    }

    /// Stops the postmaster, cutting off whoever is connected. Call it behind the gate.
    pub(super) async fn stop(&self) -> Result<(), PrivatePostgresError> {
        for signal in [Signal::INT, Signal::QUIT] {
            let began = Instant::now();
            if let Some(found) = self.find_postmaster()? {
                found.signal(signal);
            }
            while began.elapsed() < LONGEST_STOP {
                if self.find_postmaster()?.is_none() {
                    // Nothing stays behind in /tmp; a folder that is not empty stays for its owner to look at.
                    let _ = fs::remove_dir(&self.socket_folder);
                    return Ok(());
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        Err(PrivatePostgresError::NeverReady {
            folder: self.folder.clone(),
        })
    }

    fn start(&self) -> Result<Child, PrivatePostgresError> {
        let failed = || PrivatePostgresError::folder(&self.folder);
        postmaster::end_orphans(&self.name(), self.account.uid);
        Postmaster::forget_recycled(&self.folder).map_err(failed())?;
        socket::prepare(&self.socket_folder, &self.account)?;
        let (file, text) = (self.folder.join(settings::FILE), settings::text());
        // On a full disk PostgreSQL may still start, if nothing has to be written for that.
        if !fs::read_to_string(&file).is_ok_and(|present| present == text) {
            folder::replace(&file, &text).map_err(failed())?;
        }
        let output = folder::open(&self.start_output_file())
            .and_then(|file| file.set_len(0).map(|()| file))
            .map_err(PrivatePostgresError::folder(&self.data))?;
        self.account
            .command(&self.installation.postgres())
            .current_dir(&self.data)
            .arg("-D")
            .arg(&self.folder)
            .arg("-c")
            .arg(format!("cluster_name={}", self.name()))
            .args(["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"])
            .args(["-p", &socket::PORT.to_string(), "-k"])
            .arg(quoted(&self.socket_folder))
            .stdout(Stdio::null())
            .stderr(output)
            .spawn()
            .map_err(failed())
    }

    fn find_postmaster(&self) -> Result<Option<Postmaster>, PrivatePostgresError> {
        Postmaster::find(&self.folder).map_err(PrivatePostgresError::folder(&self.folder))
    }

    fn has_socket(&self) -> bool {
        socket::file_in(&self.socket_folder).exists()
    }

    /// What the cluster's processes carry in their titles.
    fn name(&self) -> String {
        format!("{NAME}-{}", socket::fingerprint(&self.data))
    }

    fn start_output_file(&self) -> PathBuf {
        self.data.join("postgres-start.log")
    }

    fn start_output(&self) -> String {
        let mut bytes = Vec::new();
        // Without the reasons the message still says what failed and where.
        let _ = folder::open(&self.start_output_file()).and_then(|mut file| file.read_to_end(&mut bytes));
        last_lines(&bytes)
    }
}

/// A folder as an element of PostgreSQL's list of folders, where commas separate.
fn quoted(folder: &Path) -> std::ffi::OsString {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    let doubled = folder.as_os_str().as_bytes().iter().flat_map(|byte| match byte {
        b'"' => vec![b'"', b'"'],
        byte => vec![*byte],
    });
    let bytes = std::iter::once(b'"')
        .chain(doubled)
        .chain(std::iter::once(b'"'))
        .collect();
    std::ffi::OsString::from_vec(bytes)
}

fn is_alive(child: &mut Child) -> bool {
    matches!(child.try_wait(), Ok(None))
}

/// The last lines of a program's output: the reason stands at the end.
pub(super) fn last_lines(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(10)..].join("\n")
}
