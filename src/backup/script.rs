//! Runs the script that `pg_restore` makes of a dump within a transaction of ours, so that it is done with everything
//! around it, or not at all.

use std::io;

use sqlx::{Executor as _, PgConnection};
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _};

use super::BackupError;

/// Rows are sent on in pieces of this size.
const PIECE: usize = 1 << 17;

/// Runs a script: statements, and rows between `copy ... from stdin` and a line of `\.`.
///
/// # Errors
/// [`BackupError::Database`] of a statement, or [`BackupError::Program`] when the script breaks off.
pub async fn run(conn: &mut PgConnection, mut script: impl AsyncBufRead + Unpin) -> Result<(), BackupError> {
    let mut statements = String::new();
    let mut line = Vec::new();
    while next_line(&mut script, &mut line).await? {
        let text = std::str::from_utf8(&line).map_err(|error| broken(&error))?;
        if text.starts_with("COPY ") && text.trim_end().ends_with(" FROM stdin;") {
            execute(&mut *conn, &mut statements).await?;
            let copied = text.trim_end().trim_end_matches(';').to_owned();
            copy(&mut *conn, &copied, &mut script).await?;
        } else if !is_for_psql(text) {
            statements.push_str(text);
        }
    }
    execute(conn, &mut statements).await
}

/// A line that only psql understands: it forbids psql what we never do.
fn is_for_psql(line: &str) -> bool {
    line.starts_with("\\restrict ") || line.starts_with("\\unrestrict ")
}

async fn execute(conn: &mut PgConnection, statements: &mut String) -> Result<(), BackupError> {
    // Of pg_restore's own making, from a backup that was verified.
    let script = sqlx::AssertSqlSafe(std::mem::take(statements));
    conn.execute(sqlx::raw_sql(script)).await?;
    Ok(())
}

async fn copy(
    conn: &mut PgConnection,
    statement: &str,
    script: &mut (impl AsyncBufRead + Unpin),
) -> Result<(), BackupError> {
    let mut rows = conn.copy_in_raw(statement).await?;
    let mut piece = Vec::with_capacity(PIECE);
    let mut line = Vec::new();
    loop {
        if !next_line(script, &mut line).await? {
            rows.abort("the script broke off").await?;
            return Err(broken(&"a table breaks off"));
        }
        let ends = line == b"\\.\n";
        if !ends {
            piece.extend_from_slice(&line);
        }
        if ends || piece.len() >= PIECE {
            rows.send(piece.as_slice()).await?;
            piece.clear();
        }
        if ends {
            rows.finish().await?;
            return Ok(());
        }
    }
}

/// Reads a line with its end; false after the last one.
async fn next_line(script: &mut (impl AsyncBufRead + Unpin), line: &mut Vec<u8>) -> Result<bool, BackupError> {
    line.clear();
    let read = script.read_until(b'\n', line).await;
    read.map(|bytes| bytes > 0).map_err(|error: io::Error| broken(&error))
}

fn broken(error: &dyn std::fmt::Display) -> BackupError {
    BackupError::Program {
        name: "pg_restore",
        said: error.to_string(),
    }
}
