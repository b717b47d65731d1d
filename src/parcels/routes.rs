use std::collections::HashMap;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    edits,
    model::{
        History, ParcelChange, ParcelDetail, ParcelPage, ParcelSummary, ParcelVersion, SetChange, SetChanged, Source,
        SourceKind, StepState, Unit, Warning,
    },
    rules::{AsOf, Status},
    selection::{Hit, Selection, SelectionQuery},
    store::{self, ParcelTexts},
};
use crate::{
    audit::{self, Entity, Event},
    board::{AssessedShard, Board, LiveBoard, world::to_lon_lat},
    calendar::Day,
    csv_file::{CsvFile, ListFormat},
    db,
    deadlines::{DueSource, Facts, due_of_step},
    extract::{BaseVersion, Json, NoQuery, Path, Query, Reader, Writer, as_of},
    language::Language,
    obstacles,
    problem::Problem,
    state::AppState,
    steps::Step,
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
        .routes(routes!(list_parcel_events))
        .routes(routes!(list_project_parcels))
}

/// Parcels by filter, a page at a time or all as CSV.
#[utoipa::path(get, path = "/parcels", tag = "parcels", params(SelectionQuery), responses((status = 200, body = ParcelPage)))]
async fn list_parcels(
    State(app): State<AppState>,
    uri: axum::http::Uri,
    Reader(language): Reader,
    Query(query): Query<SelectionQuery>,
) -> Result<Response, Problem> {
    let selection = Selection::make(&app.board, &app.pool, &query).await?;
    let mut conn = app.pool.acquire().await?;
    if query.format.unwrap_or_default() == ListFormat::Csv {
        return csv(&mut conn, &selection, query.lang.unwrap_or(language)).await;
    }
    let (page, next) = selection.page(query.after.as_deref(), query.limit.unwrap_or(50).clamp(1, LARGEST_PAGE))?;
    let items = summaries(&mut conn, &selection, page).await?;
    let next = next.map(|after| next_address(&uri, &after));
    Ok(Json(ParcelPage {
        items,
        total: selection.hits.len(),
        next,
    })
    .into_response())
}

/// The address of the next page: this one's, after another position.
pub fn next_address(uri: &axum::http::Uri, after: &str) -> String {
    let kept = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("after="))
        .map(str::to_owned);
    let pairs: Vec<String> = kept.chain([format!("after={after}")]).collect();
    format!(
        "/api/v1{}?{}",
        uri.path().trim_start_matches("/api/v1"),
        pairs.join("&")
    )
}

/// Parcels of a project as `GeoJSON`, a page at a time.
#[utoipa::path(get, path = "/projects/{code}/parcels", tag = "projects",
    params(("code" = String, Path, description = "Code of the project"), SelectionQuery),
    responses((status = 200, description = "GeoJSON FeatureCollection with a member `next`", body = Value)))]
async fn list_project_parcels(
    State(app): State<AppState>,
    uri: axum::http::Uri,
    Path(code): Path<String>,
    Query(mut query): Query<SelectionQuery>,
) -> Result<Response, Problem> {
    if app.board.current().project(&code).is_none() {
        return Err(Problem::NotFound);
    }
    query.project = vec![code];
    query.sort.get_or_insert(super::selection::Sort::Key);
    let selection = Selection::make(&app.board, &app.pool, &query).await?;
    let (page, next) = selection.page(query.after.as_deref(), query.limit.unwrap_or(500).clamp(1, 1000))?;
    let mut conn = app.pool.acquire().await?;
    let items = summaries(&mut conn, &selection, page).await?;
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
        "numberMatched": selection.hits.len(),
        "next": next.map(|after| next_address(&uri, &after)),
    });
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], body.to_string()).into_response())
}

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct OnDay {
    /// Day that the facts are for; default: today.
    as_of: Option<Day>,
}

/// One parcel with everything that may be shown of it.
#[utoipa::path(get, path = "/parcels/{id}", tag = "parcels",
    params(("id" = i64, Path, description = "Internal number"), OnDay),
    responses((status = 200, body = ParcelDetail), (status = 404)))]
async fn get_parcel(
    State(app): State<AppState>,
    Reader(language): Reader,
    Path(id): Path<i64>,
    Query(query): Query<OnDay>,
) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let mut conn = app.pool.acquire().await?;
    let detail = detail(&mut conn, &app.board, id, day, language).await?;
    with_version(detail)
}

