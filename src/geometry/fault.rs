//! What can be wrong with a geometry, in words.

use crate::language::Text;

/// What keeps a geometry from being a shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// `geometry` is neither null nor an object.
    NotAnObject,
    /// It has no `type`, or one that GeoJSON does not know.
    UnknownType(Option<String>),
    /// The coordinates are nested too deep or not deep enough for the type.
    WrongNesting(&'static str),
    /// Something else stands where a number should.
    NotNumbers,
    /// There are no coordinates.
    Empty,
    /// A line of fewer than two places, or a ring of fewer than three; with its first position as in the file.
    TooFewPoints(f64, f64),
    /// A ring that encloses nothing; with its first position as in the file.
    NoArea(f64, f64),
    /// A position that is not on the earth; as in the file.
    OffTheEarth(f64, f64),
}

impl Fault {
    /// The fault in words.
    pub fn text(&self) -> Text {
        match self {
            Self::NotAnObject => Text::new(
                "hình học không phải là một đối tượng GeoJSON",
                "the geometry is not a GeoJSON object",
            ),
            Self::UnknownType(None) => Text::new("hình học thiếu “type”", "the geometry has no \"type\""),
            Self::UnknownType(Some(kind)) => Text::new(
                format!("GeoJSON không có loại hình học “{kind}” (phân biệt chữ hoa, chữ thường)"),
                format!("GeoJSON has no geometry type \"{kind}\" (capital letters matter)"),
            ),
            Self::WrongNesting(kind) => Text::new(
                format!("tọa độ lồng sai cấp so với loại {kind}"),
                format!("the coordinates are not nested as a {kind} needs"),
            ),
            Self::NotNumbers => Text::new("tọa độ không phải là số", "a coordinate is not a number"),
            Self::Empty => Text::new("hình học không có tọa độ", "the geometry has no coordinates"),
            Self::TooFewPoints(x, y) => Text::new(
                format!("quá ít điểm khác nhau (đường cần 2, vòng cần 3), tại {x}, {y}"),
                format!("too few distinct points (a line needs 2, a ring 3), at {x}, {y}"),
            ),
            Self::NoArea(x, y) => Text::new(
                format!("vòng không bao quanh diện tích nào, tại {x}, {y}"),
                format!("the ring encloses no area, at {x}, {y}"),
            ),
            Self::OffTheEarth(x, y) if x.abs() <= 90.0 && y.abs() <= 180.0 => Text::new(
                format!(
                    "tọa độ {x}, {y} có vẻ viết vĩ độ trước kinh độ; hãy đổi lại, hoặc dùng --swap-axes nếu cả tệp như vậy"
                ),
                format!(
                    "the position {x}, {y} seems to have latitude before longitude; turn it round, or use --swap-axes where the whole file is so"
                ),
            ),
            Self::OffTheEarth(x, y) => Text::new(
                format!(
                    "tọa độ {x}, {y} không nằm trong phạm vi hệ tọa độ của tệp; nếu tọa độ tính bằng mét, hãy nêu hệ tọa độ, ví dụ --crs EPSG:9213"
                ),
                format!(
                    "the position {x}, {y} is outside the file's coordinate system; if it is in metres, name the system, for instance --crs EPSG:9213"
                ),
            ),
        }
    }
}
