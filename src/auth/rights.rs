//! Who may do what: the one table. Doors ask it, handlers ask it, `docs/rights.md` shows it.

use std::fmt::Write as _;

use serde::Serialize;
use utoipa::ToSchema;

use super::role::Role;
use crate::language::Text;

/// Something that can be done here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// What whoever comes may do: log in, ask whether the service lives, read how it is used.
    Anyone,
    /// Look after one's own account.
    OwnAccount,
    /// See the map, the figures, the outline and status of a parcel.
    ReadMap,
    /// See parcels in full, obstacles and history, without persons.
    ReadParcels,
    /// Set steps and facts, raise obstacles, remark.
    Record,
    /// Follow obstacles up: say how they stand and what is next, comment, attach files.
    Pursue,
    /// See the name of the land user of a parcel.
    ReadPersons,
    /// Search land users by name, take lists of them along.
    FindPersons,
    /// See amounts of money by household.
    ReadMoney,
    /// Import; change projects, shapes, plans and amounts.
    Manage,
    /// Assign obstacles, make commitments.
    Assign,
    /// Take reports and files along, without persons.
    Export,
    /// Look after units, users and rules.
    Administer,
    /// Read who did what.
    ReadAudit,
}

/// How far a right goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Not at all.
    No,
    /// In the areas of the account.
    OwnAreas,
    /// Everywhere.
    Yes,
}

use Grant::{No, OwnAreas as Own, Yes};

/// A right, and how far it goes for each role, in the order of [`Role::ALL`].
// One line a right, as in the page.
#[rustfmt::skip]
const TABLE: [(Right, [Grant; 6]); 14] = [
    //                    public  planner field officer leader admin
    (Right::Anyone,      [Yes,    Yes,    Yes,  Yes,    Yes,   Yes]),
    (Right::OwnAccount,  [No,     Yes,    Yes,  Yes,    Yes,   Yes]),
    (Right::ReadMap,     [Yes,    Yes,    Yes,  Yes,    Yes,   Yes]),
    (Right::ReadParcels, [No,     Yes,    Yes,  Yes,    Yes,   Yes]),
    (Right::Record,      [No,     No,     Own,  Own,    No,    Yes]),
    (Right::Pursue,      [No,     No,     Own,  Own,    Yes,   Yes]),
    (Right::ReadPersons, [No,     No,     Own,  Own,    Yes,   Yes]),
    (Right::FindPersons, [No,     No,     Own,  Own,    No,    Yes]),
    (Right::ReadMoney,   [No,     No,     No,   Own,    Yes,   Yes]),
    (Right::Manage,      [No,     No,     No,   Own,    No,    Yes]),
    (Right::Assign,      [No,     No,     No,   Own,    Yes,   Yes]),
    (Right::Export,      [No,     Yes,    Own,  Own,    Yes,   Yes]),
    (Right::Administer,  [No,     No,     No,   No,     No,    Yes]),
    (Right::ReadAudit,   [No,     No,     No,   No,     Yes,   Yes]),
];

impl Right {
    /// All of them, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.into_iter().map(|(right, _)| right)
    }

    /// The word in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::OwnAccount => "own_account",
            Self::ReadMap => "read_map",
            Self::ReadParcels => "read_parcels",
            Self::Record => "record",
            Self::Pursue => "pursue",
            Self::ReadPersons => "read_persons",
            Self::FindPersons => "find_persons",
            Self::ReadMoney => "read_money",
            Self::Manage => "manage",
            Self::Assign => "assign",
            Self::Export => "export",
            Self::Administer => "administer",
            Self::ReadAudit => "read_audit",
        }
    }

    /// What it is, as in: you may not …
    pub fn name(self) -> Text {
        match self {
            Self::Anyone => Text::new("đăng nhập", "log in"),
            Self::OwnAccount => Text::new("sửa tài khoản của mình", "look after your own account"),
            Self::ReadMap => Text::new("xem bản đồ và số liệu", "see the map and the figures"),
            Self::ReadParcels => Text::new("xem chi tiết thửa đất", "see parcels in full"),
            Self::Record => Text::new("ghi bước, sự việc và vướng mắc", "record steps, facts and obstacles"),
            Self::Pursue => Text::new(
                "theo dõi vướng mắc: ghi tiến độ xử lý, trao đổi, đính kèm tệp",
                "follow obstacles up: how they stand, comments, attachments",
            ),
            Self::ReadPersons => Text::new("xem tên người sử dụng đất", "see names of land users"),
            Self::FindPersons => Text::new(
                "tìm theo tên người sử dụng đất, xuất danh sách có tên",
                "search land users by name, or take lists of them along",
            ),
            Self::ReadMoney => Text::new("xem số tiền của từng hộ", "see amounts by household"),
            Self::Manage => Text::new(
                "nhập dữ liệu, sửa dự án và kế hoạch",
                "import, or change projects and plans",
            ),
            Self::Assign => Text::new(
                "giao xử lý vướng mắc, ghi cam kết",
                "assign obstacles or make commitments",
            ),
            Self::Export => Text::new("xuất báo cáo và tệp", "take reports and files along"),
            Self::Administer => Text::new(
                "quản lý đơn vị hành chính, tài khoản và quy định",
                "look after units, users and rules",
            ),
            Self::ReadAudit => Text::new("xem nhật ký", "read who did what"),
        }
    }
}

impl Role {
    /// How far a right goes for accounts of this role.
    pub fn grant(self, right: Right) -> Grant {
        let row = TABLE.iter().find(|(of, _)| *of == right);
        let place = Self::ALL.iter().position(|role| *role == self);
        row.zip(place).map_or(No, |((_, grants), place)| grants[place])
    }
}

/// The table as a page for people who run the service.
pub fn page() -> String {
    let mut page = String::from(
        "# Who may do what\n\n\
         Made from the table in `src/auth/rights.rs`, which every door and handler asks. “own areas”: only in the units and\n\
         projects to which the account is limited. An administrator may close the service to the public (`--no-public`).\n\n| |",
    );
    for role in Role::ALL {
        // Writing to a string cannot fail.
        let _ = write!(page, " {} |", role.code());
    }
    page += "\n|---|---|---|---|---|---|---|\n";
    for right in Right::all() {
        let _ = write!(page, "| {} (`{}`) |", right.name().en, right.code());
        for role in Role::ALL {
            page += match role.grant(right) {
                No => " - |",
                Own => " own areas |",
                Yes => " yes |",
            };
        }
        page.push('\n');
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_stands_in_the_table_once_and_is_spoken_of_in_the_api_as_in_the_code() {
        let codes: std::collections::BTreeSet<&str> = Right::all().map(Right::code).collect();
        assert_eq!(codes.len(), TABLE.len());
        for right in Right::all() {
            assert_eq!(serde_json::to_value(right).unwrap(), right.code());
        }
    }

    #[test]
    fn only_roles_with_areas_are_granted_anything_in_areas() {
        for right in Right::all() {
            for role in Role::ALL {
                assert!(role.has_areas() || role.grant(right) != Own, "{role:?} {right:?}");
            }
        }
    }

    #[test]
    fn the_page_in_docs_is_that_of_the_code() {
        assert!(
            include_str!("../../docs/rights.md") == page(),
            "docs/rights.md is not current: run `make openapi`"
        );
    }
}
