//! Accounts and what stands for them: sessions of browsers, tokens of programs.

use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    area::Area,
    rights::{Grant, Right},
    role::Role,
    secret::SecretHash,
    store,
};
use crate::{board::Board, language::Text, problem::Problem};

/// Whoever has logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Internal number.
    pub id: i32,
    /// Login name; what it writes stands under this name.
    pub name: String,
    /// Name of the person or office.
    pub full_name: String,
    /// What it is.
    pub role: Role,
    /// Units to which it is limited; empty: not to units.
    pub unit_codes: Vec<String>,
    /// Projects to which it is limited; empty: not to projects.
    pub project_codes: Vec<String>,
    /// Grows by one with every edit.
    pub version: i32,
}

impl Account {
    /// The account with this internal number as it is now, until the transaction ends; none where it is disabled or gone.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn in_use(conn: &mut PgConnection, id: i32) -> sqlx::Result<Option<Self>> {
        store::account(conn, id).await
    }

    /// Where the account may do something.
    ///
    /// # Errors
    /// [`Problem::Forbidden`] where that is nowhere.
    pub fn area(&self, right: Right, board: &Board) -> Result<Area, Problem> {
        match self.role.grant(right) {
            Grant::Yes => Ok(Area::default()),
            Grant::OwnAreas => Ok(Area::of(self, board)),
            Grant::No => Err(self.refusal(right)),
        }
    }

    /// Why the account may not do something at all.
    pub fn refusal(&self, right: Right) -> Problem {
        let (role, what) = (self.role.name(), right.name());
        Problem::Forbidden(Text::new(
            format!("Vai trò «{}» không được {}.", role.vi, what.vi),
            format!("The role «{}» may not {}.", role.en, what.en),
        ))
    }
}

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = TokenScope)]
pub enum Scope {
    /// Only what changes nothing.
    Read,
    /// All that the account may do.
    Write,
}

/// What stands for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// The session of a browser.
    Session(Uuid),
    /// A token of a program.
    Token(Scope),
}

/// An account, and what stands for it in a request.
#[derive(Debug)]
pub struct Login {
    /// The account.
    pub account: Account,
    /// What stands for it.
    pub means: Means,
    /// When that ends at the latest.
    pub expires_at: Option<OffsetDateTime>,
    /// By which it is found.
    pub hash: SecretHash,
    /// When it was last used, in seconds since 1970; of a session it decides when it is idle.
    seen_at: AtomicI64,
}

impl Login {
    /// A login that was last used then.
    pub const fn new(
        account: Account,
        means: Means,
        expires_at: Option<OffsetDateTime>,
        hash: SecretHash,
        seen_at: i64,
    ) -> Self {
        Self {
            account,
            means,
            expires_at,
            hash,
            seen_at: AtomicI64::new(seen_at),
        }
    }

    /// The second in which it ends if nobody uses it until then; `idle_seconds` only counts for sessions.
    pub fn ends_at(&self, idle_seconds: i64) -> Option<i64> {
        let idle = match self.means {
            Means::Session(_) => Some(self.seen_at.load(Ordering::Relaxed) + idle_seconds),
            Means::Token(_) => None,
        };
        let expiry = self.expires_at.map(OffsetDateTime::unix_timestamp);
        idle.into_iter().chain(expiry).min()
    }

    /// Marks it as used now. Gives back whether that is to be written down, once in so many seconds.
    pub fn is_seen(&self, now: i64, seconds: i64) -> bool {
        let last = self.seen_at.load(Ordering::Relaxed);
        let due = now - last >= seconds;
        due && self
            .seen_at
            .compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }
}
