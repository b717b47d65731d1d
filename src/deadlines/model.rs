use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::Rule;
use crate::{calendar::Day, object};

/// A limit of the law as it is stored.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StoredRule {
    /// Internal number.
    pub id: i32,
    /// Which body of law.
    pub regime: String,
    /// The limit.
    pub rule: Rule,
}

/// All limits of the law.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rules {
    /// The limits, in the order in which they were made.
    pub items: Vec<StoredRule>,
}

/// A limit of the law that comes into force.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// Which body of law, for instance `D`.
    #[schema(min_length = 1, max_length = 40)]
    pub regime: String,
    /// The limit.
    #[serde(deserialize_with = "object::one")]
    pub rule: Rule,
}

/// The end of a limit.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleEnd {
    /// First day no more in force.
    pub on: Day,
}

/// The end of one limit among others.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndedRule {
    /// Internal number.
    pub id: i32,
    /// First day no more in force.
    pub on: Day,
}

/// Limits that are to end and to come, of which only the consequences are asked.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RuleChanges {
    /// Those that end.
    #[serde(deserialize_with = "object::each")]
    pub end: Vec<EndedRule>,
    /// Those that come.
    #[serde(deserialize_with = "object::each")]
    pub add: Vec<NewRule>,
}

/// What other limits would do to parcels today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Preview {
    /// How many parcels there are.
    pub parcels: usize,
    /// How many would have another status.
    pub other_status: usize,
    /// How many would have another due date, or one of another step.
    pub other_due: usize,
    /// How many would have either.
    pub changed: usize,
}
