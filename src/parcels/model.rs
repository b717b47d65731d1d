//! Rows and wire types of parcels. Nothing here knows names of land users or amounts of money.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use time::OffsetDateTime;
use utoipa::{
    PartialSchema as _, ToSchema,
    openapi::{
        Ref, RefOr,
        schema::{Object, ObjectBuilder, OneOfBuilder, Schema, Type},
    },
};

use super::{Status, rules::WarningCode};
use crate::{
    calendar::Day,
    deadlines::{FactKind, SourceKind},
    object,
    obstacles::Obstacle,
    steps::Step,
};

/// An administrative unit that a parcel lies in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Unit {
    /// Its code.
    pub code: String,
    /// Name in Vietnamese.
    pub name: String,
    /// Level in the tree.
    pub level: String,
}

/// Why a step is due when it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Source {
    /// What sets the date.
    pub kind: SourceKind,
    /// The article of the law that says so.
    pub citation: Option<String>,
}

/// A day that a limit of the law sets.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LegalLimit {
    /// The day.
    pub on: Day,
    /// The article of the law that says so.
    pub citation: String,
}

/// A parcel in a list.
#[expect(clippy::struct_excessive_bools, reason = "facts that may hold beside each other")]
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ParcelSummary {
    /// Internal number.
    pub id: i64,
    /// Code of its project.
    pub project_code: String,
    /// Name of its project.
    pub project_name: String,
    /// Unit as the register writes it.
    pub register_unit_code: String,
    /// Map sheet.
    pub map_sheet: String,
    /// Parcel number.
    pub parcel_no: String,
    /// Land use codes.
    pub land_use: String,
    /// Household code.
    pub household_code: String,
    /// Counted area: recovered, else legal, else measured; m².
    pub area_m2: f64,
    /// Area in the papers, m².
    pub legal_area_m2: Option<f64>,
    /// Area to be recovered, m².
    pub recovered_area_m2: Option<f64>,
    /// Area of the shape, m².
    pub measured_area_m2: Option<f64>,
    /// Whether the household must be resettled.
    pub needs_resettlement: bool,
    /// Whether every land use is agricultural.
    pub agricultural: bool,
    /// Status on the day.
    pub status: Status,
    /// First applicable step not done.
    pub waiting_for: Option<Step>,
    /// Earliest due date over all undone steps.
    pub due_on: Option<Day>,
    /// The step that is due then.
    pub due_step: Option<Step>,
    /// Why.
    pub due_source: Option<Source>,
    /// Days since the due date.
    pub days_late: i32,
    /// The first day on which the law allows the step waited for.
    pub earliest_on: Option<Day>,
    /// The last day on which the notice is valid, while no recovery decision follows it.
    pub lapses_on: Option<Day>,
    /// Whether an obstacle is open.
    pub is_blocked: bool,
    /// Whether the due date has passed.
    pub is_overdue: bool,
    /// Whether works are stopped on handed-over land.
    pub works_stopped: bool,
    /// Whether it has a shape.
    pub has_shape: bool,
    /// Day of the handover.
    pub handed_over_on: Option<Day>,
    /// Units that it lies in, from the top.
    pub units: Vec<Unit>,
    /// Whose move it is, while it remains: the unit that is to resolve its open obstacle, the one due first; without
    /// such, the highest of its units below the top level that exists on the day.
    pub responsible_unit: Option<Unit>,
    /// Version of the row.
    pub version: i32,
    /// A point inside the shape; lon, lat in WGS 84 degrees.
    pub point: Option<[f64; 2]>,
    /// West, south, east, north of the shape; WGS 84 degrees.
    pub bbox: Option<[f64; 4]>,
    /// Metres from `near`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
}

/// What everybody may see of a parcel: no text that somebody wrote, nothing of a household.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ParcelOutline {
    /// Internal number.
    pub id: i64,
    /// Code of its project.
    pub project_code: String,
    /// Name of its project.
    pub project_name: String,
    /// Status on the day.
    pub status: Status,
    /// Units that it lies in, from the top.
    pub units: Vec<Unit>,
    /// Counted area: recovered, else legal, else measured; m².
    pub area_m2: f64,
    /// A point inside the shape; lon, lat in WGS 84 degrees.
    pub point: Option<[f64; 2]>,
    /// West, south, east, north of the shape; WGS 84 degrees.
    pub bbox: Option<[f64; 4]>,
    /// Shape: `GeoJSON` `MultiPolygon`, WGS 84 lon/lat.
    #[schema(value_type = Option<Object>)]
    pub geometry: Option<Value>,
}

/// One step of a parcel.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepState {
    /// The step.
    pub step: Step,
    /// Its day.
    pub on: Option<Day>,
    /// The day from which it does not apply.
    pub not_applicable_on: Option<Day>,
    /// Number of its document.
    pub document: String,
    /// Day of the document's signature.
    pub signed_on: Option<Day>,
    /// Whether it applies.
    pub applies: bool,
    /// When it is due, while undone.
    pub due_on: Option<Day>,
    /// Why.
    pub due_source: Option<Source>,
    /// Days since then.
    pub days_late: i32,
    /// The first day on which the law allows it.
    pub earliest: Option<LegalLimit>,
    /// Whether it was done before.
    pub too_early: bool,
    /// The last day on which what it rests on is valid, while undone.
    pub lapses: Option<LegalLimit>,
}

