use std::{io, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    cache::{Encoded, TileKey},
    mvt::Layer,
    parcels::{self, SINGLE_PARCELS_FROM_ZOOM},
    projects,
    states::{self, ParcelStates, STATES_FROM_ZOOM},
    tile::{LARGEST_ZOOM, Tile},
    units,
};
use crate::{
    board::{AssessedShard, Board, Shard, world::WorldBox},
    calendar::Day,
    extract::{Json, NoQuery, Path, Query, as_of},
    parcels::chosen_level,
    problem::Problem,
    projects::project_states,
    state::AppState,
    units::unit_figures,
};

/// Routes of tiles.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_tile))
        .routes(routes!(get_tile_json))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TileQuery {
    /// Day that statuses are for; default: today.
    as_of: Option<Day>,
    /// Level of the units; default: the one at which the board is read.
    level: Option<String>,
    /// Day on which the units existed; default: `as_of`.
    units_at: Option<Day>,
    /// Only a part of a tile of `parcels`: `shapes` (from zoom 14 on; id and project, the same on any day) or `states`
    /// (from zoom 12 on; JSON). Default: both in one.
    #[param(inline)]
    part: Option<Part>,
}

/// A part of a tile of single parcels.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Part {
    Shapes,
    States,
}

/// A vector tile of `units`, `projects` or `parcels`.
#[utoipa::path(get, path = "/tiles/{layer}/{z}/{x}/{y}", tag = "tiles",
    params(("layer" = String, Path, pattern = "^(units|projects|parcels)$", description = "units, projects or parcels"),
        ("z" = u8, Path, maximum = 22, description = "Zoom, 0 to 22"), ("x" = u32, Path, description = "Column"),
        ("y" = u32, Path, description = "Row, from the north"), TileQuery),
    responses((status = 200, content(
        (String = "application/vnd.mapbox-vector-tile"),
        (ParcelStates = "application/json"))), (status = 204, description = "Nothing there"), (status = 304)))]
async fn get_tile(
    State(app): State<AppState>,
    headers: HeaderMap,
    Path((layer, z, x, y)): Path<(String, u8, u32, u32)>,
    Query(query): Query<TileQuery>,
) -> Result<Response, Problem> {
    let tile = Tile::new(z, x, y).ok_or(Problem::NotFound)?;
    let day = as_of(query.as_of)?;
    let board = app.board.current();
    let encoded = match (layer.as_str(), query.part) {
        ("parcels", None) => parcels_tile(&app, &board, tile, day),
        ("parcels", Some(Part::Shapes)) if tile.zoom() >= SINGLE_PARCELS_FROM_ZOOM => shapes_tile(&app, &board, tile),
        ("parcels", Some(Part::States)) if tile.zoom() >= STATES_FROM_ZOOM => states_tile(&app, &board, tile, day),
        ("parcels" | "projects" | "units", Some(_)) => return Err(no_such_part()),
        ("projects", None) => projects_tile(&app, &board, tile, day),
        ("units", None) => {
            let at = query.units_at.unwrap_or(day);
            let level = chosen_level(&board, query.level.as_deref(), at)?;
            units_tile(&app, &board, tile, day, level, at)
        }
        _ => return Err(Problem::NotFound),
    };
    let kind = match query.part {
        Some(Part::States) => "application/json",
        _ => "application/vnd.mapbox-vector-tile",
    };
    Ok(answer(
        &headers,
        &*encoded.map_err(|error| Problem::internal(&error))?,
        kind,
    ))
}

fn no_such_part() -> Problem {
    let (shapes, states) = (SINGLE_PARCELS_FROM_ZOOM, STATES_FROM_ZOOM);
    Problem::query(
        "part",
        format!(
            "Chỉ lớp `parcels` có phần: `shapes` từ mức phóng {shapes}, `states` từ mức {states}. Bỏ `part` để lấy cả ô"
        ),
        format!(
            "Only `parcels` come in parts: `shapes` from zoom {shapes} on, `states` from zoom {states} on. Leave `part` out for the whole tile"
        ),
    )
}

