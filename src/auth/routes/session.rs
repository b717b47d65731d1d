use std::net::IpAddr;

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    audit::{self, Author},
    auth::{
        account::{Account, Login, Means},
        accounts,
        caller::Caller,
        cookie, first,
        limits::Attempt,
        model::{AreaUnit, Credentials, LinkUse, SessionState, SessionUser},
        passwords,
        rights::{Grant, Right},
        secret::{self, Secret},
        store,
    },
    db,
    extract::{Json, NoQuery, Writer},
    problem::{FieldProblem, Problem},
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_session, log_in, log_out))
        .routes(routes!(use_link))
}

/// Where a request comes from.
pub struct Sender {
    address: Option<IpAddr>,
    https: bool,
    device: String,
}

impl FromRequestParts<AppState> for Sender {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let settings = app.people.settings();
        let agent = parts.headers.get(header::USER_AGENT);
        let agent = agent.and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self {
            address: settings.proxies.sender(&parts.headers, &parts.extensions),
            https: settings.is_https(&parts.headers),
            device: agent.chars().take(200).collect(),
        })
    }
}

/// Who asks, and what they may do here.
#[utoipa::path(get, path = "/session", tag = "accounts", responses((status = 200, body = SessionState)))]
async fn get_session(State(app): State<AppState>, _: NoQuery, caller: Caller) -> Json<SessionState> {
    Json(told(&app, &caller))
}

/// Begins a session of a browser.
#[utoipa::path(post, path = "/session", tag = "accounts", request_body = Credentials,
    responses((status = 200, body = SessionState, headers(("Set-Cookie" = String, description = "The session"))),
        (status = 401, description = "Name or password is wrong"),
        (status = 429, description = "Too many attempts: Retry-After says when there is room again")))]
async fn log_in(
    State(app): State<AppState>,
    _: NoQuery,
    sender: Sender,
    Json(given): Json<Credentials>,
) -> Result<Response, Problem> {
    let name = given.name.trim().to_lowercase();
    let attempt = Attempt::begin(&app.pool, &name, sender.address).await?;
    let known = store::credentials(&mut *app.pool.acquire().await?, &name).await?;
    let usable = known.as_ref().filter(|known| !known.is_disabled);
    let kept = usable.and_then(|known| known.password_hash.clone());
    let passwords = app.people.passwords();
    let fits = passwords.fits(given.password.clone(), kept.clone()).await?;
    let Some(known) = known.as_ref().filter(|_| fits) else {
        return Err(failed(&app, known.as_ref().map(|known| known.id)).await);
    };
    // Only now is the password at hand.
    let renewed = match kept.as_ref().filter(|kept| passwords.is_outdated(kept)) {
        Some(kept) => Some((kept, passwords.hash(given.password).await?)),
        None => None,
    };
    let begun = db::transaction(&app.pool, async |tx| {
        // Hashing takes its time, in which somebody may have changed the password for the very reason that it is known.
        if !store::still_holds(&mut *tx, known.id, kept.as_deref()).await? {
            return Err(Problem::LoginFailed);
        }
        attempt.succeeded(&mut *tx).await?;
        let subject = format!("account {}", known.id);
        audit::record(
            &mut *tx,
            Uuid::now_v7(),
            &Author::by_http(&known.name),
            "login",
            &subject,
        )
        .await?;
        if let Some((kept, renewed)) = &renewed {
            store::renew_hash(&mut *tx, known.id, kept, renewed).await?;
        }
        begin(tx, &app, known.id, &sender).await
    })
    .await;
    match begun {
        Ok(secret) => welcome(&app, &sender, &secret).await,
        Err(Problem::LoginFailed) => Err(failed(&app, Some(known.id)).await),
        Err(problem) => Err(problem),
    }
}

/// What to answer to a login that failed, once that is recorded; without what was typed, which may be a password in the
/// wrong field.
async fn failed(app: &AppState, account: Option<i32>) -> Problem {
    let subject = account.map_or_else(|| "unknown".to_owned(), |id| format!("account {id}"));
    let nobody = Author::by_http("unknown");
    let recorded = async {
        let mut conn = app.pool.acquire().await?;
        audit::record(&mut conn, Uuid::now_v7(), &nobody, "login.failed", &subject).await
    };
    recorded.await.map_or_else(Problem::from, |()| Problem::LoginFailed)
}

/// Ends the session that asks.
#[utoipa::path(delete, path = "/session", tag = "accounts",
    responses((status = 204)))]
