//! What a request carries, parsed into types at the edge; whatever cannot be parsed is a [`Problem`].

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    audit::Author,
    auth::Caller,
    calendar::Day,
    language::{Language, Text},
    object::Object,
    problem::{FieldProblem, Problem},
};

/// Query parameters; unknown ones are refused by types that deny unknown fields, and so is one that says nothing: nobody
/// who means a past day may be shown today.
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        if let Some(name) = query.split('&').find_map(|pair| pair.strip_suffix('=')) {
            return Err(Problem::query(
                name,
                format!("Tham số «{name}» để trống; hãy bỏ tham số đó đi."),
                format!("The parameter «{name}» is empty; leave it out."),
            ));
        }
        let deserializer = serde_html_form::Deserializer::from_bytes(query.as_bytes());
        serde_path_to_error::deserialize(deserializer)
            .map(Self)
            .map_err(|error| {
                let name = error.path().to_string();
                let cause = error.into_inner().to_string();
                let name = if name == "." { String::new() } else { name };
                Problem::query(
                    &name,
                    format!("Tham số trong địa chỉ không hợp lệ: {cause}"),
                    format!("A parameter of the address is not valid: {cause}"),
                )
            })
    }
}

/// No query parameters, at an address that takes none.
pub struct NoQuery;

impl<S: Sync> FromRequestParts<S> for NoQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}
        let Query(Nothing {}) = Query::from_request_parts(parts, state).await?;
        Ok(Self)
    }
}

/// Path parameters; one that cannot be parsed names nothing.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        #[expect(clippy::disallowed_types, reason = "this is the extractor that stands in for it")]
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum_path| Self(axum_path.0)).map_err(|_| Problem::NotFound)
    }
}

/// A JSON body, of a request or of an answer.
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(error) => Problem::internal(&error).into_response(),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Object(value) = read(request, state).await?;
        Ok(Self(value))
    }
}

/// A JSON body, or none at all.
pub struct OptionalJson<T>(pub Option<T>);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for OptionalJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if says_nothing(request.headers()) {
            return Ok(Self(None));
        }
        let value: Option<Object<T>> = read(request, state).await?;
        Ok(Self(value.map(|Object(value)| value)))
    }
}

/// What a body of JSON says.
async fn read<S: Send + Sync, T: DeserializeOwned>(request: Request, state: &S) -> Result<T, Problem> {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(';').next().unwrap_or_default().trim().ends_with("json"));
    if !is_json {
        return Err(Problem::UnsupportedMediaType(Text::new(
            "Cần gửi nội dung kiểu application/json.",
            "Send a body of the type application/json.",
        )));
    }
    let bytes = Bytes::from_request(request, state)
        .await
        .map_err(|_| Problem::TooLarge(Text::new("Nội dung gửi lên quá lớn.", "The body is too large.")))?;
    let mut deserializer = serde_json::Deserializer::from_slice(&bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner();
        if cause.is_data() {
            let pointer = if path == "." {
                String::new()
            } else {
                format!("/{}", path.replace('.', "/"))
            };
            Problem::Refused(vec![FieldProblem::new(
                pointer,
                format!("Giá trị không hợp lệ: {cause}"),
                format!("Not a valid value: {cause}"),
            )])
        } else {
            malformed(&cause)
        }
    })?;
    deserializer.end().map_err(|cause| malformed(&cause))?;
    Ok(value)
}

fn malformed(cause: &serde_json::Error) -> Problem {
    Problem::MalformedBody(Text::new(
        format!("Nội dung không phải JSON hợp lệ: {cause}"),
        format!("The body is not valid JSON: {cause}"),
    ))
}

/// The version that an edit starts from, of `If-Match`.
#[derive(Clone, Copy, Debug)]
pub struct BaseVersion(pub i32);

impl BaseVersion {
    /// What an `If-Match` looks like; proxies that compress weaken tags.
    pub const PATTERN: &str = r#"^(W/)?"?[0-9]{1,9}"?$"#;
}

impl<S: Sync> FromRequestParts<S> for BaseVersion {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let value = text(&parts.headers, "if-match").ok_or(Problem::VersionMissing)?;
        let value = value.strip_prefix("W/").unwrap_or(value);
        let value = value.strip_prefix('"').unwrap_or(value);
        let value = value.strip_suffix('"').unwrap_or(value);
        if value.len() > 9 || !value.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(Problem::VersionMissing);
        }
        value.parse().map(Self).map_err(|_| Problem::VersionMissing)
    }
}

impl<S: Sync> axum::extract::OptionalFromRequestParts<S> for BaseVersion {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        if parts.headers.contains_key("if-match") {
            <Self as FromRequestParts<S>>::from_request_parts(parts, state)
                .await
                .map(Some)
        } else {
            Ok(None)
        }
    }
}

/// Who writes, and the identity of the operation.
#[derive(Clone, Debug)]
pub struct Writer {
    /// Who, and what they may do.
    pub caller: Caller,
    /// The account, and by which door.
    pub author: Author,
    /// The sender's identity of the operation, or a new one.
    pub op_id: Uuid,
}

impl<S: Sync> FromRequestParts<S> for Writer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let author = caller.author()?;
        let op_id = match text(&parts.headers, "x-operation-id") {
            None => Uuid::now_v7(),
            Some(value) => value.parse().map_err(|_| {
                Problem::query(
                    "X-Operation-Id",
                    "X-Operation-Id phải là một UUID.",
                    "X-Operation-Id must be a UUID.",
                )
            })?,
        };
        Ok(Self { caller, author, op_id })
    }
}

/// The language that the reader prefers.
pub struct Reader(pub Language);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(Language::preferred(
            text(&parts.headers, "accept-language").unwrap_or_default(),
        )))
    }
}

/// Whether a request has no body, as its headers tell: the body itself cannot, behind what watches it.
fn says_nothing(headers: &HeaderMap) -> bool {
    match headers.get(header::CONTENT_LENGTH) {
        Some(length) => length == "0",
        None => !headers.contains_key(header::CONTENT_TYPE) && !headers.contains_key(header::TRANSFER_ENCODING),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The day that facts and figures are for, where nothing else is asked.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OnDay {
    /// Day that facts and figures are for; default: today.
    pub as_of: Option<Day>,
}

/// The day that figures are for: the one asked for, else today; never a future one.
///
/// # Errors
/// [`Problem::InvalidQuery`] for a future day.
pub fn as_of(asked: Option<Day>) -> Result<Day, Problem> {
    let today = Day::today();
    match asked {
        Some(day) if day > today => Err(Problem::query(
            "as_of",
            format!("Ngày {} ở tương lai: chỉ tính được đến hôm nay.", day.to_vietnamese()),
            format!("{day} lies in the future: figures go up to today."),
        )),
        other => Ok(other.unwrap_or(today)),
    }
}
