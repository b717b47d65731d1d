//! Received files that nobody came back to, removed.

use std::{collections::HashSet, time::Duration};

use time::OffsetDateTime;

use super::{Jobs, store};

/// How long a file is kept after the last that was done with it.
const KEPT: time::Duration = time::Duration::days(7);

/// How often is swept.
const EVERY: Duration = Duration::from_hours(1);

impl Jobs {
    /// Sweeps now and every hour, as long as the service runs.
    pub fn sweep_always(&self) {
        let jobs = self.clone();
        tokio::spawn(async move {
            let mut hours = tokio::time::interval(EVERY);
            loop {
                hours.tick().await;
                if let Err(error) = jobs.sweep().await {
                    tracing::warn!(error, "received files could not be swept");
                }
            }
        });
    }

    /// Removes the files of imports that nobody touched for a week, and those of no import.
    ///
    /// # Errors
    /// Those of the disk and the database.
    pub async fn sweep(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let spool = &self.0.spool;
        spool.sweep_incoming()?;
        let here = spool.imports()?;
        let mut conn = self.0.pool.acquire().await?;
        self.bury(&mut conn).await?;
        let known: HashSet<_> = store::known(&mut conn, &here).await?.into_iter().collect();
        let in_use: HashSet<_> = store::in_use(&mut conn, &here, OffsetDateTime::now_utc() - KEPT)
            .await?
            .into_iter()
            .collect();
        for id in here {
            if in_use.contains(&id) || (!known.contains(&id) && spool.is_in_doubt(id)) {
                continue;
            }
            spool.discard(id)?;
            store::file_gone(&mut conn, id).await?;
        }
        Ok(())
    }
}
