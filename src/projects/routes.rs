use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    csv, edits, list,
    model::{ProjectDetail, ProjectInput, ProjectPage, ProjectQuery},
    store::{self, LockedProject},
};
use crate::{
    answer::{next_address, versioned},
    audit::{self, Entity, Event},
    auth::{Caller, Right},
    calendar::Day,
    csv_file::ListFormat,
    extract::{BaseVersion, Json, NoQuery, OnDay, Path, Query, Reader, Writer, as_of},
    language::Text,
    plans,
    problem::{OnConstraint, Problem},
    state::AppState,
};

/// Routes of projects.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_projects, create_project))
        .routes(routes!(get_project, update_project, archive_project))
}

/// Projects with their figures, by filter.
#[utoipa::path(get, path = "/projects", tag = "projects", params(ProjectQuery), responses((status = 200, content((ProjectPage = "application/json"), (String = "text/csv")))))]
async fn list_projects(
    State(app): State<AppState>,
    uri: Uri,
    caller: Caller,
    Reader(language): Reader,
    Query(query): Query<ProjectQuery>,
) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let board = app.board.current();
    let mut found = list::projects(&app.tallies, &board, &query, day)?;
    if query.format.unwrap_or_default() == ListFormat::Csv {
        let area = caller.area(Right::Export, &board)?;
        let lies_there = |code: &str| {
            board
                .project(code)
                .is_some_and(|shard| area.reaches_project(&board, shard))
        };
        found.retain(|project| lies_there(&project.code));
        let mut conn = app.pool.acquire().await?;
        audit::record_export(&mut conn, &caller.author()?, "projects", found.len()).await?;
        return csv::file(&found, query.lang.unwrap_or(language));
    }
    let total = found.len();
    let start = query.after.unwrap_or(0).min(total);
    let end = (start + query.limit.unwrap_or(200).clamp(1, 500)).min(total);
    let next = (end < total).then(|| next_address(&uri, &end.to_string()));
    let items = found.into_iter().skip(start).take(end - start).collect();
    Ok(Json(ProjectPage {
        items,
        total,
        next,
        investors: list::investors(&board),
    })
    .into_response())
}

/// One project with its shapes.
#[utoipa::path(get, path = "/projects/{code}", tag = "projects",
    params(("code" = String, Path, description = "Code of the project"), OnDay),
    responses((status = 200, body = ProjectDetail)))]
async fn get_project(
    State(app): State<AppState>,
    Path(code): Path<String>,
    Query(query): Query<OnDay>,
) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let detail = detail(&app, &code, day).await?;
    versioned(detail.summary.version, detail)
}

async fn detail(app: &AppState, code: &str, day: Day) -> Result<ProjectDetail, Problem> {
    let board = app.board.current();
    let shard = board.project(code).ok_or(Problem::NotFound)?;
    let summary = list::summary(&app.tallies, &board, shard, day).ok_or(Problem::NotFound)?;
    let geometry = store::geometry(&mut *app.pool.acquire().await?, shard.project.id).await?;
    Ok(ProjectDetail {
        boundary: geometry.boundary,
        alignment: geometry.alignment,
        summary,
    })
}

/// Creates a project.
#[utoipa::path(post, path = "/projects", tag = "projects", request_body = ProjectInput,
    responses((status = 201, body = ProjectDetail), (status = 409)))]
async fn create_project(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Json(input): Json<ProjectInput>,
) -> Result<Response, Problem> {
    writer
        .caller
        .area(Right::Manage, &app.board.current())?
        .check_new_project()?;
    let problems = edits::check(&input, None);
    if !problems.is_empty() {
        return Err(Problem::Refused(problems));
    }
    let code = input.code.clone().unwrap_or_default();
    app.write(&writer, "project.create", &code, async |tx| {
        let id = store::insert(&mut *tx, &input)
            .await
            .on_constraint("project_code_key", || {
                Problem::Conflict(Text::new(
                    format!("Đã có dự án mang mã «{code}»."),
                    format!("There is a project with the code «{code}» already."),
                ))
            })?;
        let fields = new_values(&input)
            .into_iter()
            .map(|(name, value)| (name, json!([null, value])))
            .collect();
        let created = event(id, "created", fields, &input.reason);
        audit::append_events(tx, writer.op_id, &[created]).await?;
        Ok(())
    })
    .await?;
    let detail = detail(&app, &code, Day::today()).await?;
    Ok((StatusCode::CREATED, versioned(detail.summary.version, detail)?).into_response())
}

