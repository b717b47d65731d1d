use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    csv, edits,
    import::{self, ImportQuery, Imported},
    list,
    model::{Capital, CapitalQuery, CapitalYear, Figure, FigureInput, ProjectCapital, Withdrawal},
    recording::{self, Amounts, NewFigure, Recorder},
    rules::{Freshness, disbursed_share},
    store,
};
use crate::{
    answer::versioned,
    audit,
    auth::{Caller, Right},
    calendar::Day,
    csv_file::ListFormat,
    extract::{BaseVersion, Json, NoQuery, OnDay, Path, Query, Reader, Writer, as_of},
    language::Text,
    persons,
    problem::{FieldProblem, Problem},
    projects,
    state::AppState,
};

/// Routes of capital.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_capital))
        .routes(routes!(import_capital))
        .routes(routes!(get_project_capital))
        .routes(routes!(put_capital))
        .routes(routes!(withdraw_capital))
}

/// Capital of projects in a year beside their clearance, with sums.
///
/// Capital waiting for land: (planned - disbursed) x (1 - cleared share) of projects of which land remains to be cleared,
/// never below 0. Late-payment days: over the parcels whose payment is late by law, the sum of the days since it was due.
#[utoipa::path(get, path = "/capital", tag = "capital", params(CapitalQuery), responses((status = 200, content((Capital = "application/json"), (String = "text/csv")))))]
async fn list_capital(
    State(app): State<AppState>,
    caller: Caller,
    Reader(language): Reader,
    Query(query): Query<CapitalQuery>,
) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let year = query.year.unwrap_or_else(|| day.year());
    if let Some(text) = edits::wrong_year(year.into()) {
        return Err(Problem::InvalidQuery(vec![FieldProblem {
            pointer: "year".to_owned(),
            text,
        }]));
    }
    let board = app.board.current();
    let as_file = query.format.unwrap_or_default() == ListFormat::Csv;
    // Sums of projects are everybody's who reads parcels: only files of them keep to areas.
    let area = if as_file {
        Some(caller.area(Right::Export, &board)?)
    } else {
        None
    };
    let mut conn = app.pool.acquire().await?;
    let known = store::known(&mut conn, year, day).await?;
    let (items, total) = list::list(&app.tallies, &board, (&query, area.as_ref()), (year, day), known)?;
    let answer = Capital {
        as_of: day,
        year,
        years: store::years(&mut conn, day).await?,
        investors: projects::investors(&board),
        items,
        total,
    };
    if as_file {
        audit::record_export(&mut conn, &caller.author()?, "capital", answer.items.len()).await?;
        return csv::file(&answer, query.lang.unwrap_or(language));
    }
    Ok(Json(answer).into_response())
}

/// Capital of a project by year, as known on a day, with all figures that were reported until then.
#[utoipa::path(get, path = "/projects/{code}/capital", tag = "capital",
    params(("code" = String, Path, description = "Code of the project"), OnDay),
    responses((status = 200, body = ProjectCapital)))]
async fn get_project_capital(
    State(app): State<AppState>,
    Path(code): Path<String>,
    Query(query): Query<OnDay>,
) -> Result<Json<ProjectCapital>, Problem> {
    let day = as_of(query.as_of)?;
    let years = years(&app, project(&app, &code)?, day).await?;
    Ok(Json(ProjectCapital {
        project: code,
        as_of: day,
        years,
    }))
}

/// Records the figures of a project in a year that were reported for a day.
///
/// Those of the same day are corrected, which needs `If-Match`; those of other days stay.
#[utoipa::path(put, path = "/projects/{code}/capital/{year}", tag = "capital", request_body = FigureInput,
    params(("code" = String, Path, description = "Code of the project"), ("year" = i16, Path, description = "Year of the plan"),
        ("If-Match" = Option<String>, Header, description = "Version that the correction starts from")),
    responses((status = 200, body = Figure)))]
async fn put_capital(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path((code, year)): Path<(String, i16)>,
    base: Option<BaseVersion>,
    Json(input): Json<FigureInput>,
) -> Result<Response, Problem> {
    let project_id = own_project(&app, &writer, &code)?;
    let problems = edits::check(year, &input, Day::today());
    if !problems.is_empty() {
        return Err(Problem::Refused(problems));
    }
    let figure = NewFigure {
        project_id,
        year,
        as_of: input.as_of,
        amounts: Amounts {
            planned_vnd: input.planned_vnd,
            disbursed_vnd: input.disbursed_vnd,
        },
        note: Some(input.note.trim().to_owned()),
    };
    let subject = format!("{code} {year} {}", input.as_of);
    let outcome = app
        .write(&writer, "capital.record", &subject, async |tx| {
            store::lock(tx).await?;
            let stored = store::one(tx, project_id, year, input.as_of).await?;
            match (stored, base) {
                (Some(_), None) => return Err(Problem::VersionMissing),
                (Some(stored), Some(BaseVersion(base))) if stored.version == base => {}
                (None, None) => {}
                _ => return Err(Problem::StaleVersion(Value::Null)),
            }
            let recorder = Recorder {
                op_id: writer.op_id,
                by: &writer.author.name,
                source: "",
            };
            recording::record(tx, &recorder, &[figure]).await?;
            Ok(())
        })
        .await;
    with_current(&app, outcome, (project_id, year, input.as_of)).await?;
    let stored = current(&app, (project_id, year, input.as_of)).await?;
    let stored = stored.ok_or(Problem::NotFound)?;
    versioned(stored.version, stored)
}

