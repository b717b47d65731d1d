use axum::{
    extract::State,
    http::Uri,
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    csv,
    model::{AuditPage, AuditQuery},
    record::record,
    store,
};
use crate::{
    answer::next_address,
    calendar::Day,
    csv_file::ListFormat,
    extract::{Json, Query, Reader, Writer},
    problem::Problem,
    state::AppState,
};

/// Routes of the history of everything.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

/// Who did what, the latest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(AuditQuery), responses((status = 200, content((AuditPage = "application/json"), (String = "text/csv")))))]
async fn list_audit(
    State(app): State<AppState>,
    uri: Uri,
    writer: Writer,
    Reader(language): Reader,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Problem> {
    let mut conn = app.pool.acquire().await?;
    if query.format.unwrap_or_default() == ListFormat::Csv {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let subject = format!("{}..{}", day(query.from), day(query.to));
        record(&mut conn, Uuid::now_v7(), &writer.author, "audit.export", &subject).await?;
        return csv::file(app.pool, query.lang.unwrap_or(language), query);
    }
    let limit = query.limit.unwrap_or(50).clamp(1, 500);
    let mut items = store::list(&mut conn, &query, query.after, limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let goes_on = items.len() > page;
    items.truncate(page);
    let last = items.last().filter(|_| goes_on);
    let next = last.map(|last| next_address(&uri, &last.number.to_string()));
    Ok(Json(AuditPage { items, next }).into_response())
}
