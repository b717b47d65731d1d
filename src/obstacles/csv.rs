//! Obstacles as a table for Excel.

use std::collections::HashMap;

use axum::response::Response;

use super::model::{Obstacle, State};
use crate::{csv_file::CsvFile, language::Language, problem::Problem};

impl State {
    /// The name in a language.
    const fn name(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::Vi, Self::Open) => "Đang mở",
            (Language::Vi, Self::Proposed) => "Đã đề xuất hướng xử lý",
            (Language::Vi, Self::CannotBeResolved) => "Chưa thể giải quyết",
            (Language::Vi, Self::Resolved) => "Đã giải quyết",
            (Language::Vi, Self::Withdrawn) => "Đã rút",
            (Language::En, Self::Open) => "Open",
            (Language::En, Self::Proposed) => "Solution proposed",
            (Language::En, Self::CannotBeResolved) => "Cannot be resolved yet",
            (Language::En, Self::Resolved) => "Resolved",
            (Language::En, Self::Withdrawn) => "Withdrawn",
        }
    }
}

/// The obstacles of a list, one a row, in their order; `causes`: names by code.
pub fn file(items: &[Obstacle], causes: &HashMap<String, String>, language: Language) -> Result<Response, Problem> {
    let headings: [&str; 18] = match language {
        Language::Vi => [
            "Mã dự án",
            "Nguyên nhân",
            "Mô tả",
            "Mã hộ",
            "Đơn vị chịu trách nhiệm",
            "Người chịu trách nhiệm",
            "Việc tiếp theo",
            "Hạn",
            "Số ngày quá hạn",
            "Đã chuyển lên cấp",
            "Trạng thái",
            "Phát sinh",
            "Đóng",
            "Kết quả",
            "Số thửa",
            "Số thửa đang vướng",
            "Diện tích đang vướng (m²)",
            "Số tệp đính kèm",
        ],
        Language::En => [
            "Project code",
            "Cause",
            "Description",
            "Household",
            "Responsible unit",
            "Responsible person",
            "Next action",
            "Due on",
            "Days overdue",
            "Escalated to",
            "State",
            "Opened on",
            "Closed on",
            "Result",
            "Parcels",
            "Parcels held up",
            "Area held up (m²)",
            "Attachments",
        ],
    };
    let mut file = CsvFile::new(language, &headings)?;
    for item in items {
        let escalated_to = item.escalated_to.as_ref().map(|unit| unit.name.clone());
        file.row([
            item.project_code.clone(),
            causes.get(&item.cause).unwrap_or(&item.cause).clone(),
            item.description.clone(),
            item.household_code.clone(),
            item.responsible_unit_code.clone(),
            item.responsible_account.clone(),
            item.next_action.clone(),
            file.day(item.due_on),
            item.days_overdue.to_string(),
            escalated_to.unwrap_or_default(),
            item.state.name(language).to_owned(),
            file.day(Some(item.opened_on)),
            file.day(item.closed_on),
            item.result.clone(),
            item.parcel_count.to_string(),
            item.held.parcels.to_string(),
            file.number(item.held.area_m2, 1),
            item.attachment_count.to_string(),
        ])?;
    }
    file.into_answer("matbang-vuong-mac")
}
