//! One-time links with which a password is set: of new accounts, of those who forgot theirs, of the first administrator.

use sqlx::PgConnection;

use super::{model::PasswordLink, secret::Secret, store};
use crate::problem::Problem;

/// Hours for which a link can be used.
const HOURS: i32 = 48;

/// A new link for an account in place of the one before; without an account, for the first administrator.
///
/// # Errors
/// Those of the database.
pub async fn make(conn: &mut PgConnection, user: Option<i32>) -> Result<PasswordLink, Problem> {
    let secret = Secret::new("").map_err(|error| Problem::internal(&error))?;
    let expires_at = store::insert_link(conn, user, secret.hash(), HOURS).await?;
    Ok(PasswordLink {
        token: secret.reveal().to_owned(),
        expires_at,
    })
}

/// The link as a browser opens it. What follows the `#` is sent to nobody and stands in no log.
pub fn address(origin: &str, link: &PasswordLink) -> String {
    format!("{}/#/password/{}", origin.trim_end_matches('/'), link.token)
}
