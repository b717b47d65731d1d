//! The board that keeps itself true, as the rest of the service sees it.

mod keep;

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use arc_swap::ArcSwap;
use sqlx::PgPool;
use tokio::sync::{Notify, broadcast, mpsc, oneshot, watch};

use super::{
    Board,
    catch_up::{ChangeNotice, Touched, parcel_change},
    change_id::ChangeId,
};
use crate::{db::Pools, outage::Outage};

/// How long a write waits to be seen; reading everything again after a crash may take longer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The board that keeps itself true.
#[derive(Clone)]
pub struct LiveBoard(Arc<Inner>);

struct Inner {
    pool: PgPool,
    looks: PgPool,
    current: ArcSwap<Board>,
    seen: ArcSwap<ChangeId>,
    ask: mpsc::UnboundedSender<oneshot::Sender<bool>>,
    notices: broadcast::Sender<(ChangeId, Arc<ChangeNotice>)>,
    bell: Notify,
    outage: watch::Sender<Option<Outage>>,
    people: watch::Sender<u64>,
    looked_at: ArcSwap<Instant>,
}

impl LiveBoard {
    /// Reads the board and starts to keep it true.
    ///
    /// # Errors
    /// When it cannot be read at first; later troubles are waited out.
    pub async fn start(pool: PgPool, pools: &Pools) -> sqlx::Result<Self> {
        let (board, seen) = keep::first(&pool).await?;
        let (ask, asked) = mpsc::unbounded_channel();
        let live = Self(Arc::new(Inner {
            pool,
            current: ArcSwap::from_pointee(board),
            seen: ArcSwap::from_pointee(seen),
            looks: pools.looks.clone(),
            ask,
            notices: broadcast::Sender::new(1024),
            bell: Notify::new(),
            outage: watch::Sender::new(None),
            people: watch::Sender::new(0),
            looked_at: ArcSwap::from_pointee(Instant::now()),
        }));
        live.clone().keep(asked);
        Ok(live)
    }

    /// The picture now.
    pub fn current(&self) -> Arc<Board> {
        self.0.current.load_full()
    }

    /// Waits until the board holds everything committed before the call, and tells the other processes. False when the
    /// database is away: the board follows when it is back.
    pub async fn catch_up(&self) -> bool {
        self.0.bell.notify_one();
        let (done, wait) = oneshot::channel();
        self.0.ask.send(done).is_ok() && matches!(tokio::time::timeout(LONGEST_WAIT, wait).await, Ok(Ok(true)))
    }

    /// Why the last look at the database failed; none when it succeeded.
    pub fn outage(&self) -> Option<Outage> {
        *self.0.outage.borrow()
    }

    /// The same, and whenever it changes.
    pub fn outages(&self) -> watch::Receiver<Option<Outage>> {
        self.0.outage.subscribe()
    }

    /// A number that grows whenever accounts changed or logins ended, wherever that was.
    pub fn people(&self) -> watch::Receiver<u64> {
        self.0.people.subscribe()
    }

    /// How old the picture is; none while it is kept true.
    pub fn age(&self) -> Option<Duration> {
        self.outage().map(|_| self.0.looked_at.load().elapsed())
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

    /// What changed since a moment that a listener saw last; `None` when that cannot be known: it is too long ago, or
    /// of another database, or there was a crash in between, or a project is gone.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn since(&self, seen: &ChangeId) -> sqlx::Result<Option<(ChangeId, ChangeNotice)>> {
        let mut conn = self.0.pool.acquire().await?;
        let (touched, now) = Touched::since(&mut conn, seen).await?;
        // A clock that runs a minute ahead is no other database.
        let known = -60..=keep::STILL_KNOWN_SECONDS;
        if !known.contains(&now.seconds_since(seen)) || !now.follows(seen) {
            return Ok(None);
        }
        let upto = ChangeId::clone(&self.0.seen.load());
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
        let projects: BTreeSet<&i32> = touched.parcels.keys().chain(&touched.whole).collect();
        for project in projects {
            let Some(shard) = board.shards.get(project) else {
                return Ok(None);
            };
            // Which parcels came, went or changed their shape in the meantime is not known any more.
            notice.reload.push(shard.project.code.clone());
        }
        let ids = touched.parcels.values().flatten();
        notice.parcels = ids.filter_map(|id| parcel_change(board.parcel(*id)?.0, *id)).collect();
        Ok(Some((upto, notice)))
    }
}