fn with_version(detail: ParcelDetail) -> Result<Response, Problem> {
    let tag = format!("\"{}\"", detail.summary.version);
    let tag = HeaderValue::from_str(&tag).map_err(|error| Problem::internal(&error))?;
    Ok(([(header::ETAG, tag)], Json(detail)).into_response())
}

/// What happened to a parcel, newest first.
#[utoipa::path(get, path = "/parcels/{id}/events", tag = "parcels",
    params(("id" = i64, Path, description = "Internal number")), responses((status = 200, body = History), (status = 404)))]
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
    responses((status = 200, body = ParcelDetail), (status = 404), (status = 412), (status = 422), (status = 428)))]
async fn update_parcel(
    State(app): State<AppState>,
    _: NoQuery,
    Reader(language): Reader,
    writer: Writer,
    Path(id): Path<i64>,
    BaseVersion(version): BaseVersion,
    Json(change): Json<ParcelChange>,
) -> Result<Response, Problem> {
    if app.board.current().parcel(id).is_none() {
        return Err(Problem::NotFound);
    }
    let set = [ParcelVersion { id, version }];
    let outcome = db::transaction(&app.pool, async |tx| apply(tx, &writer, &set, &change, "").await).await;
    match outcome {
        Ok(()) | Err(Problem::AlreadyRecorded) => {}
        Err(Problem::StaleVersion(_)) => {
            let mut conn = app.pool.acquire().await?;
            app.board.catch_up().await;
            let current = detail(&mut conn, &app.board, id, Day::today(), language).await?;
            return Err(Problem::StaleVersion(json!(current)));
        }
        Err(problem) => return Err(problem),
    }
    app.board.catch_up().await;
    let mut conn = app.pool.acquire().await?;
    with_version(detail(&mut conn, &app.board, id, Day::today(), language).await?)
}

/// One change to a set of parcels: a household, a selection, a decision over a list. All or nothing.
#[utoipa::path(patch, path = "/parcels", tag = "parcels", request_body = SetChange,
    responses((status = 200, body = SetChanged), (status = 412, description = "`current` lists the stale ones"), (status = 422)))]
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
    let outcome = db::transaction(&app.pool, async |tx| {
        apply(tx, &writer, &body.parcels, &body.change, "/change").await
    })
    .await;
    match outcome {
        Ok(()) | Err(Problem::AlreadyRecorded) => {}
        Err(problem) => return Err(problem),
    }
    app.board.catch_up().await;
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
            warned.extend(warnings(id, &AsOf::new(facts, Day::today()), language));
        }
    }
    Ok(Json(SetChanged {
        updated,
        warnings: warned,
    }))
}

/// Checks and writes one change to a set of parcels, with its events and audit row.
async fn apply(
    tx: &mut PgConnection,
    writer: &Writer,
    set: &[ParcelVersion],
    change: &ParcelChange,
    base: &str,
) -> Result<(), Problem> {
    let today = Day::today();
    let ids: Vec<i64> = set.iter().map(|parcel| parcel.id).collect();
    let subject = if let [id] = ids.as_slice() {
        format!("parcel {id}")
    } else {
        format!("{} parcels", ids.len())
    };
    audit::record(&mut *tx, writer.op_id, &writer.author, "parcel.update", &subject).await?;
    let mut problems = edits::check(change, today, base);
    let locked = store::lock(&mut *tx, &ids, today).await?;
    if locked.len() != ids.len() {
        let known: Vec<i64> = locked.iter().map(|parcel| parcel.id).collect();
        let missing: Vec<String> = ids
            .iter()
            .filter(|id| !known.contains(id))
            .take(10)
            .map(ToString::to_string)
            .collect();
        return Err(Problem::field(
            "/parcels",
            format!("Không có thửa mang số: {}.", missing.join(", ")),
            format!("There are no parcels with the numbers: {}.", missing.join(", ")),
        ));
    }
    let versions: HashMap<i64, i32> = set.iter().map(|parcel| (parcel.id, parcel.version)).collect();
    let stale: Vec<ParcelVersion> = locked
        .iter()
        .filter(|parcel| versions[&parcel.id] != parcel.version)
        .map(|parcel| ParcelVersion {
            id: parcel.id,
            version: parcel.version,
        })
        .collect();
    if !stale.is_empty() {
        return Err(Problem::StaleVersion(json!(stale)));
    }
    problems.extend(
        locked
            .iter()
            .flat_map(|parcel| edits::check_parcel(parcel, change, today, base)),
    );
    if !problems.is_empty() {
        problems.truncate(100);
        return Err(Problem::Refused(problems));
    }
    store::overlay(&mut *tx, &ids, &edits::columns(change), &writer.author.name, today).await?;
    for (step, to) in &change.steps {
        if let Some((number, signed_on)) = edits::new_document(to) {
            store::set_document(&mut *tx, &ids, *step, &number, signed_on).await?;
        }
    }
    let note = change.reason.as_deref().unwrap_or_default().trim().to_owned();
    let events: Vec<Event> = locked
        .iter()
        .map(|parcel| Event {
            entity: Entity::Parcel,
            entity_id: parcel.id,
            project_id: Some(parcel.project_id),
            action: "updated",
            effective_on: edits::effective_on(change, today),
            fields: edits::changed_fields(parcel, change),
            note: note.clone(),
        })
        .collect();
    audit::append_events(tx, writer.op_id, &events).await?;
    Ok(())
}

