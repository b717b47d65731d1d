//! Which property of a file says what: exact names, names given by `--map`, and the names that registers use.

use std::{borrow::Cow, collections::HashMap};

use unicode_normalization::UnicodeNormalization as _;

use super::{
    Kind,
    feature::{Cell, Feature, Properties},
};
use crate::{language::Text, steps::Step, vietnamese};

/// Something that a feature can say, called as in the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Code,
    Name,
    Level,
    ParentCode,
    ValidFrom,
    ValidTo,
    Sector,
    Group,
    Investor,
    StartOn,
    ClearanceDeadline,
    CorridorWidth,
    MinWorkable,
    ProjectCode,
    RegisterUnitCode,
    MapSheet,
    ParcelNo,
    LandUse,
    HouseholdCode,
    HolderName,
    LegalArea,
    RecoveredArea,
    Compensation,
    NeedsResettlement,
    On(Step),
}

impl Field {
    const COUNT: usize = 24 + Step::COUNT;

    const fn index(self) -> usize {
        match self {
            Self::Code => 0,
            Self::Name => 1,
            Self::Level => 2,
            Self::ParentCode => 3,
            Self::ValidFrom => 4,
            Self::ValidTo => 5,
            Self::Sector => 6,
            Self::Group => 7,
            Self::Investor => 8,
            Self::StartOn => 9,
            Self::ClearanceDeadline => 10,
            Self::CorridorWidth => 11,
            Self::MinWorkable => 12,
            Self::ProjectCode => 13,
            Self::RegisterUnitCode => 14,
            Self::MapSheet => 15,
            Self::ParcelNo => 16,
            Self::LandUse => 17,
            Self::HouseholdCode => 18,
            Self::HolderName => 19,
            Self::LegalArea => 20,
            Self::RecoveredArea => 21,
            Self::Compensation => 22,
            Self::NeedsResettlement => 23,
            Self::On(step) => 24 + step.index(),
        }
    }

    /// The name in files, in `--map` and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::Level => "level",
            Self::ParentCode => "parent_code",
            Self::ValidFrom => "valid_from",
            Self::ValidTo => "valid_to",
            Self::Sector => "sector",
            Self::Group => "group",
            Self::Investor => "investor",
            Self::StartOn => "start_on",
            Self::ClearanceDeadline => "clearance_deadline",
            Self::CorridorWidth => "corridor_width_m",
            Self::MinWorkable => "min_workable_m",
            Self::ProjectCode => "project_code",
            Self::RegisterUnitCode => "register_unit_code",
            Self::MapSheet => "map_sheet",
            Self::ParcelNo => "parcel_no",
            Self::LandUse => "land_use",
            Self::HouseholdCode => "household_code",
            Self::HolderName => "holder_name",
            Self::LegalArea => "legal_area_m2",
            Self::RecoveredArea => "recovered_area_m2",
            Self::Compensation => "compensation_vnd",
            Self::NeedsResettlement => "needs_resettlement",
            Self::On(Step::Notified) => "notified_on",
            Self::On(Step::Inventoried) => "inventoried_on",
            Self::On(Step::PlanPosted) => "plan_posted_on",
            Self::On(Step::PlanApproved) => "plan_approved_on",
            Self::On(Step::Paid) => "paid_on",
            Self::On(Step::Resettled) => "resettled_on",
            Self::On(Step::RecoveryDecided) => "recovery_decided_on",
            Self::On(Step::HandedOver) => "handed_over_on",
        }
    }
}

/// A field and the other names under which files have it; a name further left wins.
type Column = (Field, &'static [&'static str]);

const UNIT: &[Column] = &[
    (Field::Code, &["ma", "ma_don_vi", "ma_dvhc", "unit_code"]),
    (Field::Name, &["ten", "ten_don_vi", "ten_dvhc", "name_vi", "unit_name"]),
    (Field::Level, &["cap", "cap_hanh_chinh"]),
    (Field::ParentCode, &["parent", "ma_cha", "ma_cap_tren"]),
    (Field::ValidFrom, &["tu_ngay", "hieu_luc_tu"]),
    (Field::ValidTo, &["den_ngay", "hieu_luc_den"]),
];

const PROJECT: &[Column] = &[
    (Field::Code, &["project_code", "ma", "ma_du_an"]),
    (Field::Name, &["ten", "ten_du_an", "project_name"]),
    (Field::Sector, &["linh_vuc"]),
    (Field::Group, &["project_group", "nhom", "nhom_du_an"]),
    (Field::Investor, &["chu_dau_tu"]),
    (Field::StartOn, &["ngay_bat_dau"]),
    (
        Field::ClearanceDeadline,
        &["deadline", "han_giai_phong_mat_bang", "han_gpmb"],
    ),
    (Field::CorridorWidth, &["corridor_width", "be_rong_hanh_lang"]),
    (Field::MinWorkable, &["min_workable"]),
];

