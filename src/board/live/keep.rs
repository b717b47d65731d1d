//! Keeps the board true: a bell rings, the changes not seen before are read, and what they touched is read again. While
//! the database is away the picture stays as it was; after a crash all of it is read anew.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::{PgConnection, PgPool, Postgres, Transaction, postgres::PgListener};
use tokio::sync::{mpsc, oneshot};

use super::LiveBoard;
use crate::{
    board::{
        Board,
        catch_up::{ChangeNotice, Touched, apply, apply_facts},
        change_id::ChangeId,
        load,
    },
    db,
    outage::Outage,
};

/// How long the rows of `changes` are kept; whoever was away longer starts anew.
const KEPT_HOURS: i64 = 24;
/// What is older than this may be deleted before it is read.
pub(super) const STILL_KNOWN_SECONDS: i64 = (KEPT_HOURS - 1) * 3600;
/// The bell may be missed; this often the board looks by itself.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Commits within this time share one ring of the bell.
const RING_EVERY: Duration = Duration::from_millis(20);
/// How long a look may take before the database counts as away; each of its statements may take half of that.
const LONGEST_LOOK: Duration = Duration::from_secs(20);
/// How long reading everything may take.
const LONGEST_LOAD: Duration = Duration::from_mins(10);

/// The whole board and the moment that it is of.
pub(super) async fn first(pool: &PgPool) -> sqlx::Result<(Board, ChangeId)> {
    let (mut tx, seen) = begin(pool).await?;
    let board = load_whole(&mut tx).await?;
    tx.commit().await?;
    Ok((board, seen))
}

impl LiveBoard {
    /// Begins to keep the board true; whoever asks is told whether it is.
    pub(super) fn keep(self, asked: mpsc::UnboundedReceiver<oneshot::Sender<bool>>) {
        tokio::spawn(self.clone().keep_true(asked));
        tokio::spawn(self.clone().hear_bell());
        tokio::spawn(self.clone().ring_bell());
        tokio::spawn(self.prune());
    }

    async fn keep_true(self, mut asked: mpsc::UnboundedReceiver<oneshot::Sender<bool>>) {
        loop {
            let mut waiting = Vec::new();
            if let Ok(Some(one)) = tokio::time::timeout(LOOK_EVERY, asked.recv()).await {
                waiting.push(one);
                while let Ok(more) = asked.try_recv() {
                    waiting.push(more);
                }
            }
            let looked = self.look().await;
            for one in waiting {
                let _ = one.send(looked.is_ok());
            }
            let outage = match looked {
                Ok(()) => {
                    self.0.looked_at.store(Arc::new(Instant::now()));
                    None
                }
                Err(error) => {
                    let outage = match Outage::of(&error) {
                        Some(Outage::Busy) => db::diagnose(&self.0.pool).await.unwrap_or(Outage::Busy),
                        Some(outage) => outage,
                        None => Outage::Away,
                    };
                    if self.0.outage.borrow().is_none() {
                        tracing::warn!(%error, "the board cannot see the database; it will catch up");
                    }
                    Some(outage)
                }
            };
            self.0.outage.send_if_modified(|known| {
                let changed = *known != outage;
                *known = outage;
                changed
            });
        }
    }

    /// Reads what changed since the last look and puts a new picture up.
    async fn look(&self) -> sqlx::Result<()> {
        let seen = self.0.seen.load();
        let board = self.current();
        let is_known = |now: &ChangeId| now.follows(&seen) && now.seconds_since(&seen) <= STILL_KNOWN_SECONDS;
        let of_facts = within(LONGEST_LOOK, async {
            let mut conn = self.0.looks.acquire().await?;
            let (touched, now) = Touched::since(&mut conn, &seen).await?;
            let applied = if is_known(&now) {
                apply_facts(&mut conn, &board, &touched).await?
            } else {
                None
            };
            Ok((applied, touched.people, now))
        });
        let (next, notice, people, now) = match of_facts.await? {
            (.., now) if now.is_that_of(&seen) => return Ok(()),
            (Some((next, notice)), people, now) => (next, notice, people, now),
            (None, ..) => {
                let (mut tx, now) = within(LONGEST_LOOK, begin(&self.0.pool)).await?;
                let (next, notice, people) = if is_known(&now) {
                    within(LONGEST_LOOK, async {
                        let (touched, _) = Touched::since(&mut tx, &seen).await?;
                        let people = touched.people;
                        let (next, notice) = apply(&mut tx, &board, touched).await?;
                        Ok((next, notice, people))
                    })
                    .await?
                } else {
                    let next = within(LONGEST_LOAD, load_whole(&mut tx)).await?;
                    let notice = all_anew(&board, &next);
                    (next, notice, true)
                };
                within(LONGEST_LOOK, tx.commit()).await?;
                (next, notice, people, now)
            }
        };
        if !notice.is_empty() {
            self.0.current.store(Arc::new(next));
        }
        self.0.seen.store(Arc::new(now.clone()));
        if people {
            self.0.people.send_modify(|generation| *generation += 1);
        }
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
                    let _ = self.0.ask.send(done);
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
    // As for looks: by index.
    let mut tx = pool
        .begin_with(
            "begin isolation level repeatable read, read only;
             set local statement_timeout = '10s';
             set local enable_seqscan = off",
        )
        .await?;
    let moment = ChangeId::now(&mut tx).await?;
    Ok((tx, moment))
}

/// What listeners are told when everything was read again.
fn all_anew(board: &Board, next: &Board) -> ChangeNotice {
    let known = board.shards.values().chain(next.shards.values());
    let mut reload: Vec<String> = known.map(|shard| shard.project.code.clone()).collect();
    reload.sort_unstable();
    reload.dedup();
    ChangeNotice {
        reload,
        units: true,
        ..ChangeNotice::default()
    }
}

async fn load_whole(tx: &mut PgConnection) -> sqlx::Result<Board> {
    sqlx::raw_sql("set local statement_timeout = 0; set local enable_seqscan = on")
        .execute(&mut *tx)
        .await?;
    load::board(tx).await
}

/// What `work` gives back; a database that does not answer in time counts as one that is away.
async fn within<T>(limit: Duration, work: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
}
