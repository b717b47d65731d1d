//! Who runs PostgreSQL: initdb and postgres refuse to work for root.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Stdio;

use rustix::process::{getegid, geteuid};
use tokio::process::Command;

use super::PrivatePostgresError;

/// The account that runs PostgreSQL and owns its files.
pub(super) struct Account {
    pub(super) uid: u32,
    gid: u32,
    /// The account to become; none for an ordinary user, who runs it himself.
    become_name: Option<String>,
}

impl Account {
    /// The account for a cluster: whoever started matbang; if that was root, the owner of the cluster, or for a new
    /// one `postgres`, or `nobody`.
    pub(super) fn for_cluster(cluster: &Path) -> Result<Self, PrivatePostgresError> {
        if !geteuid().is_root() {
            return Ok(Self {
                uid: geteuid().as_raw(),
                gid: getegid().as_raw(),
                become_name: None,
            });
        }
        let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
        match fs::metadata(cluster) {
            Ok(owner) if owner.uid() != 0 => Ok(Self {
                uid: owner.uid(),
                gid: owner.gid(),
                become_name: Some(name_of(&accounts, owner.uid())),
            }),
            _ => ["postgres", "nobody"]
                .into_iter()
                .find_map(|name| named(&accounts, name))
                .ok_or(PrivatePostgresError::NoAccount),
        }
    }

    /// A command that runs as this account, in a process group of its own and with nothing of our environment: neither
    /// Ctrl-C in our terminal nor a user's PGDATA or LANG reaches it.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .process_group(0);
        if self.become_name.is_some() {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Gives a file or folder that root has made to the account.
    pub(super) fn take(&self, path: &Path) -> io::Result<()> {
        if self.become_name.is_none() {
            return Ok(());
        }
        std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid))
    }

    /// Fails if the account cannot enter the data folder, as `program` (any command that ends by itself) shows.
    pub(super) async fn check_reach(&self, data: &Path, program: &Path) -> Result<(), PrivatePostgresError> {
        let Some(name) = &self.become_name else {
            return Ok(());
        };
        let entered = self
            .command(program)
            .arg("--version")
            .current_dir(data)
            .stdout(Stdio::null())
            .status()
            .await;
        match entered {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(PrivatePostgresError::FolderClosed {
                folder: data.to_owned(),
                account: name.clone(),
            }),
            Err(error) => Err(PrivatePostgresError::folder(data)(error)),
            Ok(_) => Ok(()),
        }
    }
}

/// The account called `name` in the text of `/etc/passwd`.
fn named(accounts: &str, name: &str) -> Option<Account> {
    let fields: Vec<&str> = lines(accounts).find(|fields| fields[0] == name)?;
    Some(Account {
        uid: fields[2].parse().ok()?,
        gid: fields[3].parse().ok()?,
        become_name: Some(name.to_owned()),
    })
}

fn name_of(accounts: &str, uid: u32) -> String {
    let number = uid.to_string();
    lines(accounts)
        .find(|fields| fields[2] == number)
        .map_or(number.clone(), |fields| fields[0].to_owned())
}

/// The complete lines of `/etc/passwd`: name, password, uid, gid, ...
fn lines(accounts: &str) -> impl Iterator<Item = Vec<&str>> {
    accounts
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .filter(|fields| fields.len() >= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\nbroken\npostgres:x:101:104::/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn an_account_is_found_by_its_name() {
        let account = named(PASSWD, "postgres").map(|account| (account.uid, account.gid));
        assert_eq!(account, Some((101, 104)));
        assert!(named(PASSWD, "nobody").is_none());
    }

    #[test]
    fn an_account_without_a_name_is_called_by_its_number() {
        assert_eq!(name_of(PASSWD, 101), "postgres");
        assert_eq!(name_of(PASSWD, 4711), "4711");
    }
}