/// What lists show of these parcels, in their order.
async fn summaries(
    conn: &mut PgConnection,
    selection: &Selection,
    hits: &[Hit],
) -> Result<Vec<ParcelSummary>, Problem> {
    let id_of = |hit: &Hit| selection.shards[hit.shard].ids[hit.place as usize];
    let ids: Vec<i64> = hits.iter().map(id_of).collect();
    let mut texts: HashMap<i64, ParcelTexts> = store::texts(conn, &ids)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    Ok(hits
        .iter()
        .filter_map(|hit| {
            let texts = texts.remove(&id_of(hit))?;
            let mut summary = summary(&selection.board, &selection.shards[hit.shard], hit.place, texts);
            summary.distance_m = hit.distance_m.map(f64::round);
            Some(summary)
        })
        .collect())
}

fn summary(board: &Board, shard: &AssessedShard, place: u32, texts: ParcelTexts) -> ParcelSummary {
    let facts = shard.facts(place);
    let assessment = shard.assessment(place);
    let mut units: Vec<_> = shard
        .units(place)
        .iter()
        .filter_map(|id| board.units.by_id(*id))
        .collect();
    units.sort_by_key(|unit| unit.rank);
    ParcelSummary {
        id: texts.id,
        project_code: shard.project.code.clone(),
        project_name: shard.project.name.clone(),
        register_unit_code: texts.register_unit_code,
        map_sheet: texts.map_sheet,
        parcel_no: texts.parcel_no,
        land_use: texts.land_use,
        household_code: texts.household_code,
        area_m2: f64::from(facts.area_tenths_m2) / 10.0,
        legal_area_m2: texts.legal_area_m2,
        recovered_area_m2: texts.recovered_area_m2,
        measured_area_m2: texts.measured_area_m2,
        needs_resettlement: facts.needs_resettlement,
        agricultural: facts.agricultural,
        status: assessment.status,
        waiting_for: assessment.waiting_for,
        due_on: assessment.due.map(|due| due.on),
        due_step: assessment.due.map(|due| due.step),
        due_source: assessment.due.map(|due| source(board, due.source)),
        days_late: assessment.days_late,
        is_blocked: assessment.is_blocked,
        is_overdue: assessment.is_overdue(),
        works_stopped: assessment.works_stopped,
        has_shape: shard.shapes.has_shape(place),
        handed_over_on: facts
            .step_on(Step::HandedOver)
            .filter(|_| assessment.status == Status::Cleared),
        units: units
            .into_iter()
            .map(|unit| Unit {
                code: unit.code.clone(),
                name: unit.name.clone(),
                level: unit.level.clone(),
            })
            .collect(),
        version: facts.version,
        point: shard.shapes.label(place).map(to_lon_lat),
        bbox: shard.shapes.bounds_of(place).to_lon_lat(),
        distance_m: None,
    }
}

fn source(board: &Board, source: DueSource) -> Source {
    match source {
        DueSource::Law(place) => Source {
            kind: SourceKind::Law,
            citation: board
                .rules
                .rules
                .get(usize::from(place))
                .map(|rule| rule.citation.clone()),
        },
        DueSource::Plan => Source {
            kind: SourceKind::Plan,
            citation: None,
        },
        DueSource::Deadline => Source {
            kind: SourceKind::Deadline,
            citation: None,
        },
    }
}

