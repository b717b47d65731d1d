//! Makes a backup while the service runs.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    process::{ChildStderr, Stdio},
};

use sqlx::{PgConnection, PgPool};
use tempfile::NamedTempFile;
use time::OffsetDateTime;

use super::{
    BackupError, archive,
    display::Display,
    manifest::{Counts, Manifest},
    programs::Programs,
};
use crate::{attachments::AttachmentPlace, language::Text};

/// Writes a backup of the database and the attachments to a file, which appears when it is complete.
///
/// # Errors
/// [`BackupError`], each with the way out; no file is left then.
pub async fn make(
    pool: &PgPool,
    attachments: &AttachmentPlace,
    path: &Path,
    replace: bool,
    display: &Display,
) -> Result<Manifest, BackupError> {
    let taken = || !replace && path.exists();
    if taken() {
        return Err(BackupError::Exists(path.to_owned()));
    }
    // All of it is of one moment: the transaction stays open for as long as pg_dump reads its snapshot.
    let mut tx = pool.begin().await?;
    sqlx::raw_sql("set transaction isolation level repeatable read, read only")
        .execute(&mut *tx)
        .await?;
    let (mut manifest, snapshot) = describe(&mut tx).await?;
    manifest.attachments_at = attachments.folder().is_none().then(|| attachments.to_string());
    let programs = Programs::find(manifest.postgres).await?;
    let dump = programs.dump(pool.connect_options().as_ref(), &snapshot);

    let failed = |error| BackupError::file(path, error);
    // The folder of the file: a rename within it is atomic.
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let file = NamedTempFile::new_in(folder).map_err(|error| BackupError::file(folder, error))?;
    display.stage(
        &Text::new(
            "Sao lưu cơ sở dữ liệu và tệp đính kèm",
            "Backing up database and attachments",
        ),
        None,
    );
    // Our own statements are done: only this thread works now, and the runtime keeps the connection.
    let written = tokio::task::block_in_place(|| write(file, manifest, dump, attachments, path, display));
    drop(tx);
    let (file, manifest) = written?;
    let kept = if replace {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    kept.map_err(|error| {
        if taken() {
            BackupError::Exists(path.to_owned())
        } else {
            failed(error.error)
        }
    })?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    Ok(manifest)
}

fn write(
    file: NamedTempFile,
    manifest: Manifest,
    mut dump: std::process::Command,
    attachments: &AttachmentPlace,
    path: &Path,
    display: &Display,
) -> Result<(NamedTempFile, Manifest), BackupError> {
    let failed = |said: String| BackupError::Program { name: "pg_dump", said };
    let mut child = dump
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let said = child
        .stderr
        .take()
        .map(|stderr| std::thread::spawn(move || last_words(stderr)));
    let Some(mut output) = child.stdout.take() else {
        return Err(failed("no output".to_owned()));
    };
    let written = archive::write(
        file,
        manifest,
        &mut output,
        attachments.folder().map(PathBuf::as_path),
        &|bytes| {
            display.advance(bytes);
        },
    );
    // Where writing failed, pg_dump ends with its pipe.
    drop(output);
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    let written = written.map_err(|error| BackupError::file(path, error))?;
    if status.success() {
        Ok(written)
    } else {
        let said = said.and_then(|said| said.join().ok()).unwrap_or_default();
        Err(failed(said))
    }
}

fn last_words(mut stderr: ChildStderr) -> String {
    let mut said = String::new();
    // Without its reasons the message still says what failed.
    let _ = stderr.read_to_string(&mut said);
    said.trim_end().to_owned()
}

/// What a backup of this moment will say of itself, and the name of the moment for `pg_dump`.
async fn describe(conn: &mut PgConnection) -> Result<(Manifest, String), BackupError> {
    let has_schema = sqlx::query_scalar!(r#"select to_regclass('public._sqlx_migrations') is not null as "has!""#)
        .fetch_one(&mut *conn)
        .await?;
    if !has_schema {
        return Err(BackupError::Nothing);
    }
    let row = sqlx::query!(
        r#"select pg_export_snapshot() as "snapshot!", current_setting('server_version_num')::integer / 10000 as "postgres!",
                  now() as "at!: OffsetDateTime""#
    )
    .fetch_one(&mut *conn)
    .await?;
    // Made by sqlx itself, and not yet there when queries are checked.
    let schema: i64 = sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations")
        .fetch_one(&mut *conn)
        .await?;
    let counts = counts(conn).await?;
    Ok((Manifest::begin(schema, row.postgres, row.at, counts), row.snapshot))
}

/// How much is in the database.
///
/// # Errors
/// Only those of the database.
pub async fn counts(conn: &mut PgConnection) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"select (select count(*) from admin_units) as "units!", (select count(*) from projects) as "projects!",
                  (select count(*) from parcels) as "parcels!", (select count(*) from obstacles) as "obstacles!""#
    )
    .fetch_one(conn)
    .await
}
