//! The accounts as requests ask for them: from memory, until one of them changes.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use axum::http::HeaderMap;
use moka::sync::Cache;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::{
    account::{Login, Means},
    address::TrustedProxies,
    demo::DemoAccount,
    pace::Pace,
    passwords::Passwords,
    secret::{self, SecretHash},
    store,
};
use crate::{board::LiveBoard, outage::Outage, problem::Problem};

/// How many logins are kept in memory.
const MOST_KNOWN: u64 = 20_000;
/// When a login was last used is written down at most this often, seconds.
const SEEN_EVERY: i64 = 60;
/// How long the database may take to tell of a login.
const LONGEST_LOOK: Duration = Duration::from_secs(10);
/// After a failure to look a login up again, this long until the next attempt.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// Begins every token, so that people and programs know one when they see it.
pub const TOKEN_PREFIX: &str = "mb_";

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct AuthSettings {
    /// Whether whoever has not logged in sees the map.
    pub public: bool,
    /// Whether the service is reached by HTTPS, whatever requests say.
    pub https: bool,
    /// Proxies in front of the service.
    pub proxies: TrustedProxies,
    /// A session ends when it was not used for so long.
    pub idle: Duration,
    /// A session ends after this in any case.
    pub lifetime: Duration,
    /// How many requests one sender may send, on average; any number where not told.
    pub requests_per_second: Option<NonZeroU32>,
    /// Accounts of the demo, for the page of the login.
    pub demo_accounts: Vec<DemoAccount>,
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            public: true,
            https: false,
            proxies: TrustedProxies::default(),
            idle: Duration::from_hours(12),
            lifetime: Duration::from_hours(7 * 24),
            requests_per_second: None,
            demo_accounts: Vec::new(),
        }
    }
}

impl AuthSettings {
    /// Whether a request came by HTTPS, as far as that can be known.
    pub fn is_https(&self, headers: &HeaderMap) -> bool {
        self.https || self.proxies.speak_https(headers)
    }
}

/// What a request shows for an account.
#[derive(Clone, Debug)]
pub enum Shown {
    /// The secret of a session.
    Session(String),
    /// A token.
    Token(String),
}

/// The accounts of one process.
#[derive(Clone)]
pub struct People(Arc<Inner>);

struct Inner {
    pool: PgPool,
    board: LiveBoard,
    settings: AuthSettings,
    passwords: Passwords,
    pace: Pace,
    /// Each with the generation of all accounts that it was read in.
    known: Cache<SecretHash, (u64, Arc<Login>)>,
}

impl People {
    /// The accounts of a database, kept true by a board. They are asked for so rarely that they share its connections:
    /// those of requests are for what is behind the doors.
    pub fn new(pool: PgPool, board: LiveBoard, passwords: Passwords, settings: AuthSettings) -> Self {
        Self(Arc::new(Inner {
            pool,
            board,
            pace: Pace::new(settings.requests_per_second),
            settings,
            passwords,
            known: Cache::new(MOST_KNOWN),
        }))
    }

    /// What the operator chose.
    pub fn settings(&self) -> &AuthSettings {
        &self.0.settings
    }

    /// What hashes passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// What counts requests.
    pub fn pace(&self) -> &Pace {
        &self.0.pace
    }

    /// The login that a request shows; none where it does not hold, or not any more.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn login(&self, shown: &Shown) -> Result<Option<Arc<Login>>, Problem> {
        let hash = match shown {
            Shown::Token(text) if !text.starts_with(TOKEN_PREFIX) => return Ok(None),
            Shown::Token(text) | Shown::Session(text) => secret::hash(text),
        };
        let is_session = matches!(shown, Shown::Session(_));
        let login = self.find(hash, is_session).await?;
        if let Some(login) = &login
            && login.is_seen(now(), SEEN_EVERY)
        {
            self.write_down(hash, is_session);
        }
        Ok(login)
    }

    /// Comes back when a login has ended, or its account is not what it was.
    pub async fn end_of(self, login: Arc<Login>) {
        let mut changes = self.0.board.people();
        let is_session = matches!(login.means, Means::Session(_));
        loop {
            changes.borrow_and_update();
            let left = match self.find(login.hash, is_session).await {
                Ok(Some(now)) if now.account == login.account => now.ends_at(self.idle_seconds()),
                Ok(_) => return,
                Err(_) => {
                    tokio::time::sleep(ASK_AGAIN).await;
                    continue;
                }
            };
            let expiry = async {
                match left.map(|end| u64::try_from(end - now() + 1).unwrap_or(1)) {
                    Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { return },
                () = expiry => {}
            }
        }
    }

    async fn find(&self, hash: SecretHash, is_session: bool) -> Result<Option<Arc<Login>>, Problem> {
        // What is read from here on holds what made this generation.
        let generation = *self.0.board.people().borrow();
        let holds = |login: &Login| login.ends_at(self.idle_seconds()).is_none_or(|end| now() < end);
        if let Some((of, login)) = self.0.known.get(&hash)
            && of == generation
            && matches!(login.means, Means::Session(_)) == is_session
            && holds(&login)
        {
            return Ok(Some(login));
        }
        let read = tokio::time::timeout(LONGEST_LOOK, async {
            let mut conn = self.0.pool.acquire().await?;
            if is_session {
                store::session(&mut conn, hash).await
            } else {
                store::token(&mut conn, hash).await
            }
        });
        let read = read.await.map_err(|_| Problem::Unavailable(Outage::Slow))??;
        let Some(login) = read.filter(holds).map(Arc::new) else {
            return Ok(None);
        };
        self.0.known.insert(hash, (generation, Arc::clone(&login)));
        Ok(Some(login))
    }

    /// Writes down, beside the request, that a login is used.
    fn write_down(&self, hash: SecretHash, is_session: bool) {
        let pool = self.0.pool.clone();
        tokio::spawn(async move {
            if let Err(error) = store::mark_seen(&pool, hash, is_session).await {
                tracing::debug!(%error, "the use of a login was not written down this time");
            }
        });
    }

    fn idle_seconds(&self) -> i64 {
        i64::try_from(self.0.settings.idle.as_secs()).unwrap_or(i64::MAX / 2)
    }
}

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}
