//! Projects as a table for Excel.

use axum::response::Response;

use super::model::ProjectSummary;
use crate::{csv_file::CsvFile, language::Language, problem::Problem};

/// The projects of a list, one a row, in their order.
pub fn file(projects: &[ProjectSummary], language: Language) -> Result<Response, Problem> {
    let headings: [&str; 13] = match language {
        Language::Vi => [
            "Mã",
            "Tên dự án",
            "Lĩnh vực",
            "Nhóm",
            "Chủ đầu tư",
            "Hạn giải phóng mặt bằng",
            "Số ngày chậm",
            "Tổng số thửa",
            "Đã bàn giao (thửa)",
            "Còn lại (thửa)",
            "Quá hạn (thửa)",
            "Vướng mắc (thửa)",
            "Đã bàn giao (% diện tích)",
        ],
        Language::En => [
            "Code",
            "Project",
            "Sector",
            "Group",
            "Investor",
            "Clearance deadline",
            "Days late",
            "Parcels",
            "Cleared (parcels)",
            "Remaining (parcels)",
            "Overdue (parcels)",
            "Blocked (parcels)",
            "Cleared (% of area)",
        ],
    };
    let mut file = CsvFile::new(language, &headings)?;
    for project in projects {
        let parcels = &project.figures.parcels;
        file.row([
            project.code.clone(),
            project.name.clone(),
            project.sector.clone(),
            project.project_group.clone().unwrap_or_default(),
            project.investor.clone(),
            file.day(project.clearance_deadline),
            project.days_late.to_string(),
            parcels.total.to_string(),
            parcels.cleared.to_string(),
            parcels.remaining.to_string(),
            parcels.overdue.to_string(),
            parcels.blocked.to_string(),
            file.number(project.figures.cleared_share * 100.0, 1),
        ])?;
    }
    file.into_answer("matbang-du-an")
}
