//! Readings of personal data, each with its row in audit.

use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::{audit, auth::Caller, db, problem::Problem};

/// What is recorded where somebody sees personal data of a parcel or a file.
pub const READ: &str = "persons.read";

/// What `read` gives back, once it is recorded who read it, and what: nobody is told anything otherwise. `read` says
/// beside it what was read: numbers, never names.
///
/// # Errors
/// Whatever `read` fails with, or the database.
pub async fn recorded<T>(
    pool: &PgPool,
    caller: &Caller,
    action: &str,
    read: impl AsyncFnOnce(&mut PgConnection) -> Result<(T, String), Problem>,
) -> Result<T, Problem> {
    let author = caller.author()?;
    db::transaction(pool, async |tx| {
        let (found, subject) = read(tx).await?;
        // Read twice is two readings, whatever the sender calls them.
        audit::record(tx, Uuid::now_v7(), &author, action, &subject).await?;
        Ok(found)
    })
    .await
}

/// Records that somebody looks into a received file, which may hold anything.
///
/// # Errors
/// Those of the database.
pub async fn look_into(conn: &mut PgConnection, caller: &Caller, import: Uuid) -> Result<(), Problem> {
    let subject = format!("import {import}");
    audit::record(conn, Uuid::now_v7(), &caller.author()?, READ, &subject).await?;
    Ok(())
}
