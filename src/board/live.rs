//! Keeps the board true: a bell rings, the changes not seen before are read, and what they touched is read again.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use sqlx::{Connection, PgConnection, PgPool, postgres::PgListener};
use time::OffsetDateTime;
use tokio::sync::{Notify, broadcast, mpsc, oneshot};

use super::{AssessedShard, Assessments, Board, Shard, load};
use crate::{calendar::Day, db};

/// How long the rows of `changes` are kept; whoever was away longer starts anew.
const KEPT_HOURS: i64 = 24;
/// The bell may be missed; this often the board looks by itself.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Commits within this time share one ring of the bell.
const RING_EVERY: Duration = Duration::from_millis(20);

/// A moment in the life of the database: what was visible then. Survives the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeId {
    at: i64,
    snapshot: String,
}

impl ChangeId {
    /// The first transaction that had not begun yet.
    fn next_transaction(&self) -> u64 {
        let text = self.snapshot.split(':').nth(1);
        text.and_then(|text| text.parse().ok()).unwrap_or(u64::MAX)
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at, self.snapshot)
    }
}

impl FromStr for ChangeId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, snapshot) = text.split_once('-').ok_or(())?;
        let at = at.parse().map_err(|_| ())?;
        let mut parts = snapshot.split(':');
        let (xmin, xmax, xip) = (
            parts.next().ok_or(())?,
            parts.next().ok_or(())?,
            parts.next().ok_or(())?,
        );
        let number = |part: &str| part.parse::<u64>().ok();
        let (Some(low), Some(high)) = (number(xmin), number(xmax)) else {
            return Err(());
        };
        let mut last = low;
        let in_order = xip.is_empty()
            || xip.split(',').all(|part| {
                number(part).is_some_and(|xid| {
                    let fits = last <= xid && xid < high;
                    last = xid;
                    fits
                })
            });
        if parts.next().is_some() || low == 0 || low > high || !in_order {
            return Err(());
        }
        Ok(Self {
            at,
            snapshot: snapshot.to_owned(),
        })
    }
}

/// A parcel whose facts changed, with what they mean today.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ParcelChange {
    /// Internal number.
    pub id: i64,
    /// Code of its project.
    pub project_code: String,
    /// Version of the row.
    pub version: i32,
    /// Status today, as in tiles.
    pub status: u8,
    /// Days late today.
    pub days_late: i32,
}

/// What one look at the changes found.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct ChangeNotice {
    /// Parcels whose facts changed.
    pub parcels: Vec<ParcelChange>,
    /// Codes of projects whose own row, plans or obstacles changed.
    pub projects: Vec<String>,
    /// Codes of projects whose shapes changed: their tiles must be fetched again.
    pub reload: Vec<String>,
    /// Whether units or rules changed.
    pub units: bool,
}

