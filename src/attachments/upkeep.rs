//! Whether the store holds what the rows name, and what it holds beside.

use std::collections::HashSet;

use sqlx::{PgConnection, PgPool};
use time::{Duration, OffsetDateTime};

use super::{AttachmentError, Attachments};

/// What no row names is left alone for so long: its row may be on the way.
const IN_DOUBT: Duration = Duration::days(1);

/// A file that a row names.
#[derive(Clone)]
pub struct Named {
    /// The obstacle.
    pub obstacle: i64,
    /// Name of the file.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// What was found in the store.
pub struct Findings {
    /// How many attachments there are.
    pub named: usize,
    /// Those whose file is missing.
    pub missing: Vec<Named>,
    /// The files that no attachment names, by SHA-256.
    pub orphans: Vec<String>,
    /// Length of these together, bytes.
    pub orphan_bytes: u64,
}

/// Compares the rows with the store; without one, every file is missing.
///
/// # Errors
/// Those of the database, or of the store.
pub async fn examine(pool: &PgPool, store: Option<&Attachments>) -> Result<Findings, UpkeepError> {
    // Files come before their rows: whatever a row names was there when the files are listed afterwards.
    let named = named(&mut *pool.acquire().await?).await?;
    let found = match store {
        Some(store) => store.all().await?,
        None => Vec::new(),
    };
    let there: HashSet<&str> = found.iter().map(|file| file.sha256.as_str()).collect();
    let wanted: HashSet<&str> = named.iter().map(|row| row.sha256.as_str()).collect();
    let latest = OffsetDateTime::now_utc() - IN_DOUBT;
    let is_orphan = |file: &&super::store::Found| file.put_at < latest && !wanted.contains(file.sha256.as_str());
    let orphans: Vec<_> = found.iter().filter(is_orphan).collect();
    Ok(Findings {
        named: named.len(),
        orphan_bytes: orphans.iter().map(|file| file.bytes).sum(),
        orphans: orphans.iter().map(|file| file.sha256.clone()).collect(),
        missing: named
            .iter()
            .filter(|row| !there.contains(row.sha256.as_str()))
            .cloned()
            .collect(),
    })
}

/// Removes the files that no attachment names.
///
/// # Errors
/// Those of the store.
pub async fn sweep(store: &Attachments, findings: &Findings) -> Result<(), UpkeepError> {
    for sha256 in &findings.orphans {
        store.remove(sha256).await?;
    }
    Ok(())
}

/// Why the store could not be compared with the rows.
#[derive(Debug, thiserror::Error)]
pub enum UpkeepError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] AttachmentError),
}

async fn named(conn: &mut PgConnection) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        "select obstacle_id as obstacle, name, sha256 from obstacle_attachments where removed_at is null order by id"
    )
    .fetch_all(conn)
    .await
}
