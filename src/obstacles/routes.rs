use std::collections::BTreeSet;

use axum::{
    extract::State as AppData,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, json};
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    model::{Closing, NewObstacle, Obstacle, ObstaclePage, ObstacleQuery, Reopening, Scope, State},
    store::{self, LockedObstacle},
};
use crate::{
    audit::{self, Entity, Event},
    board::Board,
    calendar::Day,
    csv_file::{CsvFile, ListFormat},
    db,
    extract::{BaseVersion, Json, NoQuery, Path, Query, Reader, Writer, as_of},
    language::Language,
    parcels::{self, UnitScope},
    problem::{FieldProblem, Problem},
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
#[utoipa::path(get, path = "/obstacles", tag = "obstacles", params(ObstacleQuery), responses((status = 200, body = ObstaclePage)))]
async fn list_obstacles(
    AppData(app): AppData<AppState>,
    uri: Uri,
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
        let (items, _) = store::list(&mut conn, &all, units.as_deref(), day, open_only).await?;
        return csv(&items, query.lang.unwrap_or(language));
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
        .map(|last| parcels::next_address(&uri, &last.id.to_string()));
    Ok(Json(ObstaclePage { items, total, next }).into_response())
}

/// Raises an obstacle on a parcel, a household, a selection or a project.
#[utoipa::path(post, path = "/obstacles", tag = "obstacles", request_body = NewObstacle,
    responses((status = 201, body = Obstacle), (status = 422)))]
async fn raise_obstacle(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Json(new): Json<NewObstacle>,
) -> Result<Response, Problem> {
    let board = app.board.current();
    let today = Day::today();
    check(&board, &new, today)?;
    let project = board
        .project(&new.project_code)
        .map(|shard| shard.project.id)
        .ok_or_else(|| no_project(&new))?;
    let outcome = db::transaction(&app.pool, async |tx| {
        let subject = format!("{} {}", new.project_code, new.cause);
        audit::record(&mut *tx, writer.op_id, &writer.author, "obstacle.raise", &subject).await?;
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
        record(tx, &writer, &change, "", json!([null, "open"])).await?;
        Ok(id)
    })
    .await;
    let id = match outcome {
        Err(Problem::AlreadyRecorded) => raised_by(&app, &writer).await?,
        other => other?,
    };
    app.board.catch_up().await;
    let obstacle = store::get(&mut *app.pool.acquire().await?, id).await?;
    Ok((StatusCode::CREATED, answer(obstacle)?).into_response())
}

async fn raised_by(app: &AppState, writer: &Writer) -> Result<i64, Problem> {
    let mut conn = app.pool.acquire().await?;
    Ok(audit::entity_of(&mut conn, writer.op_id, Entity::Obstacle).await?)
}

/// Closes an obstacle: resolved, or withdrawn.
#[utoipa::path(post, path = "/obstacles/{id}/close", tag = "obstacles", request_body = Closing,
    params(("id" = i64, Path, description = "Internal number"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = Obstacle), (status = 404), (status = 412), (status = 422)))]
async fn close_obstacle(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i64>,
    BaseVersion(version): BaseVersion,
    Json(closing): Json<Closing>,
) -> Result<Response, Problem> {
    let today = Day::today();
    let state = closing.state.unwrap_or(State::Resolved);
    if !matches!(state, State::Resolved | State::Withdrawn) {
        return Err(Problem::field(
            "/state",
            "Chỉ đóng được bằng resolved hoặc withdrawn.",
            "Close with resolved or withdrawn.",
        ));
    }
    edit(&app, &writer, id, version, "obstacle.close", async |tx, locked| {
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
        record(
            tx,
            &writer,
            &change,
            closing.result.trim(),
            json!([locked.state, state]),
        )
        .await
    })
    .await
}

/// Opens an obstacle again.
#[utoipa::path(post, path = "/obstacles/{id}/reopen", tag = "obstacles", request_body = Reopening,
    params(("id" = i64, Path, description = "Internal number"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = Obstacle), (status = 404), (status = 412), (status = 422)))]
async fn reopen_obstacle(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i64>,
    BaseVersion(version): BaseVersion,
    Json(reopening): Json<Reopening>,
) -> Result<Response, Problem> {
    let today = Day::today();
    edit(&app, &writer, id, version, "obstacle.reopen", async |tx, locked| {
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
        record(tx, &writer, &change, "", json!([locked.state, State::Open])).await
    })
    .await
}

async fn edit(
    app: &AppState,
    writer: &Writer,
    id: i64,
    version: i32,
    action: &str,
    work: impl AsyncFnOnce(&mut PgConnection, &LockedObstacle) -> Result<(), Problem>,
) -> Result<Response, Problem> {
    let outcome = db::transaction(&app.pool, async |tx| {
        audit::record(
            &mut *tx,
            writer.op_id,
            &writer.author,
            action,
            &format!("obstacle {id}"),
        )
        .await?;
        let locked = store::lock(&mut *tx, id).await?;
        if locked.version != version {
            return Err(Problem::StaleVersion(json!(store::get(tx, id).await?)));
        }
        work(tx, &locked).await
    })
    .await;
    match outcome {
        Ok(()) | Err(Problem::AlreadyRecorded) => {}
        Err(problem) => return Err(problem),
    }
    app.board.catch_up().await;
    answer(store::get(&mut *app.pool.acquire().await?, id).await?)
}