async fn log_out(State(app): State<AppState>, _: NoQuery, sender: Sender, caller: Caller) -> Result<Response, Problem> {
    if let Caller::Account(login) = &caller
        && let Means::Session(id) = login.means
    {
        let account = &login.account;
        let writer = Writer {
            caller: caller.clone(),
            author: Author::by_http(&account.name),
            op_id: Uuid::now_v7(),
        };
        app.write(&writer, "logout", &format!("account {}", account.id), async |tx| {
            store::delete_session(tx, account.id, id).await?;
            Ok(())
        })
        .await?;
    }
    let forget = cookie::set("", sender.https, 0).map(|cookie| (header::SET_COOKIE, cookie));
    let headers = HeaderMap::from_iter(forget);
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Sets a password by a one-time link, and begins a session.
#[utoipa::path(post, path = "/password-links", tag = "accounts", request_body = LinkUse,
    responses((status = 200, body = SessionState, headers(("Set-Cookie" = String, description = "The session"))),
        (status = 409, description = "An account of the demo"), (status = 410, description = "Used already, or ended")))]
async fn use_link(
    State(app): State<AppState>,
    _: NoQuery,
    sender: Sender,
    Json(given): Json<LinkUse>,
) -> Result<Response, Problem> {
    let link = secret::hash(given.token.trim());
    let mut conn = app.pool.acquire().await?;
    let whose = store::find_link(&mut conn, link).await?.ok_or(Problem::LinkSpent)?;
    let name = match whose {
        Some(id) => store::get(&mut conn, id).await?.name,
        None => first::NAME.to_owned(),
    };
    drop(conn);
    refuse_weak("/password", &given.password, &name)?;
    let hash = app.people.passwords().hash(given.password).await?;
    let writer = Writer {
        caller: Caller::Public,
        author: Author::by_http(&name),
        op_id: Uuid::now_v7(),
    };
    let mut secret = None;
    app.write(&writer, "password.set", &format!("{name} by link"), async |tx| {
        // Somebody else may have been faster.
        let whose = store::take_link(&mut *tx, link).await?.ok_or(Problem::LinkSpent)?;
        let id = match whose {
            Some(id) => id,
            None if store::has_accounts(&mut *tx).await? => return Err(Problem::LinkSpent),
            None => accounts::create(&mut *tx, &first::account()).await?,
        };
        accounts::set_password(&mut *tx, id, &hash).await?;
        secret = Some(begin(tx, &app, id, &sender).await?);
        Ok(())
    })
    .await?;
    let secret = secret.ok_or(Problem::LinkSpent)?;
    welcome(&app, &sender, &secret).await
}

/// Why a password is not good enough, at the field that holds it.
pub fn refuse_weak(pointer: &str, password: &str, account: &str) -> Result<(), Problem> {
    match passwords::weakness(password, account) {
        None => Ok(()),
        Some(text) => Err(Problem::Refused(vec![FieldProblem {
            pointer: pointer.to_owned(),
            text,
        }])),
    }
}

/// Begins a session.
pub async fn begin(conn: &mut PgConnection, app: &AppState, user: i32, sender: &Sender) -> Result<Secret, Problem> {
    let secret = Secret::new("").map_err(|error| Problem::internal(&error))?;
    let lifetime = app.people.settings().lifetime.as_secs_f64();
    store::insert_session(conn, user, secret.hash(), &sender.device, lifetime).await?;
    Ok(secret)
}

/// The answer to whoever has just logged in.
pub async fn welcome(app: &AppState, sender: &Sender, secret: &Secret) -> Result<Response, Problem> {
    let shown = crate::auth::people::Shown::Session(secret.reveal().to_owned());
    let login = app.people.login(&shown).await?.ok_or(Problem::LoginNeeded)?;
    let lifetime = app.people.settings().lifetime.as_secs();
    let cookie = cookie::set(secret.reveal(), sender.https, lifetime);
    let cookie: HeaderValue = cookie.ok_or_else(|| Problem::internal(&"a secret that is no header"))?;
    let state = told(app, &Caller::Account(login));
    Ok(([(header::SET_COOKIE, cookie)], Json(state)).into_response())
}

fn told(app: &AppState, caller: &Caller) -> SessionState {
    let settings = app.people.settings();
    let user = match caller {
        Caller::Public => None,
        Caller::Account(login) => Some(user(app, login)),
    };
    let shut = user.is_none() && !settings.public;
    let grant = |right: Right| match caller.role().grant(right) {
        _ if shut && right != Right::Anyone => Grant::No,
        grant => grant,
    };
    SessionState {
        user,
        public: settings.public,
        grants: Right::all().map(|right| (right.code(), grant(right))).collect(),
        demo_accounts: settings.demo_accounts.clone(),
    }
}

fn user(app: &AppState, login: &Login) -> SessionUser {
    let board = app.board.current();
    let Account {
        id,
        name,
        full_name,
        role,
        unit_codes,
        project_codes,
        ..
    } = &login.account;
    let units = unit_codes.iter().map(|code| {
        let named = board.units.all.iter().rfind(|unit| unit.code == *code);
        AreaUnit {
            code: code.clone(),
            name: named.map_or_else(|| code.clone(), |unit| unit.name.clone()),
        }
    });
    SessionUser {
        id: *id,
        name: name.clone(),
        full_name: full_name.clone(),
        role: *role,
        units: units.collect(),
        projects: project_codes.clone(),
        expires_at: login.expires_at,
    }
}
