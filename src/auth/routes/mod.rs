mod account;
mod session;
mod users;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// Routes of logins and accounts.
pub fn routes() -> OpenApiRouter<AppState> {
    session::routes().merge(account::routes()).merge(users::routes())
}