const PARCEL: &[Column] = &[
    (Field::ProjectCode, &["project", "ma_du_an"]),
    (
        Field::RegisterUnitCode,
        &["district_code", "commune_code", "unit_code", "ma_xa", "ma_don_vi"],
    ),
    (
        Field::MapSheet,
        &["so_to", "to_ban_do", "so_to_ban_do", "so_hieu_to_ban_do"],
    ),
    (Field::ParcelNo, &["so_thua", "thua_dat", "so_thua_dat", "so_hieu_thua"]),
    (Field::LandUse, &["loai_dat", "muc_dich_su_dung"]),
    (Field::HouseholdCode, &["ma_ho"]),
    (
        Field::HolderName,
        &["owner", "ten_chu", "chu_su_dung", "chu_su_dung_dat"],
    ),
    (
        Field::LegalArea,
        &["area_m2", "dien_tich", "dien_tich_m2", "dien_tich_phap_ly"],
    ),
    (Field::RecoveredArea, &["dien_tich_thu_hoi"]),
    (Field::Compensation, &["tien_boi_thuong"]),
    (Field::NeedsResettlement, &["tai_dinh_cu"]),
    (Field::On(Step::Notified), &["ngay_thong_bao"]),
    (Field::On(Step::Inventoried), &["ngay_kiem_dem"]),
    (Field::On(Step::PlanPosted), &["ngay_niem_yet"]),
    (Field::On(Step::PlanApproved), &["ngay_phe_duyet"]),
    (Field::On(Step::Paid), &["ngay_chi_tra"]),
    (Field::On(Step::Resettled), &["ngay_bo_tri_tai_dinh_cu"]),
    (Field::On(Step::RecoveryDecided), &["ngay_quyet_dinh_thu_hoi"]),
    (Field::On(Step::HandedOver), &["ngay_ban_giao"]),
];

/// The source in `--map target=@id` that means the feature's own `id`.
const FEATURE_ID: &str = "@id";

/// Finds the fields of one kind of record among the properties of features.
pub struct Fields {
    columns: &'static [Column],
    mapped: Vec<(Field, String)>,
    /// What a property was found to mean, with its rank among the names of that field: each name is looked up once.
    known: HashMap<String, Vec<(Field, usize)>>,
}

/// The cells of one feature by field.
pub type Row<'a> = [Cell<'a>; Field::COUNT];

impl Fields {
    /// A finder for `kind`, with `--map target=source` pairs.
    ///
    /// # Errors
    /// When a target is no field of that kind, in words.
    pub fn new(kind: Kind, map: &[(String, String)]) -> Result<Self, Text> {
        let columns = match kind {
            Kind::Units => UNIT,
            Kind::Projects => PROJECT,
            Kind::Parcels => PARCEL,
        };
        let mapped = map
            .iter()
            .map(|(target, source)| {
                let target = target.trim();
                let found = columns.iter().find(|(field, _)| field.name() == target);
                found.map(|(field, _)| (*field, source.nfc().collect())).ok_or_else(|| {
                    let names: Vec<&str> = columns.iter().map(|(field, _)| field.name()).collect();
                    let names = names.join(", ");
                    Text::new(
                        format!("--map: không có trường “{target}”; các trường: {names}"),
                        format!("--map: there is no field \"{target}\"; the fields are {names}"),
                    )
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            columns,
            mapped,
            known: HashMap::new(),
        })
    }

    /// The cells of a feature by field; of several properties for one field the best-named that is not null.
    pub fn row<'a>(&mut self, feature: &mut Feature<'a>) -> Row<'a> {
        let mut row: Row<'a> = std::array::from_fn(|_| Cell::Null);
        let mut ranks = [usize::MAX; Field::COUNT];
        if let Properties::List(properties) = std::mem::take(&mut feature.properties) {
            for (name, cell) in properties {
                if cell != Cell::Null {
                    self.put(&mut row, &mut ranks, &name, &cell);
                }
            }
        }
        if feature.id != Cell::Null && !self.mapped.is_empty() {
            self.put(&mut row, &mut ranks, FEATURE_ID, &feature.id);
        }
        row
    }

    fn put<'a>(&mut self, row: &mut Row<'a>, ranks: &mut [usize; Field::COUNT], name: &str, cell: &Cell<'a>) {
        if !self.known.contains_key(name) {
            self.known.insert(name.to_owned(), self.meanings(name));
        }
        for (field, rank) in &self.known[name] {
            let at = field.index();
            if *rank < ranks[at] {
                ranks[at] = *rank;
                row[at] = cell.clone();
            }
        }
    }

    /// The fields that a property can stand for; `--map` takes a field away from all other names.
    fn meanings(&self, name: &str) -> Vec<(Field, usize)> {
        let normal: String = name.nfc().collect();
        let folded = fold(name);
        let mapped = self
            .mapped
            .iter()
            .filter(|(_, source)| *source == normal)
            .map(|(field, _)| (*field, 0));
        let named = self.columns.iter().filter_map(|(field, aliases)| {
            if self.mapped.iter().any(|(taken, _)| taken == field) {
                return None;
            }
            let rank = if normal == field.name() {
                0
            } else if folded == fold(field.name()) {
                1
            } else {
                2 + aliases.iter().position(|alias| fold(alias) == folded)?
            };
            Some((*field, rank))
        });
        mapped.chain(named).collect()
    }
}

