use std::path::PathBuf;

use axum::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequestParts, Multipart, State, multipart::MultipartRejection},
    http::{StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use tokio_util::io::ReaderStream;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    Importer, Jobs,
    model::{self, Import, ImportPage, ImportQuery},
    options::Options,
    preview::{self, Preview, PreviewQuery},
    receive::{Form, ImportForm},
    sources, store, stream,
};
use crate::{
    answer::next_address,
    auth::{Caller, Right},
    extract::{Json, NoQuery, OptionalJson, Path, Query, Writer},
    geometry::likely,
    imports::{Sender, undo},
    language::Text,
    persons,
    problem::Problem,
    state::AppState,
};

/// Routes of imports.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_imports, receive_import))
        // The file goes to disk as it comes, and has a limit of its own.
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(get_import, discard_import))
        .routes(routes!(preview_import))
        .routes(routes!(check_import))
        .routes(routes!(store_import))
        .routes(routes!(cancel_import))
        .routes(routes!(undo_import))
        .routes(routes!(import_events))
        .routes(routes!(import_shapes))
        .routes(routes!(import_refused))
}

/// Received files and what became of each, the newest first.
#[utoipa::path(get, path = "/imports", tag = "imports", params(ImportQuery), responses((status = 200, body = ImportPage)))]
async fn list_imports(
    State(app): State<AppState>,
    uri: Uri,
    caller: Caller,
    Query(query): Query<ImportQuery>,
) -> Result<Json<ImportPage>, Problem> {
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let mut conn = app.pool.acquire().await?;
    app.imports.bury(&mut conn).await?;
    let own = is_limited(&app, &caller)?.then_some(&caller.account()?.name);
    let mut rows = store::list(&mut conn, own.map(String::as_str), query.after, limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let goes_on = rows.len() > page;
    rows.truncate(page);
    let next = rows
        .last()
        .filter(|_| goes_on)
        .map(|last| next_address(&uri, &last.id.to_string()));
    let items = rows.into_iter().map(|row| app.imports.told(row)).collect();
    Ok(Json(ImportPage { items, next }))
}

/// Receives a file, and checks or stores it where that is asked for. `X-Operation-Id` becomes its identity: sent again,
/// the same import is answered.
#[utoipa::path(post, path = "/imports", tag = "imports",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, body = Import, headers(("Location" = String, description = "Address of the import"))),
        (status = 409, description = "X-Operation-Id is that of another operation"),
        (status = 507, description = "The disk for received files is full")))]
async fn receive_import(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let form = form.map_err(|_| {
        Problem::UnsupportedMediaType(Text::new(
            "Cần gửi biểu mẫu kiểu multipart/form-data.",
            "Send a form of the type multipart/form-data.",
        ))
    })?;
    let (jobs, id) = (&app.imports, writer.op_id);
    let form = Form::receive(form, &jobs.0.spool, app.settings.max_upload_bytes).await?;
    jobs.keep(id, form, importer(&app, writer)?).await?;
    accepted(jobs, id).await
}

/// One import, with its report.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports",
    params(("id" = Uuid, Path, description = "Identity of the import")),
    responses((status = 200, body = Import)))]
async fn get_import(
    State(app): State<AppState>,
    _: NoQuery,
    OwnImport(id): OwnImport,
) -> Result<Json<Import>, Problem> {
    Ok(Json(app.imports.get(id).await?))
}

/// Forgets an import that is not stored, and its file.
#[utoipa::path(delete, path = "/imports/{id}", tag = "imports",
    params(("id" = Uuid, Path, description = "Identity of the import")),
    responses((status = 204), (status = 409, description = "It runs, or it was stored")))]
async fn discard_import(
    State(app): State<AppState>,
    _: NoQuery,
    OwnImport(id): OwnImport,
) -> Result<StatusCode, Problem> {
    app.imports.discard(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The first rows of a received file, and how it would be read.
#[utoipa::path(get, path = "/imports/{id}/preview", tag = "imports",
    params(("id" = Uuid, Path, description = "Identity of the import"), PreviewQuery),
    responses((status = 200, body = Preview), (status = 409), (status = 422, description = "It cannot be read")))]
