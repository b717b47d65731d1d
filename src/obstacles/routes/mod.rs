//! The addresses of obstacles.

mod attachments;
mod read;
mod write;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;
pub use attachments::MOST_ATTACHMENTS;

/// Routes of obstacles.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(read::routes())
        .merge(write::routes())
        .merge(attachments::routes())
}
