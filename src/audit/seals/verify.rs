//! Reckons the chain of seals again, and says what does not fit.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::{
    chain::{Form, SealHash, reckon},
    store::{self, StoredSeal},
};

/// Seals read at once.
const PAGE: i64 = 100;

/// Rows added beside the service that are told of.
const MOST_TOLD: i64 = 100;

/// Where to begin.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// The first seal to reckon; the one before is taken as it stands.
    pub seal: i64,
    /// The hash that it must have.
    pub expected: Option<SealHash>,
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no such seal.
    SealMissing,
    /// The seal is not the one that was made.
    SealChanged,
    /// The seal has another hash than expected.
    SealUnexpected,
    /// The row was removed.
    RowMissing(i64),
    /// The row, or one of its events, was changed, added or removed.
    RowChanged(i64, String),
    /// The row was put in among sealed ones, or its seal was removed.
    RowAdded(i64, String),
    /// The row was put in and sealed with a number that nobody could write any more.
    RowLate(i64, String),
    /// The row claims to be older than it is.
    RowBackdated(i64, String),
}

/// What verifying came to.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Seals reckoned.
    pub seals: u64,
    /// Rows under them.
    pub rows: u64,
    /// The last one.
    pub last: Option<(i64, SealHash)>,
    /// What does not fit, each with the number of its seal, the first seal first.
    pub faults: Vec<(i64, Fault)>,
    /// Rows that wait for their seal.
    pub waiting: i64,
    /// Time of the oldest of them.
    pub waiting_since: Option<String>,
}

/// Reckons the seals again, all of one moment.
///
/// # Errors
/// Only those of the database.
pub async fn verify(pool: &PgPool, start: Start) -> sqlx::Result<Verdict> {
    let mut tx = pool.begin().await?;
    sqlx::raw_sql("set transaction isolation level repeatable read, read only")
        .execute(&mut *tx)
        .await?;
    store::trust_no_names(&mut tx).await?;
    let mut verdict = Verdict::default();
    let mut chain = Chain::begin(&mut tx, start, &mut verdict).await?;
    loop {
        let page = store::seals_after(&mut tx, chain.last, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for stored in page {
            chain.follow(&mut tx, &stored, &mut verdict).await?;
        }
    }
    if verdict.seals == 0 && (start.seal > 1 || start.expected.is_some()) {
        verdict.faults.push((start.seal, Fault::SealMissing));
    }
    for (seal, row) in store::added(&mut tx, MOST_TOLD).await? {
        verdict.faults.push((seal, Fault::RowAdded(row.number, row.said)));
    }
    verdict.faults.sort_by_key(|(seal, _)| *seal);
    let waiting = store::waiting(&mut tx).await?;
    (verdict.waiting, verdict.waiting_since) = (waiting.rows, waiting.since);
    Ok(verdict)
}

/// How far the chain was followed.
struct Chain {
    start: Start,
    /// The seal before the next one.
    last: i64,
    /// Its hash and moment; none when it is not there.
    before: Option<(SealHash, Option<OffsetDateTime>)>,
    /// No seal from here on may be over a number up to this one. What a changed seal says of that does not count.
    settled: i64,
}

impl Chain {
    async fn begin(conn: &mut PgConnection, start: Start, verdict: &mut Verdict) -> sqlx::Result<Self> {
        let mut chain = Self {
            start,
            last: start.seal - 1,
            before: Some((SealHash::NONE, None)),
            settled: i64::MIN,
        };
        if start.seal > 1 {
            let seals = store::seals_after(conn, start.seal - 2, 1).await?;
            if let Some(stored) = seals.first().filter(|stored| stored.seal.number == start.seal - 1) {
                chain.pass(stored);
                chain.settled = stored.seal.settled_through;
            } else {
                verdict.faults.push((start.seal - 1, Fault::SealMissing));
                chain.before = None;
            }
        }
        Ok(chain)
    }

    /// Goes on behind a seal. The next one is held against what is stored, so that each is judged by itself.
    fn pass(&mut self, stored: &StoredSeal) {
        self.before = stored.hash.map(|hash| (hash, Some(stored.seal.sealed_at)));
        self.last = stored.seal.number;
    }

    async fn follow(
        &mut self,
        conn: &mut PgConnection,
        stored: &StoredSeal,
        verdict: &mut Verdict,
    ) -> sqlx::Result<()> {
        let StoredSeal { seal, hash, is_whole } = stored;
        let mut faults = Vec::new();
        if seal.number - 1 > self.last {
            verdict.faults.push((self.last + 1, Fault::SealMissing));
            self.before = None;
        }
        let holds = |before| {
            let forms = [Form::Second, Form::First];
            forms.iter().any(|form| Some(reckon(*form, before, seal)) == *hash)
        };
        let is_changed = !is_whole || self.before.is_some_and(|(before, _)| !holds(before));
        if is_changed {
            faults.push(Fault::SealChanged);
        }
        if seal.number == self.start.seal && self.start.expected.is_some_and(|expected| Some(expected) != *hash) {
            faults.push(Fault::SealUnexpected);
        }
        faults.extend(self.compare(conn, &seal.rows).await?);
        verdict
            .faults
            .extend(faults.into_iter().map(|fault| (seal.number, fault)));
        verdict.seals += 1;
        verdict.rows += seal.rows.len() as u64;
        verdict.last = hash.map(|hash| (seal.number, hash));
        self.pass(stored);
        if !is_changed {
            self.settled = self.settled.max(seal.settled_through);
        }
        Ok(())
    }

    /// Holds the rows that a seal is over against what they are now.
    async fn compare(&self, conn: &mut PgConnection, sealed: &[(i64, SealHash)]) -> sqlx::Result<Vec<Fault>> {
        let numbers: Vec<i64> = sealed.iter().map(|(number, _)| *number).collect();
        let sealed: BTreeMap<i64, SealHash> = sealed.iter().copied().collect();
        let mut missing: BTreeSet<i64> = numbers.iter().copied().collect();
        let mut odd = BTreeMap::new();
        let after = self.before.and_then(|(_, at)| at);
        for row in store::digests(&mut *conn, &numbers, after).await? {
            missing.remove(&row.number);
            if sealed.get(&row.number) != Some(&row.digest) {
                odd.insert(row.number, Fault::RowChanged as fn(i64, String) -> Fault);
            } else if row.number <= self.settled {
                odd.insert(row.number, Fault::RowLate);
            } else if row.backdated {
                odd.insert(row.number, Fault::RowBackdated);
            }
        }
        let mut faults: Vec<Fault> = missing.into_iter().map(Fault::RowMissing).collect();
        if !odd.is_empty() {
            let numbers: Vec<i64> = odd.keys().copied().collect();
            let named = store::named(conn, &numbers).await?;
            faults.extend(named.into_iter().map(|row| odd[&row.number](row.number, row.said)));
        }
        Ok(faults)
    }
}
