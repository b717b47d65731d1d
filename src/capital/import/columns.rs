//! What the headings of a table of capital mean, and the unit of money in them.

use serde::Serialize;
use utoipa::ToSchema;

use super::amounts::MoneyUnit;
use crate::imports::fold;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CapitalField)]
pub enum Column {
    /// Code of the project.
    Project,
    /// Year of the plan.
    Year,
    /// Planned for the year.
    Planned,
    /// Disbursed since its beginning.
    Disbursed,
    /// Day of the figures.
    AsOf,
}

/// How each is called to people, and its names without marks, capitals and signs.
const NAMES: [(Column, [&str; 2], &[&str]); 5] = [
    (
        Column::Project,
        ["Mã dự án", "project"],
        &["maduan", "project", "projectcode"],
    ),
    (
        Column::Year,
        ["Năm", "year"],
        &["nam", "namkehoach", "year", "planyear"],
    ),
    (
        Column::Planned,
        ["Kế hoạch vốn", "planned"],
        &[
            "kehoachvon",
            "kehoach",
            "vonkehoach",
            "kehoachnam",
            "kehoachvonnam",
            "kehoachvonduocgiao",
            "planned",
            "plan",
            "plannedcapital",
            "capitalplan",
        ],
    ),
    (
        Column::Disbursed,
        ["Đã giải ngân", "disbursed"],
        &[
            "dagiaingan",
            "giaingan",
            "luykegiaingan",
            "giatrigiaingan",
            "vondagiaingan",
            "disbursed",
            "disbursement",
        ],
    ),
    (
        Column::AsOf,
        ["Tính đến ngày", "as of"],
        &[
            "tinhdenngay",
            "denngay",
            "ngaysolieu",
            "solieudenngay",
            "asof",
            "reportedon",
            "dateoffigures",
        ],
    ),
];

impl Column {
    /// All of them: each is needed.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter().map(|(column, ..)| column)
    }

    /// What a heading means, with the unit of money that it names.
    pub fn of(heading: &str) -> Option<(Self, Option<MoneyUnit>)> {
        let folded = fold(heading);
        let named = |name: &str| {
            NAMES
                .iter()
                .find(|(.., names)| names.contains(&name))
                .map(|(column, ..)| *column)
        };
        if let Some(column) = named(&folded) {
            return Some((column, None));
        }
        let (name, unit) = MoneyUnit::at_the_end_of(&folded)?;
        let column = named(name).filter(|column| column.is_money())?;
        Some((column, Some(unit)))
    }

    /// The word in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Year => "year",
            Self::Planned => "planned",
            Self::Disbursed => "disbursed",
            Self::AsOf => "as_of",
        }
    }

    /// Whether it holds amounts.
    pub const fn is_money(self) -> bool {
        matches!(self, Self::Planned | Self::Disbursed)
    }

    /// The heading to give it, in Vietnamese and English.
    pub fn names(self) -> [&'static str; 2] {
        let found = NAMES.iter().find(|(column, ..)| *column == self);
        found.map_or(["", ""], |(_, names, _)| *names)
    }
}
