//! Made-up land users. Any likeness to a living person is chance.

use fastrand::Rng;

const FAMILY: [&str; 16] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Nông", "Ma", "Triệu", "Dương", "Đặng", "Vũ", "Lý", "Lường", "Hà", "Bùi",
    "Ngô",
];
const MIDDLE: [&str; 12] = [
    "Văn",
    "Thị",
    "Đức",
    "Thị Thu",
    "Xuân",
    "Hữu",
    "Thị Minh",
    "Quang",
    "Thị Hồng",
    "Đình",
    "Ngọc",
    "Thị Kim",
];
const GIVEN: [&str; 24] = [
    "An", "Bình", "Chiến", "Dung", "Đạt", "Giang", "Hà", "Hải", "Hạnh", "Hoa", "Hùng", "Khánh", "Lan", "Long", "Mai",
    "Nam", "Nga", "Phúc", "Quân", "Sơn", "Thắng", "Thảo", "Tuấn", "Yến",
];
const ORGANISATIONS: [&str; 4] = [
    "Ủy ban nhân dân xã",
    "Công ty Lâm nghiệp Việt Bắc",
    "Hợp tác xã Dịch vụ nông nghiệp",
    "Công ty Cổ phần Chè Sông Cầu",
];

/// A name of a land user.
pub fn person(dice: &mut Rng) -> String {
    let mut pick = |names: &[&'static str]| names[dice.usize(..names.len())];
    [pick(&FAMILY), pick(&MIDDLE), pick(&GIVEN)].join(" ")
}

/// A name of a body that holds land.
pub fn organisation(dice: &mut Rng) -> String {
    ORGANISATIONS[dice.usize(..ORGANISATIONS.len())].into()
}
