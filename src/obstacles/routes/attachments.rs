use axum::{
    body::Body,
    extract::{DefaultBodyLimit, State as AppData},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, json};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    attachments::{LARGEST_FILE, too_large},
    audit::{self, Entity, Event},
    auth::{Area, Right},
    board::Board,
    calendar::Day,
    extract::{Json, NoQuery, Path, Query, Writer},
    language::Text,
    obstacles::{
        editing::check_area,
        edits,
        inputs::{AttachmentName, Removal},
        model::Attachment,
        store,
    },
    problem::{FieldProblem, Problem},
    state::AppState,
};

/// Most attachments of an obstacle.
pub const MOST_ATTACHMENTS: i64 = 50;
/// Longest name of a file, characters.
const LONGEST_NAME: usize = 120;
/// A file that is shown may do nothing, wherever it came from.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// The content of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes bodies in the OpenAPI document")]
struct File(Vec<u8>);

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(attach_file))
        // The file goes to the disk as it comes, and has a limit of its own.
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(get_attachment, remove_attachment))
}

/// Attaches a file to an obstacle: a JPEG, PNG or WebP picture or a PDF document, by its content, up to 20 MB. Where and by
/// which device a picture was taken is taken out.
#[utoipa::path(post, path = "/obstacles/{id}/attachments", tag = "obstacles",
    params(("id" = i64, Path, description = "Internal number"), AttachmentName),
    request_body(content = inline(File), content_type = "application/octet-stream"),
    responses((status = 201, body = Attachment), (status = 409, description = "It has as many attachments as it may have"),
        (status = 507, description = "The disk for received files is full")))]
async fn attach_file(
    AppData(app): AppData<AppState>,
    writer: Writer,
    Path(id): Path<i64>,
    Query(AttachmentName { name }): Query<AttachmentName>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    check_name(&name)?;
    let said = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    if said.is_some_and(|bytes: usize| bytes > LARGEST_FILE) {
        return Err(too_large());
    }
    let board = app.board.current();
    let area = writer.caller.area(Right::Pursue, &board)?;
    // Nobody sends a file for nothing.
    room(&mut *app.pool.acquire().await?, id, &area, &board)
        .await
        .or_else(|problem| match problem {
            // Sent again it may be the one that took the last room.
            Problem::Conflict(_) => Ok(0),
            other => Err(other),
        })?;
    let file = app.attachments.take_in(body.into_data_stream()).await?;
    let subject = format!("obstacle {id} {}", file.sha256);
    app.write(&writer, "obstacle.attach", &subject, async |tx| {
        let project = room(&mut *tx, id, &area, &board).await?;
        store::attach(&mut *tx, id, writer.op_id, &writer.author.name, &name, &file).await?;
        let event = event(id, project, "obstacle_attached", json!([null, file.sha256]), "");
        Ok(audit::append_events(tx, writer.op_id, &[event]).await?)
    })
    .await?;
    let attachment = store::attachment_by_operation(&mut *app.pool.acquire().await?, writer.op_id).await?;
    Ok((StatusCode::CREATED, Json(attachment)).into_response())
}

/// An attached file.
#[utoipa::path(get, path = "/obstacles/{id}/attachments/{number}", tag = "obstacles",
    params(("id" = i64, Path, description = "Internal number of the obstacle"), ("number" = i64, Path, description = "Internal number of the attachment")),
    responses((status = 200, content((inline(File) = "image/jpeg"), (inline(File) = "image/png"), (inline(File) = "image/webp"), (inline(File) = "application/pdf"))),
        (status = 304, description = "It is the same as before")))]
