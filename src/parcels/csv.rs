//! Parcels as a table for Excel.

use axum::response::Response;
use sqlx::PgConnection;

use super::{model::ParcelSummary, selection::Selection, view::summaries};
use crate::{csv_file::CsvFile, language::Language, problem::Problem};

/// Headings of the columns.
pub const fn headings(language: Language) -> [&'static str; 20] {
    match language {
        Language::Vi => [
            "Mã dự án",
            "Dự án",
            "Đơn vị theo sổ",
            "Tờ bản đồ",
            "Số thửa",
            "Loại đất",
            "Mã hộ",
            "Diện tích tính (m²)",
            "Diện tích pháp lý (m²)",
            "Diện tích thu hồi (m²)",
            "Diện tích đo (m²)",
            "Trạng thái",
            "Đang chờ bước",
            "Hạn",
            "Số ngày trễ",
            "Thông báo hết hiệu lực sau ngày",
            "Vướng mắc",
            "Bàn giao ngày",
            "Đơn vị hành chính",
            "Đơn vị chịu trách nhiệm",
        ],
        Language::En => [
            "Project code",
            "Project",
            "Register unit",
            "Map sheet",
            "Parcel no.",
            "Land use",
            "Household",
            "Counted area (m²)",
            "Legal area (m²)",
            "Recovered area (m²)",
            "Measured area (m²)",
            "Status",
            "Waiting for",
            "Due on",
            "Days late",
            "Notice lapses after",
            "Blocked",
            "Handed over on",
            "Units",
            "Responsible unit",
        ],
    }
}

/// What the columns say of a parcel.
pub fn cells(file: &CsvFile, language: Language, parcel: ParcelSummary) -> [String; 20] {
    let area = |area: Option<f64>| area.map(|area| file.number(area, 1)).unwrap_or_default();
    let units: Vec<&str> = parcel.units.iter().map(|unit| unit.name.as_str()).collect();
    [
        parcel.project_code,
        parcel.project_name,
        parcel.register_unit_code,
        parcel.map_sheet,
        parcel.parcel_no,
        parcel.land_use,
        parcel.household_code,
        area(Some(parcel.area_m2)),
        area(parcel.legal_area_m2),
        area(parcel.recovered_area_m2),
        area(parcel.measured_area_m2),
        parcel.status.name(language).to_owned(),
        parcel
            .waiting_for
            .map(|step| step.name(language).to_owned())
            .unwrap_or_default(),
        file.day(parcel.due_on),
        parcel.days_late.to_string(),
        file.day(parcel.lapses_on),
        if parcel.is_blocked {
            "x".to_owned()
        } else {
            String::new()
        },
        file.day(parcel.handed_over_on),
        units.join(", "),
        parcel.responsible_unit.map(|unit| unit.name).unwrap_or_default(),
    ]
}

/// The parcels of a list, one a row, in their order.
pub async fn file(conn: &mut PgConnection, selection: &Selection, language: Language) -> Result<Response, Problem> {
    let mut file = CsvFile::new(language, &headings(language))?;
    for hits in selection.hits.chunks(5000) {
        for parcel in summaries(&mut *conn, selection, hits).await? {
            let row = cells(&file, language, parcel);
            file.row(row)?;
        }
    }
    file.into_answer("matbang-thua-dat")
}
