//! Seals what was written, while the service runs.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};
use tokio::time::{MissedTickBehavior, interval};

use super::{
    chain::{Form, Seal, SealHash, reckon},
    store::{self, Pending},
};
use crate::db;

/// How often is looked for rows without a seal.
const EVERY: Duration = Duration::from_secs(10);

/// Rows that one seal is over at most.
const MOST: i64 = 10_000;

/// Seals now and every few seconds, as long as the service runs. Of several processes one seals at a time.
pub fn seal_always(pool: PgPool) {
    tokio::spawn(async move {
        let mut times = interval(EVERY);
        times.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut told = false;
        while !pool.is_closed() {
            times.tick().await;
            match seal_now(&pool).await {
                Ok(()) => told = false,
                Err(sqlx::Error::PoolClosed) => {}
                Err(error) if !told => {
                    told = true;
                    tracing::warn!(%error, "the history could not be sealed; it is tried again");
                }
                Err(_) => {}
            }
        }
    });
}

/// Seals every row that is there.
///
/// # Errors
/// Only those of the database; seals made before stay.
pub async fn seal_now(pool: &PgPool) -> sqlx::Result<()> {
    while db::transaction(pool, async |tx| seal_some(tx).await).await? {}
    Ok(())
}

/// Number and hash of the last seal.
///
/// # Errors
/// Only those of the database.
pub async fn last(pool: &PgPool) -> sqlx::Result<Option<(i64, SealHash)>> {
    let pending = db::transaction(pool, async |tx| {
        store::trust_no_names(&mut *tx).await?;
        store::pending(tx, 0).await
    })
    .await?;
    let hash = pending.last_hash.as_deref().and_then(SealHash::from_bytes);
    Ok(hash.map(|hash| (pending.last_number, hash)))
}

/// Seals some rows; false when there are none. Rows become visible late, some after others with higher numbers: a seal
/// is over rows that are there and in no seal, whatever their numbers, and says up to where nobody has to look again.
async fn seal_some(conn: &mut PgConnection) -> sqlx::Result<bool> {
    store::trust_no_names(&mut *conn).await?;
    // What follows must see the seals of whoever held the lock: their statements begin after it.
    store::lock(&mut *conn).await?;
    let pending = store::pending(&mut *conn, MOST).await?;
    let Some(highest) = pending.numbers.last().copied() else {
        return Ok(false);
    };
    let digests = store::digests(&mut *conn, &pending.numbers, None).await?;
    let previous = pending.last_hash.as_deref().and_then(SealHash::from_bytes);
    let seal = Seal {
        number: pending.last_number + 1,
        sealed_at: pending.now,
        drawn_through: pending.drawn_through.max(highest),
        settled_through: settled(&pending, highest),
        // Drawn only here, after the snapshot in which its rows were found: whoever drew a number up to the highest has
        // a smaller one.
        xid: store::transaction_id(&mut *conn).await?,
        rows: digests.into_iter().map(|row| (row.number, row.digest)).collect(),
    };
    let hash = reckon(Form::Second, previous.unwrap_or(SealHash::NONE), &seal);
    store::insert(conn, &seal, hash).await?;
    Ok(true)
}

/// Up to which number every row that will ever be is sealed with this seal: all whose writers have ended, but for what
/// did not fit into it.
fn settled(pending: &Pending, highest: i64) -> i64 {
    let is_full = i64::try_from(pending.numbers.len()).is_ok_and(|rows| rows >= MOST);
    let settling = if is_full {
        pending.settling.min(highest)
    } else {
        pending.settling
    };
    settling.max(pending.settled_through)
}