async fn detail(
    conn: &mut PgConnection,
    live: &LiveBoard,
    id: i64,
    day: Day,
    language: Language,
) -> Result<ParcelDetail, Problem> {
    let board = live.current();
    let (shard, place) = board.parcel(id).ok_or(Problem::NotFound)?;
    let shard = live.assess(&board, shard, day);
    let texts = store::texts(&mut *conn, &[id]).await?.pop().ok_or(Problem::NotFound)?;
    let extras = store::extras(&mut *conn, id).await?;
    let documents = store::documents(&mut *conn, &[id]).await?;
    let obstacles = obstacles::of_parcel(conn, id, day).await?;
    let facts = shard.facts(place);
    let known = AsOf::new(facts, day);
    let open = shard.assessment(place).remains();
    let clocks = shard.clocks(facts, &board.rules);
    let steps = Step::ALL
        .into_iter()
        .map(|step| {
            let document = documents.iter().find(|document| document.step == step.code());
            let undone = open && known.applies(step) && known.step_on(step).is_none();
            let due = undone.then(|| due_of_step(&known, step, &clocks)).flatten();
            StepState {
                step,
                on: known.step_on(step),
                not_applicable_on: facts.not_applicable_on(step).filter(|on| *on <= day),
                document: document.map(|document| document.number.clone()).unwrap_or_default(),
                signed_on: document.and_then(|document| document.signed_on),
                applies: known.applies(step),
                due_on: due.map(|due| due.on),
                due_source: due.map(|due| source(&board, due.source)),
                days_late: due.map_or(0, |due| day.days_since(due.on).max(0)),
            }
        })
        .collect();
    Ok(ParcelDetail {
        warnings: warnings(id, &known, language),
        note: extras.note,
        excluded_on: facts.excluded_on().filter(|on| *on <= day),
        steps,
        obstacles,
        geometry: extras.geometry,
        updated_at: extras.updated_at,
        updated_by: extras.updated_by,
        summary: summary(&board, &shard, place, texts),
    })
}

fn warnings(id: i64, known: &AsOf<'_>, language: Language) -> Vec<Warning> {
    known
        .out_of_order()
        .map(|step| Warning {
            id,
            code: "out_of_order",
            step,
            detail: match language {
                Language::Vi => format!("«{}» được ghi trước một bước đứng trước nó.", step.name_vi()),
                Language::En => format!("“{}” is recorded before a step that comes before it.", step.name_en()),
            },
        })
        .collect()
}

async fn csv(conn: &mut PgConnection, selection: &Selection, language: Language) -> Result<Response, Problem> {
    let headings: [&str; 18] = match language {
        Language::Vi => [
            "Mã dự án",
            "Dự án",
            "Đơn vị theo sổ",
            "Tờ bản đồ",
            "Số thửa",
            "Loại đất",
            "Mã hộ",
            "Diện tích tính (m²)",
            "Diện tích pháp lý (m²)",
            "Diện tích thu hồi (m²)",
            "Diện tích đo (m²)",
            "Trạng thái",
            "Đang chờ bước",
            "Hạn",
            "Số ngày trễ",
            "Vướng mắc",
            "Bàn giao ngày",
            "Đơn vị hành chính",
        ],
        Language::En => [
            "Project code",
            "Project",
            "Register unit",
            "Map sheet",
            "Parcel no.",
            "Land use",
            "Household",
            "Counted area (m²)",
            "Legal area (m²)",
            "Recovered area (m²)",
            "Measured area (m²)",
            "Status",
            "Waiting for",
            "Due on",
            "Days late",
            "Blocked",
            "Handed over on",
            "Units",
        ],
    };
    let mut file = CsvFile::new(language, &headings)?;
    for hits in selection.hits.chunks(5000) {
        for item in summaries(&mut *conn, selection, hits).await? {
            let area = |file: &CsvFile, area: Option<f64>| area.map(|area| file.number(area, 1)).unwrap_or_default();
            let row = [
                item.project_code,
                item.project_name,
                item.register_unit_code,
                item.map_sheet,
                item.parcel_no,
                item.land_use,
                item.household_code,
                area(&file, Some(item.area_m2)),
                area(&file, item.legal_area_m2),
                area(&file, item.recovered_area_m2),
                area(&file, item.measured_area_m2),
                item.status.name(language).to_owned(),
                item.waiting_for
                    .map(|step| step.name(language).to_owned())
                    .unwrap_or_default(),
                file.day(item.due_on),
                item.days_late.to_string(),
                if item.is_blocked { "x".to_owned() } else { String::new() },
                file.day(item.handed_over_on),
                item.units
                    .iter()
                    .map(|unit| unit.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            ];
            file.row(row)?;
        }
    }
    file.into_answer("matbang-thua-dat")
}
