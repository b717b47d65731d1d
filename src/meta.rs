//! What a page must know before it can show anything, and the signs of life.

use std::fmt::Write;

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    attachments::{Kind, LARGEST_FILE},
    board::{LiveBoard, world::WorldBox},
    bottlenecks::{SeverityThresholds, THRESHOLDS},
    calendar::Day,
    extract::{Json, NoQuery},
    obstacles::{ESCALATION_DAYS, MOST_ATTACHMENTS},
    problem::Problem,
    projects::Sector,
    state::{AppState, BaseMap},
    steps::Step,
    tiles::SINGLE_PARCELS_FROM_ZOOM,
};

/// Routes of facts about the service.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_meta))
}

/// A level of units that has units.
#[derive(Serialize, ToSchema)]
struct LevelMeta {
    /// Its code.
    level: String,
    /// Name in Vietnamese.
    name_vi: String,
    /// Name in English.
    name_en: String,
    /// Order from the top.
    rank: i16,
    /// How many units it has, past ones too.
    units: usize,
    /// First day on which one of them exists; null: always has.
    valid_from: Option<Day>,
    /// First day on which none of them exists any more; null: one still does.
    valid_to: Option<Day>,
}

/// A cause of obstacles.
#[derive(Serialize, ToSchema)]
struct CauseMeta {
    /// Its code.
    code: String,
    /// Name in Vietnamese.
    name_vi: String,
    /// Name in English.
    name_en: String,
}

/// A land use.
#[derive(Serialize, ToSchema)]
struct LandUseMeta {
    /// Its code.
    code: String,
    /// Name in Vietnamese.
    name_vi: String,
    /// Name in English.
    name_en: String,
    /// Whether the law counts it as agricultural land.
    agricultural: bool,
}

