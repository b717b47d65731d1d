use axum::{
    extract::State as AppData,
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::json;
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    change::Change,
    csv, edits,
    model::{Closing, NewObstacle, Obstacle, ObstaclePage, ObstacleQuery, Reopening, Scope, State},
    store::{self, LockedObstacle},
};
use crate::{
    answer::{next_address, versioned},
    audit::{self, Entity},
    auth::{Area, Caller, Right},
    board::Board,
    calendar::Day,
    csv_file::ListFormat,
    extract::{BaseVersion, Json, NoQuery, Path, Query, Reader, Writer, as_of},
    parcels::UnitScope,
    problem::Problem,
    state::AppState,
};

/// Routes of obstacles.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_obstacles, raise_obstacle))
        .routes(routes!(close_obstacle))
        .routes(routes!(reopen_obstacle))
}

/// Obstacles by filter, the newest first.
#[utoipa::path(get, path = "/obstacles", tag = "obstacles", params(ObstacleQuery), responses((status = 200, content((ObstaclePage = "application/json"), (String = "text/csv")))))]
async fn list_obstacles(
    AppData(app): AppData<AppState>,
    uri: Uri,
    caller: Caller,
    Reader(language): Reader,
    Query(query): Query<ObstacleQuery>,
) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let board = app.board.current();
    let scope = UnitScope::resolve(&board, query.unit.as_deref(), query.level.as_deref(), false, day)?;
    let units: Option<Vec<i32>> = scope.map(|scope| scope.ids.into_iter().collect());
    let mut conn = app.pool.acquire().await?;
    let open_only = query.as_of.is_some();
    if query.format.unwrap_or_default() == ListFormat::Csv {
        let all = ObstacleQuery {
            limit: Some(100_000),
            after: None,
            ..query.clone()
        };
        let area = caller.area(Right::Export, &board)?;
        let (mut items, _) = store::list(&mut conn, &all, units.as_deref(), day, open_only).await?;
        items.retain(|item| lies_in(&area, &board, item));
        audit::record_export(&mut conn, &caller.author()?, "obstacles", items.len()).await?;
        return csv::file(&items, query.lang.unwrap_or(language));
    }
    let limit = query.limit.unwrap_or(50).clamp(1, 500);
    let one_more = ObstacleQuery {
        limit: Some(limit + 1),
        ..query.clone()
    };
    let (mut items, total) = store::list(&mut conn, &one_more, units.as_deref(), day, open_only).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let goes_on = items.len() > page;
    items.truncate(page);
    let next = items
        .last()
        .filter(|_| goes_on)
        .map(|last| next_address(&uri, &last.id.to_string()));
    Ok(Json(ObstaclePage { items, total, next }).into_response())
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
    let project = edits::check(&board, &new, today)?;
    let area = writer.caller.area(Right::Record, &board)?;
    if !new.responsible_unit_code.is_empty() || new.due_on.is_some() {
        writer.caller.area(Right::Assign, &board)?;
    }
    let subject = format!("{} {}", new.project_code, new.cause);
    app.write(&writer, "obstacle.raise", &subject, async |tx| {
        let ids = match new.scope {
            Scope::Project => Vec::new(),
            Scope::Household => store::household_parcels(&mut *tx, project, &new.household_code).await?,
            Scope::Parcel | Scope::Selection => new.parcels.clone(),
        };
        if new.scope != Scope::Project && ids.is_empty() {
            return Err(Problem::field(
                "/household_code",
                "Dự án không có hộ mang mã này.",
                "The project has no household with this code.",
            ));
        }
        check_area(&area, &board, project, &ids)?;
        let opened_on = new.opened_on.unwrap_or(today);
        let id = store::insert(&mut *tx, project, &new, &ids, opened_on, &writer.author.name).await?;
        let change = Change {
            id,
            project,
            parcels: &ids,
            cause: &new.cause,
            action: "obstacle_raised",
            on: opened_on,
        };
        change.record(tx, &writer, "", json!([null, "open"])).await
    })
    .await?;
    let mut conn = app.pool.acquire().await?;
    // The same whether it was raised now or when the operation came for the first time.
    let id = audit::entity_of(&mut conn, writer.op_id, Entity::Obstacle).await?;
    let obstacle = store::get(&mut conn, id).await?;
    Ok((StatusCode::CREATED, versioned(obstacle.version, obstacle)?).into_response())
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
    let today = Day::today();
    edits::check_length("/result", &closing.result)?;
    let state = closing.state.unwrap_or(State::Resolved);
    if !matches!(state, State::Resolved | State::Withdrawn) {
        return Err(Problem::field(
            "/state",
            "Chỉ đóng được bằng resolved hoặc withdrawn.",
            "Close with resolved or withdrawn.",
        ));
    }
    edit(&app, &writer, (id, version), "obstacle.close", async |tx, locked| {
        let closed_on = closing.closed_on.unwrap_or(today);
        if closed_on < locked.opened_on || closed_on > today {
            return Err(Problem::field(
                "/closed_on",
                format!("Ngày đóng phải từ {} đến hôm nay.", locked.opened_on.to_vietnamese()),
                format!("The closing day must lie between {} and today.", locked.opened_on),
            ));
        }
        if locked.closed_on.is_some() {
            return Err(Problem::field(
                "",
                "Vướng mắc này đã đóng.",
                "This obstacle is closed already.",
            ));
        }
        store::set_state(&mut *tx, id, state, closing.result.trim(), Some(closed_on)).await?;
        let change = Change {
            id,
            project: locked.project_id,
            parcels: &locked.parcels,
            cause: &locked.cause,
            action: "obstacle_closed",
            on: closed_on,
        };
        change
            .record(tx, &writer, closing.result.trim(), json!([locked.state, state]))
            .await
    })
    .await
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
    let today = Day::today();
    edit(&app, &writer, (id, version), "obstacle.reopen", async |tx, locked| {
        let opened_on = reopening.opened_on.unwrap_or(today);
        let Some(closed_on) = locked.closed_on else {
            return Err(Problem::field("", "Vướng mắc này đang mở.", "This obstacle is open."));
        };
        if opened_on < closed_on || opened_on > today {
            return Err(Problem::field(
                "/opened_on",
                format!("Ngày mở lại phải từ {} đến hôm nay.", closed_on.to_vietnamese()),
                format!("The day must lie between {closed_on} and today."),
            ));
        }
        store::open_interval(&mut *tx, id, opened_on).await?;
        store::set_state(&mut *tx, id, State::Open, "", None).await?;
        let change = Change {
            id,
            project: locked.project_id,
            parcels: &locked.parcels,
            cause: &locked.cause,
            action: "obstacle_reopened",
            on: opened_on,
        };
        change.record(tx, &writer, "", json!([locked.state, State::Open])).await
    })
    .await
}

