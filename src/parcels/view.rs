//! What is shown of parcels: the board's facts and their meaning, beside the texts of the rows.

use std::collections::HashMap;

use serde_json::Value;
use sqlx::PgConnection;

use super::{
    model::{LegalLimit, ParcelDetail, ParcelOutline, ParcelSummary, RecordedFact, Source, StepState, Unit, Warning},
    rules::{AsOf, Status, WarningCode},
    selection::Selection,
    store::{self, ParcelExtras, ParcelTexts},
    window::Hit,
};
use crate::{
    board::{AdminUnit, Board, Shard, world::to_lon_lat},
    calendar::Day,
    deadlines::{DueSource, FactKind, Facts, LegalDay, RuleBook, due_of_step, earliest_of_step, lapse_of_step},
    language::Language,
    obstacles,
    problem::Problem,
    state::AppState,
    steps::Step,
};

/// What lists show of these parcels, in their order.
pub async fn summaries(
    conn: &mut PgConnection,
    selection: &Selection,
    hits: &[Hit],
) -> Result<Vec<ParcelSummary>, Problem> {
    let ids: Vec<i64> = hits.iter().map(|hit| selection.id_of(hit)).collect();
    let is_blocked = |hit: &&Hit| selection.shards[hit.shard].assessment(hit.place).is_blocked;
    let blocked: Vec<i64> = hits.iter().filter(is_blocked).map(|hit| selection.id_of(hit)).collect();
    let responsible = match hits.first().filter(|_| !blocked.is_empty()) {
        Some(hit) => obstacles::responsible_units(&mut *conn, &blocked, selection.shards[hit.shard].day).await?,
        None => HashMap::new(),
    };
    let mut texts: HashMap<i64, ParcelTexts> = store::texts(conn, &ids)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    Ok(hits
        .iter()
        .filter_map(|hit| {
            let texts = texts.remove(&selection.id_of(hit))?;
            let shard = &selection.shards[hit.shard];
            let obstacle_of = responsible.get(&texts.id).map(String::as_str);
            let mut summary = summary(&selection.board, shard, hit.place, shard.day, texts, obstacle_of);
            summary.distance_m = hit.distance_m.map(f64::round);
            Some(summary)
        })
        .collect())
}

/// What everybody may see of a parcel.
pub fn outline(board: &Board, shard: &Shard, place: u32, day: Day, geometry: Option<Value>) -> ParcelOutline {
    ParcelOutline {
        id: shard.ids[place as usize],
        project_code: shard.project.code.clone(),
        project_name: shard.project.name.clone(),
        status: shard.assess(place, day).status,
        units: containing(board, shard, place).into_iter().map(shown).collect(),
        area_m2: f64::from(shard.facts(place).area_tenths_m2) / 10.0,
        point: shard.shapes.label(place).map(to_lon_lat),
        bbox: shard.shapes.bounds_of(place).to_lon_lat(),
        geometry,
    }
}

/// The units that a parcel lies in, from the top.
fn containing<'a>(board: &'a Board, shard: &Shard, place: u32) -> Vec<&'a AdminUnit> {
    let ids = shard.units(place).iter();
    let mut units: Vec<&AdminUnit> = ids.filter_map(|id| Some(board.units.by_id(*id)?.as_ref())).collect();
    units.sort_by_key(|unit| unit.rank);
    units
}

fn shown(unit: &AdminUnit) -> Unit {
    Unit {
        code: unit.code.clone(),
        name: unit.name.clone(),
        level: unit.level.clone(),
    }
}

fn summary(
    board: &Board,
    shard: &Shard,
    place: u32,
    day: Day,
    texts: ParcelTexts,
    resolving: Option<&str>,
) -> ParcelSummary {
    let facts = shard.facts(place);
    let units = containing(board, shard, place);
    let known = AsOf::new(facts, day);
    let assessment = shard.assess(place, day);
    let earliest = assessment
        .waiting_for
        .and_then(|step| earliest_of_step(&known, step, &board.rules));
    ParcelSummary {
        id: texts.id,
        project_code: shard.project.code.clone(),
        project_name: shard.project.name.clone(),
        register_unit_code: texts.register_unit_code,
        map_sheet: texts.map_sheet,
        parcel_no: texts.parcel_no,
        land_use: texts.land_use,
        household_code: texts.household_code,
        area_m2: f64::from(facts.area_tenths_m2) / 10.0,
        legal_area_m2: texts.legal_area_m2,
        recovered_area_m2: texts.recovered_area_m2,
        measured_area_m2: texts.measured_area_m2,
        needs_resettlement: facts.needs_resettlement,
        agricultural: facts.agricultural,
        status: assessment.status,
        waiting_for: assessment.waiting_for,
        due_on: assessment.due.map(|due| due.on),
        due_step: assessment.due.map(|due| due.step),
        due_source: assessment.due.map(|due| source(board, due.source)),
        days_late: assessment.days_late,
        earliest_on: earliest.map(|limit| limit.on),
        lapses_on: known.lapse(&board.rules).map(|limit| limit.on),
        is_blocked: assessment.is_blocked,
        is_overdue: assessment.is_overdue(),
        works_stopped: assessment.works_stopped,
        has_shape: shard.shapes.has_shape(place),
        handed_over_on: facts
            .step_on(Step::HandedOver)
            .filter(|_| assessment.status == Status::Cleared),
        responsible_unit: assessment
            .remains()
            .then(|| board.units.responsible(&units, resolving, day).map(shown))
            .flatten(),
        units: units.into_iter().map(shown).collect(),
        version: facts.version,
        point: shard.shapes.label(place).map(to_lon_lat),
        bbox: shard.shapes.bounds_of(place).to_lon_lat(),
        distance_m: None,
    }
}

