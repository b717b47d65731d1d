//! Every route, grouped by who calls it: the table of contents.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, header},
    middleware,
    routing::get,
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{DefaultPredicate, NotForContentType},
    },
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    timeout::RequestBodyTimeoutLayer,
    trace::TraceLayer,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    assets, audit, auth, bottlenecks, capital, changes, commitments, deadlines, imports, meta, obstacles, openapi,
    parcels, persons, plans, problem, projects,
    state::{AppState, BaseMap},
    tiles, units,
};

/// Largest JSON body, bytes.
const LARGEST_BODY: usize = 4 << 20;
/// A sender of whom nothing more came for so long has gone.
const LONGEST_SILENCE: Duration = Duration::from_mins(1);

/// The API, the tiles, and the document of both.
fn api() -> (Router<AppState>, Router<AppState>, OpenApi) {
    let v1 = OpenApiRouter::new()
        .merge(auth::routes())
        .merge(meta::routes())
        .merge(units::routes())
        .merge(projects::routes())
        .merge(plans::routes())
        .merge(commitments::routes())
        .merge(parcels::routes())
        .merge(persons::routes())
        .merge(obstacles::routes())
        .merge(deadlines::routes())
        .merge(bottlenecks::routes())
        .merge(capital::routes())
        .merge(changes::routes())
        .merge(audit::routes())
        .merge(imports::routes())
        .layer(middleware::from_fn(problem::in_time));
    // pages and programs
    let (api, mut document) = OpenApiRouter::with_openapi(openapi::base())
        .nest("/api/v1", v1)
        .split_for_parts();
    // maps
    let (tiles, of_tiles) = tiles::routes().split_for_parts();
    document.merge(of_tiles);
    auth::tell(&mut document);
    openapi::tell(&mut document);
    (api, tiles, document)
}

/// The OpenAPI document of the API.
pub fn document() -> OpenApi {
    let (_, _, document) = api();
    document
}

/// What a page of ours may load: what comes from here, and pictures of the base maps.
fn content_policy(base_maps: &[BaseMap]) -> Option<HeaderValue> {
    let pictures: Vec<String> = base_maps.iter().filter_map(BaseMap::source).collect();
    let policy = format!(
        "default-src 'self'; img-src 'self' data: blob: {}; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'self'",
        pictures.join(" ")
    );
    HeaderValue::try_from(policy).ok()
}

/// The whole service.
pub fn router(app: AppState) -> Router {
    let (api, tiles, document) = api();
    let gate = middleware::from_fn_with_state(app.people.clone(), auth::pass);
    let transport = middleware::from_fn_with_state(app.people.clone(), auth::insist_on_https);
    let board = app.board.clone();
    let request_id = HeaderName::from_static("x-request-id");
    let headers = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
        ),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    ];
    // Streams must not wait in a compressor.
    let worth_compressing = DefaultPredicate::new().and(NotForContentType::const_new("text/event-stream"));
    let mut router = api
        .layer(middleware::from_fn_with_state(board.clone(), meta::tell_age))
        // operators
        .route("/healthz", get(meta::healthz))
        .route("/readyz", get(meta::readyz))
        .route("/metrics", get(meta::metrics))
        // readers of the API
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/docs", get(openapi::docs))
        .route("/problems/{slug}", get(problem::explain))
        .layer(gate.clone())
        // people
        .fallback(assets::serve)
        .layer(Extension(Arc::new(document)))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(RequestBodyTimeoutLayer::new(LONGEST_SILENCE))
        .layer(CompressionLayer::new().compress_when(worth_compressing))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(board.clone(), problem::render));
    router = router.layer(SetResponseHeaderLayer::if_not_present(
        header::CONTENT_SECURITY_POLICY,
        content_policy(&app.settings.base_maps),
    ));
    for (name, value) in headers {
        router = router.layer(SetResponseHeaderLayer::if_not_present(
            name,
            HeaderValue::from_static(value),
        ));
    }
    // A kept tile costs less than what is done around other requests: compressed once, it needs no more than an answer to
    // whatever goes wrong.
    let tiles = tiles
        .layer(gate)
        .layer(middleware::from_fn_with_state(board.clone(), meta::tell_age))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(board, problem::render));
    router
        .layer(transport)
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| {
            let id = request
                .headers()
                .get("x-request-id")
                .and_then(|id| id.to_str().ok())
                .unwrap_or_default();
            // Queries may hold what people search for: only the path is logged.
            tracing::info_span!("request", request.id = id, method = %request.method(), path = request.uri().path())
        }))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
        .merge(tiles)
        .with_state(app)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_document_in_docs_is_that_of_the_code() {
        let made = super::document().to_pretty_json().unwrap();
        let kept = include_str!("../docs/openapi.json");
        assert!(
            kept.trim_end() == made,
            "docs/openapi.json is not current: run `make openapi`"
        );
    }
}
