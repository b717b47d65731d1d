use std::collections::BTreeSet;

use axum::{
    extract::State as AppData,
    http::Uri,
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::{next_address, versioned},
    audit,
    auth::{Caller, Right},
    calendar::Day,
    csv_file::ListFormat,
    extract::{Json, NoQuery, OnDay, Path, Query, Reader, as_of},
    obstacles::{
        csv,
        inputs::ObstacleQuery,
        list,
        model::{ObstacleDetail, ObstaclePage, ObstacleParcel, Officers},
        store,
    },
    parcels::History,
    problem::Problem,
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_obstacles))
        .routes(routes!(get_obstacle))
        .routes(routes!(list_obstacle_events))
        .routes(routes!(list_officers))
}

/// Obstacles by filter, a page at a time or all as CSV; the most overdue first.
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
    let name = &caller.account()?.name;
    let mut conn = app.pool.acquire().await?;
    if query.format.unwrap_or_default() == ListFormat::Csv {
        let area = caller.area(Right::Export, &board)?;
        let whole = ObstacleQuery {
            after: None,
            ..query.clone()
        };
        let found = list::list(&mut conn, &board, &whole, name, (day, None, Some(&area))).await?;
        audit::record_export(&mut conn, &caller.author()?, "obstacles", found.items.len()).await?;
        let language = query.lang.unwrap_or(language);
        let causes = store::cause_names(&mut conn, language).await?;
        return csv::file(&found.items, &causes, language);
    }
    let limit = query.limit.unwrap_or(50).clamp(1, 500);
    let found = list::list(&mut conn, &board, &query, name, (day, Some(limit), None)).await?;
    let next = found.next.map(|after| next_address(&uri, &after));
    Ok(Json(ObstaclePage {
        items: found.items,
        total: found.total,
        totals: found.totals,
        next,
    })
    .into_response())
}

/// One obstacle with its parcels, times, comments and attachments.
#[utoipa::path(get, path = "/obstacles/{id}", tag = "obstacles",
    params(("id" = i64, Path, description = "Internal number"), OnDay),
    responses((status = 200, body = ObstacleDetail)))]
async fn get_obstacle(
    AppData(app): AppData<AppState>,
    Path(id): Path<i64>,
    Query(query): Query<OnDay>,
) -> Result<Response, Problem> {
    let day = as_of(query.as_of)?;
    let board = app.board.current();
    let mut conn = app.pool.acquire().await?;
    let projects: BTreeSet<i32> = store::projects_of(&mut conn, &[id]).await?.into_iter().collect();
    let mut found = list::standing(&mut conn, &board, &[id], &projects, day).await?;
    let obstacle = found.pop().ok_or(Problem::NotFound)?;
    let parcels = store::parcels(&mut conn, id).await?.into_iter().filter_map(|parcel| {
        let (shard, place) = board.parcel(parcel.id)?;
        Some(ObstacleParcel {
            id: parcel.id,
            map_sheet: parcel.map_sheet,
            parcel_no: parcel.parcel_no,
            status: shard.assess(place, day).status,
        })
    });
    let detail = ObstacleDetail {
        parcels: parcels.collect(),
        intervals: store::intervals(&mut conn, id, day).await?,
        comments: store::comments(&mut conn, id).await?,
        attachments: store::attachments(&mut conn, id).await?,
        obstacle,
    };
    versioned(detail.obstacle.version, detail)
}

/// What happened to an obstacle, newest first.
#[utoipa::path(get, path = "/obstacles/{id}/events", tag = "obstacles",
    params(("id" = i64, Path, description = "Internal number")), responses((status = 200, body = History)))]
async fn list_obstacle_events(
    AppData(app): AppData<AppState>,
    _: NoQuery,
    Path(id): Path<i64>,
) -> Result<Json<History>, Problem> {
    let mut conn = app.pool.acquire().await?;
    if store::rows(&mut conn, &[id], Day::today()).await?.is_empty() {
        return Err(Problem::NotFound);
    }
    let items = store::history(&mut conn, id).await?;
    Ok(Json(History { items }))
}

/// The officers who can be made responsible for an obstacle.
#[utoipa::path(get, path = "/officers", tag = "obstacles", responses((status = 200, body = Officers)))]
async fn list_officers(AppData(app): AppData<AppState>, _: NoQuery) -> Result<Json<Officers>, Problem> {
    let items = store::officers(&mut *app.pool.acquire().await?).await?;
    Ok(Json(Officers { items }))
}