async fn get_attachment(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    Path((id, number)): Path<(i64, i64)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let attached = store::file(&mut *app.pool.acquire().await?, id, number).await?;
    let tag = format!("\"{}\"", attached.sha256);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let caching = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    if known.is_some_and(|known| known.contains(&tag)) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let content = app
        .attachments
        .read(&attached.sha256)
        .await
        .map_err(|error| Problem::internal(&error))?;
    let Some(content) = content else {
        tracing::error!(sha256 = attached.sha256, "the file of an attachment is missing");
        return Err(Problem::NotFound);
    };
    let name = utf8_percent_encode(&attached.name, NON_ALPHANUMERIC);
    let shown = [
        (header::CONTENT_TYPE, attached.media_type),
        (header::CONTENT_DISPOSITION, format!("inline; filename*=UTF-8''{name}")),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    Ok((caching, shown, Body::from_stream(content)).into_response())
}

/// Removes an attachment, with a reason.
#[utoipa::path(delete, path = "/obstacles/{id}/attachments/{number}", tag = "obstacles", request_body = Removal,
    params(("id" = i64, Path, description = "Internal number of the obstacle"), ("number" = i64, Path, description = "Internal number of the attachment")),
    responses((status = 204)))]
async fn remove_attachment(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path((id, number)): Path<(i64, i64)>,
    Json(removal): Json<Removal>,
) -> Result<StatusCode, Problem> {
    edits::check_text("/reason", &removal.reason)?;
    let (board, reason) = (app.board.current(), removal.reason.trim());
    let area = writer.caller.area(Right::Pursue, &board)?;
    let subject = format!("obstacle {id} attachment {number}");
    app.write(&writer, "obstacle.detach", &subject, async |tx| {
        let stored = store::lock(&mut *tx, &[id]).await?.pop().ok_or(Problem::NotFound)?;
        check_area(&area, &board, stored.project_id, &stored.parcels)?;
        let sha256 = store::remove(&mut *tx, id, number, &writer.author.name, reason).await?;
        let event = event(
            id,
            stored.project_id,
            "obstacle_detached",
            json!([sha256, null]),
            reason,
        );
        Ok(audit::append_events(tx, writer.op_id, &[event]).await?)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The project of an obstacle to which the caller may attach one more file.
async fn room(conn: &mut PgConnection, id: i64, area: &Area, board: &Board) -> Result<i32, Problem> {
    let stored = store::lock(&mut *conn, &[id]).await?.pop().ok_or(Problem::NotFound)?;
    check_area(area, board, stored.project_id, &stored.parcels)?;
    if store::count(conn, id).await? >= MOST_ATTACHMENTS {
        return Err(Problem::Conflict(Text::new(
            format!("Vướng mắc này đã có {MOST_ATTACHMENTS} tệp: hãy gỡ bớt tệp không cần nữa."),
            format!("This obstacle has {MOST_ATTACHMENTS} files: remove one that is not needed any more."),
        )));
    }
    Ok(stored.project_id)
}

/// What the history tells of a file: its SHA-256, by which everybody can see that it is still the same.
fn event(id: i64, project: i32, action: &'static str, pair: serde_json::Value, note: &str) -> Event {
    Event {
        entity: Entity::Obstacle,
        entity_id: id,
        project_id: Some(project),
        action,
        effective_on: Day::today(),
        fields: Map::from_iter([("attachment".to_owned(), pair)]),
        note: note.to_owned(),
    }
}

/// Refuses a name that is none, or that means more to a computer than to people.
fn check_name(name: &str) -> Result<(), Problem> {
    if let Some(FieldProblem { text, .. }) = FieldProblem::too_long("name", name, LONGEST_NAME) {
        return Err(Problem::query("name", text.vi, text.en));
    }
    // Characters that turn the direction of writing make an .exe look like a .jpg.
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '/' | '\\' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if name.trim().is_empty() || name.starts_with('.') || name.contains(is_odd) {
        return Err(Problem::query(
            "name",
            "Tên tệp không hợp lệ: đặt tên không có dấu gạch chéo, ký tự điều khiển, và không bắt đầu bằng dấu chấm.",
            "Not a name for a file: no slashes, no control characters, no dot at its beginning.",
        ));
    }
    Ok(())
}
