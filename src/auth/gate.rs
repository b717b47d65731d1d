//! What every request passes: who asks is found out, and may go through the door that it stands at, or not.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, Uri, header, request::Parts, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::StreamExt as _;

use super::{
    account::{Login, Means, Scope},
    address::network,
    caller::Caller,
    cookie, doors,
    pace::Sender,
    people::{People, Shown},
    rights::{Grant, Right},
};
use crate::{language::Text, problem::Problem};

/// Lets a request through to its handler, with its [`Caller`], or answers why not. A stream that goes out ends with the
/// login that asked for it.
pub async fn pass(State(people): State<People>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let route = parts.extensions.get::<MatchedPath>();
    let Some(right) = route.and_then(|route| doors::right_to(&parts.method, route.as_str())) else {
        return Problem::MethodNotAllowed.into_response();
    };
    let admitted = admit(&people, right, &parts).await;
    let sender = match &admitted {
        Ok(Caller::Account(login)) => Sender::Account(login.account.id),
        _ => Sender::Network(
            people
                .settings()
                .proxies
                .sender(&parts.headers, &parts.extensions)
                .map(network),
        ),
    };
    // Whether the service lives is asked by whoever restarts it, perhaps through a proxy that speaks for everybody.
    let is_probe = matches!(route.map(MatchedPath::as_str), Some("/healthz" | "/readyz"));
    let counted = if is_probe { Ok(()) } else { people.pace().count(sender) };
    let caller = match counted.and(admitted) {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    parts.extensions.insert(caller.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if right != Right::ReadMap {
        // What one account reads stays in no cache for the next.
        let headers = response.headers_mut();
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    match caller {
        Caller::Account(login) if is_stream(&response) => until_end(response, people, login),
        _ => response,
    }
}

/// Who asks, if they may.
async fn admit(people: &People, right: Right, asked: &Parts) -> Result<Caller, Problem> {
    let (method, headers) = (&asked.method, &asked.headers);
    let shown = shown(headers, people.settings().is_https(headers))?;
    if !method.is_safe() && !matches!(shown, Some(Shown::Token(_))) {
        let by_cookie = matches!(shown, Some(Shown::Session(_)));
        comes_from_here(headers, &asked.uri, by_cookie)?;
    }
    let login = match &shown {
        None => None,
        Some(shown) => people.login(shown).await?,
    };
    let caller = match (login, shown) {
        (Some(login), _) => Caller::Account(login),
        // A program that shows a token means to be somebody; a browser may hold on to a cookie that ended.
        (None, Some(Shown::Token(_))) => return Err(Problem::LoginNeeded),
        (None, _) => Caller::Public,
    };
    allow(&caller, right, method, people.settings().public)?;
    Ok(caller)
}

fn allow(caller: &Caller, right: Right, method: &Method, open_to_public: bool) -> Result<(), Problem> {
    let shut = matches!(caller, Caller::Public) && right != Right::Anyone && !open_to_public;
    if shut || caller.role().grant(right) == Grant::No {
        return Err(caller.refusal(right));
    }
    if let Caller::Account(login) = caller
        && login.means == Means::Token(Scope::Read)
        && !method.is_safe()
    {
        return Err(Problem::Forbidden(Text::new(
            "Mã truy cập này chỉ để đọc; hãy dùng mã có phạm vi write.",
            "This token is for reading only; use one with the scope write.",
        )));
    }
    Ok(())
}

/// What a request shows for an account: a header comes before a cookie.
fn shown(headers: &HeaderMap, https: bool) -> Result<Option<Shown>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(cookie::of(headers, https).map(Shown::Session));
    };
    let value = value.to_str().unwrap_or_default();
    let (scheme, text) = value.split_once(' ').unwrap_or_default();
    let token = match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(text.trim().to_owned()),
        // Programs that only know names and passwords show a token as the password; its account is known.
        "basic" => STANDARD
            .decode(text.trim())
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|pair| Some(pair.split_once(':')?.1.to_owned())),
        _ => None,
    };
    token.map(Shown::Token).map(Some).ok_or(Problem::LoginNeeded)
}

/// Refuses what a page of another site has a browser send. Only browsers send cookies by themselves, and they say where
/// the page comes from.
fn comes_from_here(headers: &HeaderMap, uri: &Uri, by_cookie: bool) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text("host").or_else(|| uri.authority().map(Authority::as_str));
    let here = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => host.is_some() && origin.split_once("://").map(|(_, host)| host) == host,
        (None, None) => !by_cookie,
    };
    if here {
        return Ok(());
    }
    Err(Problem::Forbidden(Text::new(
        "Yêu cầu này đến từ một trang khác; hãy mở trang của hệ thống và thử lại.",
        "This request comes from another site; open the page of this service and try again.",
    )))
}

fn is_stream(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

fn until_end(response: Response, people: People, login: Arc<Login>) -> Response {
    response.map(|body| {
        let end = Box::pin(people.end_of(login));
        Body::from_stream(body.into_data_stream().take_until(end))
    })
}
