//! Who builds.

pub const TRANSPORT_BOARD: &str = "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông tỉnh";
pub const CIVIL_BOARD: &str = "Ban Quản lý dự án đầu tư xây dựng các công trình dân dụng và công nghiệp tỉnh";
pub const IRRIGATION_BOARD: &str = "Ban Quản lý dự án đầu tư xây dựng các công trình nông nghiệp tỉnh";
pub const DISTRICT_BOARD: &str = "Ban Quản lý dự án đầu tư xây dựng khu vực";
pub const PARKS_BOARD: &str = "Ban Quản lý các khu công nghiệp tỉnh";
pub const LAND_FUND: &str = "Trung tâm Phát triển quỹ đất tỉnh";
pub const POWER_COMPANY: &str = "Công ty Điện lực tỉnh";
pub const CLUSTER_COMPANY: &str = "Công ty Cổ phần Hạ tầng cụm công nghiệp Việt Bắc";
pub const CITY_COMPANY: &str = "Công ty Cổ phần Đầu tư đô thị Sông Cầu";
