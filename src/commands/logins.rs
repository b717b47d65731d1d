//! What `serve` is told about logins.

use std::{num::NonZeroU32, time::Duration};

use clap::Args;
use sqlx::PgPool;

use crate::auth::{AuthSettings, PasswordCost, Passwords, TrustedProxies, cli::AccountError, demo};

/// What `serve` is told about logins.
#[derive(Debug, Args)]
pub struct LoginArgs {
    /// Show nothing to people who have not logged in
    #[arg(long, env = "MATBANG_NO_PUBLIC")]
    no_public: bool,
    /// The service is reached by HTTPS only
    #[arg(long, env = "MATBANG_HTTPS")]
    https: bool,
    /// Proxies in front of the service whose X-Forwarded-For and X-Forwarded-Proto are believed
    #[arg(long, value_name = "N", env = "MATBANG_TRUSTED_PROXIES", default_value_t = 0)]
    trusted_proxies: usize,
    /// Hours after which a session ends that nobody uses
    #[arg(long, value_name = "HOURS", env = "MATBANG_SESSION_IDLE_HOURS", default_value_t = 12)]
    session_idle_hours: u32,
    /// Days after which a session ends in any case
    #[arg(long, value_name = "DAYS", env = "MATBANG_SESSION_DAYS", default_value_t = 7)]
    session_days: u32,
    /// Requests a second that one account, or one address without an account, may send on average; 0: any number
    #[arg(long, value_name = "N", env = "MATBANG_REQUESTS_PER_SECOND", default_value_t = 200)]
    requests_per_second: u32,
    /// What a password costs to hash
    #[arg(
        long,
        value_name = "MIB:PASSES:LANES",
        env = "MATBANG_PASSWORD_COST",
        default_value = "46:1:1"
    )]
    password_cost: PasswordCost,
}

impl LoginArgs {
    /// What hashes passwords, and what the operator chose; with the accounts of the demo, or none of them left.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn prepare(
        &self,
        pool: &PgPool,
        with_demo_accounts: bool,
    ) -> Result<(Passwords, AuthSettings), AccountError> {
        let passwords = Passwords::new(self.password_cost)?;
        let demo_accounts = if with_demo_accounts {
            demo::make(pool, &passwords).await?
        } else {
            demo::remove(pool).await?;
            Vec::new()
        };
        let settings = AuthSettings {
            public: !self.no_public,
            https: self.https,
            proxies: TrustedProxies(self.trusted_proxies),
            idle: Duration::from_hours(self.session_idle_hours.into()),
            lifetime: Duration::from_hours(24 * u64::from(self.session_days)),
            requests_per_second: NonZeroU32::new(self.requests_per_second),
            demo_accounts,
        };
        Ok((passwords, settings))
    }
}
