//! Obstacles as a table for Excel.

use axum::response::Response;
use serde_json::json;

use super::model::Obstacle;
use crate::{csv_file::CsvFile, language::Language, problem::Problem};

/// The obstacles of a list, one a row, in their order.
pub fn file(items: &[Obstacle], language: Language) -> Result<Response, Problem> {
    let headings: [&str; 10] = match language {
        Language::Vi => [
            "Mã dự án",
            "Nguyên nhân",
            "Mô tả",
            "Đơn vị chịu trách nhiệm",
            "Việc tiếp theo",
            "Hạn",
            "Trạng thái",
            "Phát sinh",
            "Đóng",
            "Số thửa",
        ],
        Language::En => [
            "Project code",
            "Cause",
            "Description",
            "Responsible unit",
            "Next action",
            "Due on",
            "State",
            "Opened on",
            "Closed on",
            "Parcels",
        ],
    };
    let mut file = CsvFile::new(language, &headings)?;
    for item in items {
        file.row([
            item.project_code.clone(),
            item.cause.clone(),
            item.description.clone(),
            item.responsible_unit_code.clone(),
            item.next_action.clone(),
            file.day(item.due_on),
            json!(item.state).as_str().unwrap_or_default().to_owned(),
            file.day(Some(item.opened_on)),
            file.day(item.closed_on),
            item.parcels.len().to_string(),
        ])?;
    }
    file.into_answer("matbang-vuong-mac")
}
