//! Making the database cluster of a data folder, once.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::account::Account;
use super::cluster::last_lines;
use super::installation::Installation;
use super::{NAME, PrivatePostgresError, folder, settings};

/// What an unfinished cluster's folder is called, before the random part.
const UNFINISHED: &str = "postgres.new-";

/// Runs initdb beside the place and moves the result there, so that a kill leaves no half-made cluster.
pub(super) async fn make(
    data: &Path,
    cluster: &Path,
    account: &Account,
    installation: &Installation,
) -> Result<(), PrivatePostgresError> {
    let failed = || PrivatePostgresError::folder(data);
    let unfinished = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(data)
        .map_err(failed())?;
    account.take(unfinished.path()).map_err(failed())?;
    let output = account
        .command(&installation.initdb())
        .current_dir(data)
        .arg("--pgdata")
        .arg(unfinished.path())
        // Whoever reaches the socket, in a folder closed to others, is trusted; the network is shut out twice.
        .args(["--username", NAME, "--auth-local=trust", "--auth-host=reject"])
        .args(["--encoding=UTF8", "--data-checksums", "--no-instructions"])
        .args(locale_arguments(installation.major))
        .output()
        .await
        .map_err(failed())?;
    if !output.status.success() {
        return Err(PrivatePostgresError::InitdbFailed {
            folder: data.to_owned(),
            output: last_lines(&[output.stdout, output.stderr].concat()),
        });
    }
    let configuration = unfinished.path().join("postgresql.conf");
    let text = fs::read_to_string(&configuration).map_err(failed())?;
    folder::replace(&configuration, &(text + settings::INCLUDE)).map_err(failed())?;
    fs::rename(unfinished.path(), cluster).map_err(PrivatePostgresError::folder(cluster))?;
    // Moved away, it must not be cleaned up under its old name.
    let _ = unfinished.keep();
    fs::File::open(data).and_then(|data| data.sync_all()).map_err(failed())
}

/// Clears away what a kill during initdb has left.
pub(super) fn remove_unfinished(data: &Path) {
    for entry in fs::read_dir(data).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            // The orphaned initdb may still be writing: the next start clears it.
            tracing::warn!(%error, folder = %entry.path().display(), "cannot remove an unfinished cluster");
        }
    }
}

/// The alphabet of every language, in the order of code points: names are sorted by ICU where a query asks for it, so
/// that no index depends on the system's version.
fn locale_arguments(major: u32) -> &'static [&'static str] {
    if major >= 17 {
        &["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    } else {
        &["--locale=C.UTF-8"]
    }
}
