//! The running postmaster of a cluster, as `postmaster.pid` and the system's process table show it.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// The line of `postmaster.pid` that holds the state (PostgreSQL 10 and later).
const STATE_LINE: usize = 7;

/// A live postmaster.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Postmaster {
    pid: Pid,
    /// Whether it takes connections; else it is starting or stopping.
    pub(super) ready: bool,
}

impl Postmaster {
    /// The postmaster of this cluster, if one lives.
    pub(super) fn find(cluster: &Path) -> io::Result<Option<Self>> {
        Ok(Self::recorded(cluster)?.filter(|recorded| is_postmaster_of(recorded.pid, cluster)))
    }

    /// Removes a `postmaster.pid` whose number now belongs to a foreign process, as after a restart of the machine:
    /// PostgreSQL would refuse to start. One whose process is gone is left, for PostgreSQL itself checks it further.
    pub(super) fn forget_recycled(cluster: &Path) -> io::Result<()> {
        match Self::recorded(cluster)? {
            Some(recorded) if test_kill_process(recorded.pid).is_ok() && !is_postmaster_of(recorded.pid, cluster) => {
                fs::remove_file(cluster.join("postmaster.pid"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn signal(&self, signal: Signal) {
        // A process that ended in the meantime is what the signal is for.
        let _ = kill_process(self.pid, signal);
    }

    fn recorded(cluster: &Path) -> io::Result<Option<Self>> {
        match fs::read_to_string(cluster.join("postmaster.pid")) {
            Ok(text) => Ok(parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn parse(text: &str) -> Option<Postmaster> {
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse().ok().and_then(Pid::from_raw)?;
    let ready = lines.nth(STATE_LINE - 1).is_some_and(|state| state.trim() == "ready");
    Some(Postmaster { pid, ready })
}

/// Whether the process is a postgres with this cluster as its data folder. A zombie has no command line.
///
/// The command line, unlike the working directory, may be read of any account's process even in a container.
#[cfg(target_os = "linux")]
fn is_postmaster_of(pid: Pid, cluster: &Path) -> bool {
    let command_line = fs::read(format!("/proc/{}/cmdline", pid.as_raw_pid())).unwrap_or_default();
    let arguments: Vec<&OsStr> = command_line.split(|byte| *byte == 0).map(OsStr::from_bytes).collect();
    let is_postgres = Path::new(arguments[0]).file_name() == Some(OsStr::new("postgres"));
    let folder = arguments.iter().skip_while(|argument| **argument != "-D").nth(1);
    is_postgres && folder.is_some_and(|folder| is_same(Path::new(folder), cluster))
}

/// Whether the process lives, for want of a process table to read.
#[cfg(not(target_os = "linux"))]
fn is_postmaster_of(pid: Pid, _cluster: &Path) -> bool {
    test_kill_process(pid).is_ok()
}

/// Whether two paths lead to one folder: it may be mounted twice.
fn is_same(left: &Path, right: &Path) -> bool {
    match (fs::metadata(left), fs::metadata(right)) {
        (Ok(left), Ok(right)) => (left.dev(), left.ino()) == (right.dev(), right.ino()),
        _ => false,
    }
}

/// Ends what a killed postmaster has left working: a new one refuses to start as long as one statement of the old
/// one still runs.
///
/// PostgreSQL's processes call themselves `postgres: <cluster_name>: ...`; where there is no process table to read,
/// the long statement has to end by itself.
pub(super) fn end_orphans(cluster_name: &str, uid: u32) {
    let title = format!("postgres: {cluster_name}: ");
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
            .and_then(Pid::from_raw)
        else {
            continue;
        };
        let is_ours = entry.metadata().is_ok_and(|process| process.uid() == uid)
            && fs::read(entry.path().join("cmdline")).is_ok_and(|line| line.starts_with(title.as_bytes()));
        if is_ours {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_a_postmaster_is_read_from_its_file() {
        let file = |state: &str| {
            parse(&format!(
                "4711\n/var/lib/matbang/postgres\n1700000000\n5432\n/var/lib/matbang/socket\n\n  5432001  42\n{state}\n"
            ))
        };
        let postmaster = |ready| Pid::from_raw(4711).map(|pid| Postmaster { pid, ready });
        assert_eq!(file("ready   "), postmaster(true));
        assert_eq!(file("stopping"), postmaster(false));
        assert_eq!(parse("4711\n"), postmaster(false));
        assert_eq!(parse(""), None);
    }
}
