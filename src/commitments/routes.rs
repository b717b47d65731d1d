use axum::{
    extract::State as AppData,
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    change, csv, edits, list,
    model::{
        Commitment, CommitmentDetail, CommitmentPage, CommitmentQuery, NewCommitment, State, Superseding, Withdrawal,
    },
    rules::Goal,
    store::{self, LockedCommitment, NewRow},
    view::{self, Found},
};
use crate::{
    answer::{next_address, versioned},
    audit::{self, Entity},
    auth::{Area, Caller, Right},
    board::{Board, Shard},
    calendar::Day,
    csv_file::ListFormat,
    extract::{BaseVersion, Json, NoQuery, OnDay, Path, Query, Reader, Writer, as_of},
    plans::check_reason,
    problem::Problem,
    state::AppState,
};

/// Routes of commitments.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_commitments))
        .routes(routes!(get_commitment))
        .routes(routes!(make_commitment))
        .routes(routes!(supersede_commitment))
        .routes(routes!(withdraw_commitment))
}

/// Commitments by filter, a page at a time or all as CSV.
#[utoipa::path(get, path = "/commitments", tag = "commitments", params(CommitmentQuery), responses((status = 200, content((CommitmentPage = "application/json"), (String = "text/csv")))))]
async fn list_commitments(
    AppData(app): AppData<AppState>,
    uri: Uri,
    caller: Caller,
    Reader(language): Reader,
    Query(query): Query<CommitmentQuery>,
) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let board = app.board.current();
    let mut found = list::commitments(&board, &query, day)?;
    let mut conn = app.pool.acquire().await?;
    if query.format.unwrap_or_default() == ListFormat::Csv {
        let area = caller.area(Right::Export, &board)?;
        found.retain(|found| list::reaches(&area, &board, found));
        let items: Vec<Commitment> = view::shown(&mut conn, &caller, &found, day).await?;
        audit::record_export(&mut conn, &caller.author()?, "commitments", items.len()).await?;
        return csv::file(&items, query.lang.unwrap_or(language));
    }
    let total = found.len();
    let start = query.after.unwrap_or(0).min(total);
    let end = (start + query.limit.unwrap_or(50).clamp(1, 500)).min(total);
    Ok(Json(CommitmentPage {
        items: view::shown(&mut conn, &caller, &found[start..end], day).await?,
        total,
        next: (end < total).then(|| next_address(&uri, &end.to_string())),
    })
    .into_response())
}

/// One commitment with its parcels, and those before and after it.
#[utoipa::path(get, path = "/commitments/{id}", tag = "commitments",
    params(("id" = i64, Path, description = "Internal number"), OnDay),
    responses((status = 200, body = CommitmentDetail)))]
async fn get_commitment(
    AppData(app): AppData<AppState>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(query): Query<OnDay>,
) -> Result<Response, Problem> {
    let detail = detail(&app, &caller, id, as_of(query.as_of)?).await?;
    versioned(detail.commitment.version, detail)
}

async fn detail(app: &AppState, caller: &Caller, id: i64, day: Day) -> Result<CommitmentDetail, Problem> {
    let board = app.board.current();
    view::detail(&mut *app.pool.acquire().await?, caller, &board, id, day).await
}

/// Makes a commitment for a project: to a share of its area, or to parcels.
#[utoipa::path(post, path = "/projects/{code}/commitments", tag = "commitments", request_body = NewCommitment,
    params(("code" = String, Path, description = "Code of the project")),
    responses((status = 201, body = CommitmentDetail)))]
async fn make_commitment(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(code): Path<String>,
    Json(new): Json<NewCommitment>,
) -> Result<Response, Problem> {
    let board = app.board.current();
    let shard = board.project(&code).ok_or(Problem::NotFound)?;
    let area = writer.caller.area(Right::Assign, &board)?;
    let goal = edits::check_new(shard, &new, Day::today())?;
    check_area(&area, &board, shard, &goal)?;
    let made_on = new.made_on.unwrap_or_else(Day::today);
    app.write(&writer, "commitment.make", &code, async |tx| {
        let row = NewRow {
            project_id: shard.project.id,
            made_by: new.made_by.trim(),
            made_to: new.made_to.trim(),
            made_on,
            original_on: new.due_on,
            due_on: new.due_on,
            goal: &goal,
            text: new.text.trim(),
            supersedes: None,
            reason: "",
            recorded_by: &writer.author.name,
        };
        let id = store::insert(&mut *tx, &row).await?;
        let said = [Value::Null, change::said(new.due_on, &goal)];
        let event = change::event((id, shard.project.id), "commitment_made", made_on, said, "");
        audit::append_events(tx, writer.op_id, &[event]).await?;
        Ok(())
    })
    .await?;
    made(&app, &writer).await
}

/// Puts another commitment in the place of one that stands.
#[utoipa::path(post, path = "/commitments/{id}/supersede", tag = "commitments", request_body = Superseding,
    params(("id" = i64, Path, description = "Internal number"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 201, body = CommitmentDetail)))]