fn source(board: &Board, source: DueSource) -> Source {
    let rule = match source {
        DueSource::Law(place) => board.rules.rule(place),
        DueSource::Plan | DueSource::Deadline => None,
    };
    Source {
        kind: source.kind(),
        citation: rule.map(|rule| rule.citation.clone()),
    }
}

/// One parcel with everything that may be shown of it; `extras` are read where they are not known.
pub async fn detail(
    app: &AppState,
    id: i64,
    day: Day,
    language: Language,
    extras: Option<ParcelExtras>,
) -> Result<ParcelDetail, Problem> {
    let board = app.board.current();
    let (shard, place) = board.parcel(id).ok_or(Problem::NotFound)?;
    let facts = shard.facts(place);
    let extras = match extras {
        Some(known) => known,
        None => store::extras(&mut *app.pool.acquire().await?, id).await?,
    };
    let (mut obstacles, mut responsible) = (Vec::new(), HashMap::new());
    if facts.obstacles().next().is_some() {
        let mut conn = app.pool.acquire().await?;
        obstacles = obstacles::of_parcel(&mut conn, &board, id, day).await?;
        responsible = obstacles::responsible_units(&mut conn, &[id], day).await?;
    }
    let known = AsOf::new(facts, day);
    let open = shard.assess(place, day).remains();
    let clocks = shard.clocks(facts, &board.rules, day);
    let steps = Step::ALL
        .into_iter()
        .map(|step| {
            let document = extras.documents.iter().find(|document| document.step == step);
            let undone = open && known.applies(step) && known.step_on(step).is_none();
            let due = undone.then(|| due_of_step(&known, step, &clocks)).flatten();
            let earliest = earliest_of_step(&known, step, &board.rules);
            let lapse = undone.then(|| lapse_of_step(&known, step, &board.rules)).flatten();
            StepState {
                step,
                on: known.step_on(step),
                not_applicable_on: facts.not_applicable_on(step).filter(|on| *on <= day),
                document: document.map(|document| document.number.clone()).unwrap_or_default(),
                signed_on: document.and_then(|document| document.signed_on),
                applies: known.applies(step),
                due_on: due.map(|due| due.on),
                due_source: due.map(|due| source(&board, due.source)),
                days_late: due.map_or(0, |due| day.days_since(due.on).max(0)),
                too_early: known.allowed_later(step, &board.rules).is_some(),
                earliest: earliest.map(|day| limit(&board.rules, day)),
                lapses: lapse.map(|day| limit(&board.rules, day)),
            }
        })
        .collect();
    Ok(ParcelDetail {
        facts: FactKind::ALL
            .into_iter()
            .filter_map(|fact| known.fact_on(fact).map(|on| RecordedFact { fact, on }))
            .collect(),
        warnings: warnings(id, &known, &board.rules, language),
        note: extras.note,
        excluded_on: facts.excluded_on().filter(|on| *on <= day),
        steps,
        obstacles,
        geometry: extras.geometry,
        updated_at: extras.updated_at,
        updated_by: extras.updated_by,
        summary: summary(
            &board,
            shard,
            place,
            day,
            extras.texts,
            responsible.get(&id).map(String::as_str),
        ),
    })
}

fn limit(book: &RuleBook, day: LegalDay) -> LegalLimit {
    LegalLimit {
        on: day.on,
        citation: book
            .rule(day.rule)
            .map(|rule| rule.citation.clone())
            .unwrap_or_default(),
    }
}

/// What is odd about a parcel's data.
pub fn warnings(id: i64, known: &AsOf<'_>, book: &RuleBook, language: Language) -> Vec<Warning> {
    let name = |step: Step| step.name(language);
    let out_of_order = known.out_of_order().map(|step| Warning {
        id,
        code: WarningCode::OutOfOrder,
        step,
        limit: None,
        detail: match language {
            Language::Vi => format!("«{}» được ghi trước một bước đứng trước nó.", name(step)),
            Language::En => format!("“{}” is recorded before a step that comes before it.", name(step)),
        },
    });
    let too_early = known.too_early(book).map(|(step, allowed)| {
        let limit = limit(book, allowed);
        let (on, citation) = (limit.on, &limit.citation);
        Warning {
            id,
            code: WarningCode::TooEarly,
            step,
            detail: match language {
                Language::Vi => format!(
                    "«{}» làm sớm hơn luật cho phép: sớm nhất là ngày {} ({citation}).",
                    name(step),
                    on.to_vietnamese()
                ),
                Language::En => format!(
                    "“{}” was done too early: allowed from {on} on ({citation}).",
                    name(step)
                ),
            },
            limit: Some(limit),
        }
    });
    let lapsed = known.lapsed(book).and_then(|last| {
        let step = book.rule(last.rule)?.rests_on()?;
        let limit = limit(book, last);
        let (on, citation) = (limit.on, &limit.citation);
        Some(Warning {
            id,
            code: WarningCode::Lapsed,
            step,
            detail: match language {
                Language::Vi => format!(
                    "«{}» đã hết hiệu lực sau ngày {} ({citation}): phải làm lại.",
                    name(step),
                    on.to_vietnamese()
                ),
                Language::En => format!(
                    "“{}” lapsed after {on} ({citation}): it must be done again.",
                    name(step)
                ),
            },
            limit: Some(limit),
        })
    });
    lapsed.into_iter().chain(too_early).chain(out_of_order).collect()
}
