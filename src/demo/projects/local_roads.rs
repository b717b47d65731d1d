//! Local roads and power lines.

use super::{
    Phase::{Announced, Finished, Opening, Overdue, Running},
    Project,
    Promise::{Behind, Broken, Kept},
    Shape::{NewRoad, PowerLine, WiderRoad},
    investors::{DISTRICT_BOARD, POWER_COMPANY},
    project,
};

/// The roads of the districts, and power lines.
pub const LOCAL_ROADS: &[Project] = &[
    project(
        ("GT06", "Nâng cấp Đường tỉnh 265, đoạn Đình Cả – Bình Long"),
        ("transport", "B"),
        DISTRICT_BOARD,
        (330, Running(0.42, 160), Kept),
        WiderRoad(
            &[
                (106.078, 21.752),
                (106.102, 21.738),
                (106.118, 21.718),
                (106.142, 21.708),
            ],
            24.0,
            6.5,
        ),
        (0.1, 140),
    ),
    project(
        ("GT07", "Nâng cấp Đường tỉnh 268, đoạn Chợ Chu – Quy Kỳ"),
        ("transport", "B"),
        DISTRICT_BOARD,
        (820, Finished, Kept),
        WiderRoad(
            &[
                (105.642, 21.906),
                (105.622, 21.921),
                (105.612, 21.944),
                (105.588, 21.958),
                (105.582, 21.975),
            ],
            24.0,
            6.0,
        ),
        (0.15, 118),
    ),
    project(
        ("GT10", "Nâng cấp Đường tỉnh 269, đoạn Chùa Hang – Trại Cau – Tân Thành"),
        ("transport", "B"),
        DISTRICT_BOARD,
        (450, Running(0.4, 60), Broken),
        WiderRoad(
            &[
                (105.918, 21.621),
                (105.943, 21.607),
                (105.968, 21.594),
                (105.99, 21.574),
                (106.004, 21.548),
            ],
            26.0,
            7.0,
        ),
        (0.3, 260),
    ),
    project(
        ("GT12", "Nâng cấp Đường tỉnh 261, đoạn Ba Hàng – Phúc Thuận"),
        ("transport", "B"),
        DISTRICT_BOARD,
        (540, Overdue(66), Broken),
        WiderRoad(
            &[
                (105.815, 21.421),
                (105.786, 21.433),
                (105.758, 21.436),
                (105.732, 21.449),
            ],
            27.0,
            7.5,
        ),
        (0.45, 310),
    ),
    project(
        ("GT15", "Đường tỉnh 263, đoạn Hùng Sơn – Ôn Lương"),
        ("transport", "C"),
        DISTRICT_BOARD,
        (170, Opening(280), Kept),
        WiderRoad(
            &[
                (105.634, 21.652),
                (105.638, 21.68),
                (105.651, 21.706),
                (105.654, 21.736),
            ],
            22.0,
            6.0,
        ),
        (0.15, 88),
    ),
    project(
        ("GT17", "Đường Hóa Thượng – Văn Lăng"),
        ("transport", "B"),
        DISTRICT_BOARD,
        (320, Running(0.34, 130), Behind),
        NewRoad(
            &[
                (105.878, 21.668),
                (105.871, 21.695),
                (105.882, 21.722),
                (105.874, 21.752),
                (105.884, 21.781),
            ],
            30.0,
        ),
        (0.1, 190),
    ),
    project(
        ("GT18", "Đường Thượng Nung – Sảng Mộc"),
        ("transport", "C"),
        DISTRICT_BOARD,
        (60, Announced, Kept),
        NewRoad(
            &[
                (105.985, 21.818),
                (105.994, 21.841),
                (106.012, 21.858),
                (106.018, 21.879),
            ],
            20.0,
        ),
        (0.0, 64),
    ),
    project(
        ("NL01", "Đường dây 110 kV Lưu Xá – Trại Cau"),
        ("energy", "C"),
        POWER_COMPANY,
        (280, Running(0.7, 80), Kept),
        PowerLine(
            &[
                (105.838, 21.533),
                (105.872, 21.545),
                (105.905, 21.556),
                (105.94, 21.586),
                (105.958, 21.6),
            ],
            290.0,
        ),
        (0.2, 38),
    ),
    project(
        ("NL02", "Đường dây 110 kV Phú Lương – Định Hóa"),
        ("energy", "C"),
        POWER_COMPANY,
        (640, Finished, Kept),
        PowerLine(
            &[
                (105.72, 21.768),
                (105.693, 21.806),
                (105.68, 21.848),
                (105.656, 21.882),
                (105.64, 21.897),
            ],
            320.0,
        ),
        (0.0, 31),
    ),
];
