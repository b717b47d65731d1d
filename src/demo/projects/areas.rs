//! Industrial parks, housing, reservoirs, public buildings.

use super::{
    Phase::{self, Finished, Opening, Overdue, Running},
    Project,
    Promise::{self, Behind, Broken, Kept},
    Shape::{self, Estate, Lake},
};

const PARKS_BOARD: &str = "Ban Quản lý các khu công nghiệp tỉnh";
const CLUSTER_COMPANY: &str = "Công ty Cổ phần Hạ tầng cụm công nghiệp Việt Bắc";
const LAND_FUND: &str = "Trung tâm Phát triển quỹ đất tỉnh";
const CITY_COMPANY: &str = "Công ty Cổ phần Đầu tư đô thị Sông Cầu";
const IRRIGATION_BOARD: &str = "Ban Quản lý dự án đầu tư xây dựng các công trình nông nghiệp tỉnh";
const CIVIL_BOARD: &str = "Ban Quản lý dự án đầu tư xây dựng các công trình dân dụng và công nghiệp tỉnh";

/// Everything that fills an area.
pub const AREAS: &[Project] = &[
    park("CN01", "Khu công nghiệp Yên Bình 2", "A", PARKS_BOARD, (620, Overdue(95), Broken), Estate((105.885, 21.435), 40.0, 1.5), 0.15, 540),
    park("CN02", "Khu công nghiệp Sông Công II, giai đoạn 2", "A", PARKS_BOARD, (420, Running(0.6, 130), Kept), Estate((105.812, 21.492), 34.0, 1.3), 0.1, 460),
    park("CN03", "Khu công nghiệp Phú Bình, phân khu 1", "A", PARKS_BOARD, (340, Running(0.46, 170), Kept), Estate((106.018, 21.475), 42.0, 1.6), 0.1, 520),
    park("CN04", "Cụm công nghiệp Tân Phú 2", "C", CLUSTER_COMPANY, (300, Running(0.3, 70), Behind), Estate((105.855, 21.372), 24.0, 1.4), 0.2, 130),
    park("CN05", "Cụm công nghiệp Hà Thượng", "C", CLUSTER_COMPANY, (380, Running(0.5, 85), Kept), Estate((105.668, 21.631), 26.0, 1.2), 0.05, 98),
    park("CN06", "Cụm công nghiệp Quang Sơn 2", "C", CLUSTER_COMPANY, (360, Running(0.28, 45), Broken), Estate((105.903, 21.712), 24.0, 1.7), 0.1, 115),
    park("CN07", "Cụm công nghiệp Yên Lạc", "C", CLUSTER_COMPANY, (240, Running(0.36, 190), Kept), Estate((105.741, 21.752), 25.0, 1.3), 0.05, 84),
    park("CN08", "Cụm công nghiệp Kim Sơn", "C", CLUSTER_COMPANY, (760, Finished, Kept), Estate((105.628, 21.902), 16.0, 1.4), 0.05, 52),
    town("DT01", "Khu đô thị Nam sông Cầu", "B", CITY_COMPANY, (470, Running(0.64, 115), Kept), Estate((105.847, 21.586), 18.0, 1.8), 0.75, 380),
    town("DT02", "Khu dân cư đường Việt Bắc", "B", CITY_COMPANY, (350, Running(0.55, 140), Kept), Estate((105.808, 21.573), 11.0, 1.5), 0.8, 215),
    town("DT03", "Khu tái định cư Hóa Thượng", "C", LAND_FUND, (310, Overdue(30), Broken), Estate((105.888, 21.641), 9.0, 1.3), 0.5, 96),
    town("DT04", "Khu đô thị Đồng Tiến", "B", CITY_COMPANY, (330, Running(0.35, 65), Behind), Estate((105.869, 21.411), 15.0, 1.6), 0.6, 240),
    town("DT05", "Khu dân cư Hùng Sơn 3", "C", LAND_FUND, (370, Running(0.5, 90), Behind), Estate((105.629, 21.628), 9.0, 1.4), 0.5, 88),
    town("DT06", "Khu dân cư Hương Sơn, thị trấn Hương Sơn", "C", LAND_FUND, (290, Running(0.57, 150), Kept), Estate((105.979, 21.466), 10.0, 1.3), 0.5, 92),
    town("DT07", "Khu tái định cư Đình Cả", "C", LAND_FUND, (270, Running(0.5, 110), Kept), Estate((106.069, 21.757), 6.0, 1.5), 0.4, 41),
    town("DT08", "Khu dân cư phường Thắng Lợi", "C", CITY_COMPANY, (320, Running(0.62, 105), Kept), Estate((105.838, 21.465), 8.0, 1.4), 0.6, 110),
    public("TL01", "Hồ chứa nước Văn Lăng", "irrigation", "B", IRRIGATION_BOARD, (440, Running(0.33, 100), Broken), Lake((105.862, 21.803), 56.0, 1.9), 0.0, 175),
    public("TL02", "Hồ chứa nước Bình Thành", "irrigation", "C", IRRIGATION_BOARD, (880, Finished, Kept), Lake((105.572, 21.868), 24.0, 1.7), 0.0, 72),
    public("XH01", "Bệnh viện Đa khoa khu vực Đại Từ", "social", "C", CIVIL_BOARD, (200, Opening(210), Kept), Estate((105.612, 21.644), 5.5, 1.2), 0.4, 58),
    public("XH02", "Trường Trung học phổ thông Đu", "social", "C", CIVIL_BOARD, (230, Running(0.7, 60), Kept), Estate((105.718, 21.719), 3.6, 1.2), 0.3, 22),
    public("XH03", "Trung tâm Văn hóa – Thể thao Phổ Yên", "social", "C", CIVIL_BOARD, (150, Opening(260), Kept), Estate((105.826, 21.418), 6.0, 1.3), 0.6, 74),
];

/// When land clearance began (days ago), how far it is, and how promises are kept.
type Course = (i32, Phase, Promise);

const fn park(code: &'static str, name: &'static str, group: &'static str, investor: &'static str, course: Course, shape: Shape, urban: f64, capital: i64) -> Project {
    public(code, name, "industrial", group, investor, course, shape, urban, capital)
}

const fn town(code: &'static str, name: &'static str, group: &'static str, investor: &'static str, course: Course, shape: Shape, urban: f64, capital: i64) -> Project {
    public(code, name, "urban", group, investor, course, shape, urban, capital)
}

#[expect(clippy::too_many_arguments, reason = "a table reads better than forty literals")]
const fn public(code: &'static str, name: &'static str, sector: &'static str, group: &'static str, investor: &'static str, (begun, phase, promise): Course, shape: Shape, urban: f64, capital: i64) -> Project {
    Project { code, name, sector, group, investor, begun, phase, promise, shape, urban, capital }
}
