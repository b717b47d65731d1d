//! Moments in the life of the database, as listeners remember them.

use std::{fmt, str::FromStr};

use sqlx::PgConnection;
use time::OffsetDateTime;

/// A moment in the life of the database: what was visible then. Survives the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeId {
    at: i64,
    snapshot: String,
}

impl ChangeId {
    /// What is visible to a connection now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn now(conn: &mut PgConnection) -> sqlx::Result<Self> {
        let snapshot = sqlx::query_scalar!(r#"select pg_current_snapshot()::text as "snapshot!""#)
            .fetch_one(conn)
            .await?;
        Ok(Self {
            at: OffsetDateTime::now_utc().unix_timestamp(),
            snapshot,
        })
    }

    /// Text of the snapshot, as PostgreSQL reads it.
    pub fn snapshot(&self) -> &str {
        &self.snapshot
    }

    /// Whether the very same was visible.
    pub fn is_that_of(&self, other: &Self) -> bool {
        self.snapshot == other.snapshot
    }

    /// Seconds from another moment to this one.
    pub const fn seconds_since(&self, earlier: &Self) -> i64 {
        self.at - earlier.at
    }

    /// The first transaction that had not begun yet.
    pub fn next_transaction(&self) -> u64 {
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
