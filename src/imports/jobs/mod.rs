//! Imports as resources: received files, what became of each, and the work on them.
//!
//! What became of an import stands in the database, where every process sees it; its file lies with the process that
//! received it ([`Spool`]). The work runs on a task of that process, under a session lock ([`lease`]) whose loss tells
//! everybody that the worker is dead. The last word, that an import is stored, is written with the data.

mod lease;
mod model;
mod options;
mod preview;
mod progress;
mod receive;
mod routes;
mod runner;
mod sources;
mod spool;
mod store;
mod stream;
mod sweep;

use std::{
    collections::HashMap,
    io,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use sqlx::{PgConnection, PgPool};
use tokio::sync::{Semaphore, broadcast};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::Sender;
use crate::{audit::Author, board::LiveBoard, language::Text, problem::Problem};
use lease::Lease;
use model::{Import, ImportCan, State};
use options::Options;
use runner::Work;
use store::Row;

pub use routes::routes;
pub use spool::Spool;
pub(super) use store::remember;

/// Imports that may wait for their turn in one process; each holds a session of the database.
const MOST_JOBS: usize = 8;

/// Who has a file imported.
pub struct Importer {
    /// Under whose name it is stored.
    pub author: Author,
    /// The account.
    pub sender: Sender,
}

/// The imports of one process.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

struct Inner {
    pool: PgPool,
    board: LiveBoard,
    spool: Spool,
    /// One import is worked on at a time.
    turn: Semaphore,
    /// What is worked on or waits, and how to stop it.
    running: Mutex<HashMap<Uuid, CancellationToken>>,
    /// Whether the process is about to end.
    ending: AtomicBool,
    /// Rung with the identity of an import that changed.
    bell: broadcast::Sender<Uuid>,
}

/// A place among the imports that are worked on; free again with this value.
struct Place {
    jobs: Jobs,
    id: Uuid,
    cancelled: CancellationToken,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.jobs.running().remove(&self.id);
        self.jobs.ring(self.id);
    }
}

