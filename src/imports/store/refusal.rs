//! Why staged rows are refused, in words.

use sqlx::prelude::FromRow;

use crate::{
    imports::{ParcelRecord, report::Problem},
    language::Text,
};

/// A staged row that must not be stored.
#[derive(Debug, FromRow)]
pub struct Refusal {
    feature: i64,
    key: String,
    reason: String,
    first: Option<i64>,
    x: Option<f64>,
    y: Option<f64>,
}

impl Refusal {
    /// The refusal of a parcel for a reason that needs no look at its shape; of a repeated one with the `first` feature.
    pub fn of(feature: u64, parcel: &ParcelRecord, reason: &str, first: Option<u64>) -> Self {
        let number = |feature: u64| i64::try_from(feature).unwrap_or(i64::MAX);
        Self {
            feature: number(feature),
            key: parcel.key(),
            reason: reason.to_owned(),
            first: first.map(number),
            x: None,
            y: None,
        }
    }

    /// The refusal as reports tell it.
    pub fn problem(&self) -> Problem {
        let (field, code, text) = match self.reason.as_str() {
            "unknown_project" => (
                Some("project_code"),
                "unknown_project",
                Text::new(
                    "chưa có dự án với mã này; hãy nhập dự án trước",
                    "there is no project with this code; import the projects first",
                ),
            ),
            "repeated" => {
                let first = self.first.unwrap_or_default();
                (
                    None,
                    "repeated",
                    Text::new(
                        format!("trùng khóa với đối tượng số {first} trong cùng tệp; hãy giữ lại một"),
                        format!("it has the same key as feature {first} of the same file; keep one of them"),
                    ),
                )
            }
            "no_name" => (
                Some("name"),
                "no_name",
                Text::new(
                    "dự án mới phải có tên; hãy thêm tên",
                    "a new project needs a name; add it",
                ),
            ),
            "no_shape" => (
                Some("geometry"),
                "no_shape",
                Text::new(
                    "không có hình học; nếu hình sẽ được bổ sung sau, dùng --allow-no-shape",
                    "there is no geometry; if the shape will follow, use --allow-no-shape",
                ),
            ),
            "irreparable" => (
                Some("geometry"),
                "invalid_shape",
                Text::new(
                    "hình học không hợp lệ và không sửa tự động được; hãy sửa trong tệp gốc",
                    "the shape is invalid and cannot be repaired; mend it in the original",
                ),
            ),
            reason => (Some("geometry"), "invalid_shape", self.invalid(reason)),
        };
        Problem {
            feature: u64::try_from(self.feature).unwrap_or_default(),
            key: Some(self.key.clone()),
            field,
            code,
            text,
        }
    }

    /// What PostGIS has against a shape.
    fn invalid(&self, reason: &str) -> Text {
        let (vi, en) = match reason {
            "Self-intersection" => ("ranh giới tự cắt", "the boundary crosses itself"),
            "Ring Self-intersection" => ("một vòng tự chạm hoặc tự cắt", "a ring touches or crosses itself"),
            "Hole lies outside shell" => ("một lỗ nằm ngoài vòng bao", "a hole lies outside its shell"),
            "Holes are nested" => ("các lỗ lồng nhau", "holes lie within each other"),
            "Nested shells" => ("các phần của vùng lồng nhau", "parts of the area lie within each other"),
            "Interior is disconnected" => ("các lỗ cắt rời phần trong", "holes cut the interior apart"),
            "Duplicate Rings" => ("hai vòng trùng nhau", "two rings are the same"),
            "Too few points in geometry component" => ("một vòng có quá ít điểm", "a ring has too few points"),
            _ => ("hình học không hợp lệ", "the shape is invalid"),
        };
        let (x, y) = (self.x.unwrap_or_default(), self.y.unwrap_or_default());
        Text::new(
            format!("{vi}, tại {x:.7}, {y:.7}; hãy sửa trong tệp gốc, hoặc dùng --repair để sửa tự động"),
            format!("{en}, at {x:.7}, {y:.7}; mend it in the original, or use --repair to have it repaired"),
        )
    }
}
