//! The fields of each kind of record and the names under which registers have them.

use super::Kind;
use crate::steps::Step;

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
    /// How many there are.
    pub const COUNT: usize = 24 + Step::COUNT;

    /// Place in a row.
    pub const fn index(self) -> usize {
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
pub type Column = (Field, &'static [&'static str]);

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

/// The fields that a kind of record has.
pub const fn of(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Units => UNIT,
        Kind::Projects => PROJECT,
        Kind::Parcels => PARCEL,
    }
}

/// The fields without which a record is refused, unless an option stands in.
pub const fn needed(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Units => &[Field::Code, Field::Name, Field::Level],
        Kind::Projects => &[Field::Code],
        Kind::Parcels => &[Field::ProjectCode, Field::ParcelNo],
    }
}