async fn preview_import(
    State(app): State<AppState>,
    caller: Caller,
    Query(query): Query<PreviewQuery>,
    OwnImport(id): OwnImport,
) -> Result<Json<Preview>, Problem> {
    let mut conn = app.pool.acquire().await?;
    let row = store::get(&mut conn, id).await?;
    app.imports.has_file(&row)?;
    let path = app.imports.0.spool.file(id);
    let said = sources::read_options(row.options).unwrap_or_default();
    let (asked, project) = (query.clone(), said.project.clone());
    let read = tokio::task::spawn_blocking(move || preview::preview(&path, &asked, project.as_deref())).await;
    let (mut preview, sample) = read
        .map_err(|error| Problem::internal(&error))?
        .map_err(|text| Problem::field("/file", text.vi, text.en))?;
    let expected = sample.expected(&mut conn).await?;
    preview.crs.suggest(&likely(&sample.positions, &expected));
    preview.remembered = sources::find(&mut conn, query.kind.or(said.kind), &preview.columns).await?;
    let remembered = preview.remembered.as_ref().map(|remembered| &remembered.options);
    if let Some(kind) = query.kind.or(said.kind).or(remembered.and_then(|options| options.kind)) {
        let map = remembered.map(|options| options.map.clone()).unwrap_or_default();
        preview.fields = preview::fields(kind, &preview.columns, &map);
    }
    persons::look_into(&mut conn, &caller, id).await?;
    Ok(Json(preview))
}

/// Checks a received file: everything but the commit.
#[utoipa::path(post, path = "/imports/{id}/check", tag = "imports", request_body = Options,
    params(("id" = Uuid, Path, description = "Identity of the import")),
    responses((status = 202, body = Import), (status = 409)))]
async fn check_import(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    OwnImport(id): OwnImport,
    Json(options): Json<Options>,
) -> Result<Response, Problem> {
    let jobs = &app.imports;
    let by = importer(&app, writer)?;
    jobs.begin(id, by, model::State::Checking, Some(options)).await?;
    accepted(jobs, id).await
}

/// Stores a received file: all of it or nothing. Without options, by those of the last check.
#[utoipa::path(post, path = "/imports/{id}/store", tag = "imports", request_body(content = Option<Options>),
    params(("id" = Uuid, Path, description = "Identity of the import")),
    responses((status = 202, body = Import), (status = 409)))]
async fn store_import(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    OwnImport(id): OwnImport,
    OptionalJson(options): OptionalJson<Options>,
) -> Result<Response, Problem> {
    let jobs = &app.imports;
    let by = importer(&app, writer)?;
    jobs.begin(id, by, model::State::Storing, options).await?;
    accepted(jobs, id).await
}

/// Stops a check or a storing; nothing of it stays.
#[utoipa::path(post, path = "/imports/{id}/cancel", tag = "imports",
    params(("id" = Uuid, Path, description = "Identity of the import")),
    responses((status = 202, body = Import), (status = 409, description = "Nothing runs")))]
async fn cancel_import(State(app): State<AppState>, _: NoQuery, OwnImport(id): OwnImport) -> Result<Response, Problem> {
    app.imports.cancel(id).await?;
    accepted(&app.imports, id).await
}

/// Takes back the import that was stored last, while nobody has built on it.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "imports",
    params(("id" = Uuid, Path, description = "Identity of the import")),
    responses((status = 200, body = Import), (status = 409, description = "With the reason")))]
async fn undo_import(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    OwnImport(id): OwnImport,
) -> Result<Json<Import>, Problem> {
    let by = importer(&app, writer.clone())?;
    app.write(&writer, "import.undo", &id.to_string(), async |tx| {
        undo::undo(tx, id, writer.op_id, &by).await
    })
    .await?;
    app.imports.ring(id);
    Ok(Json(app.imports.get(id).await?))
}

