//! How often somebody may try to log in, counted in the database by all processes together.

use std::net::IpAddr;

use sqlx::PgPool;

use super::{address, secret, store};
use crate::{db, problem::Problem};

/// Attempts without success in the window, for one account.
const MOST_FOR_ACCOUNT: i64 = 10;
/// The same, from one address: an office may have only one.
const MOST_FROM_ADDRESS: i64 = 100;
/// The window, seconds.
const WINDOW: i32 = 15 * 60;

/// An attempt under way.
pub struct Attempt {
    account: i32,
    of_account: i64,
    from_address: Option<i64>,
}

impl Attempt {
    /// Counts an attempt to log in as somebody, known or not.
    ///
    /// # Errors
    /// [`Problem::TooManyAttempts`], where nothing is counted, or those of the database.
    pub async fn begin(pool: &PgPool, name: &str, address: Option<IpAddr>) -> Result<Self, Problem> {
        let account = source("account", name);
        db::transaction(pool, async |tx| {
            let full = |seconds| Problem::TooManyAttempts(seconds);
            let from_address = match address.map(address::network) {
                Some(network) => {
                    let source = source("address", &network.to_string());
                    let counted = store::begin_attempt(&mut *tx, source, MOST_FROM_ADDRESS, WINDOW).await?;
                    Some(counted.map_err(full)?)
                }
                None => None,
            };
            let of_account = store::begin_attempt(tx, account, MOST_FOR_ACCOUNT, WINDOW).await?;
            Ok(Self {
                account,
                of_account: of_account.map_err(full)?,
                from_address,
            })
        })
        .await
    }

    /// Forgets it, because it succeeded, and those of the same account before.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn succeeded(self, conn: &mut sqlx::PgConnection) -> sqlx::Result<()> {
        let attempt = self.from_address.unwrap_or(self.of_account);
        store::forget_attempts(conn, self.account, attempt).await
    }
}

/// Under what attempts are counted: it does not tell what was typed.
fn source(kind: &str, text: &str) -> i32 {
    let [a, b, c, d, ..] = secret::hash(&format!("{kind}:{text}"));
    i32::from_be_bytes([a, b, c, d])
}
