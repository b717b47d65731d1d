use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;

use super::model::HistoryEntry;
use crate::{calendar::Day, steps::Step};

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
    let (sheet, number) = super::search::sheet_and_number(q);
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