fn answer(obstacle: Obstacle) -> Result<Response, Problem> {
    let tag = HeaderValue::from_str(&format!("\"{}\"", obstacle.version)).map_err(|error| Problem::internal(&error))?;
    Ok(([(header::ETAG, tag)], Json(obstacle)).into_response())
}

struct Change<'a> {
    id: i64,
    project: i32,
    parcels: &'a [i64],
    cause: &'a str,
    action: &'static str,
    on: Day,
}

/// Writes the events of a change: one for the obstacle, one for each parcel that it blocks, which a person thereby updated.
async fn record(
    tx: &mut PgConnection,
    writer: &Writer,
    change: &Change<'_>,
    note: &str,
    states: serde_json::Value,
) -> Result<(), Problem> {
    let fields = Map::from_iter([
        ("obstacle".to_owned(), states),
        ("cause".to_owned(), json!([change.cause, change.cause])),
    ]);
    let event = |entity, entity_id| Event {
        entity,
        entity_id,
        project_id: Some(change.project),
        action: change.action,
        effective_on: change.on,
        fields: fields.clone(),
        note: note.to_owned(),
    };
    let mut events = vec![event(Entity::Obstacle, change.id)];
    events.extend(change.parcels.iter().map(|parcel| event(Entity::Parcel, *parcel)));
    audit::append_events(&mut *tx, writer.op_id, &events).await?;
    parcels::touch(tx, change.parcels, &writer.author.name, Day::today()).await?;
    Ok(())
}

fn no_project(new: &NewObstacle) -> Problem {
    Problem::field(
        "/project_code",
        format!("Không có dự án «{}».", new.project_code),
        format!("There is no project «{}».", new.project_code),
    )
}

fn check(board: &Board, new: &NewObstacle, today: Day) -> Result<(), Problem> {
    let mut problems = Vec::new();
    let mut refuse = |pointer: &str, vi: &str, en: &str| problems.push(FieldProblem::new(pointer, vi, en));
    let shard = board.project(&new.project_code).ok_or_else(|| no_project(new))?;
    if !board.causes.contains(&new.cause) {
        refuse("/cause", "Không có nguyên nhân này.", "There is no such cause.");
    }
    if new.cause == "OTHER" && new.description.trim().is_empty() {
        refuse(
            "/description",
            "Nguyên nhân khác cần mô tả bằng lời.",
            "Another cause needs a description.",
        );
    }
    if new.description.chars().count() > 2000 || new.next_action.chars().count() > 2000 {
        refuse("/description", "Dài nhất 2000 ký tự.", "At most 2000 characters.");
    }
    if new.opened_on.is_some_and(|day| day > today || day < Day::EARLIEST) {
        refuse(
            "/opened_on",
            "Ngày phát sinh phải từ năm 1990 đến hôm nay.",
            "The day must lie between 1990 and today.",
        );
    }
    if new.due_on.is_some_and(|day| day < new.opened_on.unwrap_or(today)) {
        refuse(
            "/due_on",
            "Hạn xử lý phải sau ngày phát sinh.",
            "The due date must follow the day on which it arose.",
        );
    }
    let each_once: BTreeSet<i64> = new.parcels.iter().copied().collect();
    let of_project = each_once.len() == new.parcels.len() && each_once.iter().all(|id| shard.place_of(*id).is_some());
    match new.scope {
        Scope::Parcel if new.parcels.len() != 1 || !of_project => {
            refuse(
                "/parcels",
                "Cần đúng một thửa của dự án.",
                "Give exactly one parcel of the project.",
            );
        }
        Scope::Selection if new.parcels.is_empty() || !of_project => {
            refuse(
                "/parcels",
                "Cần các thửa của dự án, mỗi thửa một lần.",
                "Give parcels of the project, each once.",
            );
        }
        Scope::Household if new.household_code.is_empty() => {
            refuse("/household_code", "Cần mã hộ.", "Give the household's code.");
        }
        _ => {}
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Problem::Refused(problems))
    }
}

fn csv(items: &[Obstacle], language: Language) -> Result<Response, Problem> {
    let headings: [&str; 10] = match language {
        Language::Vi => [
            "Mã dự án",
            "Nguyên nhân",
            "Mô tả",
            "Đơn vị chịu trách nhiệm",
            "Việc tiếp theo",
            "Hạn",
            "Trạng thái",
            "Phát sinh",
            "Đóng",
            "Số thửa",
        ],
        Language::En => [
            "Project code",
            "Cause",
            "Description",
            "Responsible unit",
            "Next action",
            "Due on",
            "State",
            "Opened on",
            "Closed on",
            "Parcels",
        ],
    };
    let mut file = CsvFile::new(language, &headings)?;
    for item in items {
        file.row([
            item.project_code.clone(),
            item.cause.clone(),
            item.description.clone(),
            item.responsible_unit_code.clone(),
            item.next_action.clone(),
            file.day(item.due_on),
            json!(item.state).as_str().unwrap_or_default().to_owned(),
            file.day(Some(item.opened_on)),
            file.day(item.closed_on),
            item.parcels.len().to_string(),
        ])?;
    }
    file.into_answer("matbang-vuong-mac")
}
