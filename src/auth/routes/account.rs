use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::session::{Sender, begin, refuse_weak, welcome};
use crate::{
    audit,
    auth::{
        account::{Login, Means},
        accounts,
        caller::Caller,
        limits::Attempt,
        model::{MadeToken, NewToken, PasswordChange, SessionState, Sessions, Tokens},
        people::TOKEN_PREFIX,
        secret::Secret,
        store,
    },
    extract::{Json, NoQuery, Path, Writer},
    problem::Problem,
    state::AppState,
};

/// Longest name of a token, characters.
const LONGEST_NAME: usize = 80;
/// Days for which a token holds where nothing is said.
const TOKEN_DAYS: i32 = 365;
/// Most days for which a token may hold.
const MOST_TOKEN_DAYS: i32 = 730;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_sessions))
        .routes(routes!(end_session))
        .routes(routes!(change_password))
        .routes(routes!(list_tokens, make_token))
        .routes(routes!(end_token))
}

/// The sessions of the account that asks.
#[utoipa::path(get, path = "/account/sessions", tag = "accounts", responses((status = 200, body = Sessions)))]
async fn list_sessions(State(app): State<AppState>, _: NoQuery, caller: Caller) -> Result<Json<Sessions>, Problem> {
    let account = caller.account()?;
    let mut conn = app.pool.acquire().await?;
    let items = store::list_sessions(&mut conn, account.id, current(&caller)).await?;
    Ok(Json(Sessions { items }))
}

/// Ends a session of the account that asks, with what it has open.
#[utoipa::path(delete, path = "/account/sessions/{id}", tag = "accounts",
    params(("id" = Uuid, Path, description = "Number of the session")), responses((status = 204)))]
async fn end_session(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let account = writer.caller.account()?;
    let subject = format!("{} session={id}", account.name);
    app.write(&writer, "session.end", &subject, async |tx| {
        let ended = store::delete_session(tx, account.id, id).await?;
        ended.then_some(()).ok_or(Problem::NotFound)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes the password of the account that asks; all its other sessions end.
#[utoipa::path(put, path = "/account/password", tag = "accounts", request_body = PasswordChange,
    responses((status = 200, body = SessionState, headers(("Set-Cookie" = String, description = "A new session"))),
        (status = 409, description = "An account of the demo"), (status = 429, description = "Too many attempts: Retry-After says when there is room again")))]
async fn change_password(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    sender: Sender,
    Json(given): Json<PasswordChange>,
) -> Result<Response, Problem> {
    let account = writer.caller.account()?;
    let attempt = Attempt::begin(&app.pool, &account.name, None).await?;
    let known = store::credentials(&mut *app.pool.acquire().await?, &account.name).await?;
    let kept = known.and_then(|known| known.password_hash);
    if !app.people.passwords().fits(given.current, kept).await? {
        let mut conn = app.pool.acquire().await?;
        let subject = format!("account {}", account.id);
        audit::record(&mut conn, Uuid::now_v7(), &writer.author, "password.failed", &subject).await?;
        return Err(Problem::field(
            "/current",
            "Mật khẩu hiện tại không đúng.",
            "The current password is wrong.",
        ));
    }
    refuse_weak("/new", &given.new, &account.name)?;
    let hash = app.people.passwords().hash(given.new).await?;
    let mut secret = None;
    app.write(&writer, "password.set", &account.name, async |tx| {
        attempt.succeeded(&mut *tx).await?;
        accounts::set_password(&mut *tx, account.id, &hash).await?;
        secret = Some(begin(tx, &app, account.id, &sender).await?);
        Ok(())
    })
    .await?;
    match secret {
        Some(secret) => welcome(&app, &sender, &secret).await,
        // Sent a second time.
        None => Ok(StatusCode::OK.into_response()),
    }
}

/// The tokens of the account that asks.
#[utoipa::path(get, path = "/account/tokens", tag = "accounts", responses((status = 200, body = Tokens)))]
async fn list_tokens(State(app): State<AppState>, _: NoQuery, caller: Caller) -> Result<Json<Tokens>, Problem> {
    let items = store::list_tokens(&mut *app.pool.acquire().await?, caller.account()?.id).await?;
    Ok(Json(Tokens { items }))
}

/// Makes a token for a program; its secret is told only now.
#[utoipa::path(post, path = "/account/tokens", tag = "accounts", request_body = NewToken,
    responses((status = 201, body = MadeToken), (status = 409, description = "The operation was recorded before")))]
async fn make_token(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Json(new): Json<NewToken>,
) -> Result<Response, Problem> {
    let account = writer.caller.account()?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Problem::field(
            "/name",
            format!("Tên mã truy cập có từ 1 đến {LONGEST_NAME} ký tự."),
            format!("The name of a token has 1 to {LONGEST_NAME} characters."),
        ));
    }
    let days = new.days.unwrap_or(TOKEN_DAYS);
    if !(1..=MOST_TOKEN_DAYS).contains(&days) {
        return Err(Problem::field(
            "/days",
            format!("Mã truy cập có hạn từ 1 đến {MOST_TOKEN_DAYS} ngày."),
            format!("A token holds for 1 to {MOST_TOKEN_DAYS} days."),
        ));
    }
    let secret = Secret::new(TOKEN_PREFIX).map_err(|error| Problem::internal(&error))?;
    let mut made = None;
    let subject = format!("{} {name}", account.name);
    app.write(&writer, "token.create", &subject, async |tx| {
        let token = store::insert_token(tx, account.id, secret.hash(), name, new.scope, days).await?;
        made = Some(token);
        Ok(())
    })
    .await?;
    // A secret is told once, also to whoever sends the operation again.
    let token = made.ok_or(Problem::AlreadyRecorded)?;
    let secret = secret.reveal().to_owned();
    Ok((StatusCode::CREATED, Json(MadeToken { token, secret })).into_response())
}

/// Ends a token of the account that asks.
#[utoipa::path(delete, path = "/account/tokens/{id}", tag = "accounts",
    params(("id" = Uuid, Path, description = "Number of the token")), responses((status = 204)))]
async fn end_token(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let account = writer.caller.account()?;
    let subject = format!("{} {id}", account.name);
    app.write(&writer, "token.end", &subject, async |tx| {
        let ended = store::delete_token(tx, account.id, id).await?;
        ended.then_some(()).ok_or(Problem::NotFound)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The session that asks, if it is one.
fn current(caller: &Caller) -> Option<Uuid> {
    let Caller::Account(login) = caller else { return None };
    let Login { means, .. } = login.as_ref();
    match means {
        Means::Session(id) => Some(*id),
        Means::Token(_) => None,
    }
}
