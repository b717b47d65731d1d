//! Edits of single parcels that arrive while others are written wait for them, and are then written together: a statement
//! and a commit cost PostgreSQL far more than one parcel more in them.

use std::{collections::HashSet, mem};

use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

use super::{Asked, Batch, Outcome, prepare, rules, store, write_alone};
use crate::{calendar::Day, db::Pools, problem::Problem};

/// More are not written together: all of them wait for the last one.
const MOST: usize = 64;

/// The way by which single parcels are edited.
#[derive(Clone)]
pub struct EditQueue(mpsc::UnboundedSender<Waiting>);

struct Waiting {
    asked: Asked,
    told: oneshot::Sender<Outcome>,
}

impl EditQueue {
    /// Begins to write what comes in, until the queue is dropped.
    pub fn start(pools: &Pools) -> Self {
        let (sender, waiting) = mpsc::unbounded_channel();
        tokio::spawn(work(pools.clone(), waiting));
        Self(sender)
    }

    /// Checks and writes an edit. It goes on even if nobody waits for it any more.
    pub(super) async fn write(&self, asked: Asked) -> Outcome {
        let (told, outcome) = oneshot::channel();
        // A queue that is gone drops `told`.
        let _ = self.0.send(Waiting { asked, told });
        outcome.await.unwrap_or_else(|_| Outcome {
            result: Err(Problem::internal(&"the queue of edits has ended")),
            sent: true,
        })
    }
}

async fn work(pools: Pools, mut arriving: mpsc::UnboundedReceiver<Waiting>) {
    let mut waiting = Vec::new();
    while !waiting.is_empty() || arriving.recv_many(&mut waiting, MOST).await > 0 {
        while waiting.len() < MOST
            && let Ok(more) = arriving.try_recv()
        {
            waiting.push(more);
        }
        // A second edit of a parcel takes the next turn.
        let mut parcels = HashSet::new();
        let (batch, later) = mem::take(&mut waiting)
            .into_iter()
            .partition(|one| one.asked.set.iter().all(|parcel| parcels.insert(parcel.id)));
        waiting = later;
        write(&pools, batch).await;
    }
}

/// Writes a batch and tells everybody what came of it.
async fn write(pools: &Pools, batch: Vec<Waiting>) {
    let mut sent = false;
    match write_together(&pools.edits, &batch, &mut sent).await {
        Ok(outcomes) => {
            for (one, outcome) in batch.into_iter().zip(outcomes) {
                // Whoever asked may be gone.
                let _ = one.told.send(outcome);
            }
        }
        Err(error) if !sent => {
            let problem = Problem::from(error);
            for one in batch {
                let _ = one.told.send(Outcome {
                    result: Err(problem.clone()),
                    sent,
                });
            }
        }
        // One of them was met by somebody else's edit, was recorded before, or waits for what others hold: each by itself
        // learns whether it is the one.
        Err(_) => {
            for one in batch {
                let pool = pools.requests.clone();
                tokio::spawn(async move {
                    let outcome = write_alone(&pool, &one.asked).await;
                    let _ = one.told.send(Outcome { sent, ..outcome });
                });
            }
        }
    }
}

/// Writes those that are possible in one statement. An error takes all of them back.
async fn write_together(pool: &PgPool, batch: &[Waiting], sent: &mut bool) -> sqlx::Result<Vec<Outcome>> {
    let today = Day::today();
    let ids: Vec<i64> = batch
        .iter()
        .flat_map(|one| one.asked.set.iter().map(|parcel| parcel.id))
        .collect();
    let mut conn = pool.acquire().await?;
    let mut stored = store::stored(&mut conn, &ids, today, true).await?;
    let mut edits = Batch::default();
    let mut outcomes = Vec::with_capacity(batch.len());
    for one in batch {
        let prepared = prepare(&one.asked, &stored, today);
        outcomes.push(Outcome {
            sent: prepared.is_ok(),
            result: prepared.map(|edit| {
                edits.extend(edit);
                None
            }),
        });
    }
    if !edits.is_empty() {
        *sent = true;
        let at = store::write(&mut conn, &edits, today).await?;
        for (Waiting { asked, .. }, outcome) in batch.iter().zip(&mut outcomes) {
            if let (Ok(extras), [parcel]) = (&mut outcome.result, asked.set.as_slice()) {
                let before = stored.remove(&parcel.id).map(|parcel| parcel.extras);
                *extras = before.map(|before| rules::after(before, &asked.change, &asked.writer.author.name, at));
            }
        }
    }
    Ok(outcomes)
}
