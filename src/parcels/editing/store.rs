use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::{Map, Value, value::RawValue};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    calendar::Day,
    deadlines::FactKind,
    parcels::store::{ParcelExtras, ParcelTexts, StepDocument},
    steps::Step,
};

/// A parcel as an edit meets it.
pub struct StoredParcel {
    pub id: i64,
    pub version: i32,
    pub excluded_on: Option<Day>,
    pub steps: [Option<Day>; Step::COUNT],
    pub not_applicable: [Option<Day>; Step::COUNT],
    pub facts: BTreeMap<FactKind, Day>,
    pub has_open_obstacle: bool,
    pub extras: ParcelExtras,
}

/// These parcels by internal number, with their shapes where they are asked for.
pub async fn stored(
    conn: &mut PgConnection,
    ids: &[i64],
    today: Day,
    with_shapes: bool,
) -> sqlx::Result<HashMap<i64, StoredParcel>> {
    let rows = sqlx::query!(
        r#"select id, version, excluded_on,
                  notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on,
                  recovery_decided_on, handed_over_on,
                  notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on,
                  resettled_na_on, recovery_decided_na_on,
                  register_unit_code, map_sheet, parcel_no, land_use, household_code,
                  legal_area_m2, recovered_area_m2, measured_area_m2, note, updated_at, updated_by,
                  case when $3 then st_asgeojson(geom, 7)::json end as "geometry: Json<Box<RawValue>>",
                  exists (
                      select from obstacle_parcels op join obstacle_intervals i using (obstacle_id)
                      where op.parcel_id = p.id and i.opened_on <= $2 and (i.closed_on is null or i.closed_on > $2)
                  ) as "has_open_obstacle!",
                  (
                      select jsonb_object_agg(fact, on_date)
                      from (select fact, max(on_date) as on_date from parcel_facts where parcel_id = p.id group by fact) f
                  ) as "facts: Json<BTreeMap<FactKind, Day>>",
                  (select jsonb_agg(d) from step_documents d where d.parcel_id = p.id) as "documents: Json<Vec<StepDocument>>"
           from parcels p where id = any($1)"#,
        ids,
        today,
        with_shapes
    )
    .fetch_all(conn)
    .await?;
    let stored = rows.into_iter().map(|row| StoredParcel {
        id: row.id,
        version: row.version,
        excluded_on: row.excluded_on,
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
        facts: row.facts.map(|found| found.0).unwrap_or_default(),
        has_open_obstacle: row.has_open_obstacle,
        extras: ParcelExtras {
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
        },
    });
    Ok(stored.map(|parcel| (parcel.id, parcel)).collect())
}

/// An edit of a set of parcels, in the words of the database.
#[derive(Serialize)]
pub struct Edit {
    /// The operation.
    pub op_id: Uuid,
    /// Who.
    pub author: String,
    /// By which door.
    pub door: &'static str,
    /// What the audit says that was edited.
    pub subject: String,
    /// New column values, the same for all its parcels.
    pub columns: Map<String, Value>,
    /// The day from which it counts.
    pub effective_on: Day,
    /// Reason given with it.
    pub reason: String,
}

/// What an edit does to one parcel.
#[derive(Serialize)]
pub struct EditedParcel {
    /// The operation.
    pub op_id: Uuid,
    /// Internal number.
    pub id: i64,
    /// The version that the edit starts from.
    pub version: i32,
    /// Changed fields with old and new value.
    pub fields: Map<String, Value>,
}

/// The document that an edit gives to a step of all its parcels; one without number and signature is taken away.
#[derive(Serialize)]
pub struct NewDocument {
    /// The operation.
    pub op_id: Uuid,
    /// The step.
    pub step: Step,
    /// Number of the document.
    pub number: String,
    /// Day of its signature.
    pub signed_on: Option<Day>,
}

/// The day that an edit gives to a fact of all its parcels; none takes the fact away.
#[derive(Serialize)]
pub struct NewFact {
    /// The operation.
    pub op_id: Uuid,
    /// What happened.
    pub fact: FactKind,
    /// The day.
    pub on_date: Option<Day>,
}

/// Edits, each of other parcels than the others.
#[derive(Default)]
pub struct Batch {
    /// The edits themselves.
    pub edits: Vec<Edit>,
    /// What they do to parcels.
    pub parcels: Vec<EditedParcel>,
    /// What they give to steps.
    pub documents: Vec<NewDocument>,
    /// What else they date.
    pub facts: Vec<NewFact>,
}

impl Batch {
    /// Adds an edit of other parcels.
    pub fn extend(&mut self, other: Self) {
        self.edits.extend(other.edits);
        self.parcels.extend(other.parcels);
        self.documents.extend(other.documents);
        self.facts.extend(other.facts);
    }

    /// Whether there is nothing to write.
    pub const fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

/// Writes edits with their audit rows and events, in one statement: all of them or nothing. Gives back when.
///
/// # Errors
/// `parcel_version_current` is violated when a parcel has another version, `audit_pkey` when an operation was recorded
/// before.
pub async fn write(conn: &mut PgConnection, edits: &Batch, today: Day) -> sqlx::Result<OffsetDateTime> {
    let row = sqlx::query_file!(
        "src/parcels/editing/edit.sql",
        Json(&edits.parcels) as _,
        Json(&edits.edits) as _,
        Json(&edits.documents) as _,
        today,
        Json(&edits.facts) as _
    )
    .fetch_one(conn)
    .await?;
    Ok(row.at)
}
