use serde::{Deserialize, Deserializer, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{calendar::Day, commitments::Commitment, steps::Step};

/// Everything that is planned and promised for a project, as it stood on a day, beside what was done by then.
#[derive(Debug, Serialize, ToSchema)]
pub struct Plans {
    /// Version of the project, from which edits start.
    pub version: i32,
    /// Planned days of the steps: of the whole project, then of units.
    pub steps: Vec<PlannedStep>,
    /// Its clearance deadline.
    pub deadline: PlannedDeadline,
    /// The curve of its cleared share.
    pub curve: PlannedCurve,
    /// Its commitments.
    pub commitments: Vec<Commitment>,
}

/// The unit that a plan is for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlannedUnit {
    /// Its code.
    pub code: String,
    /// Name in Vietnamese.
    pub name: String,
}

/// The planned day of a step, of a project or of its part in one unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedStep {
    /// The unit; null: the whole project.
    pub unit: Option<PlannedUnit>,
    /// The step.
    pub step: Step,
    /// The day planned first.
    pub original_on: Option<Day>,
    /// The day planned; null: withdrawn.
    pub current_on: Option<Day>,
    /// What was done.
    pub actual: Actual,
    /// How it was planned, the first plan first.
    pub changes: Vec<PlanChange>,
}

/// How far the parcels that a plan rules have done its step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Actual {
    /// How many have done it.
    pub done: u32,
    /// How many must do it: those that count and to which it applies.
    pub of: u32,
    /// Day of the last one, once all have done it.
    pub last_on: Option<Day>,
}

/// A planned day as it was set.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanChange {
    /// The day from which it counts; the first one counts from the beginning of time.
    pub set_on: Day,
    /// The day planned; null: withdrawn.
    pub planned_on: Option<Day>,
    /// Why; empty for the public.
    pub reason: String,
    /// Account that set it; null for the public.
    pub by: Option<String>,
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// The clearance deadline of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedDeadline {
    /// The deadline set first.
    pub original_on: Option<Day>,
    /// The deadline.
    pub current_on: Option<Day>,
    /// How it was set, the first one first.
    pub changes: Vec<PlanChange>,
}

/// A point of a curve of the cleared share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SharePoint {
    /// Its day.
    pub on_date: Day,
    /// Share of the area cleared by then, 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub share: f64,
}

/// The curve of the cleared share: straight lines between its points.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedCurve {
    /// The curve planned first.
    pub original: Vec<SharePoint>,
    /// The curve planned.
    pub current: Vec<SharePoint>,
    /// What was cleared: at the ends of months since it began, and on the day itself.
    pub actual: Vec<SharePoint>,
    /// When and why it was set, the first one first.
    pub changes: Vec<CurveChange>,
}

/// When and why a curve was set.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CurveChange {
    /// The day from which it counts; the first one counts from the beginning of time.
    pub set_on: Day,
    /// Why; empty for the public.
    pub reason: String,
    /// Account that set it; null for the public.
    pub by: Option<String>,
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// The day by which a step is to be done.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepPlanInput {
    /// Code of the unit; empty: the whole project.
    pub unit_code: String,
    /// The step.
    pub step: Step,
    /// The day; `null` withdraws the plan.
    #[serde(deserialize_with = "told")]
    #[schema(required)]
    pub on: Option<Day>,
    /// Why; needed where there was a plan before.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: String,
}

/// The curve by which land is to be cleared.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CurveInput {
    /// Its points, by day; the shares never fall. None withdraws the curve.
    #[schema(max_items = 400)]
    pub points: Vec<SharePoint>,
    /// Why; needed where there was a curve before.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: String,
}

/// Whoever leaves the day out has not withdrawn it.
fn told<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    Option::deserialize(deserializer)
}
