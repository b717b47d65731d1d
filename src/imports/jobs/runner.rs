//! The work on one import: done on a task of its own, one at a time, told as it goes, stopped when somebody wants that.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use tokio::{sync::watch, task::JoinHandle, time::interval};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Jobs, Place,
    lease::Lease,
    model::{ImportProgress, State},
    options::Options,
    progress::Teller,
    sources,
    store::{self, End},
};
use crate::{
    audit::Author,
    imports::{ImportError, ImportOptions, Progress, Report, Watch, import_file},
};

/// Progress is told at most this often.
const TOLD_EVERY: Duration = Duration::from_millis(250);

/// Ticks after which the row is looked at even without progress: somebody may have asked to stop through another process.
const QUIET_TICKS: u32 = 4;

/// The work on one import, taken on.
pub struct Work {
    pub id: Uuid,
    pub author: Author,
    pub options: ImportOptions,
    pub place: Place,
    pub lease: Lease,
}

type Outcome = Result<Report, ImportError>;

impl Jobs {
    /// Starts the work.
    pub(super) fn start(&self, work: Work) {
        self.ring(work.id);
        tokio::spawn(self.clone().run(work));
    }

    /// Works on an import until there is nothing more to do.
    async fn run(self, work: Work) {
        let Work {
            id,
            author,
            options,
            place,
            mut lease,
        } = work;
        let (told, progress) = watch::channel(None);
        let cancelled = &place.cancelled;
        let import = self
            .clone()
            .import(id, author.clone(), options.clone(), told, cancelled.clone());
        let outcome = self
            .attend(&mut lease, cancelled, tokio::spawn(import), progress, id)
            .await;
        let end = match outcome {
            Ok(report) if report.stored_in_database => {
                self.stored(id, &author, &options, &report.columns).await;
                None
            }
            Ok(report) => Some(End {
                state: verdict(&report, &options),
                report: serde_json::to_value(&report).ok(),
                failure: None,
            }),
            Err(ImportError::Superseded) => None,
            Err(ImportError::Cancelled) if self.0.ending.load(Ordering::Relaxed) => None,
            Err(ImportError::Cancelled) => Some(End {
                state: State::Cancelled,
                report: None,
                failure: None,
            }),
            Err(error) => Some(End {
                state: State::Failed,
                report: None,
                failure: Some(error.text()),
            }),
        };
        // Whoever reads what it came to may start it anew at once.
        drop(place);
        if let Some(end) = end
            && let Err(error) = lease.end(id, &end).await
        {
            // The lease is gone with the session: whoever looks next finds the import dead.
            tracing::warn!(%error, import = %id, "what became of an import could not be written down");
        }
        self.ring(id);
    }

    /// The import itself, when it is its turn.
    async fn import(
        self,
        id: Uuid,
        author: Author,
        options: ImportOptions,
        told: watch::Sender<Option<Progress>>,
        cancelled: CancellationToken,
    ) -> Outcome {
        let _turn = tokio::select! {
            turn = self.0.turn.acquire() => turn.map_err(|_closed| ImportError::Cancelled)?,
            () = cancelled.cancelled() => return Err(ImportError::Cancelled),
        };
        if let Some(sender) = &options.sender {
            sender.limits(&mut *self.0.pool.acquire().await?, options.kind).await?;
        }
        let outputs = self.0.spool.outputs(id)?;
        let watch = Watch::new(
            move |progress| {
                told.send_replace(Some(progress));
            },
            cancelled,
        );
        let path = self.0.spool.file(id);
        import_file(&self.0.pool, &author, id, &path, &options, &outputs, &watch).await
    }

    /// Writes progress down and listens for the wish to stop, until the work has ended.
    async fn attend(
        &self,
        lease: &mut Lease,
        cancelled: &CancellationToken,
        mut work: JoinHandle<Outcome>,
        progress: watch::Receiver<Option<Progress>>,
        id: Uuid,
    ) -> Outcome {
        let mut teller = Teller::new();
        let mut last: Option<Progress> = None;
        let mut shown: Option<ImportProgress> = None;
        let mut quiet = 0;
        let mut lost = None;
        let mut ticks = interval(TOLD_EVERY);
        loop {
            tokio::select! {
                outcome = &mut work => {
                    let outcome = outcome.unwrap_or_else(|error| Err(error.into()));
                    return match (outcome, lost) {
                        (Err(ImportError::Cancelled), Some(error)) => Err(ImportError::Database(error)),
                        (outcome, _) => outcome,
                    };
                }
                _ = ticks.tick(), if lost.is_none() => {}
            }
            let now = *progress.borrow();
            quiet += 1;
            if now == last && quiet < QUIET_TICKS {
                continue;
            }
            if now != last {
                shown = now.map(|progress| teller.told(progress, Instant::now()));
            }
            match store::tell(&mut lease.0, id, shown).await {
                Ok(stop) => {
                    if stop {
                        cancelled.cancel();
                    }
                    if now != last {
                        self.ring(id);
                    }
                }
                Err(error) => {
                    // Without its session the import counts as dead, and could not commit.
                    cancelled.cancel();
                    lost = Some(error);
                }
            }
            (last, quiet) = (now, 0);
        }
    }

    /// What follows a storing: its file is needed no more, its source is remembered, the map shows it.
    async fn stored(&self, id: Uuid, author: &Author, options: &ImportOptions, columns: &[String]) {
        if let Err(error) = self.0.spool.finish(id) {
            tracing::warn!(%error, import = %id, "the file of a stored import could not be removed");
        }
        let remembered = async {
            let mut conn = self.0.pool.acquire().await?;
            sources::remember(&mut conn, options.kind, columns, &Options::from(options), &author.name).await
        };
        if let Err(error) = remembered.await {
            tracing::warn!(%error, import = %id, "how a file was read could not be remembered");
        }
        self.0.board.catch_up().await;
    }
}

/// What a report without a commit comes to.
fn verdict(report: &Report, options: &ImportOptions) -> State {
    let leaves_something = options.skip_bad && report.stored + report.updated + report.unchanged > 0;
    if options.dry_run && (report.refused == 0 || leaves_something) {
        State::Checked
    } else {
        State::Refused
    }
}
