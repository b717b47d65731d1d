use axum::{extract::State, http::StatusCode, response::Response};
use rustc_hash::FxHashSet;
use serde_json::Map;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    export,
    model::{Erasure, FoundPerson, NameSearch, ParcelPersons, PersonsExport, PersonsFound, WhyQuery},
    recorded::{READ, recorded},
    rules, store,
};
use crate::{
    audit::{self, Entity, Event},
    auth::{Caller, Right},
    calendar::Day,
    extract::{Json, NoQuery, Path, Query, Reader, Writer},
    parcels::{self, Selection, SelectionQuery, Window},
    problem::Problem,
    state::AppState,
};

/// Parcels that a search shows.
const MOST_FOUND: usize = 50;

/// Routes of land users.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(read_persons, erase_persons))
        .routes(routes!(search_persons))
        .routes(routes!(export_persons))
}

/// The land user of a parcel and, where the caller may see it, the compensation. Every reading is recorded.
#[utoipa::path(get, path = "/parcels/{id}/persons", tag = "persons",
    params(("id" = i64, Path, description = "Internal number"), WhyQuery),
    responses((status = 200, body = ParcelPersons)))]
async fn read_persons(
    State(app): State<AppState>,
    caller: Caller,
    Query(query): Query<WhyQuery>,
    Path(id): Path<i64>,
) -> Result<Json<ParcelPersons>, Problem> {
    let why = rules::why(query.why.as_deref())?;
    let board = app.board.current();
    let (shard, place) = board.parcel(id).ok_or(Problem::NotFound)?;
    caller.area(Right::ReadPersons, &board)?.check_parcels(&board, &[id])?;
    let money = caller.area(Right::ReadMoney, &board);
    let with_compensation = money.is_ok_and(|area| area.holds_parcel(shard, place));
    let shown = if with_compensation { "name, amount" } else { "name" };
    let subject = match why.as_str() {
        "" => format!("parcel {id}: {shown}"),
        why => format!("parcel {id}: {shown}; {why}"),
    };
    let person = recorded(&app.pool, &caller, READ, async |tx| {
        let with_money: &[i64] = if with_compensation { &[id] } else { &[] };
        let person = store::of_parcels(tx, &[id], with_money).await?.pop();
        Ok((person.unwrap_or_default(), subject))
    })
    .await?;
    Ok(Json(ParcelPersons {
        holder_name: person.holder_name,
        compensation_vnd: person.compensation_vnd,
        with_compensation,
    }))
}

/// Parcels by the name of their land user, in the areas of the account. Recorded without the words.
#[utoipa::path(post, path = "/persons/search", tag = "persons", request_body = NameSearch,
    responses((status = 200, body = PersonsFound)))]
async fn search_persons(
    State(app): State<AppState>,
    _: NoQuery,
    caller: Caller,
    Json(search): Json<NameSearch>,
) -> Result<Json<PersonsFound>, Problem> {
    let patterns = rules::patterns(&search.name)?;
    let board = app.board.current();
    let area = caller.area(Right::FindPersons, &board)?;
    if let Some(code) = search.project.as_ref().filter(|code| board.project(code).is_none()) {
        return Err(Problem::field(
            "/project",
            format!("Không có dự án «{code}»."),
            format!("There is no project «{code}»."),
        ));
    }
    let found = recorded(&app.pool, &caller, "persons.search", async |tx| {
        let fitting: FxHashSet<i64> = store::find(&mut *tx, &patterns).await?.into_iter().collect();
        let selection = Selection::of(board, MOST_FOUND, |shard, place| {
            search.project.as_ref().is_none_or(|code| *code == shard.project.code)
                && fitting.contains(&shard.ids[place as usize])
                && area.holds_parcel(shard, place)
        });
        let ids: Vec<i64> = selection.hits.iter().map(|hit| selection.id_of(hit)).collect();
        let mut persons = store::of_parcels(&mut *tx, &ids, &[]).await?;
        let mut items = Vec::with_capacity(ids.len());
        for parcel in parcels::summaries(tx, &selection, &selection.hits).await? {
            let person = persons.iter().position(|person| person.parcel_id == parcel.id);
            let holder_name = person.and_then(|place| persons.swap_remove(place).holder_name);
            items.push(FoundPerson { holder_name, parcel });
        }
        let subject = told(selection.total, &ids);
        let total = selection.total;
        Ok((PersonsFound { items, total }, subject))
    })
    .await?;
    Ok(Json(found))
}

/// What is recorded of a search: `3 found: parcels 1, 5, 7`.
fn told(total: usize, shown: &[i64]) -> String {
    let shown: Vec<String> = shown.iter().map(i64::to_string).collect();
    if shown.is_empty() {
        return format!("{total} found");
    }
    format!("{total} found: parcels {}", shown.join(", "))
}

/// A list of parcels as CSV with names and, where the caller may see them, amounts; those outside the areas of the account
/// are left out. Recorded with the reason, which stands in every row.
#[utoipa::path(post, path = "/parcels/export", tag = "persons", request_body = PersonsExport,
    responses((status = 200, content_type = "text/csv", body = String)))]
async fn export_persons(
    State(app): State<AppState>,
    _: NoQuery,
    caller: Caller,
    Reader(language): Reader,
    Json(asked): Json<PersonsExport>,
) -> Result<Response, Problem> {
    let reason = rules::reason(&asked.reason)?;
    let query: SelectionQuery = serde_html_form::from_str(&asked.filter).map_err(|cause| {
        Problem::field(
            "/filter",
            format!("Điều kiện lọc không hợp lệ: {cause}"),
            format!("Not a valid filter: {cause}"),
        )
    })?;
    let language = query.lang.unwrap_or(language);
    let mut selection = Selection::make(&app.board, &app.pool, &query, Window::WHOLE).await?;
    let area = caller.area(Right::FindPersons, &selection.board)?;
    selection.keep(|shard, place| area.holds_parcel(shard, place));
    let money = caller.area(Right::ReadMoney, &selection.board).ok();
    let mark = export::mark(&caller.account()?.name, &reason);
    let file = recorded(&app.pool, &caller, "persons.export", async |tx| {
        let file = export::file(tx, &selection, money.as_ref(), &mark, language).await?;
        let what = if money.is_some() { "name, amount" } else { "name" };
        Ok((file, format!("{} parcels: {what}; {reason}", selection.total)))
    })
    .await?;
    file.into_answer("matbang-thua-dat-co-ten")
}

/// Erases what is known of the land user of a parcel. What the history keeps of it tells nobody anything from then on.
#[utoipa::path(delete, path = "/parcels/{id}/persons", tag = "persons", request_body = Erasure,
    params(("id" = i64, Path, description = "Internal number")),
    responses((status = 204)))]
async fn erase_persons(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    Path(id): Path<i64>,
    Json(order): Json<Erasure>,
) -> Result<StatusCode, Problem> {
    let reason = rules::reason(&order.reason)?;
    let board = app.board.current();
    let (shard, _) = board.parcel(id).ok_or(Problem::NotFound)?;
    writer
        .caller
        .area(Right::Manage, &board)?
        .check_parcels(&board, &[id])?;
    let erased = Event {
        entity: Entity::Parcel,
        entity_id: id,
        project_id: Some(shard.project.id),
        action: "persons_erased",
        effective_on: Day::today(),
        fields: Map::new(),
        // Whoever reads the history need not know why.
        note: String::new(),
    };
    let subject = format!("parcel {id}; {reason}");
    app.write(&writer, "persons.erase", &subject, async |tx| {
        store::erase(&mut *tx, id).await?;
        audit::append_events(tx, writer.op_id, &[erased]).await?;
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
