//! Which problems each operation may answer, and what its addresses may say: told by rules, so that no route forgets
//! any.

use axum::http::Method;
use serde::Serialize;
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{
        Content, OpenApi, Ref, RefOr, Response, Schema,
        path::{Operation, Parameter, ParameterIn},
        schema::{ArrayItems, SchemaType, Type},
    },
};

use super::operations;
use crate::{
    auth::{self, Right},
    extract::BaseVersion,
};

/// Why a request was refused, or failed: RFC 9457.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// Address of a page about problems of this kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened, and what to do.
    pub detail: String,
    /// The request, as the log knows it.
    pub instance: String,
    /// Each thing that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub errors: Option<Vec<FieldError>>,
    /// What is stored now, where somebody else edited it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<Value>,
    /// Why the service is not available.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cause: Option<&'static str>,
}

/// One thing wrong with what was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer into the body, or name of the query parameter.
    pub pointer: String,
    /// What is wrong, and what to do.
    pub detail: String,
}

/// A status, and what it says of the request.
type Refusal = (&'static str, &'static str);

/// Whatever is asked for.
const ALWAYS: [Refusal; 4] = [
    ("400", "The address, a header or the body cannot be read"),
    ("401", "Nobody has logged in, or not any more"),
    ("429", "Too many requests: Retry-After says when there is room again"),
    ("503", "Not now: Retry-After says when to try again"),
];
const OF_ROLE: Refusal = ("403", "The role, the area or the token does not allow it");
const OF_ORIGIN: Refusal = ("403", "Sent by a page of another site");
const OF_PATH: Refusal = ("404", "There is nothing at this address");
const OF_VERSION: [Refusal; 2] = [
    ("412", "Somebody else edited it: `current` is what is stored now"),
    ("428", "If-Match is missing"),
];
const OF_BODY: [Refusal; 3] = [
    ("413", "More was sent than is taken"),
    ("415", "A body of another kind"),
    ("422", "The body can be read, but not accepted: `errors` says why"),
];

/// Tells the problems of every operation.
pub fn tell(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            for (status, description) in refusals(&method, path, operation) {
                let told = || RefOr::T(Response::new(description));
                let responses = &mut operation.responses.responses;
                responses.entry(status.to_owned()).or_insert_with(told);
            }
            for (status, response) in &mut operation.responses.responses {
                if let RefOr::T(response) = response
                    && status.starts_with(['4', '5'])
                {
                    let details = Content::new(Some(Ref::from_schema_name(ProblemDetails::name())));
                    response
                        .content
                        .insert("application/problem+json".to_owned(), RefOr::T(details));
                }
            }
            for parameter in operation.parameters.iter_mut().flatten() {
                if let RefOr::T(parameter) = parameter {
                    restrict(parameter);
                }
            }
        }
    }
}

fn refusals(method: &Method, path: &str, operation: &Operation) -> Vec<Refusal> {
    let mut refusals = ALWAYS.to_vec();
    match auth::right_to(method, path) {
        Some(Right::ReadMap | Right::Anyone) if method.is_safe() => {}
        Some(Right::Anyone) => refusals.push(OF_ORIGIN),
        _ => refusals.push(OF_ROLE),
    }
    if path.contains('{') {
        refusals.push(OF_PATH);
    }
    let mut parameters = operation.parameters.iter().flatten();
    if parameters.any(|parameter| matches!(parameter, RefOr::T(parameter) if is_version(parameter))) {
        refusals.extend(OF_VERSION);
    }
    if operation.request_body.is_some() {
        refusals.extend(OF_BODY);
    }
    refusals
}

fn is_version(parameter: &Parameter) -> bool {
    parameter.parameter_in == ParameterIn::Header && parameter.name == "If-Match"
}

/// Tells what a parameter cannot say: no text is empty, and a version is a number.
fn restrict(parameter: &mut Parameter) {
    let is_version = is_version(parameter);
    let schema = match &mut parameter.schema {
        Some(RefOr::T(Schema::Array(array))) => match &mut array.items {
            ArrayItems::RefOrSchema(items) => items.as_mut(),
            ArrayItems::False => return,
        },
        Some(schema) => schema,
        None => return,
    };
    let RefOr::T(Schema::Object(text)) = schema else { return };
    if text.schema_type != SchemaType::Type(Type::String) || text.format.is_some() || text.enum_values.is_some() {
        return;
    }
    if is_version {
        text.pattern = Some(BaseVersion::PATTERN.to_owned());
    } else if text.min_length.is_none() {
        text.min_length = Some(1);
    }
}
