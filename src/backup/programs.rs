//! PostgreSQL's own `pg_dump` and `pg_restore`.

use std::{ffi::OsString, path::PathBuf, process::Command};

use percent_encoding::percent_decode_str;
use sqlx::{
    ConnectOptions as _,
    postgres::{PgConnectOptions, PgSslMode},
};

use super::BackupError;
use crate::private_postgres::client_programs;

/// The programs that go with a server.
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// Those of the server's major version, or else the next newer ones: older ones refuse it.
    ///
    /// # Errors
    /// [`BackupError::NoPrograms`].
    pub async fn find(major: i32) -> Result<Self, BackupError> {
        let folder = client_programs(major.unsigned_abs())
            .await
            .ok_or(BackupError::NoPrograms { major })?;
        Ok(Self { folder })
    }

    /// Writes our own part of a database, as it was at the moment of a snapshot, in its custom format (compressed).
    ///
    /// PostGIS is left out: whoever restores has it already, and an ordinary role could not make it.
    pub fn dump(&self, server: &PgConnectOptions, snapshot: &str) -> Command {
        let mut command = Command::new(self.folder.join("pg_dump"));
        command
            .args(["--format=custom", "--no-owner", "--no-privileges", "--no-password"])
            .args(["--schema=public", "--exclude-table-data=public.spatial_ref_sys"])
            // What boards must read again means nothing to those of another server.
            .arg("--exclude-table-data=public.changes")
            .arg(format!("--snapshot={snapshot}"))
            .envs(address_of(server));
        command
    }

    /// Turns a dump on its standard input into a script.
    pub fn script(&self) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(self.folder.join("pg_restore"));
        command.args(["--no-owner", "--no-privileges", "--schema=public", "--file=-"]);
        command
    }
}

/// The address of a server as PostgreSQL's programs read it from their environment, where nobody else sees the password.
fn address_of(server: &PgConnectOptions) -> Vec<(&'static str, OsString)> {
    let host = server
        .get_socket()
        .map_or_else(|| server.get_host().into(), |socket| socket.clone().into_os_string());
    let ssl = match server.get_ssl_mode() {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    };
    let mut address = vec![
        ("PGHOST", host),
        ("PGPORT", server.get_port().to_string().into()),
        ("PGUSER", server.get_username().into()),
        (
            "PGDATABASE",
            server.get_database().unwrap_or(server.get_username()).into(),
        ),
        ("PGSSLMODE", ssl.into()),
    ];
    let url = server.to_url_lossy();
    if let Some(password) = url.password() {
        let password = percent_decode_str(password).decode_utf8_lossy().into_owned();
        address.push(("PGPASSWORD", password.into()));
    }
    for (name, value) in url.query_pairs() {
        let variable = match name.as_ref() {
            "sslrootcert" => "PGSSLROOTCERT",
            "sslcert" => "PGSSLCERT",
            "sslkey" => "PGSSLKEY",
            _ => continue,
        };
        address.push((variable, value.into_owned().into()));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_reaches_the_programs_as_it_is_and_not_in_their_arguments() {
        let server: PgConnectOptions = "postgres://a:p%40ss%20w@db.example:5433/land?sslmode=require"
            .parse()
            .unwrap();
        let address = address_of(&server);
        let of = |name: &str| {
            let found = address.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| value.to_string_lossy().into_owned())
        };
        assert_eq!(of("PGPASSWORD").as_deref(), Some("p@ss w"));
        assert_eq!(of("PGHOST").as_deref(), Some("db.example"));
        assert_eq!(of("PGPORT").as_deref(), Some("5433"));
        assert_eq!(of("PGDATABASE").as_deref(), Some("land"));
        assert_eq!(of("PGSSLMODE").as_deref(), Some("require"));
    }
}