/// Takes mistaken figures back; the history keeps them, with the reason.
#[utoipa::path(delete, path = "/projects/{code}/capital/{year}/{as_of}", tag = "capital", request_body = Withdrawal,
    params(("code" = String, Path, description = "Code of the project"), ("year" = i16, Path, description = "Year of the plan"),
        ("as_of" = Day, Path, description = "Day that the figures were reported for"),
        ("If-Match" = String, Header, description = "Version of the figures")),
    responses((status = 204)))]
async fn withdraw_capital(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path((code, year, reported_on)): Path<(String, i16, Day)>,
    BaseVersion(base): BaseVersion,
    Json(order): Json<Withdrawal>,
) -> Result<StatusCode, Problem> {
    let project_id = own_project(&app, &writer, &code)?;
    let reason = persons::reason(&order.reason)?;
    let subject = format!("{code} {year} {reported_on}");
    let outcome = app
        .write(&writer, "capital.withdraw", &subject, async |tx| {
            store::lock(tx).await?;
            let stored = store::one(tx, project_id, year, reported_on).await?;
            let stored = stored.ok_or(Problem::NotFound)?;
            if stored.version != base {
                return Err(Problem::StaleVersion(Value::Null));
            }
            recording::withdraw(tx, writer.op_id, project_id, &stored, &reason).await?;
            Ok(())
        })
        .await;
    with_current(&app, outcome, (project_id, year, reported_on)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes figures of many projects from a CSV or XLSX file, all or nothing.
///
/// Columns: Mã dự án, Năm, Kế hoạch vốn, Đã giải ngân, Tính đến ngày (or project, year, planned, disbursed, as of); the unit
/// of money in the heading, as in «Kế hoạch vốn (triệu đồng)», or in `unit`. What is wrong is told row by row; the same file
/// again changes nothing.
#[utoipa::path(post, path = "/capital/import", tag = "capital", params(ImportQuery),
    request_body(content = String, content_type = "application/octet-stream", description = "The file as it is, at most 4 MiB"),
    responses((status = 200, body = Imported)))]
async fn import_capital(
    State(app): State<AppState>,
    Query(query): Query<ImportQuery>,
    writer: Writer,
    file: Result<Bytes, BytesRejection>,
) -> Result<Json<Imported>, Problem> {
    let file = file.map_err(|_| {
        Problem::TooLarge(Text::new(
            "Tệp quá lớn: nhiều nhất 4 MiB. Hãy chỉ giữ trang tính có số liệu vốn.",
            "The file is too large: at most 4 MiB. Keep only the sheet with the figures.",
        ))
    })?;
    let board = app.board.current();
    let area = writer.caller.area(Right::Manage, &board)?;
    let file_name = query.file_name();
    let (dry_run, options) = (query.dry_run, query.options());
    let read = tokio::task::spawn_blocking(move || import::read_bytes(&file, &options)).await;
    let read = read.map_err(|error| Problem::internal(&error))??;
    let resolved = import::resolve(&mut *app.pool.acquire().await?, read).await?;
    for code in resolved.projects() {
        if let Some(shard) = board.project(code) {
            area.check_project(&board, shard)?;
        }
    }
    let mut fates = None;
    if !dry_run {
        app.write(&writer, "capital.import", &file_name, async |tx| {
            let recorder = Recorder {
                op_id: writer.op_id,
                by: &writer.author.name,
                source: &file_name,
            };
            fates = Some(import::store(tx, &recorder, &resolved).await?);
            Ok(())
        })
        .await?;
    }
    let fates = match fates {
        Some(fates) => fates,
        // Only asked for, or done before.
        None => recording::compare(&mut *app.pool.acquire().await?, &resolved.figures).await?,
    };
    Ok(Json(resolved.told(fates, dry_run)))
}

/// Internal number of a project in use.
fn project(app: &AppState, code: &str) -> Result<i32, Problem> {
    let board = app.board.current();
    let shard = board.project(code).filter(|shard| shard.project.archived_on.is_none());
    Ok(shard.ok_or(Problem::NotFound)?.project.id)
}

/// The same, of one that the writer may change as a whole.
fn own_project(app: &AppState, writer: &Writer, code: &str) -> Result<i32, Problem> {
    let board = app.board.current();
    let shard = board.project(code).ok_or(Problem::NotFound)?;
    writer
        .caller
        .area(Right::Manage, &board)?
        .check_project(&board, shard)?;
    project(app, code)
}

async fn current(app: &AppState, (project_id, year, as_of): (i32, i16, Day)) -> Result<Option<Figure>, Problem> {
    let mut conn = app.pool.acquire().await?;
    Ok(store::one(&mut conn, project_id, year, as_of).await?)
}

/// Gives whoever was overtaken the present figures; null where they were taken back.
async fn with_current(app: &AppState, outcome: Result<(), Problem>, of: (i32, i16, Day)) -> Result<(), Problem> {
    match outcome {
        Err(Problem::StaleVersion(_)) => Err(Problem::StaleVersion(json!(current(app, of).await?))),
        other => other,
    }
}

/// The years of a project as known on a day, the latest first.
async fn years(app: &AppState, project_id: i32, day: Day) -> Result<Vec<CapitalYear>, Problem> {
    let figures = store::of_project(&mut *app.pool.acquire().await?, project_id, day).await?;
    let mut years: BTreeMap<i16, Vec<Figure>> = BTreeMap::new();
    for figure in figures {
        years.entry(figure.year).or_default().push(figure);
    }
    let known = years.into_iter().rev().filter_map(|(year, history)| {
        let latest = history.first()?.clone();
        Some(CapitalYear {
            disbursed_share: disbursed_share(latest.planned_vnd, latest.disbursed_vnd),
            over_plan: latest.disbursed_vnd > latest.planned_vnd,
            freshness: Freshness::of(year, Some(latest.as_of), day),
            latest,
            history,
        })
    });
    Ok(known.collect())
}
