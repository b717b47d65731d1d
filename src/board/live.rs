//! Keeps the board true: a bell rings, the changes not seen before are read, and what they touched is read again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use sqlx::{PgPool, Postgres, Transaction, postgres::PgListener};
use tokio::sync::{Notify, broadcast, mpsc, oneshot};

use super::{
    AssessedShard, Assessments, Board, Shard,
    catch_up::{ChangeNotice, Touched, apply, parcel_change},
    change_id::ChangeId,
    load,
};
use crate::{calendar::Day, db};

/// How long the rows of `changes` are kept; whoever was away longer starts anew.
const KEPT_HOURS: i64 = 24;
/// What is older than this may be deleted before it is read.
const STILL_KNOWN_SECONDS: i64 = (KEPT_HOURS - 1) * 3600;
/// The bell may be missed; this often the board looks by itself.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Commits within this time share one ring of the bell.
const RING_EVERY: Duration = Duration::from_millis(20);

/// The board that keeps itself true.
#[derive(Clone)]
pub struct LiveBoard(Arc<Inner>);

struct Inner {
    pool: PgPool,
    current: ArcSwap<Board>,
    seen: ArcSwap<ChangeId>,
    assessments: Assessments,
    looks: mpsc::UnboundedSender<oneshot::Sender<()>>,
    notices: broadcast::Sender<(ChangeId, Arc<ChangeNotice>)>,
    bell: Notify,
    healthy: AtomicBool,
}

impl LiveBoard {
    /// Reads the board and starts to keep it true.
    ///
    /// # Errors
    /// When it cannot be read at first; later troubles are waited out.
    pub async fn start(pool: PgPool) -> sqlx::Result<Self> {
        let (board, seen) = load_all(&pool).await?;
        let (looks, asked) = mpsc::unbounded_channel();
        let live = Self(Arc::new(Inner {
            pool,
            current: ArcSwap::from_pointee(board),
            seen: ArcSwap::from_pointee(seen),
            assessments: Assessments::default(),
            looks,
            notices: broadcast::Sender::new(1024),
            bell: Notify::new(),
            healthy: AtomicBool::new(true),
        }));
        tokio::spawn(live.clone().keep_true(asked));
        tokio::spawn(live.clone().hear_bell());
        tokio::spawn(live.clone().ring_bell());
        tokio::spawn(live.clone().prune());
        Ok(live)
    }

    /// The picture now.
    pub fn current(&self) -> Arc<Board> {
        self.0.current.load_full()
    }

    /// A shard with what its facts mean on a day.
    pub fn assess(&self, board: &Board, shard: &Arc<Shard>, day: Day) -> AssessedShard {
        self.0.assessments.of(board, shard, day)
    }

    /// Waits until the board holds everything committed before the call, and tells the other processes.
    pub async fn catch_up(&self) {
        self.0.bell.notify_one();
        let (done, wait) = oneshot::channel();
        if self.0.looks.send(done).is_ok() {
            // An error means that the database is away: the board follows when it is back.
            let _ = wait.await;
        }
    }

    /// Whether the last look at the database succeeded.
    pub fn is_healthy(&self) -> bool {
        self.0.healthy.load(Ordering::Relaxed)
    }

    /// How many listen to changes.
    pub fn listeners(&self) -> usize {
        self.0.notices.receiver_count()
    }

    /// Changes from now on, and the moment that they follow.
    pub fn subscribe(&self) -> (ChangeId, broadcast::Receiver<(ChangeId, Arc<ChangeNotice>)>) {
        let receiver = self.0.notices.subscribe();
        (ChangeId::clone(&self.0.seen.load()), receiver)
    }

