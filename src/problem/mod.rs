//! What goes wrong, told to the caller as RFC 9457 `application/problem+json` in the caller's language.

mod words;

use std::{fmt::Write as _, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    board::LiveBoard,
    extract::Path,
    language::{Language, Text},
    openapi::{FieldError, ProblemDetails},
    outage::Outage,
};

/// How long a request may take, its own body included; far more than all its statements may.
const LONGEST_REQUEST: Duration = Duration::from_mins(2);
/// How long a file may come in: a gigabyte over a bad line.
const LONGEST_UPLOAD: Duration = Duration::from_hours(6);

/// One thing wrong with one part of what was sent.
#[derive(Clone, Debug)]
pub struct FieldProblem {
    /// JSON pointer into the body, or the name of the query parameter.
    pub pointer: String,
    /// What is wrong and what to do.
    pub text: Text,
}

impl FieldProblem {
    /// One thing wrong.
    pub fn new(pointer: impl Into<String>, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            text: Text::new(vi, en),
        }
    }

    /// What is wrong with a text of more than so many characters.
    pub fn too_long(pointer: impl Into<String>, text: &str, most: usize) -> Option<Self> {
        (text.chars().count() > most).then(|| {
            Self::new(
                pointer,
                format!("Viết ngắn hơn: nhiều nhất {most} ký tự."),
                format!("Make it shorter: at most {most} characters."),
            )
        })
    }
}

/// What went wrong, named by meaning.
#[derive(Clone, Debug)]
pub enum Problem {
    /// There is no such thing.
    NotFound,
    /// Only for those who have logged in.
    LoginNeeded,
    /// A name and a password that do not belong together.
    LoginFailed,
    /// Too many logins without success; seconds until there is room again.
    TooManyAttempts(i64),
    /// More requests than one sender may send; seconds until there is room again.
    TooManyRequests(u64),
    /// A one-time link that was used, or has ended.
    LinkSpent,
    /// Not for this account.
    Forbidden(Text),
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// Query parameters that cannot be understood.
    InvalidQuery(Vec<FieldProblem>),
    /// A body that cannot be read.
    MalformedBody(Text),
    /// A body that can be read but not accepted.
    Refused(Vec<FieldProblem>),
    /// An edit without `If-Match`.
    VersionMissing,
    /// Somebody else edited in between; the current state comes along.
    StaleVersion(Value),
    /// Not possible in the present state.
    Conflict(Text),
    /// More was sent than is taken.
    TooLarge(Text),
    /// The disk for received files is full.
    DiskFull,
    /// A body of the wrong kind.
    UnsupportedMediaType(Text),
    /// The operation was recorded before; handlers answer with the present state.
    AlreadyRecorded,
    /// The database cannot serve now.
    Unavailable(Outage),
    /// A fault of ours; the cause is logged, never told.
    Internal(Arc<str>),
}

