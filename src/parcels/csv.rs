//! Parcels as a table for Excel.

use axum::response::Response;
use sqlx::PgConnection;

use super::{selection::Selection, view::summaries};
use crate::{csv_file::CsvFile, language::Language, problem::Problem};

/// The parcels of a list, one a row, in their order.
pub async fn file(conn: &mut PgConnection, selection: &Selection, language: Language) -> Result<Response, Problem> {
    let headings: [&str; 18] = match language {
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
            "Vướng mắc",
            "Bàn giao ngày",
            "Đơn vị hành chính",
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
            "Blocked",
            "Handed over on",
            "Units",
        ],
    };
    let mut file = CsvFile::new(language, &headings)?;
    for hits in selection.hits.chunks(5000) {
        for item in summaries(&mut *conn, selection, hits).await? {
            let area = |file: &CsvFile, area: Option<f64>| area.map(|area| file.number(area, 1)).unwrap_or_default();
            let row = [
                item.project_code,
                item.project_name,
                item.register_unit_code,
                item.map_sheet,
                item.parcel_no,
                item.land_use,
                item.household_code,
                area(&file, Some(item.area_m2)),
                area(&file, item.legal_area_m2),
                area(&file, item.recovered_area_m2),
                area(&file, item.measured_area_m2),
                item.status.name(language).to_owned(),
                item.waiting_for
                    .map(|step| step.name(language).to_owned())
                    .unwrap_or_default(),
                file.day(item.due_on),
                item.days_late.to_string(),
                if item.is_blocked { "x".to_owned() } else { String::new() },
                file.day(item.handed_over_on),
                item.units
                    .iter()
                    .map(|unit| unit.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            ];
            file.row(row)?;
        }
    }
    file.into_answer("matbang-thua-dat")
}
