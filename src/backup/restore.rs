//! Puts a backup back: all of it in one transaction, or nothing.

use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};

use super::{
    BackupError, Refusal, archive::Verified, display::Display, make::counts, manifest::Manifest, programs::Programs,
    script,
};
use crate::{attachments::AttachmentPlace, db, language::Text};

/// Refuses what this program cannot bring up to date.
///
/// # Errors
/// [`Refusal::NewerSchema`].
pub fn check_schema(manifest: &Manifest) -> Result<(), Refusal> {
    let known = db::MIGRATOR.iter().map(|migration| migration.version).max();
    if known.is_some_and(|known| manifest.schema <= known) {
        Ok(())
    } else {
        Err(Refusal::NewerSchema {
            program: manifest.program.clone(),
            schema: manifest.schema,
        })
    }
}

/// Puts a backup in the place of whatever the database holds. Servers that use it read everything anew.
///
/// # Errors
/// [`BackupError`], each with the way out; everything is as before then.
pub async fn restore(
    pool: &PgPool,
    attachments: &AttachmentPlace,
    backup: &Verified,
    replace: bool,
    display: &Display,
) -> Result<(), BackupError> {
    let folder = attachments.folder();
    if folder.is_none() && backup.manifest.attachments > 0 {
        let attachments = backup.manifest.attachments;
        return Err(Refusal::NoFolder { attachments }.into());
    }
    // The script changes settings of its connection.
    let mut conn = PgConnection::connect_with(pool.connect_options().as_ref()).await?;
    let mut tx = conn.begin().await?;
    db::take_time(&mut tx).await?;
    prepare(&mut tx, backup, replace).await?;
    let server = major(&mut tx).await?;
    let programs = Programs::find(server.max(backup.manifest.postgres)).await?;
    let text = Text::new("Phục hồi cơ sở dữ liệu", "Restoring the database");
    display.stage(&text, Some(backup.manifest.database.bytes));
    run_script(&mut tx, &programs, backup, display).await?;
    let text = Text::new(
        "Kiểm tra và cập nhật lược đồ",
        "Checking, and bringing the schema up to date",
    );
    display.stage(&text, None);
    sqlx::raw_sql("reset all").execute(&mut *tx).await?;
    db::take_time(&mut tx).await?;
    if counts(&mut tx).await? != backup.manifest.counts {
        return Err(Refusal::Damaged {
            part: "counts".to_owned(),
        }
        .into());
    }
    db::MIGRATOR.run(&mut *tx).await?;
    sqlx::raw_sql("analyze").execute(&mut *tx).await?;

    // Files beside those that the old data name do no harm: they come before the commit, which makes them count.
    let new = match folder.map(|folder| tokio::task::block_in_place(|| backup.unpack_attachments(folder))) {
        None => Vec::new(),
        Some(Ok(new)) => new,
        Some(Err((new, error))) => {
            take_back(&new);
            return Err(BackupError::file(folder.map_or(Path::new(""), PathBuf::as_path), error));
        }
    };
    if let Err(error) = tx.commit().await {
        take_back(&new);
        return Err(error.into());
    }
    // Whoever hears no bell looks by himself.
    let _ = db::ring(pool).await;
    Ok(())
}

/// Makes room: refuses what must stay, and drops our own part of the database.
async fn prepare(conn: &mut PgConnection, backup: &Verified, replace: bool) -> Result<(), BackupError> {
    let server = major(&mut *conn).await?;
    if server < backup.manifest.postgres {
        return Err(Refusal::OlderServer {
            made_by: backup.manifest.postgres,
            server,
        }
        .into());
    }
    // No import may begin on what is about to go.
    sqlx::raw_sql(include_str!("restore/occupied.sql"))
        .execute(&mut *conn)
        .await?;
    let occupied_by = sqlx::query_scalar!("select current_setting('matbang.occupied_by', true)")
        .fetch_one(&mut *conn)
        .await?;
    if let Some(table) = occupied_by.filter(|table| !table.is_empty() && !replace) {
        return Err(Refusal::Occupied { table }.into());
    }
    sqlx::raw_sql("create extension if not exists postgis")
        .execute(&mut *conn)
        .await
        .map_err(BackupError::PostgisMissing)?;
    sqlx::raw_sql(include_str!("restore/clear.sql")).execute(conn).await?;
    Ok(())
}

async fn major(conn: &mut PgConnection) -> sqlx::Result<i32> {
    sqlx::query_scalar!(r#"select current_setting('server_version_num')::integer / 10000 as "major!""#)
        .fetch_one(conn)
        .await
}

async fn run_script(
    conn: &mut PgConnection,
    programs: &Programs,
    backup: &Verified,
    display: &Display,
) -> Result<(), BackupError> {
    let failed = |said: String| BackupError::Program {
        name: "pg_restore",
        said,
    };
    let broken = |error: io::Error| failed(error.to_string());
    let mut child = programs
        .script()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(broken)?;
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(mut input), Some(output), Some(mut errors)) = pipes else {
        return Err(failed("no pipes".to_owned()));
    };
    let mut dump =
        tokio::fs::File::from_std(backup.database().map_err(broken)?.into_inner()).take(backup.manifest.database.bytes);
    let feeding = async move {
        let mut piece = vec![0; 1 << 17];
        while let Ok(read @ 1..) = dump.read(&mut piece).await {
            // A program that ends early says why by itself.
            if input.write_all(&piece[..read]).await.is_err() {
                return;
            }
            display.advance(read as u64);
        }
    };
    let mut said = String::new();
    let (ran, (), heard) = tokio::join!(
        script::run(conn, BufReader::new(output)),
        feeding,
        errors.read_to_string(&mut said)
    );
    heard.map_err(broken)?;
    ran?;
    if child.wait().await.map_err(broken)?.success() {
        Ok(())
    } else {
        Err(failed(said.trim_end().to_owned()))
    }
}

/// Removes attachments that were put there for nothing.
fn take_back(new: &[PathBuf]) {
    for path in new {
        if let Err(error) = std::fs::remove_file(path) {
            tracing::warn!(%error, path = %path.display(), "an attachment of a failed restore stays");
        }
    }
}
