use serde_json::{Map, Value};
use sqlx::PgConnection;
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
    pub note: String,
    pub geometry: Option<Value>,
    pub updated_at: OffsetDateTime,
    pub updated_by: String,
}

/// What only the page of one parcel shows.
pub async fn extras(conn: &mut PgConnection, id: i64) -> sqlx::Result<ParcelExtras> {
    sqlx::query_as!(
        ParcelExtras,
        r#"select note, st_asgeojson(geom, 7)::jsonb as geometry, updated_at, updated_by from parcels where id = $1"#,
        id
    )
    .fetch_one(conn)
    .await
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
#[derive(Clone, Debug)]
pub struct StepDocument {
    pub parcel_id: i64,
    pub step: String,
    pub number: String,
    pub signed_on: Option<Day>,
}

/// The documents of these parcels.
pub async fn documents(conn: &mut PgConnection, ids: &[i64]) -> sqlx::Result<Vec<StepDocument>> {
    sqlx::query_as!(
        StepDocument,
        "select parcel_id, step, number, signed_on from step_documents where parcel_id = any($1)",
        ids
    )
    .fetch_all(conn)
    .await
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

/// A parcel as an edit meets it, locked until the transaction ends.
#[derive(Clone, Debug)]
pub struct LockedParcel {
    pub id: i64,
    pub project_id: i32,
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

/// Locks these parcels against other edits, in an order that cannot deadlock.
pub async fn lock(conn: &mut PgConnection, ids: &[i64], today: Day) -> sqlx::Result<Vec<LockedParcel>> {
    let rows = sqlx::query!(
        r#"select id, project_id, version, map_sheet, parcel_no, excluded_on, note,
                  notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on,
                  recovery_decided_on, handed_over_on,
                  notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on,
                  resettled_na_on, recovery_decided_na_on,
                  exists (
                      select from obstacle_parcels op join obstacle_intervals i using (obstacle_id)
                      where op.parcel_id = parcels.id and i.opened_on <= $2 and (i.closed_on is null or i.closed_on > $2)
                  ) as "has_open_obstacle!"
           from parcels where id = any($1) order by id for update"#,
        ids,
        today
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut documents = documents(conn, ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let of_this = |document: &mut StepDocument| document.parcel_id == row.id;
            LockedParcel {
                id: row.id,
                project_id: row.project_id,
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
                documents: documents.extract_if(.., of_this).collect(),
            }
        })
        .collect())
}

/// Lays new column values over these parcels, as set by a person today.
pub async fn overlay(
    conn: &mut PgConnection,
    ids: &[i64],
    columns: &Map<String, Value>,
    author: &str,
    today: Day,
) -> sqlx::Result<()> {
    let fields: Vec<String> = columns.keys().cloned().collect();
    let overlay = Value::Object(columns.clone());
    sqlx::query!(
        "update parcels p set
             notified_on = n.notified_on, inventoried_on = n.inventoried_on, plan_posted_on = n.plan_posted_on,
             plan_approved_on = n.plan_approved_on, paid_on = n.paid_on, resettled_on = n.resettled_on,
             recovery_decided_on = n.recovery_decided_on, handed_over_on = n.handed_over_on,
             notified_na_on = n.notified_na_on, inventoried_na_on = n.inventoried_na_on,
             plan_posted_na_on = n.plan_posted_na_on, plan_approved_na_on = n.plan_approved_na_on,
             paid_na_on = n.paid_na_on, resettled_na_on = n.resettled_na_on,
             recovery_decided_na_on = n.recovery_decided_na_on,
             excluded_on = n.excluded_on, note = n.note,
             version = p.version + 1, updated_at = now(), updated_by = $3,
             set_by_person = (select coalesce(array_agg(distinct f), '{}') from unnest(p.set_by_person || $4::text[]) f),
             touched_days = case when $5 = any(p.touched_days) then p.touched_days else p.touched_days || $5 end
         from parcels q cross join lateral jsonb_populate_record(q, $2) n
         where p.id = any($1) and q.id = p.id",
        ids,
        overlay,
        author,
        &fields,
        today
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets, or with neither number nor signature takes away, the document of a step on these parcels.
pub async fn set_document(
    conn: &mut PgConnection,
    ids: &[i64],
    step: Step,
    number: &str,
    signed_on: Option<Day>,
) -> sqlx::Result<()> {
    if number.is_empty() && signed_on.is_none() {
        sqlx::query!(
            "delete from step_documents where parcel_id = any($1) and step = $2",
            ids,
            step.code()
        )
        .execute(conn)
        .await?;
    } else {
        sqlx::query!(
            "insert into step_documents (parcel_id, step, number, signed_on)
             select id, $2, $3, $4 from unnest($1::bigint[]) id
             on conflict on constraint step_document_pkey do update set number = excluded.number, signed_on = excluded.signed_on",
            ids,
            step.code(),
            number,
            signed_on
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// Notes that a person updated these parcels, without changing anything else: their version grows.
pub async fn touch(conn: &mut PgConnection, ids: &[i64], author: &str, today: Day) -> sqlx::Result<()> {
    overlay(conn, ids, &Map::new(), author, today).await
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
