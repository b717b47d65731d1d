use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::model::HistoryEntry;
use crate::{audit::Author, calendar::Day, steps::Step};

/// What only the row of a parcel knows, beside what the board does.
pub struct ParcelTexts {
    pub id: i64,
    pub register_unit_code: String,
    pub map_sheet: String,
    pub parcel_no: String,
    pub land_use: String,
    pub household_code: String,
    pub legal_area_m2: Option<f64>,
    pub recovered_area_m2: Option<f64>,
    pub measured_area_m2: Option<f64>,
}

/// The texts of these parcels, in no order.
pub async fn texts(conn: &mut PgConnection, ids: &[i64]) -> sqlx::Result<Vec<ParcelTexts>> {
    sqlx::query_as!(
        ParcelTexts,
        "select id, register_unit_code, map_sheet, parcel_no, land_use, household_code,
                legal_area_m2, recovered_area_m2, measured_area_m2
         from parcels where id = any($1)",
        ids
    )
    .fetch_all(conn)
    .await
}

/// What only the page of one parcel shows.
pub struct ParcelExtras {
    pub texts: ParcelTexts,
    pub note: String,
    pub documents: Vec<StepDocument>,
    pub geometry: Option<Box<RawValue>>,
    pub updated_at: OffsetDateTime,
    pub updated_by: String,
}

/// The texts of a parcel, and what only its page shows.
pub async fn extras(conn: &mut PgConnection, id: i64) -> sqlx::Result<ParcelExtras> {
    let row = sqlx::query!(
        r#"select id, register_unit_code, map_sheet, parcel_no, land_use, household_code,
                  legal_area_m2, recovered_area_m2, measured_area_m2, note, updated_at, updated_by,
                  st_asgeojson(geom, 7)::json as "geometry: Json<Box<RawValue>>",
                  (select jsonb_agg(d) from step_documents d where d.parcel_id = p.id) as "documents: Json<Vec<StepDocument>>"
           from parcels p where id = $1"#,
        id
    )
    .fetch_one(conn)
    .await?;
    Ok(ParcelExtras {
        texts: ParcelTexts {
            id: row.id,
            register_unit_code: row.register_unit_code,
            map_sheet: row.map_sheet,
            parcel_no: row.parcel_no,
            land_use: row.land_use,
            household_code: row.household_code,
            legal_area_m2: row.legal_area_m2,
            recovered_area_m2: row.recovered_area_m2,
            measured_area_m2: row.measured_area_m2,
        },
        note: row.note,
        documents: row.documents.map(|found| found.0).unwrap_or_default(),
        geometry: row.geometry.map(|geometry| geometry.0),
        updated_at: row.updated_at,
        updated_by: row.updated_by,
    })
}