/// Changes a project; what is absent stays.
#[utoipa::path(patch, path = "/projects/{code}", tag = "projects", request_body = ProjectInput,
    params(("code" = String, Path, description = "Code of the project"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = ProjectDetail)))]
async fn update_project(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(code): Path<String>,
    BaseVersion(version): BaseVersion,
    Json(input): Json<ProjectInput>,
) -> Result<Response, Problem> {
    let reason = input.reason.trim();
    edit(&app, &writer, (&code, version), ("project.update", reason), |locked| {
        let problems = edits::check(&input, Some(locked));
        if problems.is_empty() {
            Ok(new_values(&input))
        } else {
            Err(Problem::Refused(problems))
        }
    })
    .await?;
    let detail = detail(&app, &code, Day::today()).await?;
    versioned(detail.summary.version, detail)
}

/// Puts a project away; refused while it has parcels.
#[utoipa::path(delete, path = "/projects/{code}", tag = "projects",
    params(("code" = String, Path, description = "Code of the project"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 204), (status = 409)))]
async fn archive_project(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(code): Path<String>,
    BaseVersion(version): BaseVersion,
) -> Result<StatusCode, Problem> {
    edit(&app, &writer, (&code, version), ("project.archive", ""), |locked| {
        if locked.parcels > 0 {
            return Err(Problem::Conflict(Text::new(
                format!("Dự án còn {} thửa đất: không cất đi được.", locked.parcels),
                format!("The project has {} parcels: it cannot be put away.", locked.parcels),
            )));
        }
        Ok(Map::from_iter([("archived_on".to_owned(), json!(Day::today()))]))
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn edit(
    app: &AppState,
    writer: &Writer,
    (code, version): (&str, i32),
    (action, reason): (&str, &str),
    new_values: impl Fn(&LockedProject) -> Result<Map<String, Value>, Problem>,
) -> Result<(), Problem> {
    let board = app.board.current();
    if let Some(shard) = board.project(code) {
        writer
            .caller
            .area(Right::Manage, &board)?
            .check_project(&board, shard)?;
    }
    let outcome = app
        .write(writer, action, code, async |tx| {
            let locked = store::lock(&mut *tx, code).await?;
            if locked.version != version {
                return Err(Problem::StaleVersion(Value::Null));
            }
            let values = new_values(&locked)?;
            plans::give_reason(&mut *tx, reason).await?;
            store::overlay(&mut *tx, locked.id, &values).await?;
            let fields = values
                .into_iter()
                .filter(|(name, value)| locked.values.get(name) != Some(value))
                .map(|(name, value)| (name.clone(), json!([locked.values.get(&name), value])))
                .collect();
            let updated = event(locked.id, "updated", fields, reason);
            audit::append_events(tx, writer.op_id, &[updated]).await?;
            Ok(())
        })
        .await;
    match outcome {
        Err(Problem::StaleVersion(_)) => {
            let current = detail(app, code, Day::today()).await?;
            Err(Problem::StaleVersion(json!(current)))
        }
        other => other,
    }
}

fn event(id: i32, action: &'static str, fields: Map<String, Value>, reason: &str) -> Event {
    Event {
        entity: Entity::Project,
        entity_id: id.into(),
        project_id: Some(id),
        action,
        effective_on: Day::today(),
        fields,
        note: reason.to_owned(),
    }
}

/// The values that an input gives, by column.
fn new_values(input: &ProjectInput) -> Map<String, Value> {
    let mut values = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            values.insert(name.to_owned(), value);
        }
    };
    set("name", input.name.as_ref().map(|name| json!(name.trim())));
    set("sector", input.sector.map(|sector| json!(sector)));
    set("project_group", input.project_group.as_ref().map(|group| json!(group)));
    set(
        "investor",
        input.investor.as_ref().map(|investor| json!(investor.trim())),
    );
    set("start_on", input.start_on.map(|day| json!(day)));
    set("clearance_deadline", input.clearance_deadline.map(|day| json!(day)));
    set("corridor_width_m", input.corridor_width_m.map(|width| json!(width)));
    set("min_workable_m", input.min_workable_m.map(|length| json!(length)));
    values
}
