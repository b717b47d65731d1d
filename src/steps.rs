//! The eight legal steps of a parcel, in the order of the law.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::language::Language;

/// A legal milestone of a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
// From a text, so that an error tells of the text where a step is the key of a map.
#[serde(rename_all = "snake_case", try_from = "String")]
#[repr(u8)]
pub enum Step {
    /// Notice of land recovery served (thông báo thu hồi đất).
    Notified,
    /// Surveyed and inventoried (đo đạc, kiểm đếm).
    Inventoried,
    /// Compensation plan posted for comment (niêm yết phương án).
    PlanPosted,
    /// Compensation plan approved (phê duyệt phương án).
    PlanApproved,
    /// Compensation paid or deposited (chi trả).
    Paid,
    /// Resettlement land or house handed to the household (bố trí tái định cư).
    Resettled,
    /// Recovery decision issued (quyết định thu hồi đất).
    RecoveryDecided,
    /// Land handed over: cleared (bàn giao mặt bằng).
    HandedOver,
}

impl Step {
    /// How many steps there are.
    pub const COUNT: usize = 8;

    /// All steps, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Notified,
        Self::Inventoried,
        Self::PlanPosted,
        Self::PlanApproved,
        Self::Paid,
        Self::Resettled,
        Self::RecoveryDecided,
        Self::HandedOver,
    ];

    /// The code used in the database, the API and files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Notified => "notified",
            Self::Inventoried => "inventoried",
            Self::PlanPosted => "plan_posted",
            Self::PlanApproved => "plan_approved",
            Self::Paid => "paid",
            Self::Resettled => "resettled",
            Self::RecoveryDecided => "recovery_decided",
            Self::HandedOver => "handed_over",
        }
    }

    /// The Vietnamese name shown to people.
    pub const fn name_vi(self) -> &'static str {
        match self {
            Self::Notified => "Thông báo thu hồi đất",
            Self::Inventoried => "Đo đạc, kiểm đếm",
            Self::PlanPosted => "Niêm yết phương án",
            Self::PlanApproved => "Phê duyệt phương án",
            Self::Paid => "Chi trả",
            Self::Resettled => "Bố trí tái định cư",
            Self::RecoveryDecided => "Quyết định thu hồi đất",
            Self::HandedOver => "Bàn giao mặt bằng",
        }
    }

    /// The English name shown to people.
    pub const fn name_en(self) -> &'static str {
        match self {
            Self::Notified => "Notice served",
            Self::Inventoried => "Surveyed and inventoried",
            Self::PlanPosted => "Plan posted",
            Self::PlanApproved => "Plan approved",
            Self::Paid => "Paid",
            Self::Resettled => "Resettled",
            Self::RecoveryDecided => "Recovery decided",
            Self::HandedOver => "Handed over",
        }
    }

    /// The name in a language.
    pub const fn name(self, language: Language) -> &'static str {
        match language {
            Language::Vi => self.name_vi(),
            Language::En => self.name_en(),
        }
    }

    /// Place in the order, from 0.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A text that names no step.
#[derive(Debug, thiserror::Error)]
#[error("no such step")]
pub struct NoSuchStep;

impl FromStr for Step {
    type Err = NoSuchStep;

    fn from_str(text: &str) -> Result<Self, NoSuchStep> {
        Self::ALL.into_iter().find(|step| step.code() == text).ok_or(NoSuchStep)
    }
}

impl TryFrom<String> for Step {
    type Error = NoSuchStep;

    fn try_from(text: String) -> Result<Self, NoSuchStep> {
        text.parse()
    }
}