/// The projects that may have parcels in a tile.
fn shards_in(board: &Board, tile: Tile) -> impl Iterator<Item = &Arc<Shard>> {
    let area = tile.bounds();
    board.in_use().filter(move |shard| shard.shapes.bounds().meets(&area))
}

/// The same on a day.
fn assessed_in(board: &Board, tile: Tile, day: Day) -> Vec<AssessedShard> {
    shards_in(board, tile)
        .map(|shard| AssessedShard::new(shard, day))
        .collect()
}

/// The latest generation of the parcels in a tile.
fn latest_in(board: &Board, tile: Tile) -> u64 {
    let area = tile.bounds();
    // Further out it would take longer to ask all cells than is gained.
    let by_cells = tile.zoom() >= STATES_FROM_ZOOM;
    let generation = |shard: &Arc<Shard>| {
        if by_cells {
            shard.generation_in(&area)
        } else {
            shard.generation
        }
    };
    latest(board, shards_in(board, tile).map(generation))
}

fn shapes_tile(app: &AppState, board: &Board, tile: Tile) -> io::Result<Arc<Encoded>> {
    // Of no day: kept as if of the first. Shapes that change make a new generation of the board.
    let key = TileKey::new("shapes", tile, Day(0));
    app.tiles.get(
        key,
        board.picture,
        || board.generation,
        || bytes([states::shapes(tile, shards_in(board, tile))]),
    )
}

fn states_tile(app: &AppState, board: &Board, tile: Tile, day: Day) -> io::Result<Arc<Encoded>> {
    let key = TileKey::new("states", tile, day);
    app.tiles.get(
        key,
        board.picture,
        || latest_in(board, tile),
        || {
            // Numbers and digits: nothing in them can fail.
            states::states(tile, &assessed_in(board, tile, day))
                .map_or_else(Vec::new, |states| serde_json::to_vec(&states).unwrap_or_default())
        },
    )
}

fn parcels_tile(app: &AppState, board: &Board, tile: Tile, day: Day) -> io::Result<Arc<Encoded>> {
    let key = TileKey::new("parcels", tile, day);
    app.tiles.get(
        key,
        board.picture,
        || latest_in(board, tile),
        || {
            let shards = assessed_in(board, tile, day);
            bytes([if tile.zoom() >= SINGLE_PARCELS_FROM_ZOOM {
                parcels::layer(tile, &shards)
            } else {
                app.tiles.cells.layer(tile, &shards)
            }])
        },
    )
}

fn projects_tile(app: &AppState, board: &Board, tile: Tile, day: Day) -> io::Result<Arc<Encoded>> {
    let area = tile.bounds();
    let shards = || board.in_use().filter(|shard| shard.project.bounds().meets(&area));
    let latest = || latest(board, shards().map(|shard| shard.generation));
    let key = TileKey::new("projects", tile, day);
    app.tiles.get(key, board.picture, latest, || {
        let states = project_states(&app.tallies, board, shards(), day);
        let projects = shards().filter_map(|shard| {
            let (status, days_late) = states.get(&shard.project.id)?;
            Some((shard.project.as_ref(), *status, *days_late))
        });
        bytes([projects::layer(tile, day, projects)])
    })
}

fn units_tile(app: &AppState, board: &Board, tile: Tile, day: Day, level: &str, at: Day) -> io::Result<Arc<Encoded>> {
    let key = TileKey::new("units", tile, day).of_level(level, at);
    let generations = board.in_use().map(|shard| shard.generation);
    let latest = || latest(board, generations.chain([board.units.generation]));
    app.tiles.get(key, board.picture, latest, || {
        let figures = unit_figures(&app.tallies, board, level, at, day);
        bytes(units::layers(tile, &board.units, level, at, &figures))
    })
}

/// The latest generation of what a tile is made from: what is gone shows in that of the board.
fn latest(board: &Board, generations: impl Iterator<Item = u64>) -> u64 {
    generations.max().unwrap_or(0).max(board.generation)
}

