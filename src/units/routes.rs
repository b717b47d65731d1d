use std::collections::HashMap;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    board::{Board, world::to_lon_lat},
    bottlenecks::{By, Figures, Question, Tallies},
    calendar::Day,
    extract::{Query, as_of},
    parcels::{UnitScope, chosen_level},
    problem::Problem,
    state::AppState,
};

/// Routes of administrative units.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_units))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UnitQuery {
    /// Level of the units; default: the one at which the board is read.
    level: Option<String>,
    /// Day on which the units existed; default: `as_of`.
    units_at: Option<Day>,
    /// Day that the figures are for; default: today.
    as_of: Option<Day>,
}

/// The units of a level as `GeoJSON`, each with its severity.
#[utoipa::path(get, path = "/units", tag = "units", params(UnitQuery),
    responses((status = 200, description = "GeoJSON FeatureCollection of MultiPolygons, WGS 84 lon/lat", content_type = "application/geo+json", body = Value)))]
async fn list_units(State(app): State<AppState>, Query(query): Query<UnitQuery>) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let board = app.board.current();
    let at = query.units_at.unwrap_or(day);
    let level = chosen_level(&board, query.level.as_deref(), at)?;
    let figures = unit_figures(&app.tallies, &board, level, at, day);
    let ids: Vec<i32> = board.units.of_level(level, at).map(|unit| unit.id).collect();
    let shapes = sqlx::query!(
        r#"select id, st_asgeojson(geom, 7)::jsonb as geometry from admin_units where id = any($1)"#,
        &ids
    )
    .fetch_all(&app.pool)
    .await?;
    let mut shapes: HashMap<i32, Option<Value>> = shapes.into_iter().map(|row| (row.id, row.geometry)).collect();
    let features: Vec<Value> = board
        .units
        .of_level(level, at)
        .map(|unit| {
            let figures = &figures[&unit.id];
            json!({
                "type": "Feature",
                "geometry": shapes.remove(&unit.id).flatten(),
                "properties": {
                    "code": unit.code, "name": unit.name, "level": unit.level, "parent_code": unit.parent_code,
                    "valid_from": unit.valid_from, "valid_to": unit.valid_to, "version": unit.version,
                    "severity": figures.severity, "silent": figures.silent, "label": unit.label.map(to_lon_lat),
                },
            })
        })
        .collect();
    let body = json!({ "type": "FeatureCollection", "features": features });
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], body.to_string()).into_response())
}

/// Figures of every unit of a level that exists on a day, by internal number.
pub fn unit_figures(tallies: &Tallies, board: &Board, level: &str, at: Day, day: Day) -> HashMap<i32, Figures> {
    let question = Question {
        by: vec![By::Unit],
        units: UnitScope::of_level(board, level, at),
        within: Vec::new(),
        day,
    };
    let grouped = tallies.group(board, board.in_use(), &question);
    grouped
        .groups
        .into_iter()
        .filter_map(|(key, figures)| Some((key.unit?, figures)))
        .collect()
}
