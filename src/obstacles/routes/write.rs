use std::collections::BTreeSet;

use axum::{
    extract::State as AppData,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::versioned,
    audit::{self, Entity, Event},
    auth::Right,
    calendar::Day,
    extract::{BaseVersion, Json, NoQuery, Path, Writer},
    obstacles::{
        change::{Change, record, state_and_cause},
        editing::{Asked, check_area, officer, present},
        edits::{self, Edit},
        inputs::{
            Closing, NewComment, NewObstacle, ObstacleChange, ObstacleSetChange, ObstacleSetChanged, ObstacleVersion,
            Reopening,
        },
        model::{Comment, Obstacle, Scope},
        store,
    },
    problem::Problem,
    state::AppState,
};

/// Most obstacles in one change.
const LARGEST_SET: usize = 1000;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(raise_obstacle, update_obstacles))
        .routes(routes!(update_obstacle))
        .routes(routes!(close_obstacle))
        .routes(routes!(reopen_obstacle))
        .routes(routes!(comment_obstacle))
}

/// Raises an obstacle on a parcel, a household, a selection or a project.
#[utoipa::path(post, path = "/obstacles", tag = "obstacles", request_body = NewObstacle,
    responses((status = 201, body = Obstacle)))]
async fn raise_obstacle(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Json(new): Json<NewObstacle>,
) -> Result<Response, Problem> {
    let board = app.board.current();
    let today = Day::today();
    let project = edits::check_new(&board, &new, today)?;
    let area = writer.caller.area(Right::Record, &board)?;
    if !new.responsible_unit_code.is_empty() || !new.responsible_account.is_empty() || new.due_on.is_some() {
        writer.caller.area(Right::Assign, &board)?;
    }
    let subject = format!("{} {}", new.project_code, new.cause);
    app.write(&writer, "obstacle.raise", &subject, async |tx| {
        let parcels = match new.scope {
            Scope::Project => Vec::new(),
            Scope::Household => store::household_parcels(&mut *tx, project, &new.household_code).await?,
            Scope::Parcel | Scope::Selection => new.parcels.clone(),
        };
        if new.scope != Scope::Project && parcels.is_empty() {
            return Err(Problem::field(
                "/household_code",
                "Dự án không có hộ mang mã này.",
                "The project has no household with this code.",
            ));
        }
        check_area(&area, &board, project, &parcels)?;
        let officer = officer(&mut *tx, "/responsible_account", &new.responsible_account).await?;
        let on = new.opened_on.unwrap_or(today);
        let id = store::insert(&mut *tx, project, &new, officer, &parcels, on, &writer.author.name).await?;
        let fields = state_and_cause(json!([null, "open"]), &new.cause);
        let change = Change {
            id,
            project,
            parcels,
            action: "obstacle_raised",
            on,
            fields: fields.clone(),
            to_parcels: Some(fields),
        };
        record(tx, &writer, &[change], "").await
    })
    .await?;
    // The same whether it was raised now or when the operation came for the first time.
    let id = audit::entity_of(&mut *app.pool.acquire().await?, writer.op_id, Entity::Obstacle).await?;
    Ok((StatusCode::CREATED, one(&app, id).await?).into_response())
}

/// Changes an obstacle: what it is, who has to move and by when, how it stands and what is next.
#[utoipa::path(patch, path = "/obstacles/{id}", tag = "obstacles", request_body = ObstacleChange,
    params(("id" = i64, Path, description = "Internal number"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = Obstacle)))]
async fn update_obstacle(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i64>,
    BaseVersion(version): BaseVersion,
    Json(change): Json<ObstacleChange>,
) -> Result<Response, Problem> {
    edit_one(&app, writer, ObstacleVersion { id, version }, Edit::Change(change)).await
}

/// Closes an obstacle: resolved, or withdrawn.
#[utoipa::path(post, path = "/obstacles/{id}/close", tag = "obstacles", request_body = Closing,
    params(("id" = i64, Path, description = "Internal number"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = Obstacle)))]
async fn close_obstacle(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i64>,
    BaseVersion(version): BaseVersion,
    Json(closing): Json<Closing>,
) -> Result<Response, Problem> {
    edit_one(&app, writer, ObstacleVersion { id, version }, Edit::Close(closing)).await
}

