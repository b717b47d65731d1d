//! Bottlenecks as a table for Excel.

use axum::response::Response;

use super::routes::Bottlenecks;
use crate::{csv_file::CsvFile, language::Language, problem::Problem};

/// The groups, one a row, in their order.
pub fn file(answer: &Bottlenecks, language: Language) -> Result<Response, Problem> {
    let headings: [&str; 15] = match language {
        Language::Vi => [
            "Hạng",
            "Tên",
            "Tổng số thửa",
            "Đã bàn giao",
            "Còn lại",
            "Quá hạn",
            "Vướng mắc",
            "Bị cản trở thi công",
            "Chưa có hình thể",
            "Tổng số hộ",
            "Còn lại (hộ)",
            "Diện tích còn lại (m²)",
            "Diện tích quá hạn (m²)",
            "Số ngày mất",
            "Chỉ số chậm (ngày/thửa)",
        ],
        Language::En => [
            "Rank",
            "Name",
            "Parcels",
            "Cleared",
            "Remaining",
            "Overdue",
            "Blocked",
            "Works stopped",
            "No shape",
            "Households",
            "Households remaining",
            "Area remaining (m²)",
            "Area overdue (m²)",
            "Lost days",
            "Delay index (days/parcel)",
        ],
    };
    let mut file = CsvFile::new(language, &headings)?;
    for item in &answer.items {
        let figures = &item.listed.figures;
        let parcels = &figures.parcels;
        file.row([
            item.rank.to_string(),
            item.name.clone(),
            parcels.total.to_string(),
            parcels.cleared.to_string(),
            parcels.remaining.to_string(),
            parcels.overdue.to_string(),
            parcels.blocked.to_string(),
            parcels.works_stopped.to_string(),
            parcels.no_shape.to_string(),
            figures.households.total.to_string(),
            figures.households.remaining.to_string(),
            file.number(figures.area_m2.remaining, 1),
            file.number(figures.area_m2.overdue, 1),
            figures.lost_days.to_string(),
            file.number(figures.delay_index, 1),
        ])?;
    }
    file.into_answer("matbang-diem-nghen")
}
