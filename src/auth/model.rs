//! Wire types of accounts. Nothing here holds a password or a secret that is not asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{account::Scope, demo::DemoAccount, rights::Grant, role::Role};

/// A unit to which an account is limited.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AreaUnit {
    /// Its code.
    pub code: String,
    /// Name in Vietnamese; its code where it is gone.
    pub name: String,
}

/// Whoever has logged in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionUser {
    /// Internal number.
    pub id: i32,
    /// Login name.
    pub name: String,
    /// Name of the person or office.
    pub full_name: String,
    /// What the account is.
    pub role: Role,
    /// Units to which it is limited; empty: not to units.
    pub units: Vec<AreaUnit>,
    /// Projects to which it is limited; empty: not to projects.
    pub projects: Vec<String>,
    /// When the session or token ends at the latest.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
}

/// Who asks, and what they may do here.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionState {
    /// Whoever has logged in; null: nobody.
    pub user: Option<SessionUser>,
    /// Whether the map is open to those who have not logged in.
    pub public: bool,
    /// How far each right goes.
    pub grants: BTreeMap<&'static str, Grant>,
    /// Accounts to try the demo with; empty outside of it.
    pub demo_accounts: Vec<DemoAccount>,
}

/// A name and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Login name.
    pub name: String,
    /// Password.
    #[schema(format = Password)]
    pub password: String,
}

/// A session of a browser.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Number by which it is ended.
    pub id: Uuid,
    /// What the browser says of itself.
    pub device: String,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last used, to a minute.
    #[serde(with = "time::serde::rfc3339")]
    pub seen_at: OffsetDateTime,
    /// When it ends at the latest.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// The sessions of an account, the one used last first.
#[derive(Serialize, ToSchema)]
pub struct Sessions {
    /// The sessions.
    pub items: Vec<Session>,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The one up to now.
    #[schema(format = Password)]
    pub current: String,
    /// The new one.
    #[schema(format = Password, min_length = 10, max_length = 1000)]
    pub new: String,
}

/// A new password by a one-time link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkUse {
    /// What stands in the link after `#/password/`.
    pub token: String,
    /// The new password.
    #[schema(format = Password, min_length = 10, max_length = 1000)]
    pub password: String,
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccessToken)]
pub struct Token {
    /// Number by which it is ended.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last used, to a minute; null: never.
    #[serde(with = "time::serde::rfc3339::option")]
    pub seen_at: Option<OffsetDateTime>,
    /// When it ends.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
}

/// The tokens of an account, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = AccessTokens)]
pub struct Tokens {
    /// The tokens.
    pub items: Vec<Token>,
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is for.
    #[schema(pattern = r"\S", max_length = 80)]
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// Days until it ends; default 365.
    #[schema(minimum = 1, maximum = 730)]
    pub days: Option<i32>,
}

/// A token just made: only now its secret is told.
#[derive(Serialize, ToSchema)]
pub struct MadeToken {
    /// The token as it is listed.
    #[serde(flatten)]
    pub token: Token,
    /// What programs send, as Bearer or as the password of Basic.
    pub secret: String,
}

/// An account, as administrators see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct User {
    /// Internal number.
    pub id: i32,
    /// Login name.
    pub name: String,
    /// Name of the person or office.
    pub full_name: String,
    /// What the account is.
    pub role: Role,
    /// Units to which it is limited; empty: not to units.
    pub unit_codes: Vec<String>,
    /// Projects to which it is limited; empty: not to projects.
    pub project_codes: Vec<String>,
    /// Whether it is switched off.
    pub disabled: bool,
    /// Whether it has a password yet.
    pub has_password: bool,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When one of its sessions was last used, to a minute; null: none is open.
    #[serde(with = "time::serde::rfc3339::option")]
    pub seen_at: Option<OffsetDateTime>,
    /// Grows by one with every edit.
    pub version: i32,
}

/// Every account, by name.
#[derive(Serialize, ToSchema)]
pub struct Users {
    /// The accounts.
    pub items: Vec<User>,
}

/// An account to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// Login name: 2 to 40 small letters, digits and . _ @ -, with a letter or digit first.
    #[schema(pattern = "^[a-z0-9][a-z0-9._@-]{1,39}$")]
    pub name: String,
    /// Name of the person or office.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub full_name: String,
    /// What the account is; not `public`.
    pub role: Role,
    /// Units to which it is limited; only for `field` and `officer`.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub unit_codes: Vec<String>,
    /// Projects to which it is limited; only for `field` and `officer`.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub project_codes: Vec<String>,
}

/// What is to change about an account; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UserChange {
    /// Name of the person or office.
    #[schema(max_length = 120)]
    pub full_name: Option<String>,
    /// What the account is; not `public`.
    pub role: Option<Role>,
    /// Units to which it is limited; only for `field` and `officer`.
    #[schema(max_items = 200)]
    pub unit_codes: Option<Vec<String>>,
    /// Projects to which it is limited; only for `field` and `officer`.
    #[schema(max_items = 200)]
    pub project_codes: Option<Vec<String>>,
    /// Whether it is switched off.
    pub disabled: Option<bool>,
}

/// A one-time link with which a password is set.
#[derive(Serialize, ToSchema)]
pub struct PasswordLink {
    /// What stands in the link after `#/password/`; told only now.
    pub token: String,
    /// When it ends.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// An account just made, and the link with which its password is set.
#[derive(Serialize, ToSchema)]
pub struct MadeUser {
    /// The account.
    pub user: User,
    /// The link; null where the operation was recorded before.
    pub link: Option<PasswordLink>,
}