/// Opens an obstacle again.
#[utoipa::path(post, path = "/obstacles/{id}/reopen", tag = "obstacles", request_body = Reopening,
    params(("id" = i64, Path, description = "Internal number"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = Obstacle)))]
async fn reopen_obstacle(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i64>,
    BaseVersion(version): BaseVersion,
    Json(reopening): Json<Reopening>,
) -> Result<Response, Problem> {
    edit_one(&app, writer, ObstacleVersion { id, version }, Edit::Reopen(reopening)).await
}

async fn edit_one(app: &AppState, writer: Writer, item: ObstacleVersion, edit: Edit) -> Result<Response, Problem> {
    let asked = Asked {
        writer,
        items: vec![item],
        edit,
        base: None,
    };
    asked.apply(app).await?;
    one(app, item.id).await
}

/// One change to a set of obstacles: assigning, closing or opening again. All or nothing.
#[utoipa::path(patch, path = "/obstacles", tag = "obstacles", request_body = ObstacleSetChange,
    responses((status = 200, body = ObstacleSetChanged), (status = 412, description = "`current` lists the stale ones")))]
async fn update_obstacles(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Json(body): Json<ObstacleSetChange>,
) -> Result<Json<ObstacleSetChanged>, Problem> {
    let ids: BTreeSet<i64> = body.items.iter().map(|item| item.id).collect();
    if ids.is_empty() || ids.len() > LARGEST_SET || ids.len() != body.items.len() {
        return Err(Problem::field(
            "/items",
            format!("Cần từ 1 đến {LARGEST_SET} vướng mắc, mỗi vướng mắc một lần."),
            format!("Give 1 to {LARGEST_SET} obstacles, each once."),
        ));
    }
    let (base, edit) = match (body.change, body.close, body.reopen) {
        (Some(change), None, None) => ("/change", Edit::Change(change)),
        (None, Some(closing), None) => ("/close", Edit::Close(closing)),
        (None, None, Some(reopening)) => ("/reopen", Edit::Reopen(reopening)),
        _ => {
            return Err(Problem::field(
                "",
                "Cần đúng một trong ba: change, close, reopen.",
                "Give exactly one of change, close and reopen.",
            ));
        }
    };
    let asked = Asked {
        writer,
        items: body.items,
        edit,
        base: Some(base),
    };
    asked.apply(&app).await?;
    Ok(Json(ObstacleSetChanged { changed: ids.len() }))
}

/// Adds a comment to an obstacle.
#[utoipa::path(post, path = "/obstacles/{id}/comments", tag = "obstacles", request_body = NewComment,
    params(("id" = i64, Path, description = "Internal number")),
    responses((status = 201, body = Comment)))]
async fn comment_obstacle(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i64>,
    Json(new): Json<NewComment>,
) -> Result<Response, Problem> {
    edits::check_text("/text", &new.text)?;
    let board = app.board.current();
    let area = writer.caller.area(Right::Pursue, &board)?;
    app.write(&writer, "obstacle.comment", &format!("obstacle {id}"), async |tx| {
        let stored = store::lock(&mut *tx, &[id]).await?.pop().ok_or(Problem::NotFound)?;
        check_area(&area, &board, stored.project_id, &stored.parcels)?;
        store::comment(&mut *tx, id, writer.op_id, &writer.author.name, new.text.trim()).await?;
        // What was said stays out of the history, where nothing can be taken out again.
        let event = Event {
            entity: Entity::Obstacle,
            entity_id: id,
            project_id: Some(stored.project_id),
            action: "obstacle_commented",
            effective_on: Day::today(),
            fields: serde_json::Map::new(),
            note: String::new(),
        };
        Ok(audit::append_events(tx, writer.op_id, &[event]).await?)
    })
    .await?;
    let comment = store::comment_by_operation(&mut *app.pool.acquire().await?, writer.op_id).await?;
    Ok((StatusCode::CREATED, Json(comment)).into_response())
}

/// One obstacle as it stands today, with its version.
async fn one(app: &AppState, id: i64) -> Result<Response, Problem> {
    let obstacle = present(app, &[id]).await?.pop().ok_or(Problem::NotFound)?;
    versioned(obstacle.version, obstacle)
}
