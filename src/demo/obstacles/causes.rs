//! Causes of obstacles in words; no land user is named.

use fastrand::Rng;

use crate::steps::Step;

/// A cause with what is written about it.
#[derive(Clone, Copy)]
pub struct Cause {
    pub code: &'static str,
    pub description: &'static str,
    pub next_action: &'static str,
    pub result: &'static str,
    /// Whether the move is the province's and not the district's.
    pub of_province: bool,
}

const fn cause(
    code: &'static str,
    description: &'static str,
    next_action: &'static str,
    result: &'static str,
) -> Cause {
    Cause {
        code,
        description,
        next_action,
        result,
        of_province: false,
    }
}

const fn of_the_province(cause: Cause) -> Cause {
    Cause {
        of_province: true,
        ..cause
    }
}

/// Works stopped by people.
pub const WORKS_STOPPED: Cause = cause(
    "WORKS_STOPPED",
    "Người dân dựng lều, không cho nhà thầu đưa máy vào; kiến nghị về đường đi lại và thoát nước.",
    "Đối thoại tại hiện trường, thống nhất phương án đường gom và cống thoát nước.",
    "Đã thống nhất phương án, nhà thầu thi công trở lại.",
);

const EARLY: [Cause; 5] = [
    cause(
        "ORIGIN",
        "Chưa xác định được nguồn gốc đất khai hoang trước năm 1993.",
        "Lấy ý kiến khu dân cư, xác nhận nguồn gốc sử dụng đất.",
        "Đã xác nhận nguồn gốc sử dụng đất.",
    ),
    cause(
        "MAP",
        "Diện tích đo thực tế lệch so với giấy chứng nhận.",
        "Đo đạc lại, ký giáp ranh với các hộ liền kề.",
        "Đã đo lại và ký giáp ranh.",
    ),
    cause(
        "DISPUTE",
        "Hai hộ liền kề tranh chấp ranh giới bờ ruộng.",
        "Hòa giải tại xã, lập biên bản thống nhất ranh giới.",
        "Hòa giải thành.",
    ),
    cause(
        "ABSENT",
        "Chủ sử dụng đất đi làm ăn xa, chưa ủy quyền.",
        "Liên hệ qua gia đình, hướng dẫn lập giấy ủy quyền.",
        "Đã có giấy ủy quyền hợp lệ.",
    ),
    cause(
        "PAPERS",
        "Đất nhận chuyển nhượng bằng giấy viết tay, chưa sang tên.",
        "Hướng dẫn hoàn thiện hồ sơ, niêm yết công khai.",
        "Đã hoàn thiện hồ sơ.",
    ),
];
const MIDDLE: [Cause; 4] = [
    cause(
        "PRICE",
        "Chưa đồng thuận đơn giá bồi thường đất trồng cây lâu năm.",
        "Tổ chức đối thoại, giải thích căn cứ giá đất cụ thể.",
        "Đã đồng thuận sau đối thoại.",
    ),
    cause(
        "LAWSUIT",
        "Đang khiếu nại về hạng đất và vị trí áp giá.",
        "Thụ lý, trả lời khiếu nại lần đầu.",
        "Đã có quyết định giải quyết khiếu nại.",
    ),
    cause(
        "PRICE",
        "Đề nghị tính lại giá trị nhà xưởng và cây chè.",
        "Kiểm tra lại biên bản kiểm kê, thẩm định bổ sung.",
        "Đã phê duyệt phương án bổ sung.",
    ),
    of_the_province(cause(
        "CAPITAL",
        "Phương án đã duyệt nhưng chưa được bố trí kinh phí chi trả.",
        "Đề nghị bố trí bổ sung vốn giải phóng mặt bằng.",
        "Đã bố trí kinh phí.",
    )),
];
const LATE: [Cause; 5] = [
    cause(
        "PAID_NOT_HANDED",
        "Đã nhận tiền, xin thu hoạch xong vụ mới bàn giao.",
        "Vận động, thống nhất ngày bàn giao sau thu hoạch.",
        "Đã bàn giao sau thu hoạch.",
    ),
    cause(
        "GRAVE",
        "Còn mộ chưa di chuyển về nghĩa trang mới.",
        "Hoàn thiện nghĩa trang, hỗ trợ di chuyển mộ.",
        "Đã di chuyển toàn bộ số mộ.",
    ),
    cause(
        "UTILITY",
        "Đường điện hạ thế và cáp viễn thông chưa di dời.",
        "Đơn vị quản lý lập dự toán, di dời.",
        "Đã di dời xong.",
    ),
    cause(
        "RESETTLE",
        "Khu tái định cư chưa hoàn thiện hạ tầng, chưa giao được đất.",
        "Đẩy nhanh thi công khu tái định cư, giao đất tạm cư.",
        "Đã giao đất tái định cư.",
    ),
    cause(
        "REMNANT",
        "Phần đất còn lại quá nhỏ, đề nghị thu hồi hết thửa.",
        "Kiểm tra thực địa, trình thu hồi bổ sung.",
        "Đã thu hồi phần còn lại.",
    ),
];
const OF_PROJECT: [Cause; 4] = [
    of_the_province(cause(
        "DESIGN",
        "Điều chỉnh mốc giải phóng mặt bằng tại nút giao, chờ bàn giao mốc mới.",
        "Tư vấn cắm lại mốc, bàn giao cho địa phương.",
        "",
    )),
    of_the_province(cause(
        "CAPITAL",
        "Vốn bố trí trong năm chưa đủ để chi trả các phương án đã duyệt.",
        "Trình điều chỉnh kế hoạch vốn.",
        "",
    )),
    of_the_province(cause(
        "LAND_CONVERSION",
        "Chưa có nghị quyết cho phép chuyển mục đích sử dụng rừng.",
        "Hoàn thiện hồ sơ trình Hội đồng nhân dân tỉnh.",
        "",
    )),
    of_the_province(cause(
        "POLICY",
        "Chưa có quy định về đơn giá cây trồng áp dụng cho năm nay.",
        "Ban hành đơn giá mới.",
        "",
    )),
];

/// A cause that fits where a parcel is stuck; each district has one that is commonest.
pub fn pick(waiting: Step, district: &str, dice: &mut Rng) -> &'static Cause {
    let (list, common): (&'static [Cause], usize) = match waiting {
        Step::Notified | Step::Inventoried | Step::PlanPosted => (&EARLY, usize::from(district == "171")),
        Step::PlanApproved | Step::Paid => (&MIDDLE, if district == "172" { 3 } else { 0 }),
        _ => (&LATE, if district == "172" { 3 } else { 0 }),
    };
    if dice.f64() < 0.35 {
        &list[common]
    } else {
        &list[dice.usize(..list.len())]
    }
}

/// A cause that holds up a whole project, for about half of them.
pub fn of_project(sector: &str, dice: &mut Rng) -> Option<&'static Cause> {
    let pick = match sector {
        "irrigation" => 2,
        "transport" => dice.usize(..2),
        _ => dice.usize(1..4),
    };
    (dice.f64() < 0.6).then(|| &OF_PROJECT[pick])
}