/// The cell of a field in a row.
pub fn cell<'row, 'a>(row: &'row Row<'a>, field: Field) -> &'row Cell<'a> {
    &row[field.index()]
}

/// A name without capitals, marks and signs: `Số tờ`, `SO_TO` and `so_to` are all `soto`.
pub fn fold(name: &str) -> String {
    vietnamese::fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A text for reports: what a cell says, shortened.
pub fn shown<'a>(cell: &'a Cell<'_>) -> Cow<'a, str> {
    match cell {
        Cell::Null => "".into(),
        Cell::Flag(flag) => flag.to_string().into(),
        Cell::Whole(number) => number.to_string().into(),
        Cell::Number(number) => number.to_string().into(),
        Cell::Text(text) if text.chars().count() > 60 => text.chars().take(60).chain(['…']).collect(),
        Cell::Text(text) => text.as_ref().into(),
        Cell::Nested => "[…]".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::splitter::Piece;

    fn found(kind: Kind, map: &[(&str, &str)], json: &str, field: Field) -> String {
        let map: Vec<(String, String)> = map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let bytes = format!(r#"{{"type":"Feature","id":"F7","properties":{json},"geometry":null}}"#);
        let piece = Piece {
            number: 1,
            offset: 0,
            bytes: bytes.as_bytes(),
        };
        let mut feature = Feature::read(&piece).unwrap();
        let row = Fields::new(kind, &map).unwrap().row(&mut feature);
        shown(cell(&row, field)).into_owned()
    }

    #[test]
    fn marks_capitals_and_signs_do_not_matter() {
        for name in [
            "map_sheet",
            "MAP_SHEET",
            "MapSheet",
            "Số tờ",
            "SỐ TỜ",
            "so_to",
            "SO_TO",
            "Tờ bản đồ",
            "to_ban_do",
            "TO BAN ÐO",
        ] {
            assert_eq!(
                found(Kind::Parcels, &[], &format!(r#"{{"{name}":12}}"#), Field::MapSheet),
                "12",
                "{name}"
            );
        }
        let decomposed: String = "Số tờ".nfd().collect();
        assert_eq!(
            found(
                Kind::Parcels,
                &[],
                &format!(r#"{{"{decomposed}":12}}"#),
                Field::MapSheet
            ),
            "12"
        );
    }

    #[test]
    fn every_name_is_found() {
        for (kind, columns) in [(Kind::Units, UNIT), (Kind::Projects, PROJECT), (Kind::Parcels, PARCEL)] {
            for (field, aliases) in columns {
                for name in aliases.iter().copied().chain([field.name()]) {
                    for name in [name.to_owned(), name.to_uppercase(), name.replace('_', " ")] {
                        assert_eq!(found(kind, &[], &format!(r#"{{"{name}":1}}"#), *field), "1", "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_name_means_one_field_of_its_kind() {
        for columns in [UNIT, PROJECT, PARCEL] {
            let mut names: Vec<String> = columns
                .iter()
                .flat_map(|(field, aliases)| aliases.iter().copied().chain([field.name()]))
                .map(fold)
                .collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all);
        }
    }

    #[test]
    fn the_exact_name_wins_over_the_others_and_null_over_none() {
        let json = r#"{"dien_tich":3,"area_m2":2,"LEGAL_AREA_M2":null,"legal_area_m2":1}"#;
        assert_eq!(found(Kind::Parcels, &[], json, Field::LegalArea), "1");
        let json = r#"{"dien_tich":3,"area_m2":2,"legal_area_m2":null}"#;
        assert_eq!(found(Kind::Parcels, &[], json, Field::LegalArea), "2");
    }

    #[test]
    fn a_mapping_wins_over_every_name() {
        let json = r#"{"name":"Thai Nguyen","name_vn":"Thái Nguyên","district_id":"21501"}"#;
        let map = [("code", "district_id"), ("name", "name_vn")];
        assert_eq!(found(Kind::Units, &map, json, Field::Name), "Thái Nguyên");
        assert_eq!(found(Kind::Units, &map, json, Field::Code), "21501");
        assert_eq!(found(Kind::Units, &[("name", "absent")], json, Field::Name), "");
        assert_eq!(
            found(Kind::Parcels, &[("parcel_no", "@id")], "null", Field::ParcelNo),
            "F7"
        );
        assert!(Fields::new(Kind::Units, &[("map_sheet".into(), "x".into())]).is_err());
    }
}
