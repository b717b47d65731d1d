//! Finding an installed PostgreSQL.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::account::Account;

/// The major versions that matbang is tested with.
pub(super) const SUPPORTED: std::ops::RangeInclusive<u32> = 15..=17;

/// Folders that hold one installation per version, with what such a folder's name begins with.
const VERSIONED: [(&str, &str); 5] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/opt/homebrew/opt", "postgresql@"),
    ("/usr/local/opt", "postgresql@"),
    ("/Applications/Postgres.app/Contents/Versions", ""),
];

/// One installed PostgreSQL.
pub(super) struct Installation {
    pub(super) bin: PathBuf,
    pub(super) major: u32,
}

impl Installation {
    pub(super) fn postgres(&self) -> PathBuf {
        self.bin.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.bin.join("initdb")
    }

    /// Whether PostGIS lies in one of the usual places for extensions. A guess that only ranks installations: the
    /// running server has the last word.
    fn seems_to_have_postgis(&self) -> bool {
        let share = self.bin.join("../share");
        [
            share.join("extension"),
            share.join("postgresql/extension"),
            share.join("pgsql/extension"),
            share.join(format!("postgresql@{}/extension", self.major)),
            PathBuf::from(format!("/usr/share/postgresql/{}/extension", self.major)),
        ]
        .iter()
        .any(|folder| folder.join("postgis.control").exists())
    }
}

/// The supported installations that `account` can run, the best last: with PostGIS before newer.
pub(super) async fn find(account: &Account) -> Vec<Installation> {
    let mut found = Vec::new();
    for bin in candidates("postgres", "initdb") {
        if let Some(major) = major(account, &bin).await.filter(|major| SUPPORTED.contains(major)) {
            found.push(Installation { bin, major });
        }
    }
    found.sort_by_key(|installation| (installation.seems_to_have_postgis(), installation.major));
    found
}

/// The folder with `pg_dump` and `pg_restore` of a major version, or else of the next newer one.
pub(super) async fn find_clients(major: u32) -> Option<PathBuf> {
    let mut found = Vec::new();
    for bin in candidates("pg_dump", "pg_restore") {
        let output = Command::new(bin.join("pg_dump")).arg("--version").output().await.ok();
        let own = output.and_then(|output| parse_major(&String::from_utf8_lossy(&output.stdout)));
        found.extend(own.filter(|own| *own >= major).map(|own| (own, bin)));
    }
    found.into_iter().min().map(|(_, bin)| bin)
}

/// Every folder that holds both of two programs.
fn candidates(program: &str, other: &str) -> BTreeSet<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let versioned = VERSIONED
        .iter()
        .flat_map(|(parent, prefix)| children(Path::new(parent), prefix))
        .map(|folder| folder.join("bin"));
    in_path
        .into_iter()
        .chain(versioned)
        // A link in the PATH leads to the folder where the other is too.
        .filter_map(|folder| folder.join(program).canonicalize().ok())
        .filter_map(|program| program.parent().map(Path::to_owned))
        .filter(|folder| folder.join(program).exists() && folder.join(other).exists())
        .collect()
}

fn children(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path())
        .collect()
}

async fn major(account: &Account, bin: &Path) -> Option<u32> {
    let output = account
        .command(&bin.join("postgres"))
        .arg("--version")
        .output()
        .await
        .ok()?;
    parse_major(&String::from_utf8_lossy(&output.stdout))
}

/// The major version in, say, `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`.
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL)")?.1.trim_start();
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_major;

    #[test]
    fn the_major_version_is_read_from_every_distributor_s_wording() {
        assert_eq!(
            parse_major("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(parse_major("postgres (PostgreSQL) 17beta1\n"), Some(17));
        assert_eq!(parse_major("postgres (PostgreSQL) 16.9 (Homebrew)\n"), Some(16));
        assert_eq!(parse_major("bash: postgres: command not found"), None);
    }
}
