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
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::streamed,
    board::{ChangeId, ChangeNotice, LiveBoard},
    extract::NoQuery,
    outage::Outage,
    problem::Problem,
    state::AppState,
};

/// A stream that says nothing is told to be alive this often.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After a failure to read what was missed, this long until the next attempt.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// Routes of changes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(stream_changes))
}

/// What changed, as it changes: server-sent events `change`, and `reset` when too much was missed; `away` while the
/// database is away and what is shown may be old, `back` when it is back.
#[utoipa::path(get, path = "/changes", tag = "changes",
    params(("Last-Event-ID" = Option<String>, Header, description = "Identity of the event seen last")),
    responses((status = 200, content_type = "text/event-stream", body = Value)))]
async fn stream_changes(State(app): State<AppState>, _: NoQuery, headers: HeaderMap) -> Result<Response, Problem> {
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let live = app.board.clone();
    let events = stream! {
        let (seen, mut notices) = live.subscribe();
        let mut outages = live.outages();
        let mut told = None;
        // Until the listener has what it missed, it is where it was.
        let opening = last.clone().filter(|last| last.parse::<ChangeId>().is_ok()).unwrap_or_else(|| seen.to_string());
        yield Ok::<_, Infallible>(Event::default().comment("open").id(opening).retry(Duration::from_secs(2)));
        let mut last = last;
        loop {
            let outage = *outages.borrow_and_update();
            if outage != told {
                told = outage;
                yield Ok(standing(outage));
            }
            if outage.is_none() && let Some(unread) = &last {
                match missed(&live, unread, &seen).await {
                    Ok(event) => {
                        last = None;
                        if let Some(event) = event {
                            yield Ok(event);
                        }
                    }
                    Err(_) => tokio::time::sleep(ASK_AGAIN).await,
                }
                continue;
            }
            let heard = tokio::select! {
                notice = notices.recv(), if last.is_none() => Some(notice),
                _ = outages.changed() => None,
            };
            match heard {
                None => {}
                Some(Ok((id, notice))) => yield Ok(event("change", &id, notice.as_ref())),
                Some(Err(RecvError::Lagged(_))) => {
                    let (seen, anew) = live.subscribe();
                    notices = anew;
                    yield Ok(event("reset", &seen, &()));
                }
                Some(Err(RecvError::Closed)) => break,
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
async fn missed(live: &LiveBoard, last: &str, now: &ChangeId) -> sqlx::Result<Option<Event>> {
    let reset = || Ok(Some(event("reset", now, &())));
    let Ok(last) = last.parse::<ChangeId>() else {
        return reset();
    };
    match live.since(&last).await? {
        Some((_, notice)) if notice == ChangeNotice::default() => Ok(None),
        Some((upto, notice)) => Ok(Some(event("change", &upto, &notice))),
        None => reset(),
    }
}

/// How the database stands; without an identity, for nothing was missed or gained by it.
fn standing(outage: Option<Outage>) -> Event {
    match outage {
        Some(outage) => Event::default()
            .event("away")
            .data(json!({ "cause": outage.code() }).to_string()),
        None => Event::default().event("back").data("{}"),
    }
}

fn event(name: &str, id: &ChangeId, data: &impl Serialize) -> Event {
    let data = serde_json::to_string(data).unwrap_or_else(|_| "{}".to_owned());
    Event::default().event(name).id(id.to_string()).data(data)
}
