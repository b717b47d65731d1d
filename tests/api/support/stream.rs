//! Reads server-sent events.

use std::time::Duration;

use axum::body::BodyDataStream;
use futures_util::StreamExt;
use serde_json::Value;
use tokio::time::timeout;

use super::{Call, TestApp};

/// How long anything may take to reach a stream: the promise is a second, a busy machine gets more.
const PATIENCE: Duration = Duration::from_secs(30);

/// An event as received.
#[derive(Debug)]
pub struct Event {
    pub id: String,
    pub name: String,
    pub data: Value,
}

/// An open stream.
pub struct Stream {
    body: BodyDataStream,
    unread: String,
    /// Identity of what was seen when it was opened.
    pub opened_at: String,
}

impl Stream {
    /// Opens the stream of changes, as one who saw `last` last; reads past its opening line.
    pub async fn open(app: &TestApp, last: Option<&str>) -> Self {
        let mut call = Call::get("/api/v1/changes").header("accept-encoding", "gzip");
        if let Some(last) = last {
            call = call.header("last-event-id", last);
        }
        let mut stream = Self::begin(app, call).await;
        let opening = stream.frame().await.unwrap();
        stream.opened_at = field(&opening, "id");
        assert!(!stream.opened_at.is_empty());
        stream
    }

    /// Opens the stream of an import.
    pub async fn of_import(app: &TestApp, id: &str) -> Self {
        Self::begin(app, Call::get(&format!("/api/v1/imports/{id}/events"))).await
    }

    /// Opens the stream that a call asks for; reads past its opening line.
    pub async fn of(app: &TestApp, call: Call) -> Self {
        let mut stream = Self::begin(app, call).await;
        stream.frame().await.unwrap();
        stream
    }

    /// Waits until the service ends the stream.
    pub async fn ended(&mut self) {
        let end = async { while self.frame().await.is_some() {} };
        timeout(PATIENCE, end).await.expect("the stream goes on");
    }

    async fn begin(app: &TestApp, call: Call) -> Self {
        let answer = app.open(call).await;
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(answer.status(), 200);
        assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
        assert_eq!(
            header("x-accel-buffering").as_deref(),
            Some("no"),
            "proxies hold back what they buffer"
        );
        assert_eq!(
            header("content-encoding"),
            None,
            "a compressor holds back what it has not filled"
        );
        Self {
            body: answer.into_body().into_data_stream(),
            unread: String::new(),
            opened_at: String::new(),
        }
    }

    /// The next event.
    pub async fn next(&mut self) -> Event {
        self.next_or_end().await.expect("the stream ends")
    }

    /// The next event; nothing once the stream has ended.
    pub async fn next_or_end(&mut self) -> Option<Event> {
        let event = async {
            loop {
                let frame = self.frame().await?;
                let name = field(&frame, "event");
                if !name.is_empty() {
                    return Some(Event {
                        id: field(&frame, "id"),
                        name,
                        data: serde_json::from_str(&field(&frame, "data")).unwrap(),
                    });
                }
            }
        };
        // Comments only say that the stream is alive.
        timeout(PATIENCE, event)
            .await
            .unwrap_or_else(|_| panic!("the stream stays silent"))
    }

    /// The first event that is so, of those that come.
    pub async fn until(&mut self, is_so: impl Fn(&Value) -> bool) -> Value {
        loop {
            let event = self.next().await;
            if is_so(&event.data) {
                return event.data;
            }
        }
    }

    /// The next event that tells of a parcel, and what it tells of it.
    pub async fn next_of(&mut self, parcel: i64) -> Value {
        loop {
            let event = self.next().await;
            assert_eq!(event.name, "change");
            let parcels = event.data["parcels"].as_array().unwrap();
            if let Some(found) = parcels.iter().find(|told| told["id"] == parcel) {
                return found.clone();
            }
        }
    }

    async fn frame(&mut self) -> Option<String> {
        loop {
            if let Some((frame, rest)) = self.unread.split_once("\n\n") {
                let (frame, rest) = (frame.to_owned(), rest.to_owned());
                self.unread = rest;
                return Some(frame);
            }
            let chunk = self.body.next().await?;
            self.unread += std::str::from_utf8(&chunk.unwrap()).unwrap();
        }
    }
}

fn field(frame: &str, name: &str) -> String {
    let of_line = |line: &str| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim().to_owned());
    frame.lines().find_map(of_line).unwrap_or_default()
}