/// What is set of obstacles.
#[derive(Serialize, ToSchema)]
struct ObstacleMeta {
    /// Days past the due date after which an obstacle climbs one unit further.
    escalation_days: i32,
    /// Largest file that may be attached, bytes.
    attachment_max_bytes: usize,
    /// Most files that may be attached to one.
    attachments_most: i64,
    /// Media types of files that may be attached.
    attachment_types: [&'static str; Kind::ALL.len()],
}

/// What a page must know before it can show anything.
#[derive(Serialize, ToSchema)]
struct Meta {
    /// Version of the program.
    version: &'static str,
    /// Today in Việt Nam.
    today: Day,
    /// Whether the province is the made-up one.
    demo: bool,
    /// Levels that have units, from the top.
    levels: Vec<LevelMeta>,
    /// The level at which the board is read where nobody chose one.
    default_level: Option<String>,
    /// Causes of obstacles.
    causes: Vec<CauseMeta>,
    /// What is set of obstacles.
    obstacles: ObstacleMeta,
    /// Land uses.
    land_uses: Vec<LandUseMeta>,
    /// Sectors.
    sectors: [Sector; 7],
    /// Steps, in order.
    steps: [Step; Step::COUNT],
    /// From where on a bottleneck is how bad.
    severity: SeverityThresholds,
    /// Base maps.
    base_maps: Vec<BaseMap>,
    /// West, south, east, north of everything; WGS 84 degrees.
    bbox: Option<[f64; 4]>,
    /// From this zoom on tiles hold single parcels.
    parcels_min_zoom: u8,
}

/// What a page must know before it can show anything.
#[utoipa::path(get, path = "/meta", tag = "service", responses((status = 200, body = Meta)))]
async fn get_meta(State(app): State<AppState>, _: NoQuery) -> Result<Json<Meta>, Problem> {
    let today = Day::today();
    let board = app.board.current();
    let mut conn = app.pool.acquire().await?;
    let causes = sqlx::query_as!(
        CauseMeta,
        "select code, name_vi, name_en from obstacle_causes order by rank"
    )
    .fetch_all(&mut *conn)
    .await?;
    let land_uses = sqlx::query_as!(
        LandUseMeta,
        "select code, name_vi, name_en, agricultural from land_uses order by code"
    )
    .fetch_all(&mut *conn)
    .await?;
    let demo = sqlx::query_scalar!(r#"select exists (select from audit where door = 'demo') as "demo!""#)
        .fetch_one(&mut *conn)
        .await?;
    let levels = board.units.levels.iter().filter_map(|level| {
        let of_level: Vec<_> = board
            .units
            .all
            .iter()
            .filter(|unit| unit.level == level.level)
            .collect();
        let all_begin = of_level.iter().all(|unit| unit.valid_from.is_some());
        let all_end = of_level.iter().all(|unit| unit.valid_to.is_some());
        (!of_level.is_empty()).then(|| LevelMeta {
            level: level.level.clone(),
            name_vi: level.name_vi.clone(),
            name_en: level.name_en.clone(),
            rank: level.rank,
            units: of_level.len(),
            valid_from: of_level
                .iter()
                .filter_map(|unit| unit.valid_from)
                .min()
                .filter(|_| all_begin),
            valid_to: of_level
                .iter()
                .filter_map(|unit| unit.valid_to)
                .max()
                .filter(|_| all_end),
        })
    });
    let shards = board
        .in_use()
        .fold(WorldBox::EMPTY, |all, shard| all.union(shard.bounds()));
    let units = board
        .units
        .all
        .iter()
        .fold(WorldBox::EMPTY, |all, unit| all.union(unit.bounds));
    Ok(Json(Meta {
        version: env!("CARGO_PKG_VERSION"),
        today,
        demo,
        levels: levels.collect(),
        default_level: board.units.default_level(today).map(str::to_owned),
        causes,
        obstacles: ObstacleMeta {
            escalation_days: ESCALATION_DAYS,
            attachment_max_bytes: LARGEST_FILE,
            attachments_most: MOST_ATTACHMENTS,
            attachment_types: Kind::ALL.map(Kind::media_type),
        },
        land_uses,
        sectors: Sector::ALL,
        steps: Step::ALL,
        severity: THRESHOLDS,
        base_maps: app.settings.base_maps.clone(),
        bbox: if units.is_empty() { shards } else { units }.to_lon_lat(),
        parcels_min_zoom: SINGLE_PARCELS_FROM_ZOOM,
    }))
}

/// Says that the process lives.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Says whether the process can serve: the board sees the database.
pub async fn readyz(State(app): State<AppState>) -> Response {
    match app.board.outage() {
        None => "ready\n".into_response(),
        Some(outage) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, outage.retry_after())],
            format!("{}: {}\n", outage.code(), outage.text().en),
        )
            .into_response(),
    }
}

/// Says of what is answered from memory while the database is away how old it is, in seconds (RFC 9111, `Age`).
pub async fn tell_age(State(board): State<LiveBoard>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(age) = board.age()
        && !response.status().is_server_error()
    {
        response.headers_mut().insert(header::AGE, age.as_secs().into());
    }
    response
}

/// Counts for Prometheus.
pub async fn metrics(State(app): State<AppState>) -> Response {
    let board = app.board.current();
    let parcels: u64 = board.shards.values().map(|shard| u64::from(shard.len())).sum();
    let mut text = String::new();
    for (name, help, value) in [
        ("matbang_projects", "Projects on the board.", board.shards.len() as u64),
        ("matbang_parcels", "Parcels on the board.", parcels),
        (
            "matbang_board_healthy",
            "Whether the board sees the database.",
            u64::from(app.board.outage().is_none()),
        ),
        ("matbang_tiles_cached", "Tiles kept.", app.tiles.len()),
        ("matbang_streams", "Open change streams.", app.board.listeners() as u64),
        (
            "matbang_pool_connections",
            "Connections to the database.",
            u64::from(app.pool.size()),
        ),
    ] {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