/// A dated fact of a parcel, other than a step, that starts a clock.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct RecordedFact {
    /// What happened.
    pub fact: FactKind,
    /// The day on which it happened.
    pub on: Day,
}

/// Something odd about a parcel's data.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Warning {
    /// Internal number of the parcel.
    pub id: i64,
    /// What kind of oddity.
    pub code: WarningCode,
    /// The step that it is about.
    pub step: Step,
    /// Of a step done too early the first day on which the law allowed it; of a notice that lapsed its last valid day.
    pub limit: Option<LegalLimit>,
    /// In words.
    pub detail: String,
}

/// A parcel with everything that may be shown of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ParcelDetail {
    /// What lists show.
    #[serde(flatten)]
    pub summary: ParcelSummary,
    /// Latest remark.
    pub note: String,
    /// Day from which the design no longer needs it.
    pub excluded_on: Option<Day>,
    /// The eight steps, in order.
    pub steps: Vec<StepState>,
    /// Other dated facts that start clocks; of each kind the latest.
    pub facts: Vec<RecordedFact>,
    /// Oddities.
    pub warnings: Vec<Warning>,
    /// Obstacles, open ones first.
    pub obstacles: Vec<Obstacle>,
    /// Shape: `GeoJSON` `MultiPolygon`, WGS 84 lon/lat.
    #[schema(value_type = Option<Object>)]
    pub geometry: Option<Box<RawValue>>,
    /// Time of the last edit.
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
    /// Who made it.
    pub updated_by: String,
}

/// A page of parcels.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParcelPage {
    /// The parcels.
    pub items: Vec<ParcelSummary>,
    /// How many the whole list holds.
    pub total: usize,
    /// Address of the next page.
    pub next: Option<String>,
}

/// A new day for a step; `null` takes the day back.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepChange {
    /// The day; must be said, so that a document alone does not take the day back.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    pub on: Option<Day>,
    /// Number of its document.
    pub document: Option<String>,
    /// Day of the document's signature.
    pub signed_on: Option<Day>,
}

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ParcelChange {
    /// New days of steps.
    #[serde(deserialize_with = "object::by_key")]
    #[schema(value_type = BTreeMap<Step, StepChange>)]
    pub steps: BTreeMap<Step, StepChange>,
    /// The day from which a step does not apply; `null`: it applies.
    #[schema(schema_with = days_or_null_by_step)]
    pub not_applicable: BTreeMap<Step, Option<Day>>,
    /// The day of a fact that starts a clock; `null` takes it back.
    #[schema(schema_with = days_or_null_by_fact)]
    pub facts: BTreeMap<FactKind, Option<Day>>,
    /// The day from which the design no longer needs the parcel; `null`: it does.
    #[serde(deserialize_with = "object::present")]
    #[schema(value_type = Option<Day>)]
    pub excluded_on: Option<Option<Day>>,
    /// A remark.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// Why, where a reason is asked for.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

fn days_or_null_by_step() -> Object {
    days_or_null_by(
        Step::schema(),
        "The day from which a step does not apply; `null`: it applies.",
    )
}

fn days_or_null_by_fact() -> Object {
    days_or_null_by(
        FactKind::schema(),
        "The day of a fact that starts a clock; `null` takes it back.",
    )
}

/// Derived schemas know no maps of values that may be null.
fn days_or_null_by(key: RefOr<Schema>, description: &str) -> Object {
    let day_or_null = OneOfBuilder::new()
        .item(Ref::from_schema_name(Day::name()))
        .item(ObjectBuilder::new().schema_type(Type::Null));
    ObjectBuilder::new()
        .description(Some(description))
        .property_names(Some(key))
        .additional_properties(Some(Schema::OneOf(day_or_null.build())))
        .build()
}

/// A parcel and the version that an edit of it starts from.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelVersion {
    /// Internal number.
    pub id: i64,
    /// Version.
    pub version: i32,
}

/// One change to a set of parcels, all or nothing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetChange {
    /// The parcels, each once.
    #[serde(deserialize_with = "object::each")]
    #[schema(min_items = 1, max_items = 20_000)]
    pub parcels: Vec<ParcelVersion>,
    /// What is to change on each.
    #[serde(deserialize_with = "object::one")]
    pub change: ParcelChange,
}

/// What a change to a set did.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetChanged {
    /// The parcels with their new versions.
    pub updated: Vec<ParcelVersion>,
    /// Oddities that it left.
    pub warnings: Vec<Warning>,
}

/// One entry of a parcel's history.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who.
    pub actor: String,
    /// What happened.
    pub action: String,
    /// The day from which it counts.
    pub effective_on: Day,
    /// Changed fields, each with old and new value.
    #[schema(value_type = Object)]
    pub fields: Value,
    /// Reason or remark.
    pub note: String,
}

/// A parcel's history, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// The entries.
    pub items: Vec<HistoryEntry>,
}
