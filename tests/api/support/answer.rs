//! What the service answered.

use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode},
};
use serde_json::Value;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// The answer, which must have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// A header; empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The problem, of a kind and with this status: its fields at fault, each with what is wrong.
    #[track_caller]
    pub fn problem(&self, status: u16, slug: &str) -> Vec<(String, String)> {
        let body = self.json();
        assert_eq!(self.status.as_u16(), status, "{body}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{body}");
        assert_eq!(body["type"], format!("/problems/{slug}"), "{body}");
        assert_eq!(body["status"], status, "{body}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        assert!(
            !text(&body["title"]).is_empty() && !text(&body["detail"]).is_empty(),
            "{body}"
        );
        let errors = body["errors"].as_array().into_iter().flatten();
        errors
            .map(|error| (text(&error["pointer"]), text(&error["detail"])))
            .collect()
    }
}
