use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    changing,
    model::{NewRule, Preview, RuleChanges, RuleEnd, Rules, StoredRule},
    store,
};
use crate::{
    calendar::Day,
    extract::{Json, NoQuery, Path, Writer},
    problem::Problem,
    state::AppState,
};

/// Routes of the limits of the law.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_rules, add_rule))
        .routes(routes!(preview_rules))
        .routes(routes!(end_rule))
}

/// The limits of the law, past ones too.
#[utoipa::path(get, path = "/rules", tag = "rules", responses((status = 200, body = Rules)))]
async fn list_rules(State(app): State<AppState>, _: NoQuery) -> Result<Json<Rules>, Problem> {
    let items = store::stored_rules(&mut *app.pool.acquire().await?).await?;
    Ok(Json(Rules { items }))
}

/// How many parcels would have another status or due date today, were some limits to end and others to come.
#[utoipa::path(post, path = "/rules/preview", tag = "rules", request_body = RuleChanges, responses((status = 200, body = Preview)))]
async fn preview_rules(
    State(app): State<AppState>,
    _: NoQuery,
    Json(changes): Json<RuleChanges>,
) -> Result<Json<Preview>, Problem> {
    let stored = store::stored_rules(&mut *app.pool.acquire().await?).await?;
    let rules = changing::changed(stored, &changes)?;
    let board = app.board.current();
    let counted = tokio::task::spawn_blocking(move || changing::preview(&board, rules, Day::today())).await;
    Ok(Json(counted.map_err(|error| Problem::internal(&error))?))
}

/// Brings a limit into force. One in use is never edited, but ended and replaced.
#[utoipa::path(post, path = "/rules", tag = "rules", request_body = NewRule, responses((status = 201, body = StoredRule)))]
async fn add_rule(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Json(new): Json<NewRule>,
) -> Result<Response, Problem> {
    let problems = changing::check(&new, "");
    if !problems.is_empty() {
        return Err(Problem::Refused(problems));
    }
    let mut id = None;
    app.write(&writer, "rule.add", &new.rule.citation, async |tx| {
        id = Some(store::add(tx, &new).await?);
        Ok(())
    })
    .await?;
    let id = id.ok_or(Problem::AlreadyRecorded)?;
    let NewRule { regime, rule } = new;
    Ok((StatusCode::CREATED, Json(StoredRule { id, regime, rule })).into_response())
}

/// Ends a limit.
#[utoipa::path(post, path = "/rules/{id}/end", tag = "rules", request_body = RuleEnd,
    params(("id" = i32, Path, description = "Internal number")), responses((status = 200, body = StoredRule)))]
async fn end_rule(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i32>,
    Json(RuleEnd { on }): Json<RuleEnd>,
) -> Result<Json<StoredRule>, Problem> {
    let find = async || -> Result<StoredRule, Problem> {
        let mut rules = store::stored_rules(&mut *app.pool.acquire().await?).await?.into_iter();
        rules.find(|stored| stored.id == id).ok_or(Problem::NotFound)
    };
    let rule = find().await?;
    app.write(&writer, "rule.end", &rule.rule.citation, async |tx| {
        if store::end(tx, id, on).await? {
            Ok(())
        } else {
            Err(Problem::Refused(vec![changing::cannot_end("/on")]))
        }
    })
    .await?;
    find().await.map(Json)
}