impl ChangeNotice {
    fn is_empty(&self) -> bool {
        self.parcels.is_empty() && self.projects.is_empty() && self.reload.is_empty() && !self.units
    }
}

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
        let now = read_moment(&mut conn).await?;
        let kept = now.at - (KEPT_HOURS - 1) * 3600..=now.at + 60;
        if !kept.contains(&seen.at) || seen.next_transaction() > now.next_transaction() {
            return Ok(None);
        }
        let upto = ChangeId::clone(&self.0.seen.load());
        let touched = read_touched(&mut conn, &seen.snapshot).await?;
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
        let mut conn = self.0.pool.acquire().await?;
        let mut tx = conn.begin().await?;
        sqlx::query!("set transaction isolation level repeatable read, read only")
            .execute(&mut *tx)
            .await?;
        let seen = self.0.seen.load();
        let now = read_moment(&mut tx).await?;
        if now.snapshot == seen.snapshot {
            return Ok(());
        }
        let board = self.current();
        let away = OffsetDateTime::now_utc().unix_timestamp() - seen.at;
        let touched = read_touched(&mut tx, &seen.snapshot).await?;
        let (next, notice) = if away > (KEPT_HOURS - 1) * 3600 {
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
            self.apply(&mut tx, &board, touched).await?
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

    async fn apply(
        &self,
        conn: &mut PgConnection,
        board: &Board,
        mut touched: Touched,
    ) -> sqlx::Result<(Board, ChangeNotice)> {
        let mut next = board.clone();
        let mut notice = ChangeNotice::default();
        if touched.rules {
            next.rules = Arc::new(crate::deadlines::load_rule_book(&mut *conn).await?);
            next.rules_generation = load::next_generation();
            notice.units = true;
        }
        let mut whole: BTreeSet<i32> = BTreeSet::new();
        if touched.units {
            next.units = load::units(&mut *conn).await?;
            notice.units = true;
            // Plans follow the tree of units.
            touched.projects.extend(next.shards.keys());
        }
        if !touched.projects.is_empty() {
            let ids: Vec<i32> = touched.projects.iter().copied().collect();
            let mut projects = load::projects(&mut *conn, &next.causes, Some(&ids)).await?;
            for id in ids {
                match (projects.remove(&id), next.shards.get(&id)) {
                    (Some(project), Some(shard)) => {
                        let mut shard = Shard::clone(shard);
                        notice.projects.push(project.code.clone());
                        shard.plans = shard
                            .unit_sets
                            .iter()
                            .map(|set| load::planned_days(&project, &next.units, set))
                            .collect();
                        shard.project = Arc::new(project);
                        shard.generation = load::next_generation();
                        next.shards.insert(id, Arc::new(shard));
                    }
                    (Some(_), None) => {
                        whole.insert(id);
                    }
                    (None, shard) => {
                        notice.reload.extend(shard.map(|shard| shard.project.code.clone()));
                        next.shards.remove(&id);
                    }
                }
            }
        }
        for (project, parcels) in touched.parcels {
            match parcels {
                Some(ids) if !whole.contains(&project) => {
                    if !update_facts(&mut *conn, &mut next, project, &ids).await? {
                        whole.insert(project);
                        continue;
                    }
                    if let Some(shard) = next.shards.get(&project) {
                        notice
                            .parcels
                            .extend(ids.iter().filter_map(|id| parcel_change(&next, shard, *id)));
                    }
                }
                _ => {
                    whole.insert(project);
                }
            }
        }
        if !whole.is_empty() {
            let ids: Vec<i32> = whole.into_iter().collect();
            let shards = load::shards(conn, &next.units, &next.causes, Some(&ids)).await?;
            notice
                .reload
                .extend(shards.values().map(|shard| shard.project.code.clone()));
            next.shards.extend(shards);
        }
        Ok((next, notice))
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

/// What a change of a parcel's facts means today.
fn parcel_change(board: &Board, shard: &Shard, id: i64) -> Option<ParcelChange> {
    let place = shard.place_of(id)?;
    let assessment = shard.assess(place, &board.rules, Day::today());
    Some(ParcelChange {
        id,
        project_code: shard.project.code.clone(),
        version: shard.facts(place).version,
        status: assessment.status as u8,
        days_late: assessment.days_late,
    })
}

/// Reads facts again; false when that is not enough, because parcels came, went, or changed shape or key.
async fn update_facts(conn: &mut PgConnection, board: &mut Board, project: i32, ids: &[i64]) -> sqlx::Result<bool> {
    let Some(shard) = board.shards.get(&project) else {
        return Ok(false);
    };
    let mut shard = Shard::clone(shard);
    let households: HashMap<String, u32> = if ids.len() > 8 {
        shard.households.iter().cloned().zip(0..).collect()
    } else {
        HashMap::new()
    };
    let mut found = 0;
    let mut enough = true;
    load::parcels(conn, &board.causes, &[project], Some(ids), false, |parcel| {
        found += 1;
        let Some(place) = shard.place_of(parcel.id) else {
            enough = false;
            return;
        };
        let old = shard.facts(place);
        let household = if shard.household(place) == parcel.household {
            Some(old.household)
        } else {
            households.get(&parcel.household).copied()
        };
        let unit_set = shard.unit_sets.iter().position(|set| *set == parcel.units);
        let (Some(household), Some(unit_set)) = (household, unit_set) else {
            enough = false;
            return;
        };
        if old.shape_version != parcel.facts.shape_version {
            enough = false;
            return;
        }
        let mut facts = parcel.facts;
        facts.household = household;
        facts.unit_set = u16::try_from(unit_set).unwrap_or(u16::MAX);
        shard.set_facts(place, facts);
    })
    .await?;
    if !enough || found != ids.len() {
        return Ok(false);
    }
    shard.generation = load::next_generation();
    board.shards.insert(project, Arc::new(shard));
    Ok(true)
}

/// What the changes not yet seen touched.
#[derive(Debug, Default)]
struct Touched {
    units: bool,
    rules: bool,
    projects: BTreeSet<i32>,
    /// By project: the parcels, or all of them.
    parcels: BTreeMap<i32, Option<Vec<i64>>>,
}

async fn read_touched(conn: &mut PgConnection, snapshot: &str) -> sqlx::Result<Touched> {
    let rows = sqlx::query!(
        "select distinct kind, project_id, parcel_id from changes
         where xid >= pg_snapshot_xmin($1::text::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::text::pg_snapshot)
         order by 2, 3 nulls first",
        snapshot
    )
    .fetch_all(conn)
    .await?;
    let mut touched = Touched::default();
    for row in rows {
        match (row.kind.as_str(), row.project_id) {
            ("units", _) => touched.units = true,
            ("rules", _) => touched.rules = true,
            ("project", Some(project)) => {
                touched.projects.insert(project);
            }
            ("parcels", Some(project)) => match row.parcel_id {
                None => {
                    touched.parcels.insert(project, None);
                }
                Some(parcel) => {
                    if let Some(ids) = touched.parcels.entry(project).or_insert_with(|| Some(Vec::new())) {
                        ids.push(parcel);
                    }
                }
            },
            _ => {}
        }
    }
    Ok(touched)
}

async fn read_moment(conn: &mut PgConnection) -> sqlx::Result<ChangeId> {
    let snapshot = sqlx::query_scalar!(r#"select pg_current_snapshot()::text as "snapshot!""#)
        .fetch_one(conn)
        .await?;
    Ok(ChangeId {
        at: OffsetDateTime::now_utc().unix_timestamp(),
        snapshot,
    })
}

async fn load_all(pool: &PgPool) -> sqlx::Result<(Board, ChangeId)> {
    let mut tx = pool.begin().await?;
    sqlx::query!("set transaction isolation level repeatable read, read only")
        .execute(&mut *tx)
        .await?;
    let seen = read_moment(&mut tx).await?;
    let board = load::board(&mut tx).await?;
    tx.commit().await?;
    Ok((board, seen))
}
