//! How answers are made: a thing with its version, the address of the next page.

use axum::{
    http::{HeaderName, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{extract::Json, problem::Problem};

/// A thing as JSON with its version as `ETag`, for the `If-Match` of an edit.
///
/// # Errors
/// Never for a number.
pub fn versioned(version: i32, thing: impl Serialize) -> Result<Response, Problem> {
    let tag = HeaderValue::from_str(&format!("\"{version}\"")).map_err(|error| Problem::internal(&error))?;
    Ok(([(header::ETAG, tag)], Json(thing)).into_response())
}

/// The headers of a stream of events: no proxy may hold it back, nobody keeps it.
pub const fn streamed() -> [(HeaderName, &'static str); 2] {
    [
        (HeaderName::from_static("x-accel-buffering"), "no"),
        (header::CACHE_CONTROL, "no-store"),
    ]
}

/// The address of the next page: this one's, after another position.
pub fn next_address(uri: &Uri, after: &str) -> String {
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