/// Does an edit of an obstacle that starts from a version.
async fn edit(
    app: &AppState,
    writer: &Writer,
    (id, version): (i64, i32),
    action: &str,
    work: impl AsyncFnOnce(&mut PgConnection, &LockedObstacle) -> Result<(), Problem>,
) -> Result<Response, Problem> {
    let board = app.board.current();
    let area = writer.caller.area(Right::Record, &board)?;
    app.write(writer, action, &format!("obstacle {id}"), async |tx| {
        let locked = store::lock(&mut *tx, id).await?;
        check_area(&area, &board, locked.project_id, &locked.parcels)?;
        if locked.version != version {
            return Err(Problem::StaleVersion(json!(store::get(tx, id).await?)));
        }
        work(tx, &locked).await
    })
    .await?;
    let obstacle = store::get(&mut *app.pool.acquire().await?, id).await?;
    versioned(obstacle.version, obstacle)
}

/// Refuses an obstacle of which a parcel lies elsewhere, or, where it is the project's, anything of the project.
fn check_area(area: &Area, board: &Board, project: i32, parcels: &[i64]) -> Result<(), Problem> {
    match board.shards.get(&project) {
        Some(shard) if parcels.is_empty() => area.check_project(board, shard),
        _ => area.check_parcels(board, parcels),
    }
}

/// Whether an obstacle concerns an area: one of its parcels lies there, or, where it is the project's, the project.
fn lies_in(area: &Area, board: &Board, obstacle: &Obstacle) -> bool {
    let mut parcels = obstacle.parcels.iter().filter_map(|id| board.parcel(*id));
    if obstacle.parcels.is_empty() {
        let project = board.project(&obstacle.project_code);
        return project.is_some_and(|shard| area.reaches_project(board, shard));
    }
    parcels.any(|(shard, place)| area.holds_parcel(shard, place))
}
