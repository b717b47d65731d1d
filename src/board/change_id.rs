//! Moments in the life of the database, as listeners remember them.

use std::{fmt, str::FromStr};

use sqlx::PgConnection;
use time::OffsetDateTime;

/// A moment in the life of the database: what was visible then. Survives the process.
///
/// Numbers of transactions only compare within one `era`. A crash ends it: numbers given before that left no trace on
/// the disk are given again. So does a restore, or a standby that takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeId {
    at: i64,
    era: String,
    snapshot: String,
}

impl ChangeId {
    /// What is visible to a connection now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn now(conn: &mut PgConnection) -> sqlx::Result<Self> {
        let row = sqlx::query!(r#"select current_era() as "era!", pg_current_snapshot()::text as "snapshot!""#)
            .fetch_one(conn)
            .await?;
        Ok(Self::of(row.era, row.snapshot))
    }

    /// What a snapshot taken just now sees.
    pub fn of(era: String, snapshot: String) -> Self {
        Self {
            at: OffsetDateTime::now_utc().unix_timestamp(),
            era,
            snapshot,
        }
    }

    /// Text of the snapshot, as PostgreSQL reads it.
    pub fn snapshot(&self) -> &str {
        &self.snapshot
    }

    /// Whether the very same was visible.
    pub fn is_that_of(&self, other: &Self) -> bool {
        self.era == other.era && self.snapshot == other.snapshot
    }

    /// Whether what changed since an earlier moment can be told by the numbers of transactions.
    pub fn follows(&self, earlier: &Self) -> bool {
        self.era == earlier.era && earlier.next_transaction() <= self.next_transaction()
    }

    /// Seconds from another moment to this one.
    pub const fn seconds_since(&self, earlier: &Self) -> i64 {
        self.at - earlier.at
    }

    /// The first transaction that had not begun yet.
    fn next_transaction(&self) -> u64 {
        let text = self.snapshot.split(':').nth(1);
        text.and_then(|text| text.parse().ok()).unwrap_or(u64::MAX)
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.at, self.era, self.snapshot)
    }
}

impl FromStr for ChangeId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, rest) = text.split_once('-').ok_or(())?;
        let (era, snapshot) = rest.split_once('-').ok_or(())?;
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
            era: era.to_owned(),
            snapshot: snapshot.to_owned(),
        })
    }
}
