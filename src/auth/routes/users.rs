use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::versioned,
    auth::{
        accounts, links,
        model::{MadeUser, NewUser, PasswordLink, User, UserChange, Users},
        store,
    },
    extract::{BaseVersion, Json, NoQuery, Path, Writer},
    problem::Problem,
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_users, create_user))
        .routes(routes!(get_user, update_user))
        .routes(routes!(make_link))
}

/// Every account, by name.
#[utoipa::path(get, path = "/users", tag = "users", responses((status = 200, body = Users)))]
async fn list_users(State(app): State<AppState>, _: NoQuery) -> Result<Json<Users>, Problem> {
    let items = store::list(&mut *app.pool.acquire().await?).await?;
    Ok(Json(Users { items }))
}

/// Makes an account, and a one-time link with which its password is set.
#[utoipa::path(post, path = "/users", tag = "users", request_body = NewUser,
    responses((status = 201, body = MadeUser), (status = 409)))]
async fn create_user(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Json(new): Json<NewUser>,
) -> Result<Response, Problem> {
    let mut link = None;
    let subject = accounts::subject(&new.name, &UserChange::from(&new));
    app.write(&writer, "user.create", &subject, async |tx| {
        let id = accounts::create(&mut *tx, &new).await?;
        link = Some(links::make(tx, Some(id)).await?);
        Ok(())
    })
    .await?;
    let mut conn = app.pool.acquire().await?;
    let id = store::by_name(&mut conn, &new.name).await?.ok_or(Problem::NotFound)?;
    let user = store::get(&mut conn, id).await?;
    Ok((StatusCode::CREATED, Json(MadeUser { user, link })).into_response())
}

/// One account.
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(("id" = i32, Path, description = "Internal number")),
    responses((status = 200, body = User)))]
async fn get_user(State(app): State<AppState>, _: NoQuery, Path(id): Path<i32>) -> Result<Response, Problem> {
    let user = store::get(&mut *app.pool.acquire().await?, id).await?;
    versioned(user.version, user)
}

/// Changes an account; what is absent stays. Whoever is switched off or gets another role is logged out everywhere.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", request_body = UserChange,
    params(("id" = i32, Path, description = "Internal number"), ("If-Match" = String, Header, description = "Version that the edit starts from")),
    responses((status = 200, body = User), (status = 409)))]
async fn update_user(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i32>,
    BaseVersion(version): BaseVersion,
    Json(change): Json<UserChange>,
) -> Result<Response, Problem> {
    let name = store::get(&mut *app.pool.acquire().await?, id).await?.name;
    let subject = accounts::subject(&name, &change);
    app.write(&writer, "user.update", &subject, async |tx| {
        accounts::change(tx, id, version, change).await
    })
    .await?;
    let user = store::get(&mut *app.pool.acquire().await?, id).await?;
    versioned(user.version, user)
}

/// Makes a one-time link with which the password of an account is set anew; the link before ends.
#[utoipa::path(post, path = "/users/{id}/link", tag = "users", params(("id" = i32, Path, description = "Internal number")),
    responses((status = 201, body = PasswordLink), (status = 409)))]
async fn make_link(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i32>,
) -> Result<Response, Problem> {
    let name = store::get(&mut *app.pool.acquire().await?, id).await?.name;
    let mut link = None;
    app.write(&writer, "user.link", &name, async |tx| {
        link = Some(accounts::new_link(tx, id).await?);
        Ok(())
    })
    .await?;
    let link = link.ok_or(Problem::AlreadyRecorded)?;
    Ok((StatusCode::CREATED, Json(link)).into_response())
}