async fn supersede_commitment(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i64>,
    BaseVersion(version): BaseVersion,
    Json(new): Json<Superseding>,
) -> Result<Response, Problem> {
    let board = app.board.current();
    let today = Day::today();
    let work = async |tx: &mut PgConnection, found: &Found<'_>, locked: LockedCommitment| {
        let before = &found.promise.goal;
        let goal = edits::check_superseding(found.shard, &new, today)?;
        let goal = goal.as_ref().unwrap_or(before);
        let area = writer.caller.area(Right::Assign, &board)?;
        check_area(&area, &board, found.shard, goal)?;
        let row = NewRow {
            project_id: locked.project_id,
            made_by: &locked.made_by,
            made_to: &locked.made_to,
            made_on: today,
            original_on: locked.original_on,
            due_on: new.due_on,
            goal,
            text: &locked.text,
            supersedes: Some(id),
            reason: new.reason.trim(),
            recorded_by: &writer.author.name,
        };
        let later = store::insert(&mut *tx, &row).await?;
        store::supersede(&mut *tx, id, today).await?;
        let said = || [change::said(locked.due_on, before), change::said(new.due_on, goal)];
        let event = |id, action| change::event((id, locked.project_id), action, today, said(), row.reason);
        // The one that was made comes first: it is what the operation is about.
        let events = [event(later, "commitment_made"), event(id, "commitment_superseded")];
        audit::append_events(tx, writer.op_id, &events).await?;
        Ok(())
    };
    edit(&app, &writer, &board, (id, version), "commitment.supersede", work).await?;
    made(&app, &writer).await
}

/// Withdraws a commitment that stands.
#[utoipa::path(post, path = "/commitments/{id}/withdraw", tag = "commitments", request_body = Withdrawal,
    params(("id" = i64, Path, description = "Internal number"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = CommitmentDetail)))]
async fn withdraw_commitment(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i64>,
    BaseVersion(version): BaseVersion,
    Json(withdrawal): Json<Withdrawal>,
) -> Result<Response, Problem> {
    let board = app.board.current();
    let today = Day::today();
    let work = async |tx: &mut PgConnection, found: &Found<'_>, locked: LockedCommitment| {
        if let Some(problem) = check_reason(&withdrawal.reason, true) {
            return Err(Problem::Refused(vec![problem]));
        }
        let reason = withdrawal.reason.trim();
        store::withdraw(&mut *tx, id, today, reason).await?;
        let said = [change::said(locked.due_on, &found.promise.goal), Value::Null];
        let event = change::event((id, locked.project_id), "commitment_withdrawn", today, said, reason);
        audit::append_events(tx, writer.op_id, &[event]).await?;
        Ok(())
    };
    edit(&app, &writer, &board, (id, version), "commitment.withdraw", work).await?;
    let detail = detail(&app, &writer.caller, id, today).await?;
    versioned(detail.commitment.version, detail)
}

/// Ends a commitment that stands and is not kept, in the version that the edit starts from.
async fn edit(
    app: &AppState,
    writer: &Writer,
    board: &Board,
    (id, version): (i64, i32),
    action: &str,
    work: impl AsyncFnOnce(&mut PgConnection, &Found<'_>, LockedCommitment) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let found = Found::by_id(board, id, Day::today()).ok_or(Problem::NotFound)?;
    let area = writer.caller.area(Right::Assign, board)?;
    check_area(&area, board, found.shard, &found.promise.goal)?;
    let outcome = app
        .write(writer, action, &format!("commitment {id}"), async |tx| {
            let locked = store::lock(&mut *tx, id).await?;
            if locked.version != version {
                return Err(Problem::StaleVersion(Value::Null));
            }
            if !matches!(found.standing.state, State::Open | State::Broken) {
                return Err(Problem::field(
                    "",
                    "Cam kết này đã hoàn thành, đã được thay hoặc đã rút.",
                    "This commitment is kept, superseded or withdrawn already.",
                ));
            }
            work(tx, &found, locked).await
        })
        .await;
    match outcome {
        Err(Problem::StaleVersion(_)) => {
            let current = detail(app, &writer.caller, id, Day::today()).await?;
            Err(Problem::StaleVersion(json!(current)))
        }
        other => other,
    }
}

/// The commitment that an operation made, now or when it came for the first time.
async fn made(app: &AppState, writer: &Writer) -> Result<Response, Problem> {
    let id = audit::entity_of(&mut *app.pool.acquire().await?, writer.op_id, Entity::Commitment).await?;
    let detail = detail(app, &writer.caller, id, Day::today()).await?;
    Ok((StatusCode::CREATED, versioned(detail.commitment.version, detail)?).into_response())
}

/// Refuses what is promised of land elsewhere: parcels, or, where it is a share, anything of the project.
fn check_area(area: &Area, board: &Board, shard: &Shard, goal: &Goal) -> Result<(), Problem> {
    match goal {
        Goal::Share(_) => area.check_project(board, shard),
        Goal::Parcels(ids) => area.check_parcels(board, ids),
    }
}