    /// What changed since a moment that a listener saw last; `None` when that cannot be known: it is too long ago,
    /// or of another database, or a project is gone.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn since(&self, seen: &ChangeId) -> sqlx::Result<Option<(ChangeId, ChangeNotice)>> {
        let mut conn = self.0.pool.acquire().await?;
        let now = ChangeId::now(&mut conn).await?;
        // A clock that runs a minute ahead is no other database.
        let known = -60..=STILL_KNOWN_SECONDS;
        if !known.contains(&now.seconds_since(seen)) || seen.next_transaction() > now.next_transaction() {
            return Ok(None);
        }
        let upto = ChangeId::clone(&self.0.seen.load());
        let touched = Touched::since(&mut conn, seen).await?;
        let board = self.current();
        let mut notice = ChangeNotice {
            units: touched.units || touched.rules,
            ..ChangeNotice::default()
        };
        for id in &touched.projects {
            let Some(shard) = board.shards.get(id) else {
                return Ok(None);
            };
            notice.projects.push(shard.project.code.clone());
        }
        for (project, parcels) in &touched.parcels {
            let Some(shard) = board.shards.get(project) else {
                return Ok(None);
            };
            // Which parcels came, went or changed their shape in the meantime is not known any more.
            notice.reload.push(shard.project.code.clone());
            let ids = parcels.iter().flatten();
            notice
                .parcels
                .extend(ids.filter_map(|id| parcel_change(&board, shard, *id)));
        }
        Ok(Some((upto, notice)))
    }

    async fn keep_true(self, mut asked: mpsc::UnboundedReceiver<oneshot::Sender<()>>) {
        loop {
            let mut waiting = Vec::new();
            if let Ok(Some(one)) = tokio::time::timeout(LOOK_EVERY, asked.recv()).await {
                waiting.push(one);
                while let Ok(more) = asked.try_recv() {
                    waiting.push(more);
                }
            }
            match self.look().await {
                Ok(()) => self.0.healthy.store(true, Ordering::Relaxed),
                Err(error) => {
                    if self.0.healthy.swap(false, Ordering::Relaxed) {
                        tracing::warn!(%error, "the board cannot see the database; it will catch up");
                    }
                }
            }
            for one in waiting {
                let _ = one.send(());
            }
        }
    }

    /// Reads what changed since the last look and puts a new picture up.
    async fn look(&self) -> sqlx::Result<()> {
        let (mut tx, now) = begin(&self.0.pool).await?;
        let seen = self.0.seen.load();
        if now.is_that_of(&seen) {
            return Ok(());
        }
        let board = self.current();
        let (next, notice) = if now.seconds_since(&seen) > STILL_KNOWN_SECONDS {
            let next = load::board(&mut tx).await?;
            let reload = next.shards.values().map(|shard| shard.project.code.clone()).collect();
            (
                next,
                ChangeNotice {
                    reload,
                    units: true,
                    ..ChangeNotice::default()
                },
            )
        } else {
            let touched = Touched::since(&mut tx, &seen).await?;
            apply(&mut tx, &board, touched).await?
        };
        tx.commit().await?;
        if !notice.is_empty() {
            self.0.current.store(Arc::new(next));
        }
        self.0.seen.store(Arc::new(now.clone()));
        if !notice.is_empty() {
            // No listener is no error.
            let _ = self.0.notices.send((now, Arc::new(notice)));
        }
        Ok(())
    }

    async fn hear_bell(self) {
        loop {
            if let Ok(mut listener) = PgListener::connect_with(&self.0.pool).await
                && listener.listen(db::BELL).await.is_ok()
            {
                while listener.recv().await.is_ok() {
                    let (done, _) = oneshot::channel();
                    let _ = self.0.looks.send(done);
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn ring_bell(self) {
        loop {
            self.0.bell.notified().await;
            if let Err(error) = db::ring(&self.0.pool).await {
                tracing::debug!(%error, "the bell was not rung; others look by themselves");
            }
            tokio::time::sleep(RING_EVERY).await;
        }
    }

    async fn prune(self) {
        loop {
            let outcome = sqlx::query!(
                "delete from changes where at < now() - make_interval(hours => $1)",
                i32::try_from(KEPT_HOURS).unwrap_or(24)
            )
            .execute(&self.0.pool)
            .await;
            if let Err(error) = outcome {
                tracing::debug!(%error, "old changes were not deleted this time");
            }
            tokio::time::sleep(Duration::from_hours(1)).await;
        }
    }
}

/// Begins to read: everything until the end is of one moment, which comes along.
async fn begin(pool: &PgPool) -> sqlx::Result<(Transaction<'static, Postgres>, ChangeId)> {
    let mut tx = pool.begin().await?;
    sqlx::query!("set transaction isolation level repeatable read, read only")
        .execute(&mut *tx)
        .await?;
    let moment = ChangeId::now(&mut tx).await?;
    Ok((tx, moment))
}

async fn load_all(pool: &PgPool) -> sqlx::Result<(Board, ChangeId)> {
    let (mut tx, seen) = begin(pool).await?;
    let board = load::board(&mut tx).await?;
    tx.commit().await?;
    Ok((board, seen))
}
