//! The first administrator: while nobody can log in, whoever starts the service is given a link to make one.

use sqlx::PgPool;

use super::{
    links,
    model::{NewUser, PasswordLink},
    role::Role,
    store,
};
use crate::{db, problem::Problem};

/// Login name of the first administrator.
pub const NAME: &str = "admin";

/// A link that makes the first administrator, in place of those given before; none where there are accounts.
///
/// # Errors
/// Those of the database.
pub async fn link(pool: &PgPool) -> Result<Option<PasswordLink>, Problem> {
    db::transaction(pool, async |tx| {
        if store::has_accounts(&mut *tx).await? {
            return Ok(None);
        }
        links::make(tx, None).await.map(Some)
    })
    .await
}

/// The link as a browser opens it.
pub fn address(origin: &str, link: &PasswordLink) -> String {
    links::address(origin, link)
}

/// The account that such a link makes.
pub(super) fn account() -> NewUser {
    NewUser {
        name: NAME.to_owned(),
        full_name: String::new(),
        role: Role::Admin,
        unit_codes: Vec::new(),
        project_codes: Vec::new(),
    }
}
