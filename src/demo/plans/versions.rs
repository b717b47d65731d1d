//! Plans that were moved: what was planned first, and what took its place, when and why.

use fastrand::Rng;

use crate::calendar::Day;

/// Why planned days are moved.
const REASONS: [&str; 7] = [
    "Chờ Ủy ban nhân dân tỉnh phê duyệt giá đất cụ thể",
    "Khu tái định cư chưa xong hạ tầng, chưa giao được đất cho các hộ",
    "Phải xác minh lại nguồn gốc đất của một số hộ",
    "Điều chỉnh hướng tuyến theo thiết kế được phê duyệt lại",
    "Trích đo bản đồ địa chính chậm do mưa lũ kéo dài",
    "Nhiều hộ có ý kiến về phương án, phải tổ chức đối thoại và niêm yết bổ sung",
    "Thiếu cán bộ kiểm đếm, đã đề nghị tăng cường từ Trung tâm Phát triển quỹ đất tỉnh",
];

/// Something planned, from a day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Version<T> {
    pub set_on: Day,
    pub planned: T,
    pub reason: &'static str,
}

impl<T> Version<T> {
    /// What is planned at first.
    pub const fn first(set_on: Day, planned: T) -> Self {
        Self {
            set_on,
            planned,
            reason: "",
        }
    }
}

/// A day that was planned at the start of the works and moved until it was another: far ones in two steps.
pub fn moved(original: Day, current: Day, start: Day, today: Day, dice: &mut Rng) -> Vec<Version<Day>> {
    let mut versions = vec![Version::first(start, original)];
    let middle = original.plus_days(current.days_since(original) / 2);
    let goals = if current.days_since(original) > 60 && middle < today {
        vec![middle, current]
    } else if current == original {
        Vec::new()
    } else {
        vec![current]
    };
    let mut before = Version::first(start, original);
    for planned in goals {
        // As a planned day draws near it is found out that it cannot be kept.
        let near = before.planned.plus_days(-dice.i32(2..12));
        let version = Version {
            set_on: near.min(today.plus_days(-dice.i32(3..40))).max(before.set_on),
            planned,
            reason: REASONS[dice.usize(..REASONS.len())],
        };
        versions.push(version.clone());
        before = version;
    }
    versions
}
