use axum::{extract::State, response::Response};
use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    edits,
    model::{CurveInput, Plans, SharePoint, StepPlanInput},
    store, view,
};
use crate::{
    answer::versioned,
    audit::{self, Entity, Event},
    auth::{Caller, Right},
    calendar::Day,
    extract::{BaseVersion, Json, NoQuery, OnDay, Path, Query, Writer, as_of},
    problem::Problem,
    state::AppState,
};

/// Routes of plans.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_plans))
        .routes(routes!(set_step_plan))
        .routes(routes!(set_curve))
}

/// Everything that is planned and promised for a project, as it stood on a day, beside what was done by then.
#[utoipa::path(get, path = "/projects/{code}/plans", tag = "plans",
    params(("code" = String, Path, description = "Code of the project"), OnDay),
    responses((status = 200, body = Plans)))]
async fn get_plans(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
    Query(query): Query<OnDay>,
) -> Result<Response, Problem> {
    let plans = view::plans(&app, &caller, &code, as_of(query.as_of)?).await?;
    versioned(plans.version, plans)
}

/// Sets or withdraws the planned day of a step, for a project or its part in one unit, from today on.
#[utoipa::path(put, path = "/projects/{code}/plans/steps", tag = "plans", request_body = StepPlanInput,
    params(("code" = String, Path, description = "Code of the project"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = Plans)))]
async fn set_step_plan(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(code): Path<String>,
    BaseVersion(version): BaseVersion,
    Json(input): Json<StepPlanInput>,
) -> Result<Response, Problem> {
    let board = app.board.current();
    let shard = board.project(&code).ok_or(Problem::NotFound)?;
    let area = writer.caller.area(Right::Manage, &board)?;
    if input.unit_code.is_empty() {
        area.check_project(&board, shard)?;
    } else {
        area.check_part(&board, shard, &input.unit_code)?;
    }
    let project = shard.project.id;
    let work = async |tx: &mut PgConnection| {
        let before = store::planned_last(&mut *tx, project, &input.unit_code, input.step).await?;
        edits::check_step(&board, &input, before)?;
        store::set_step(tx, project, &input, (Day::today(), &writer.author.name)).await?;
        let name = match input.unit_code.as_str() {
            "" => format!("{}_plan", input.step.code()),
            unit => format!("{}_plan {unit}", input.step.code()),
        };
        Ok((name, json!([before.flatten(), input.on])))
    };
    edit(&app, &writer, (&code, project, version), &input.reason, work).await
}

/// Sets or withdraws the planned curve of the cleared share of a project, from today on.
#[utoipa::path(put, path = "/projects/{code}/plans/curve", tag = "plans", request_body = CurveInput,
    params(("code" = String, Path, description = "Code of the project"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = Plans)))]
async fn set_curve(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(code): Path<String>,
    BaseVersion(version): BaseVersion,
    Json(input): Json<CurveInput>,
) -> Result<Response, Problem> {
    let board = app.board.current();
    let shard = board.project(&code).ok_or(Problem::NotFound)?;
    writer
        .caller
        .area(Right::Manage, &board)?
        .check_project(&board, shard)?;
    let project = shard.project.id;
    let work = async |tx: &mut PgConnection| {
        let curves = store::curves(&mut *tx, project).await?;
        let before: Option<Vec<SharePoint>> = curves.last().map(store::CurveRow::points);
        edits::check_curve(&input, before.as_deref())?;
        store::set_curve(tx, project, &input, (Day::today(), &writer.author.name)).await?;
        Ok(("share_plan".to_owned(), json!([before, input.points])))
    };
    edit(&app, &writer, (&code, project, version), &input.reason, work).await
}

/// Does an edit of a project's plan that starts from a version of the project, and records what it changed: a field, with
/// its old and its new value.
async fn edit(
    app: &AppState,
    writer: &Writer,
    (code, project, version): (&str, i32, i32),
    reason: &str,
    work: impl AsyncFnOnce(&mut PgConnection) -> Result<(String, Value), Problem>,
) -> Result<Response, Problem> {
    let today = Day::today();
    let outcome = app
        .write(writer, "plan.update", code, async |tx| {
            if store::lock(&mut *tx, project).await? != version {
                return Err(Problem::StaleVersion(Value::Null));
            }
            let changed = work(&mut *tx).await?;
            store::grow(&mut *tx, project).await?;
            let event = Event {
                entity: Entity::Project,
                entity_id: project.into(),
                project_id: Some(project),
                action: "plan_updated",
                effective_on: today,
                fields: Map::from_iter([changed]),
                note: reason.trim().to_owned(),
            };
            audit::append_events(tx, writer.op_id, &[event]).await?;
            Ok(())
        })
        .await;
    match outcome {
        Err(Problem::StaleVersion(_)) => {
            let current = view::plans(app, &writer.caller, code, today).await?;
            Err(Problem::StaleVersion(json!(current)))
        }
        Err(problem) => Err(problem),
        Ok(()) => {
            let plans = view::plans(app, &writer.caller, code, today).await?;
            versioned(plans.version, plans)
        }
    }
}
