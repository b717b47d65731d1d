//! Commitments as a table for Excel.

use axum::response::Response;

use super::model::{Commitment, State};
use crate::{csv_file::CsvFile, language::Language, problem::Problem};

const fn state_name(state: State, language: Language) -> &'static str {
    match (language, state) {
        (Language::Vi, State::Open) => "Đang thực hiện",
        (Language::Vi, State::Kept) => "Đã hoàn thành",
        (Language::Vi, State::Broken) => "Không thực hiện đúng hạn",
        (Language::Vi, State::Superseded) => "Đã thay bằng cam kết khác",
        (Language::Vi, State::Withdrawn) => "Đã rút",
        (Language::En, State::Open) => "Open",
        (Language::En, State::Kept) => "Kept",
        (Language::En, State::Broken) => "Broken",
        (Language::En, State::Superseded) => "Superseded",
        (Language::En, State::Withdrawn) => "Withdrawn",
    }
}

/// The commitments of a list, one a row, in their order.
pub fn file(items: &[Commitment], language: Language) -> Result<Response, Problem> {
    let headings: [&str; 15] = match language {
        Language::Vi => [
            "Mã dự án",
            "Tên dự án",
            "Cơ quan cam kết",
            "Cam kết với",
            "Ngày cam kết",
            "Hạn ban đầu",
            "Hạn hiện nay",
            "Tỷ lệ diện tích (%)",
            "Số thửa",
            "Nội dung",
            "Trạng thái",
            "Ngày hoàn thành",
            "Số ngày chậm",
            "Tiến độ (%)",
            "Lý do thay đổi",
        ],
        Language::En => [
            "Project code",
            "Project",
            "Made by",
            "Made to",
            "Made on",
            "Originally due on",
            "Due on",
            "Share of the area (%)",
            "Parcels",
            "Text",
            "State",
            "Met on",
            "Days late",
            "Progress (%)",
            "Reason",
        ],
    };
    let mut file = CsvFile::new(language, &headings)?;
    for item in items {
        let percent = |share: f64| file.number(share * 100.0, 1);
        file.row([
            item.project_code.clone(),
            item.project_name.clone(),
            item.made_by.clone(),
            item.made_to.clone(),
            file.day(Some(item.made_on)),
            file.day(Some(item.original_on)),
            file.day(Some(item.due_on)),
            item.share.map(percent).unwrap_or_default(),
            item.parcels.map(|count| count.to_string()).unwrap_or_default(),
            item.text.clone(),
            state_name(item.state, language).to_owned(),
            file.day(item.met_on),
            item.days_late.to_string(),
            percent(item.progress),
            item.reason.clone(),
        ])?;
    }
    file.into_answer("matbang-cam-ket")
}
