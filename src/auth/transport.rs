//! Browsers that came by HTTPS once are told to come by nothing else.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::people::People;

/// Two years, as lists of such hosts ask for.
const STAY: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// Adds `Strict-Transport-Security` (RFC 6797) to what is answered by HTTPS.
pub async fn insist_on_https(State(people): State<People>, request: Request, next: Next) -> Response {
    let https = people.settings().is_https(request.headers());
    let mut response = next.run(request).await;
    if https {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, STAY);
    }
    response
}
