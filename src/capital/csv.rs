//! Capital as a table for Excel.

use axum::response::Response;

use super::{
    model::{Capital, CapitalRow},
    rules::Freshness,
};
use crate::{csv_file::CsvFile, language::Language, problem::Problem};

/// The projects of a list, one a row, in their order.
pub fn file(capital: &Capital, language: Language) -> Result<Response, Problem> {
    let headings: [&str; 15] = match language {
        Language::Vi => [
            "Mã dự án",
            "Tên dự án",
            "Lĩnh vực",
            "Chủ đầu tư",
            "Năm",
            "Kế hoạch vốn (đồng)",
            "Đã giải ngân (đồng)",
            "Đã giải ngân (%)",
            "Tính đến ngày",
            "Tình trạng số liệu",
            "Đã bàn giao (% diện tích)",
            "Còn lại (thửa)",
            "Vốn chờ mặt bằng (đồng)",
            "Chậm chi trả (thửa)",
            "Chậm chi trả (tổng số ngày)",
        ],
        Language::En => [
            "Project code",
            "Project",
            "Sector",
            "Investor",
            "Year",
            "Planned (VND)",
            "Disbursed (VND)",
            "Disbursed (%)",
            "As of",
            "State of the figures",
            "Cleared (% of area)",
            "Remaining (parcels)",
            "Capital waiting for land (VND)",
            "Late payments (parcels)",
            "Late payments (days in all)",
        ],
    };
    let mut file = CsvFile::new(language, &headings)?;
    for row in &capital.items {
        let cells = cells(&file, capital.year, row, language);
        file.row(cells)?;
    }
    file.into_answer("matbang-von")
}

fn cells(file: &CsvFile, year: i16, row: &CapitalRow, language: Language) -> [String; 15] {
    let amount = |amount: Option<i64>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let percent = |share: f64| file.number(share * 100.0, 1);
    [
        row.project.clone(),
        row.name.clone(),
        row.sector.clone(),
        row.investor.clone(),
        year.to_string(),
        amount(row.planned_vnd),
        amount(row.disbursed_vnd),
        row.disbursed_share.map(percent).unwrap_or_default(),
        file.day(row.reported_on),
        state(row.freshness, language).to_owned(),
        percent(row.cleared_share),
        row.remaining_parcels.to_string(),
        row.waiting_vnd.to_string(),
        row.late_payments.parcels.to_string(),
        row.late_payments.days.to_string(),
    ]
}

const fn state(freshness: Freshness, language: Language) -> &'static str {
    match (language, freshness) {
        (_, Freshness::Current) => "",
        (Language::Vi, Freshness::Stale) => "Quá 45 ngày",
        (Language::Vi, Freshness::Absent) => "Chưa có số liệu",
        (Language::En, Freshness::Stale) => "Older than 45 days",
        (Language::En, Freshness::Absent) => "No figures",
    }
}