/// An import as it changes: server-sent events `import`, each an import without its report, until nothing runs.
#[utoipa::path(get, path = "/imports/{id}/events", tag = "imports",
    params(("id" = Uuid, Path, description = "Identity of the import")),
    responses((status = 200, content_type = "text/event-stream", body = Value)))]
async fn import_events(State(app): State<AppState>, _: NoQuery, OwnImport(id): OwnImport) -> Result<Response, Problem> {
    stream::events(app.imports, id).await
}

/// A sample of the shapes that were checked last, as `GeoJSON` for the map; without personal data.
#[utoipa::path(get, path = "/imports/{id}/shapes", tag = "imports",
    params(("id" = Uuid, Path, description = "Identity of the import")),
    responses((status = 200, content_type = "application/geo+json", body = Value)))]
async fn import_shapes(State(app): State<AppState>, _: NoQuery, OwnImport(id): OwnImport) -> Result<Response, Problem> {
    store::get(&mut *app.pool.acquire().await?, id).await?;
    let file = file(app.imports.0.spool.shapes(id)).await?;
    Ok(([(header::CONTENT_TYPE, GEOJSON)], file).into_response())
}

/// The features that were refused last, as `GeoJSON` with the reasons, to be mended and sent again.
#[utoipa::path(get, path = "/imports/{id}/refused", tag = "imports",
    params(("id" = Uuid, Path, description = "Identity of the import")),
    responses((status = 200, content_type = "application/geo+json", body = Value)))]
async fn import_refused(
    State(app): State<AppState>,
    _: NoQuery,
    caller: Caller,
    OwnImport(id): OwnImport,
) -> Result<Response, Problem> {
    let mut conn = app.pool.acquire().await?;
    store::get(&mut conn, id).await?;
    let file = file(app.imports.0.spool.refused(id)).await?;
    persons::look_into(&mut conn, &caller, id).await?;
    let headers = [
        (header::CONTENT_TYPE, GEOJSON),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"refused.geojson\""),
        // It holds what the file held, names among it.
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, file).into_response())
}

/// Who has a file imported.
fn importer(app: &AppState, writer: Writer) -> Result<Importer, Problem> {
    Ok(Importer {
        sender: Sender::new(writer.caller.account()?.id, app.board.clone()),
        author: writer.author,
    })
}

/// Whether the caller only sees what it sent itself: a file shows what its sender knows.
fn is_limited(app: &AppState, caller: &Caller) -> Result<bool, Problem> {
    Ok(!caller.area(Right::Manage, &app.board.current())?.is_everywhere())
}

/// The identity of an import that the caller may see.
struct OwnImport(Uuid);

impl FromRequestParts<AppState> for OwnImport {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let Path(id) = Path::from_request_parts(parts, app).await?;
        let caller = Caller::from_request_parts(parts, app).await?;
        if is_limited(app, &caller)? {
            let import = store::get(&mut *app.pool.acquire().await?, id).await?;
            if import.created_by != caller.account()?.name {
                return Err(Problem::Forbidden(Text::new(
                    "Lần nhập này của người khác; tài khoản chỉ xem được các lần nhập của mình.",
                    "This import is somebody else's; your account only sees its own.",
                )));
            }
        }
        Ok(Self(id))
    }
}

const GEOJSON: &str = "application/geo+json";

/// A file as a body; a missing one is nothing at this address.
async fn file(path: PathBuf) -> Result<Body, Problem> {
    match tokio::fs::File::open(path).await {
        Ok(file) => Ok(Body::from_stream(ReaderStream::new(file))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Problem::NotFound),
        Err(error) => Err(Problem::internal(&error)),
    }
}

async fn accepted(jobs: &Jobs, id: Uuid) -> Result<Response, Problem> {
    let import = jobs.get(id).await?;
    let place = [(header::LOCATION, format!("/api/v1/imports/{id}"))];
    Ok((StatusCode::ACCEPTED, place, Json(import)).into_response())
}
