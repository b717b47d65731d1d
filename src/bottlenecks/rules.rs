//! How bad a bottleneck is. The one place of the thresholds, which the legend shows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::language::Language;

/// Severity of a unit, project, step or cause; the first that holds, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Severity {
    /// No parcels.
    None,
    /// Nothing remains.
    Clear,
    /// Much is late, or late for long.
    Critical,
    /// A good part is late.
    Serious,
    /// Anything is late or blocked.
    Watch,
    /// All in time.
    Ok,
}

/// From where on a bottleneck is how bad.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct SeverityThresholds {
    /// Critical at this share of the remaining area late, or more.
    pub critical_share_late: f64,
    /// Critical above this many lost days a remaining parcel.
    pub critical_delay_index: f64,
    /// Serious at this share of the remaining area late, or more.
    pub serious_share_late: f64,
    /// Silent after more than this many days without an update by a person.
    pub silent_days: i32,
}

/// The thresholds in force.
pub const THRESHOLDS: SeverityThresholds = SeverityThresholds {
    critical_share_late: 0.3,
    critical_delay_index: 30.0,
    serious_share_late: 0.1,
    silent_days: 14,
};

/// What the severity is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Parcels in all.
    pub total: u32,
    /// Parcels not yet handed over.
    pub remaining: u32,
    /// Parcels late.
    pub overdue: u32,
    /// Parcels blocked.
    pub blocked: u32,
    /// Lost days a remaining parcel.
    pub delay_index: f64,
    /// Share of the remaining area late, 0 to 1.
    pub share_late: f64,
}

impl Severity {
    /// How bad a load is.
    pub fn of(load: &Load) -> Self {
        if load.total == 0 {
            Self::None
        } else if load.remaining == 0 {
            Self::Clear
        } else if load.share_late >= THRESHOLDS.critical_share_late
            || load.delay_index > THRESHOLDS.critical_delay_index
        {
            Self::Critical
        } else if load.share_late >= THRESHOLDS.serious_share_late {
            Self::Serious
        } else if load.overdue > 0 || load.blocked > 0 {
            Self::Watch
        } else {
            Self::Ok
        }
    }

    /// The name in a language.
    pub const fn name(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::Vi, Self::None) => "Không có thửa",
            (Language::Vi, Self::Clear) => "Đã xong mặt bằng",
            (Language::Vi, Self::Critical) => "Rất nghiêm trọng",
            (Language::Vi, Self::Serious) => "Nghiêm trọng",
            (Language::Vi, Self::Watch) => "Cần theo dõi",
            (Language::Vi, Self::Ok) => "Ổn định",
            (Language::En, Self::None) => "No parcels",
            (Language::En, Self::Clear) => "All cleared",
            (Language::En, Self::Critical) => "Critical",
            (Language::En, Self::Serious) => "Serious",
            (Language::En, Self::Watch) => "Watch",
            (Language::En, Self::Ok) => "Fine",
        }
    }

    /// Order of ranking: the worst first.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Critical => 0,
            Self::Serious => 1,
            Self::Watch => 2,
            Self::Ok => 3,
            Self::Clear => 4,
            Self::None => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Load = Load {
        total: 10,
        remaining: 10,
        overdue: 0,
        blocked: 0,
        delay_index: 0.0,
        share_late: 0.0,
    };

    #[test]
    fn the_first_severity_that_holds_is_given() {
        let cases = [
            (
                Load {
                    total: 0,
                    remaining: 0,
                    ..CALM
                },
                Severity::None,
            ),
            (Load { remaining: 0, ..CALM }, Severity::Clear),
            (
                Load {
                    share_late: 0.3,
                    overdue: 1,
                    ..CALM
                },
                Severity::Critical,
            ),
            (
                Load {
                    delay_index: 30.1,
                    overdue: 1,
                    ..CALM
                },
                Severity::Critical,
            ),
            (
                Load {
                    delay_index: 30.0,
                    overdue: 1,
                    ..CALM
                },
                Severity::Watch,
            ),
            (
                Load {
                    share_late: 0.1,
                    overdue: 1,
                    ..CALM
                },
                Severity::Serious,
            ),
            (Load { blocked: 1, ..CALM }, Severity::Watch),
            (CALM, Severity::Ok),
        ];
        for (load, severity) in cases {
            assert_eq!(Severity::of(&load), severity, "{load:?}");
        }
    }
}
