//! A request in the making.

use std::fmt::Display;

use axum::{
    body::Body,
    http::{Method, Request, header, request::Builder},
};
use matbang::auth::Role;
use serde_json::Value;
use uuid::Uuid;

use super::cast;

/// A request in the making.
pub struct Call {
    /// Whose token it carries.
    who: Option<String>,
    builder: Builder,
    body: Body,
}

impl Call {
    fn new(method: Method, uri: &str) -> Self {
        Self {
            who: Some(Role::Admin.code().to_owned()),
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

    pub fn put(uri: &str) -> Self {
        Self::new(Method::PUT, uri)
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

    /// Sent by one of the cast, instead of by `admin`.
    pub fn by(mut self, name: &str) -> Self {
        self.who = Some(name.to_owned());
        self
    }

    /// Sent by the one of the cast with this role; the public shows nothing.
    pub fn as_(mut self, role: Role) -> Self {
        self.who = (role != Role::Public).then(|| role.code().to_owned());
        self
    }

    /// Sent by somebody who shows nothing, or what is in a header.
    pub fn anonymous(self) -> Self {
        self.as_(Role::Public)
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
        let builder = match self.who {
            None => self.builder,
            Some(name) => self
                .builder
                .header(header::AUTHORIZATION, format!("Bearer {}", cast::token(&name))),
        };
        builder.body(self.body).unwrap()
    }
}
