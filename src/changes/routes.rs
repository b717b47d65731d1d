use std::{convert::Infallible, time::Duration};

use async_stream::stream;
use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::streamed,
    board::{ChangeId, ChangeNotice, LiveBoard},
    extract::NoQuery,
    problem::Problem,
    state::AppState,
};

/// A stream that says nothing is told to be alive this often.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Routes of changes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(stream_changes))
}

/// What changed, as it changes: server-sent events `change`, and `reset` when too much was missed.
#[utoipa::path(get, path = "/changes", tag = "changes",
    params(("Last-Event-ID" = Option<String>, Header, description = "Identity of the event seen last")),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
async fn stream_changes(State(app): State<AppState>, _: NoQuery, headers: HeaderMap) -> Result<Response, Problem> {
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let live = app.board.clone();
    let events = stream! {
        let (seen, mut notices) = live.subscribe();
        yield Ok::<_, Infallible>(Event::default().comment("open").id(seen.to_string()).retry(Duration::from_secs(2)));
        if let Some(last) = last
            && let Some(event) = missed(&live, &last, &seen).await {
                yield Ok(event);
            }
        loop {
            match notices.recv().await {
                Ok((id, notice)) => yield Ok(event("change", &id, notice.as_ref())),
                Err(RecvError::Lagged(_)) => {
                    let (seen, anew) = live.subscribe();
                    notices = anew;
                    yield Ok(event("reset", &seen, &()));
                }
                Err(RecvError::Closed) => break,
            }
        }
    };
    Ok((
        streamed(),
        Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)),
    )
        .into_response())
}

/// What a listener missed since it was last connected.
async fn missed(live: &LiveBoard, last: &str, now: &ChangeId) -> Option<Event> {
    let reset = || Some(event("reset", now, &()));
    let Ok(last) = last.parse::<ChangeId>() else {
        return reset();
    };
    match live.since(&last).await {
        Ok(Some((_, notice))) if notice == ChangeNotice::default() => None,
        Ok(Some((upto, notice))) => Some(event("change", &upto, &notice)),
        Ok(None) | Err(_) => reset(),
    }
}

fn event(name: &str, id: &ChangeId, data: &impl Serialize) -> Event {
    let data = serde_json::to_string(data).unwrap_or_else(|_| "{}".to_owned());
    Event::default().event(name).id(id.to_string()).data(data)
}
