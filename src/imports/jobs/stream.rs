//! An import as it changes, as server-sent events.

use std::{convert::Infallible, time::Duration};

use async_stream::stream;
use axum::response::{
    IntoResponse, Response, Sse,
    sse::{Event, KeepAlive},
};
use tokio::time::timeout;
use uuid::Uuid;

use super::Jobs;
use crate::{answer, problem::Problem};

/// What another process does is looked for this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A stream that says nothing is told to be alive this often.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The present state of an import at once, then one event at each change, until nothing runs.
pub async fn events(jobs: Jobs, id: Uuid) -> Result<Response, Problem> {
    let mut bell = jobs.0.bell.subscribe();
    jobs.get(id).await?;
    let events = stream! {
        let mut last = String::new();
        loop {
            match jobs.get(id).await {
                Ok(mut import) => {
                    import.report = None;
                    let running = import.state.is_running();
                    let data = serde_json::to_string(&import).unwrap_or_default();
                    if data != last {
                        yield Ok::<_, Infallible>(Event::default().event("import").data(&data));
                        last = data;
                    }
                    if !running {
                        break;
                    }
                }
                // The database is away: it is looked for again.
                Err(Problem::Unavailable(_)) => {}
                Err(_) => break,
            }
            // A listener that lagged behind looks as well.
            let rung = async { while matches!(bell.recv().await, Ok(other) if other != id) {} };
            let _ = timeout(LOOK_EVERY, rung).await;
        }
    };
    Ok((
        answer::streamed(),
        Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)),
    )
        .into_response())
}
