//! A request in the making.

use std::fmt::Display;

use axum::{
    body::Body,
    http::{Method, Request, header, request::Builder},
};
use serde_json::Value;
use uuid::Uuid;

/// A request in the making.
pub struct Call {
    builder: Builder,
    body: Body,
}

impl Call {
    fn new(method: Method, uri: &str) -> Self {
        Self {
            builder: Request::builder().method(method).uri(uri),
            body: Body::empty(),
        }
    }

    pub fn get(uri: &str) -> Self {
        Self::new(Method::GET, uri)
    }

    pub fn post(uri: &str) -> Self {
        Self::new(Method::POST, uri)
    }

    pub fn patch(uri: &str) -> Self {
        Self::new(Method::PATCH, uri)
    }

    pub fn delete(uri: &str) -> Self {
        Self::new(Method::DELETE, uri)
    }

    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        self.builder = self.builder.header(name, value.to_string());
        self
    }

    /// The version that the edit starts from.
    pub fn version(self, version: &Value) -> Self {
        self.header("if-match", format!("\"{version}\""))
    }

    pub fn operation(self, id: Uuid) -> Self {
        self.header("x-operation-id", id)
    }

    pub fn by(self, user: &str) -> Self {
        self.header("x-matbang-user", user)
    }

    pub fn in_english(self) -> Self {
        self.header("accept-language", "en")
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub fn body(self, kind: &str, body: impl Into<Body>) -> Self {
        let mut call = self.header(header::CONTENT_TYPE.as_str(), kind);
        call.body = body.into();
        call
    }

    pub fn into_request(self) -> Request<Body> {
        self.builder.body(self.body).unwrap()
    }
}