impl Problem {
    /// A fault of ours.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        Self::Internal(cause.to_string().into())
    }

    /// One query parameter that cannot be understood.
    pub fn query(name: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::InvalidQuery(vec![FieldProblem::new(name, vi, en)])
    }

    /// One field that cannot be accepted.
    pub fn field(pointer: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused(vec![FieldProblem::new(pointer, vi, en)])
    }

    /// HTTP status.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::LoginNeeded | Self::LoginFailed => StatusCode::UNAUTHORIZED,
            Self::TooManyAttempts(_) | Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::LinkSpent => StatusCode::GONE,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::InvalidQuery(_) | Self::MalformedBody(_) => StatusCode::BAD_REQUEST,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::VersionMissing => StatusCode::PRECONDITION_REQUIRED,
            Self::StaleVersion(_) => StatusCode::PRECONDITION_FAILED,
            Self::Conflict(_) | Self::AlreadyRecorded => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Last part of the problem's `type`.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::LoginNeeded => "login-needed",
            Self::LoginFailed => "login-failed",
            Self::TooManyAttempts(_) => "too-many-attempts",
            Self::TooManyRequests(_) => "too-many-requests",
            Self::LinkSpent => "link-spent",
            Self::Forbidden(_) => "forbidden",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::InvalidQuery(_) => "invalid-query",
            Self::MalformedBody(_) => "malformed-body",
            Self::Refused(_) => "refused",
            Self::VersionMissing => "version-missing",
            Self::StaleVersion(_) => "stale-version",
            Self::Conflict(_) => "conflict",
            Self::TooLarge(_) => "too-large",
            Self::DiskFull => "disk-full",
            Self::UnsupportedMediaType(_) => "unsupported-media-type",
            Self::AlreadyRecorded => "already-recorded",
            Self::Unavailable(_) => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// The body in one language.
    pub fn body(&self, language: Language, instance: &str) -> ProblemDetails {
        let error = |field: &FieldProblem| FieldError {
            pointer: field.pointer.clone(),
            detail: field.text.in_language(language).to_owned(),
        };
        ProblemDetails {
            kind: format!("/problems/{}", self.slug()),
            title: self.title().in_language(language).to_owned(),
            status: self.status().as_u16(),
            detail: self.detail().in_language(language).to_owned(),
            instance: instance.to_owned(),
            errors: match self {
                Self::InvalidQuery(fields) | Self::Refused(fields) => Some(fields.iter().map(error).collect()),
                _ => None,
            },
            current: match self {
                Self::StaleVersion(current) => Some(current.clone()),
                _ => None,
            },
            cause: match self {
                Self::Unavailable(outage) => Some(outage.code()),
                _ => None,
            },
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        if let Some(outage) = Outage::of(&error) {
            return Self::Unavailable(outage);
        }
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Database(cause) if cause.constraint() == Some("audit_pkey") => Self::AlreadyRecorded,
            // PostgreSQL keeps every character but one.
            sqlx::Error::Database(cause) if matches!(cause.code().as_deref(), Some("22021" | "22P05")) => {
                Self::MalformedBody(Text::new(
                    "Nội dung có ký tự NUL (U+0000); hãy bỏ ký tự đó rồi gửi lại.",
                    "There is a NUL character (U+0000) in what was sent; take it out and send it again.",
                ))
            }
            _ => Self::internal(&error),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Ends a request that takes longer than anybody waits, as one to a database that neither answers nor hangs up.
pub async fn in_time(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let brings_file = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let longest = if brings_file { LONGEST_UPLOAD } else { LONGEST_REQUEST };
    tokio::time::timeout(longest, next.run(request))
        .await
        .unwrap_or_else(|_| Problem::Unavailable(Outage::Slow).into_response())
}

/// Writes the body of a problem, once the language of the caller is known. The one place that logs a fault.
pub async fn render(State(board): State<LiveBoard>, request: Request, next: Next) -> Response {
    let (language, instance) = {
        let header = |name: &str| {
            request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        (
            Language::preferred(header("accept-language")),
            header("x-request-id").to_owned(),
        )
    };
    let response = next.run(request).await;
    let problem = match (response.extensions().get::<Arc<Problem>>(), response.status()) {
        // The pool only knows that it waited in vain; the board asks the database itself, and knows why.
        (Some(problem), _) => match (problem.as_ref(), board.outage()) {
            (Problem::Unavailable(Outage::Busy), Some(known)) => Arc::new(Problem::Unavailable(known)),
            _ => Arc::clone(problem),
        },
        (None, StatusCode::METHOD_NOT_ALLOWED) => Arc::new(Problem::MethodNotAllowed),
        (None, StatusCode::INTERNAL_SERVER_ERROR) => Arc::new(Problem::Internal("a handler panicked".into())),
        _ => return response,
    };
    if let Problem::Internal(cause) = problem.as_ref() {
        tracing::error!(request.id = %instance, %cause, "request failed");
    }
    let body = json!(problem.body(language, &instance)).to_string();
    let (mut parts, _) = response.into_parts();
    let headers = &mut parts.headers;
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(header::CONTENT_LENGTH);
    let spoken = match language {
        Language::Vi => "vi",
        Language::En => "en",
    };
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(spoken));
    match problem.as_ref() {
        Problem::TooManyAttempts(seconds) => headers.insert(header::RETRY_AFTER, (*seconds).into()),
        Problem::TooManyRequests(seconds) => headers.insert(header::RETRY_AFTER, (*seconds).into()),
        Problem::Unavailable(outage) => headers.insert(header::RETRY_AFTER, outage.retry_after().into()),
        _ => None,
    };
    if parts.status == StatusCode::UNAUTHORIZED {
        // A challenge that makes no browser ask by itself.
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    Response::from_parts(parts, Body::from(body))
}

/// The page that a problem's `type` names.
pub async fn explain(Path(slug): Path<String>) -> Result<Response, Problem> {
    let kinds = [
        Problem::NotFound,
        Problem::LoginNeeded,
        Problem::LoginFailed,
        Problem::TooManyAttempts(60),
        Problem::TooManyRequests(1),
        Problem::LinkSpent,
        Problem::Forbidden(Text::new("", "")),
        Problem::MethodNotAllowed,
        Problem::InvalidQuery(Vec::new()),
        Problem::MalformedBody(Text::new("", "")),
        Problem::Refused(Vec::new()),
        Problem::VersionMissing,
        Problem::StaleVersion(Value::Null),
        Problem::Conflict(Text::new("", "")),
        Problem::TooLarge(Text::new("", "")),
        Problem::DiskFull,
        Problem::UnsupportedMediaType(Text::new("", "")),
        Problem::AlreadyRecorded,
        Problem::Unavailable(Outage::Away),
        Problem::Internal("".into()),
    ];
    let kind = kinds
        .into_iter()
        .find(|kind| kind.slug() == slug)
        .ok_or(Problem::NotFound)?;
    let (title, detail) = (kind.title(), kind.detail());
    let mut page = format!(
        "{status}\n\n{} — {}\n{}\n{}\n",
        title.vi,
        title.en,
        detail.vi,
        detail.en,
        status = kind.status()
    );
    if let Problem::Unavailable(_) = kind {
        for outage in Outage::ALL {
            let text = outage.text();
            // Writing to a string cannot fail.
            let _ = write!(page, "\n{}\n{}\n{}\n", outage.code(), text.vi, text.en);
        }
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], page).into_response())
}

/// Maps a named constraint to what it means for the caller.
pub trait OnConstraint<T> {
    /// Replaces the violation of a constraint by a problem of its own.
    ///
    /// # Errors
    /// The replacement, or the original error as a problem.
    fn on_constraint(self, name: &str, problem: impl FnOnce() -> Problem) -> Result<T, Problem>;
}

impl<T> OnConstraint<T> for sqlx::Result<T> {
    fn on_constraint(self, name: &str, problem: impl FnOnce() -> Problem) -> Result<T, Problem> {
        self.map_err(|error| match &error {
            sqlx::Error::Database(cause) if cause.constraint() == Some(name) => problem(),
            _ => error.into(),
        })
    }
}
