//! What is said about obstacles and shown of them; no land user is named.

use fastrand::Rng;

use super::Obstacle;
use crate::calendar::Day;

/// Something that was said about an obstacle on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    pub on: Day,
    pub text: &'static str,
    /// Whether the province said it and not the district.
    pub of_province: bool,
}

/// A file that was attached to an obstacle on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Exhibit {
    pub on: Day,
    pub name: String,
    /// Number by which it is drawn; the same file has the same.
    pub number: u64,
    pub is_document: bool,
}

const OF_DISTRICT: [&str; 8] = [
    "Đã làm việc với hộ dân lần 1, hộ đề nghị xem lại biên bản kiểm đếm.",
    "Đã mời hộ lên trụ sở xã đối thoại, hộ chưa đồng ý ký biên bản.",
    "Tổ công tác đã kiểm tra thực địa, chụp ảnh hiện trạng đính kèm.",
    "Đã gửi văn bản đề nghị cơ quan chuyên môn trả lời trước ngày 15.",
    "Hộ đồng ý chủ trương, chờ xác nhận của chi nhánh văn phòng đăng ký đất đai.",
    "Mặt trận và các đoàn thể đã đến vận động, hộ xin thêm một tuần.",
    "Đã hoàn thiện hồ sơ, trình thẩm định lại.",
    "Chưa bố trí được lịch họp với đơn vị tư vấn, hẹn lại tuần sau.",
];
const OF_PROVINCE: [&str; 4] = [
    "Yêu cầu giải quyết dứt điểm trước kỳ giao ban tới, báo cáo kết quả bằng văn bản.",
    "Giao cơ quan chuyên môn cử người xuống cùng địa phương trong tuần.",
    "Nếu hộ vẫn không hợp tác thì lập hồ sơ theo đúng trình tự của luật, không để kéo dài.",
    "Đã nghe báo cáo tại giao ban, đồng ý hướng xử lý địa phương đề xuất.",
];

/// What was said about an obstacle until a day, the oldest first.
pub fn remarks(obstacle: &Obstacle, until: Day, dice: &mut Rng) -> Vec<Remark> {
    let Some(&(opened, closed)) = obstacle.open.last() else {
        return Vec::new();
    };
    let last = closed.unwrap_or(until);
    let span = last.days_since(opened).max(1);
    let count = if dice.f64() < 0.45 { dice.i32(1..4) } else { 0 };
    let mut remarks: Vec<Remark> = (0..count)
        .map(|_| {
            let of_province = dice.f64() < 0.25;
            let texts: &[&str] = if of_province { &OF_PROVINCE } else { &OF_DISTRICT };
            Remark {
                on: opened.plus_days(dice.i32(0..span)),
                text: texts[dice.usize(..texts.len())],
                of_province,
            }
        })
        .collect();
    remarks.sort_by_key(|remark| remark.on);
    remarks
}

/// What was attached to an obstacle until a day.
pub fn exhibits(obstacle: &Obstacle, until: Day, dice: &mut Rng) -> Vec<Exhibit> {
    let Some(&(opened, closed)) = obstacle.open.last() else {
        return Vec::new();
    };
    let span = closed.unwrap_or(until).days_since(opened).max(1);
    let mut found = Vec::new();
    let mut add = |name: String, number, is_document, dice: &mut Rng| {
        found.push(Exhibit {
            on: opened.plus_days(dice.i32(0..span)),
            name,
            number,
            is_document,
        });
    };
    if obstacle.scope != "project" && dice.f64() < 0.2 {
        for nth in 1..=dice.u64(1..4) {
            add(format!("Ảnh hiện trường {nth}.png"), dice.u64(..12), false, dice);
        }
    }
    if dice.f64() < 0.12 {
        add("Biên bản làm việc.pdf".to_owned(), dice.u64(..4), true, dice);
    }
    found
}
