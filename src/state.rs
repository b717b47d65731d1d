//! What every handler may use.

use std::sync::Arc;

use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use utoipa::ToSchema;

use crate::{
    attachments::Attachments, audit, auth::People, board::LiveBoard, bottlenecks::Tallies, db, extract::Writer,
    imports::Jobs, outage::Outage, parcels::EditQueue, problem::Problem, tiles::TileCache,
};

/// A base map under ours; it may fail.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BaseMap {
    /// Name shown in the switch.
    pub name: String,
    /// Address of its tiles, with `{z}`, `{x}` and `{y}`.
    pub url: String,
    /// Whom to thank.
    pub attribution: String,
    /// Largest zoom that it has.
    pub max_zoom: u8,
}

impl BaseMap {
    /// Where its tiles come from, as a content security policy names it; none where that is no address of the web.
    pub fn source(&self) -> Option<String> {
        let (scheme, rest) = self.url.split_once("://")?;
        let host = rest.split('/').next()?.replace("{s}", "*");
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-.:*[]".contains(c);
        (matches!(scheme, "http" | "https") && host.chars().all(is_plain)).then(|| format!("{scheme}://{host}"))
    }
}

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Base maps, the first one shown at first.
    pub base_maps: Vec<BaseMap>,
    /// Largest file that may be imported over HTTP, bytes.
    pub max_upload_bytes: usize,
}

/// What every handler may use.
#[derive(Clone)]
pub struct AppState {
    /// The record, for requests.
    pub pool: PgPool,
    /// The picture.
    pub board: LiveBoard,
    /// Edits of single parcels.
    pub edits: EditQueue,
    /// Figures made before.
    pub tallies: Tallies,
    /// Tiles made before.
    pub tiles: TileCache,
    /// Files that people attached.
    pub attachments: Attachments,
    /// Received files and the work on them.
    pub imports: Jobs,
    /// The accounts.
    pub people: People,
    /// What the operator chose.
    pub settings: Arc<Settings>,
}

impl AppState {
    /// Does a write of a person, in one transaction with its audit row, and waits until the board holds it. A write that
    /// was recorded before is done already.
    ///
    /// # Errors
    /// Whatever `work` fails with; nothing is written then. [`Outage::Unconfirmed`] when it may be, [`Outage::Unseen`]
    /// when it is, but the board could not read it back.
    pub async fn write(
        &self,
        writer: &Writer,
        action: &str,
        subject: &str,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let mut worked = false;
        let outcome = db::transaction(&self.pool, async |tx| {
            audit::record(&mut *tx, writer.op_id, &writer.author, action, subject).await?;
            work(tx).await?;
            worked = true;
            Ok(())
        })
        .await;
        self.conclude(writer, action, subject, outcome, worked).await
    }

    /// What came of a write, once the board holds it. With `sent`, it may be stored though its answer is an outage.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn conclude(
        &self,
        writer: &Writer,
        action: &str,
        subject: &str,
        outcome: Result<(), Problem>,
        sent: bool,
    ) -> Result<(), Problem> {
        let is_recorded = async || {
            let recorded = audit::is_recorded(&self.pool, writer.op_id, &writer.author, action, subject);
            recorded.await.unwrap_or(false)
        };
        match outcome {
            Ok(()) => self.see(Outage::Unseen).await,
            Err(Problem::AlreadyRecorded) if is_recorded().await => self.see(Outage::Unseen).await,
            // Only the answer to the commit is missing: the database knows whether it was one.
            Err(Problem::Unavailable(Outage::Away)) if sent => {
                if is_recorded().await {
                    self.see(Outage::Unseen).await
                } else {
                    Err(Problem::Unavailable(Outage::Unconfirmed))
                }
            }
            // What is done already is often refused the second time.
            Err(Problem::Refused(_) | Problem::StaleVersion(_)) if is_recorded().await => {
                self.see(Outage::Unseen).await
            }
            // Whoever is told the present state is told that of the board.
            Err(stale @ Problem::StaleVersion(_)) => {
                self.see(Outage::Away).await?;
                Err(stale)
            }
            Err(problem) => Err(problem),
        }
    }

    /// Waits until the board holds everything committed before; `otherwise` is the problem when it cannot.
    async fn see(&self, otherwise: Outage) -> Result<(), Problem> {
        if self.board.catch_up().await {
            Ok(())
        } else {
            Err(Problem::Unavailable(otherwise))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BaseMap;

    #[test]
    fn a_base_map_is_named_by_its_host_in_the_policy() {
        let source = |url: &str| {
            let map = BaseMap {
                name: String::new(),
                url: url.to_owned(),
                attribution: String::new(),
                max_zoom: 19,
            };
            map.source()
        };
        let told = |text: &str| Some(text.to_owned());
        assert_eq!(
            source("https://tile.example.vn/{z}/{x}/{y}.png"),
            told("https://tile.example.vn")
        );
        assert_eq!(
            source("http://{s}.tile.vn:8080/{z}/{x}/{y}"),
            told("http://*.tile.vn:8080")
        );
        assert_eq!(source("/own/{z}/{x}/{y}.png"), None);
        assert_eq!(source("https://evil; script-src *//{z}/{x}/{y}"), None);
    }
}