impl Jobs {
    /// The imports of a process that keeps received files in a folder.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(pool: PgPool, board: LiveBoard, folder: &Path) -> io::Result<Self> {
        Ok(Self(Arc::new(Inner {
            pool,
            board,
            spool: Spool::open(folder)?,
            turn: Semaphore::new(1),
            running: Mutex::default(),
            ending: AtomicBool::new(false),
            bell: broadcast::channel(256).0,
        })))
    }

    /// One import as it is told.
    async fn get(&self, id: Uuid) -> Result<Import, Problem> {
        let mut conn = self.0.pool.acquire().await?;
        let row = self.row(&mut conn, id).await?;
        drop(conn);
        if row.state.is_final() {
            // Whoever is told that it is stored finds it on the map.
            self.0.board.catch_up().await;
        }
        Ok(self.told(row))
    }

    /// An import as it is now: nobody is told that a dead worker works.
    async fn row(&self, conn: &mut PgConnection, id: Uuid) -> sqlx::Result<Row> {
        self.bury(conn).await?;
        store::get(conn, id).await
    }

    /// Turns the imports whose worker is dead into failed ones.
    async fn bury(&self, conn: &mut PgConnection) -> sqlx::Result<()> {
        let ours: Vec<Uuid> = self.running().keys().copied().collect();
        store::bury(conn, &ours).await
    }

    /// Checks or stores an import with these options, or those said before.
    async fn begin(&self, id: Uuid, by: Importer, state: State, said: Option<Options>) -> Result<(), Problem> {
        let mut conn = self.0.pool.acquire().await?;
        let row = self.row(&mut conn, id).await?;
        if row.state.is_running() || row.state.is_final() {
            return Err(not_now(row.state));
        }
        let options = said.unwrap_or_else(|| sources::read_options(row.options.clone()).unwrap_or_default());
        self.has_file(&row)?;
        match self.take_on(&mut conn, id, by, state, options, row.file_name).await? {
            Some(work) => {
                self.start(work);
                Ok(())
            }
            None => Err(not_now(store::get(&mut conn, id).await?.state)),
        }
    }

    /// Takes the work on an import on, and writes that down; none where its state does not allow it. Whoever drops the
    /// work instead of starting it gives it up.
    async fn take_on(
        &self,
        conn: &mut PgConnection,
        id: Uuid,
        by: Importer,
        state: State,
        options: Options,
        file_name: String,
    ) -> Result<Option<Work>, Problem> {
        let Importer { author, sender } = by;
        let kind = options.kind.ok_or_else(options::kind_missing)?;
        sender.limits(&mut *conn, kind).await?;
        let taken = options
            .clone()
            .for_import(kind, file_name, state == State::Checking, Some(sender));
        let Some(place) = self.enlist(id)? else {
            return Ok(None);
        };
        let Some(lease) = Lease::take(&self.0.pool, id).await? else {
            return Ok(None);
        };
        let begun = store::begin(conn, id, state, &options).await?;
        Ok(begun.then_some(Work {
            id,
            author,
            options: taken,
            place,
            lease,
        }))
    }

    /// A place among the imports that are worked on; none where this one has one.
    fn enlist(&self, id: Uuid) -> Result<Option<Place>, Problem> {
        let mut running = self.running();
        if running.contains_key(&id) {
            return Ok(None);
        }
        if running.len() >= MOST_JOBS {
            return Err(Problem::Conflict(Text::new(
                format!("Đang có {MOST_JOBS} lần nhập chờ tới lượt; hãy thử lại khi một lần nhập xong."),
                format!("{MOST_JOBS} imports wait for their turn; try again when one of them has ended."),
            )));
        }
        let cancelled = CancellationToken::new();
        running.insert(id, cancelled.clone());
        let jobs = self.clone();
        Ok(Some(Place { jobs, id, cancelled }))
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Uuid, CancellationToken>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops the work on an import, wherever that runs.
    async fn cancel(&self, id: Uuid) -> Result<(), Problem> {
        let mut conn = self.0.pool.acquire().await?;
        let state = self.row(&mut conn, id).await?.state;
        if !store::ask_to_stop(&mut conn, id).await? {
            return Err(not_now(state));
        }
        if let Some(cancelled) = self.running().get(&id) {
            cancelled.cancel();
        }
        Ok(())
    }

    /// Stops all work because the process ends, and waits for that; whoever looks next finds it interrupted.
    pub async fn end(&self) {
        self.0.ending.store(true, Ordering::Relaxed);
        let mut bell = self.0.bell.subscribe();
        while self.stop_all() {
            // An error means that it rang too often to be counted.
            let _ = bell.recv().await;
        }
    }

    /// Stops all work; gives back whether there is any.
    fn stop_all(&self) -> bool {
        let running = self.running();
        for cancelled in running.values() {
            cancelled.cancel();
        }
        !running.is_empty()
    }

    /// Forgets an import and its file.
    async fn discard(&self, id: Uuid) -> Result<(), Problem> {
        let mut conn = self.0.pool.acquire().await?;
        let state = self.row(&mut conn, id).await?.state;
        if !store::delete(&mut conn, id).await? {
            return Err(not_now(state));
        }
        self.0.spool.discard(id).map_err(|error| Problem::internal(&error))?;
        self.ring(id);
        Ok(())
    }

    /// Wakes the streams that tell of an import.
    fn ring(&self, id: Uuid) {
        // An error means that nobody listens.
        let _ = self.0.bell.send(id);
    }

    /// Refuses what needs the received file where that is not here.
    fn has_file(&self, row: &Row) -> Result<(), Problem> {
        if self.0.spool.file(row.id).is_file() {
            return Ok(());
        }
        Err(Problem::Conflict(if row.file_kept {
            Text::new(
                "Tệp nằm ở một tiến trình máy chủ khác, nơi đã nhận nó; hãy gửi lại tệp.",
                "The file lies with another process of the service, which received it; send the file again.",
            )
        } else {
            Text::new(
                "Tệp đã nhận không còn được giữ; hãy gửi lại tệp.",
                "The received file is not kept any more; send it again.",
            )
        }))
    }

    /// An import as it is told, by what this process has of it.
    fn told(&self, row: Row) -> Import {
        let (state, spool) = (row.state, &self.0.spool);
        let idle = !state.is_running() && !state.is_final();
        let startable = idle && spool.file(row.id).is_file();
        let options = sources::read_options(row.options).unwrap_or_default();
        Import {
            id: row.id,
            kind: options.kind,
            file_name: row.file_name,
            bytes: u64::try_from(row.bytes).unwrap_or_default(),
            created_at: row.created_at,
            created_by: row.created_by,
            state,
            progress: row.progress.map(|progress| progress.0),
            options,
            report: row.report,
            counts: row.counts.map(|counts| counts.0),
            failure: row.failure.map(|failure| failure.0),
            has_refused: spool.refused(row.id).is_file(),
            can: ImportCan {
                check: startable,
                store: startable,
                cancel: state.is_running(),
                undo: state == State::Stored && row.undo_kept,
                discard: idle,
            },
        }
    }
}

/// What the state of an import does not allow.
fn not_now(state: State) -> Problem {
    let state = state.text();
    Problem::Conflict(Text::new(
        format!("Không thực hiện được lúc này: lần nhập {}.", state.vi),
        format!("Not possible now: the import {}.", state.en),
    ))
}