/// The shapes of these parcels as `GeoJSON`, in no order.
pub async fn shapes(conn: &mut PgConnection, ids: &[i64]) -> sqlx::Result<Vec<(i64, Value)>> {
    let rows = sqlx::query!(
        r#"select id, st_asgeojson(geom, 7)::jsonb as "geometry!" from parcels where id = any($1) and geom is not null"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.geometry)).collect())
}

/// The document behind a step.
#[derive(Clone, Debug, Deserialize)]
pub struct StepDocument {
    pub step: Step,
    pub number: String,
    pub signed_on: Option<Day>,
}

/// Internal numbers of the parcels whose sheet and number, or household code, is this.
pub async fn search(conn: &mut PgConnection, q: &str) -> sqlx::Result<Vec<i64>> {
    let (sheet, number) = super::edits::sheet_and_number(q);
    let plain = q
        .to_lowercase()
        .replace('\\', r"\\")
        .replace('%', r"\%")
        .replace('_', r"\_");
    let begins = format!("{plain}%");
    sqlx::query_scalar!(
        "select id from parcels
         where (lower(parcel_no) = lower($1) and ($2::text is null or lower(map_sheet) = lower($2)))
            or ($2::text is null and lower(household_code) like $3 and household_code <> '')
         limit 10000",
        number,
        sheet,
        begins
    )
    .fetch_all(conn)
    .await
}

/// A parcel as an edit meets it.
#[derive(Clone, Debug)]
pub struct StoredParcel {
    pub id: i64,
    pub version: i32,
    pub map_sheet: String,
    pub parcel_no: String,
    pub excluded_on: Option<Day>,
    pub note: String,
    pub steps: [Option<Day>; Step::COUNT],
    pub not_applicable: [Option<Day>; Step::COUNT],
    pub has_open_obstacle: bool,
    pub documents: Vec<StepDocument>,
}

/// These parcels, in no order.
pub async fn stored(conn: &mut PgConnection, ids: &[i64], today: Day) -> sqlx::Result<Vec<StoredParcel>> {
    let rows = sqlx::query!(
        r#"select id, version, map_sheet, parcel_no, excluded_on, note,
                  notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on,
                  recovery_decided_on, handed_over_on,
                  notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on,
                  resettled_na_on, recovery_decided_na_on,
                  exists (
                      select from obstacle_parcels op join obstacle_intervals i using (obstacle_id)
                      where op.parcel_id = p.id and i.opened_on <= $2 and (i.closed_on is null or i.closed_on > $2)
                  ) as "has_open_obstacle!",
                  (select jsonb_agg(d) from step_documents d where d.parcel_id = p.id) as "documents: Json<Vec<StepDocument>>"
           from parcels p where id = any($1)"#,
        ids,
        today
    )
    .fetch_all(conn)
    .await?;
    let stored = rows.into_iter().map(|row| StoredParcel {
        id: row.id,
        version: row.version,
        map_sheet: row.map_sheet,
        parcel_no: row.parcel_no,
        excluded_on: row.excluded_on,
        note: row.note,
        steps: [
            row.notified_on,
            row.inventoried_on,
            row.plan_posted_on,
            row.plan_approved_on,
            row.paid_on,
            row.resettled_on,
            row.recovery_decided_on,
            row.handed_over_on,
        ],
        not_applicable: [
            row.notified_na_on,
            row.inventoried_na_on,
            row.plan_posted_na_on,
            row.plan_approved_na_on,
            row.paid_na_on,
            row.resettled_na_on,
            row.recovery_decided_na_on,
            None,
        ],
        has_open_obstacle: row.has_open_obstacle,
        documents: row.documents.map(|found| found.0).unwrap_or_default(),
    });
    Ok(stored.collect())
}

/// One edit of a set of parcels, in the words of the database.
pub struct Edit<'a> {
    /// The operation.
    pub op_id: Uuid,
    /// Who, and by which door.
    pub author: &'a Author,
    /// What the audit says that was edited.
    pub subject: String,
    /// Internal numbers of the parcels.
    pub ids: &'a [i64],
    /// The versions that the edit starts from, in the same order.
    pub versions: &'a [i32],
    /// Changed fields of each with old and new value, in the same order.
    pub fields: &'a [Value],
    /// New column values, the same for all of them.
    pub columns: Map<String, Value>,
    /// New documents of steps; one without number and signature is taken away.
    pub documents: Vec<(Step, String, Option<Day>)>,
    /// The day of the edit.
    pub today: Day,
    /// The day from which it counts.
    pub effective_on: Day,
    /// Reason given with it.
    pub reason: &'a str,
}

/// Writes an edit with its audit row and its events, in one statement: all of it or nothing.
///
/// # Errors
/// `parcel_version_current` is violated when a parcel has another version, `audit_pkey` when the operation was recorded
/// before.
pub async fn edit(conn: &mut PgConnection, edit: Edit<'_>) -> sqlx::Result<()> {
    let names: Vec<String> = edit.columns.keys().cloned().collect();
    let steps: Vec<&str> = edit.documents.iter().map(|(step, ..)| step.code()).collect();
    let numbers: Vec<&str> = edit.documents.iter().map(|(_, number, _)| number.as_str()).collect();
    let signatures: Vec<Option<Day>> = edit.documents.iter().map(|(.., signed_on)| *signed_on).collect();
    sqlx::query_file!(
        "src/parcels/edit.sql",
        edit.ids,
        edit.versions,
        edit.fields,
        Value::Object(edit.columns),
        &names,
        edit.author.name,
        edit.author.door,
        edit.op_id,
        edit.subject,
        edit.today,
        edit.effective_on,
        edit.reason,
        &steps as &[&str],
        &numbers as &[&str],
        &signatures as &[Option<Day>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a person updated these parcels, without changing anything else: their version grows.
pub async fn touch(conn: &mut PgConnection, ids: &[i64], author: &str, today: Day) -> sqlx::Result<()> {
    sqlx::query!(
        "update parcels set version = version + 1, updated_at = now(), updated_by = $2,
             touched_days = case when $3 = any(touched_days) then touched_days else touched_days || $3 end
         where id = any($1)",
        ids,
        author,
        today
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The latest entries of a parcel's history, newest first.
pub async fn history(conn: &mut PgConnection, id: i64) -> sqlx::Result<Vec<HistoryEntry>> {
    sqlx::query_as!(
        HistoryEntry,
        "select a.at, a.actor, e.action, e.effective_on, e.fields, e.note
         from events e join audit a using (op_id)
         where e.entity = 'parcel' and e.entity_id = $1
             or e.entity = 'import' and e.op_id = (select imported_by from parcels where id = $1)
         order by a.at desc, e.id desc limit 500",
        id
    )
    .fetch_all(conn)
    .await
}
