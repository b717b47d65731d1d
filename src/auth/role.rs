//! What an account is, in one word.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::language::Text;

/// What an account is, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, sqlx::Type, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Role {
    /// Whoever has not logged in; no account has it.
    #[value(skip)]
    Public,
    /// Looks on and plans.
    Planner,
    /// Records on the ground.
    Field,
    /// Works at the clearance board.
    Officer,
    /// Leads.
    Leader,
    /// Looks after the service.
    Admin,
}

impl Role {
    /// All of them, in the order of the table of rights.
    pub const ALL: [Self; 6] = [
        Self::Public,
        Self::Planner,
        Self::Field,
        Self::Officer,
        Self::Leader,
        Self::Admin,
    ];

    /// The word in the database and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Planner => "planner",
            Self::Field => "field",
            Self::Officer => "officer",
            Self::Leader => "leader",
            Self::Admin => "admin",
        }
    }

    /// What people call it.
    pub fn name(self) -> Text {
        match self {
            Self::Public => Text::new("Khách", "Public"),
            Self::Planner => Text::new("Cán bộ kế hoạch", "Planner"),
            Self::Field => Text::new("Cán bộ hiện trường", "Field team"),
            Self::Officer => Text::new("Cán bộ giải phóng mặt bằng", "Officer of the clearance board"),
            Self::Leader => Text::new("Lãnh đạo", "Leader"),
            Self::Admin => Text::new("Quản trị viên", "Administrator"),
        }
    }

    /// Whether its accounts are limited to areas.
    pub const fn has_areas(self) -> bool {
        matches!(self, Self::Field | Self::Officer)
    }
}
