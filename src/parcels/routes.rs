use std::collections::HashMap;

use axum::{
    extract::State,
    http::{Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    csv,
    editing::{self, Asked},
    model::{History, ParcelChange, ParcelDetail, ParcelOutline, ParcelPage, ParcelVersion, SetChange, SetChanged},
    rules::AsOf,
    selection::{Selection, SelectionQuery, Sort},
    store, view,
    window::Window,
};
use crate::{
    answer::{next_address, versioned},
    audit,
    auth::{Caller, Right},
    calendar::Day,
    csv_file::ListFormat,
    extract::{BaseVersion, Json, NoQuery, OnDay, Path, Query, Reader, Writer, as_of},
    problem::Problem,
    state::AppState,
};

/// Largest page of a list.
const LARGEST_PAGE: usize = 500;
/// Most parcels in one change.
const LARGEST_SET: usize = 20_000;

/// Routes of parcels.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_parcels, update_parcels))
        .routes(routes!(get_parcel, update_parcel))
        .routes(routes!(get_outline))
        .routes(routes!(list_parcel_events))
        .routes(routes!(list_project_parcels))
}

/// Parcels by filter, a page at a time or all as CSV.
#[utoipa::path(get, path = "/parcels", tag = "parcels", params(SelectionQuery), responses((status = 200, content((ParcelPage = "application/json"), (String = "text/csv")))))]
async fn list_parcels(
    State(app): State<AppState>,
    uri: Uri,
    caller: Caller,
    Reader(language): Reader,
    Query(query): Query<SelectionQuery>,
) -> Result<Response, Problem> {
    let as_file = query.format.unwrap_or_default() == ListFormat::Csv;
    let window = if as_file {
        Window::WHOLE
    } else {
        Window::page(query.after.as_deref(), query.limit.unwrap_or(50).clamp(1, LARGEST_PAGE))?
    };
    let mut selection = Selection::make(&app.board, &app.pool, &query, window).await?;
    let mut conn = app.pool.acquire().await?;
    if as_file {
        let area = caller.area(Right::Export, &selection.board)?;
        selection.keep(|shard, place| area.holds_parcel(shard, place));
        audit::record_export(&mut conn, &caller.author()?, "parcels", selection.hits.len()).await?;
        return csv::file(&mut conn, &selection, query.lang.unwrap_or(language)).await;
    }
    Ok(Json(ParcelPage {
        items: view::summaries(&mut conn, &selection, &selection.hits).await?,
        total: selection.total,
        next: selection.next.map(|after| next_address(&uri, &after)),
    })
    .into_response())
}

/// Parcels of a project as `GeoJSON`, a page at a time.
#[utoipa::path(get, path = "/projects/{code}/parcels", tag = "projects",
    params(("code" = String, Path, description = "Code of the project"), SelectionQuery),
    responses((status = 200, description = "GeoJSON FeatureCollection with a member `next`", content_type = "application/geo+json", body = Value)))]
async fn list_project_parcels(
    State(app): State<AppState>,
    uri: Uri,
    Path(code): Path<String>,
    Query(mut query): Query<SelectionQuery>,
) -> Result<Response, Problem> {
    if app.board.current().project(&code).is_none() {
        return Err(Problem::NotFound);
    }
    query.project = vec![code];
    query.sort.get_or_insert(Sort::Key);
    let window = Window::page(query.after.as_deref(), query.limit.unwrap_or(500).clamp(1, 1000))?;
    let selection = Selection::make(&app.board, &app.pool, &query, window).await?;
    let mut conn = app.pool.acquire().await?;
    let items = view::summaries(&mut conn, &selection, &selection.hits).await?;
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let mut shapes: HashMap<i64, Value> = store::shapes(&mut conn, &ids).await?.into_iter().collect();
    let features: Vec<Value> = items
        .into_iter()
        .map(
            |item| json!({ "type": "Feature", "id": item.id, "geometry": shapes.remove(&item.id), "properties": item }),
        )
        .collect();
    let body = json!({
        "type": "FeatureCollection",
        "features": features,
        "numberMatched": selection.total,
        "next": selection.next.map(|after| next_address(&uri, &after)),
    });
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], body.to_string()).into_response())
}

/// One parcel with everything that may be shown of it.
#[utoipa::path(get, path = "/parcels/{id}", tag = "parcels",
    params(("id" = i64, Path, description = "Internal number"), OnDay),
    responses((status = 200, body = ParcelDetail)))]
async fn get_parcel(
    State(app): State<AppState>,
    Reader(language): Reader,
    Path(id): Path<i64>,
    Query(query): Query<OnDay>,
) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let detail = view::detail(&app, id, day, language, None).await?;
    versioned(detail.summary.version, detail)
}

