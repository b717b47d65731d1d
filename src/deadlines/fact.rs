use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A dated fact of a parcel, other than a step, that can start a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
// From a text, so that an error tells of the text where a fact is the key of a map.
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum FactKind {
    /// Meeting at which opinions on the posted plan were taken (họp lấy ý kiến).
    OpinionMeeting,
    /// The household disagreed with the plan (không đồng ý phương án).
    Disagreed,
    /// The plan was filed for appraisal (trình thẩm định phương án).
    AppraisalFiled,
    /// The household refused the inventory (không phối hợp kiểm đếm).
    InventoryRefused,
    /// The household complied with the enforcement decision (chấp hành quyết định cưỡng chế).
    EnforcementComplied,
}

impl FactKind {
    /// All, in the order in which they may happen.
    pub const ALL: [Self; 5] = [
        Self::InventoryRefused,
        Self::OpinionMeeting,
        Self::Disagreed,
        Self::AppraisalFiled,
        Self::EnforcementComplied,
    ];

    /// The code used in the database and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OpinionMeeting => "opinion_meeting",
            Self::Disagreed => "disagreed",
            Self::AppraisalFiled => "appraisal_filed",
            Self::InventoryRefused => "inventory_refused",
            Self::EnforcementComplied => "enforcement_complied",
        }
    }
}

/// A text that names no fact.
#[derive(Debug, thiserror::Error)]
#[error("no such fact")]
pub struct NoSuchFact;

impl FromStr for FactKind {
    type Err = NoSuchFact;

    fn from_str(text: &str) -> Result<Self, NoSuchFact> {
        Self::ALL.into_iter().find(|fact| fact.code() == text).ok_or(NoSuchFact)
    }
}

impl TryFrom<String> for FactKind {
    type Error = NoSuchFact;

    fn try_from(text: String) -> Result<Self, NoSuchFact> {
        text.parse()
    }
}
