//! How often somebody may try to log in, counted in the database by all processes together.

use std::net::IpAddr;

use sqlx::PgPool;

use super::{address, secret, store};
use crate::{db, problem::Problem};

/// Attempts without success in the window, for one account from one address.
const MOST_FOR_ACCOUNT: i64 = 10;
/// The same, for one account from anywhere: more, or anybody could lock its owner out.
const MOST_FROM_ANYWHERE: i64 = 50;
/// The same, from one address for any account: an office may have only one.
const MOST_FROM_ADDRESS: i64 = 100;
/// The window, seconds.
const WINDOW: i32 = 15 * 60;

/// An attempt under way.
pub struct Attempt {
    /// Under what the account's attempts are counted.
    of_account: Vec<i32>,
    /// Its number in the count of the address.
    from_address: Option<i64>,
}

impl Attempt {
    /// Counts an attempt to log in as somebody, known or not.
    ///
    /// # Errors
    /// [`Problem::TooManyAttempts`], where nothing is counted, or those of the database.
    pub async fn begin(pool: &PgPool, name: &str, address: Option<IpAddr>) -> Result<Self, Problem> {
        let network = address.map(|address| address::network(address).to_string());
        let of_account = match &network {
            Some(network) => vec![
                (source("account", name), MOST_FROM_ANYWHERE),
                (
                    source("account and address", &format!("{name} {network}")),
                    MOST_FOR_ACCOUNT,
                ),
            ],
            None => vec![(source("account", name), MOST_FOR_ACCOUNT)],
        };
        db::transaction(pool, async |tx| {
            let mut count = async |source, most| {
                let counted = store::begin_attempt(&mut *tx, source, most, WINDOW).await?;
                counted.map_err(Problem::TooManyAttempts)
            };
            let from_address = match &network {
                Some(network) => Some(count(source("address", network), MOST_FROM_ADDRESS).await?),
                None => None,
            };
            for (source, most) in &of_account {
                count(*source, *most).await?;
            }
            Ok(Self {
                of_account: of_account.iter().map(|(source, _)| *source).collect(),
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
        store::forget_attempts(conn, &self.of_account, self.from_address).await
    }
}

/// Under what attempts are counted: it does not tell what was typed.
fn source(kind: &str, text: &str) -> i32 {
    let [a, b, c, d, ..] = secret::hash(&format!("{kind}:{text}"));
    i32::from_be_bytes([a, b, c, d])
}