/// The shape of a parcel and its status: what everybody may see of it.
#[utoipa::path(get, path = "/parcels/{id}/outline", tag = "parcels",
    params(("id" = i64, Path, description = "Internal number"), OnDay),
    responses((status = 200, body = ParcelOutline)))]
async fn get_outline(
    State(app): State<AppState>,
    Path(id): Path<i64>,
    Query(query): Query<OnDay>,
) -> Result<Json<ParcelOutline>, Problem> {
    let day = as_of(query.as_of)?;
    let board = app.board.current();
    let (shard, place) = board.parcel(id).ok_or(Problem::NotFound)?;
    let shape = store::shapes(&mut *app.pool.acquire().await?, &[id]).await?.pop();
    Ok(Json(view::outline(
        &board,
        shard,
        place,
        day,
        shape.map(|(_, shape)| shape),
    )))
}

/// What happened to a parcel, newest first.
#[utoipa::path(get, path = "/parcels/{id}/events", tag = "parcels",
    params(("id" = i64, Path, description = "Internal number")), responses((status = 200, body = History)))]
async fn list_parcel_events(
    State(app): State<AppState>,
    _: NoQuery,
    Path(id): Path<i64>,
) -> Result<Json<History>, Problem> {
    if app.board.current().parcel(id).is_none() {
        return Err(Problem::NotFound);
    }
    let items = store::history(&mut *app.pool.acquire().await?, id).await?;
    Ok(Json(History { items }))
}

/// Sets steps with day and document, sets steps aside, excludes, remarks.
#[utoipa::path(patch, path = "/parcels/{id}", tag = "parcels", request_body = ParcelChange,
    params(("id" = i64, Path, description = "Internal number"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = ParcelDetail)))]
async fn update_parcel(
    State(app): State<AppState>,
    _: NoQuery,
    Reader(language): Reader,
    writer: Writer,
    Path(id): Path<i64>,
    BaseVersion(version): BaseVersion,
    Json(change): Json<ParcelChange>,
) -> Result<Response, Problem> {
    let board = app.board.current();
    if board.parcel(id).is_none() {
        return Err(Problem::NotFound);
    }
    writer
        .caller
        .area(Right::Record, &board)?
        .check_parcels(&board, &[id])?;
    let asked = Asked {
        writer,
        set: vec![ParcelVersion { id, version }],
        change,
        base: "",
    };
    let current = async |extras| view::detail(&app, id, Day::today(), language, extras).await;
    match editing::apply(&app, asked).await {
        Ok(extras) => {
            let current = current(extras).await?;
            versioned(current.summary.version, current)
        }
        Err(Problem::StaleVersion(_)) => Err(Problem::StaleVersion(json!(current(None).await?))),
        Err(problem) => Err(problem),
    }
}

/// One change to a set of parcels: a household, a selection, a decision over a list. All or nothing.
#[utoipa::path(patch, path = "/parcels", tag = "parcels", request_body = SetChange,
    responses((status = 200, body = SetChanged), (status = 412, description = "`current` lists the stale ones")))]
async fn update_parcels(
    State(app): State<AppState>,
    _: NoQuery,
    Reader(language): Reader,
    writer: Writer,
    Json(body): Json<SetChange>,
) -> Result<Json<SetChanged>, Problem> {
    let mut ids: Vec<i64> = body.parcels.iter().map(|parcel| parcel.id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > LARGEST_SET || ids.len() != body.parcels.len() {
        return Err(Problem::field(
            "/parcels",
            format!("Cần từ 1 đến {LARGEST_SET} thửa, mỗi thửa một lần."),
            format!("Give 1 to {LARGEST_SET} parcels, each once."),
        ));
    }
    let board = app.board.current();
    writer.caller.area(Right::Record, &board)?.check_parcels(&board, &ids)?;
    let asked = Asked {
        writer,
        set: body.parcels,
        change: body.change,
        base: "/change",
    };
    editing::apply(&app, asked).await?;
    let board = app.board.current();
    let mut updated = Vec::with_capacity(ids.len());
    let mut warned = Vec::new();
    for id in ids {
        if let Some((shard, place)) = board.parcel(id) {
            let facts = shard.facts(place);
            updated.push(ParcelVersion {
                id,
                version: facts.version,
            });
            warned.extend(view::warnings(
                id,
                &AsOf::new(facts, Day::today()),
                &board.rules,
                language,
            ));
        }
    }
    Ok(Json(SetChanged {
        updated,
        warnings: warned,
    }))
}