fn bytes<'a>(layers: impl IntoIterator<Item = Layer<'a>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for layer in layers {
        layer.write_to(&mut bytes);
    }
    bytes
}

fn answer(headers: &HeaderMap, tile: &Encoded, kind: &'static str) -> Response {
    let asked = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let fixed = [
        (header::ETAG, tile.etag.as_str()),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    if asked(header::IF_NONE_MATCH)
        .split(',')
        .any(|tag| tag.trim().trim_start_matches("W/") == tile.etag)
    {
        return (StatusCode::NOT_MODIFIED, fixed).into_response();
    }
    if tile.plain.is_empty() {
        return (StatusCode::NO_CONTENT, fixed).into_response();
    }
    let kind = [(header::CONTENT_TYPE, kind)];
    if asked(header::ACCEPT_ENCODING).contains("gzip") {
        (fixed, kind, [(header::CONTENT_ENCODING, "gzip")], tile.gzip.clone()).into_response()
    } else {
        (fixed, kind, tile.plain.clone()).into_response()
    }
}

/// Describes the tiles of a layer.
#[utoipa::path(get, path = "/tiles/{name}", tag = "tiles",
    params(("name" = String, Path, pattern = "^(units|projects|parcels)[.]json$", description = "units.json, projects.json or parcels.json")),
    responses((status = 200, description = "TileJSON 3.0", body = Value)))]
async fn get_tile_json(
    State(app): State<AppState>,
    _: NoQuery,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let layer = name.strip_suffix(".json").ok_or(Problem::NotFound)?;
    let text = |description: &str| json!(description);
    let layers = match layer {
        "units" => json!([
            { "id": "units", "fields": { "code": text("code"), "name": text("name"), "level": text("level"), "severity": text("none 0, clear 1, critical 2, serious 3, watch 4, ok 5"), "silent": text("true where nobody has updated for long") } },
            { "id": "labels", "fields": { "code": text("code"), "name": text("name") } },
        ]),
        "projects" => json!([
            { "id": "projects", "fields": { "code": text("code"), "name": text("name"), "sector": text("sector"), "status": text("no_parcels 0, done 1, delayed 2, on_track 3"), "days_late": text("days"), "obstacle": text("true where one concerns the project as a whole") } },
        ]),
        "parcels" => json!([
            { "id": "parcels", "minzoom": SINGLE_PARCELS_FROM_ZOOM, "fields": { "project": text("code"), "status": text("excluded 0, cleared 1, blocked 2, overdue 3, not_started 4, undated 5, on_track 6"), "days_late": text("days"), "handed_over": text("days since 1970-01-01"), "due": text("days since 1970-01-01"), "works_stopped": text("true"), "waiting": text("step, 0 to 7") } },
            { "id": "cells", "maxzoom": SINGLE_PARCELS_FROM_ZOOM - 1, "fields": { "project": text("code"), "total": text("parcels"), "cleared": text("parcels"), "blocked": text("parcels"), "overdue": text("parcels"), "not_started": text("parcels"), "undated": text("parcels"), "on_track": text("parcels") } },
        ]),
        _ => return Err(Problem::NotFound),
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("127.0.0.1");
    // A proxy that speaks HTTPS says so.
    let scheme = match headers.get("x-forwarded-proto").map(HeaderValue::as_bytes) {
        Some(b"https") => "https",
        _ => "http",
    };
    let bounds = app
        .board
        .current()
        .in_use()
        .fold(WorldBox::EMPTY, |all, shard| all.union(shard.bounds()));
    Ok(Json(json!({
        "tilejson": "3.0.0",
        "name": format!("matbang {layer}"),
        "tiles": [format!("{scheme}://{host}/tiles/{layer}/{{z}}/{{x}}/{{y}}")],
        "minzoom": 0,
        "maxzoom": LARGEST_ZOOM,
        "bounds": bounds.to_lon_lat().unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "vector_layers": layers,
    })))
}
