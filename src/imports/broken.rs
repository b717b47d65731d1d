//! What is wrong with a file as a whole, in words.

use crate::language::Text;

/// A flaw that ends the reading, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What is wrong.
    pub flaw: Flaw,
    /// Where, bytes from the start of the file.
    pub offset: u64,
    /// How many features were read before it.
    pub after: u64,
}

/// What can be wrong with a file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing but white space.
    Empty,
    /// Another kind of file, by its name.
    Other(&'static str),
    /// Text of two bytes a character.
    Utf16,
    /// The outermost value is not an object.
    NotGeoJson,
    /// A list of features without the collection around it.
    BareList,
    /// An object with features whose `type` is not `FeatureCollection`.
    NotACollection,
    /// A collection without a list of features.
    NoFeatures,
    /// A collection with two lists of features.
    FeaturesTwice,
    /// Two `crs` members that differ.
    TwoSystems,
    /// A sign that JSON does not have in this place.
    NotJson,
    /// The file ends in the middle.
    EndsEarly,
    /// A feature of more than so many bytes.
    TooLarge(usize),
    /// The disk, or whatever the file comes from, fails.
    Unreadable(String),
}

/// First bytes of files that people rename to `.geojson`.
const FIRST_BYTES: [(&[u8], &str); 11] = [
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"%PDF", "PDF"),
    (b"SQLite format 3", "GeoPackage (SQLite)"),
    (b"\0\0\x27\x0a", "shapefile (.shp)"),
    (b"\xd0\xcf\x11\xe0", "Excel 97 (.xls)"),
    (b"<", "XML / KML / HTML"),
];

impl Flaw {
    /// The flaw that the first bytes of a file give away.
    pub fn by_first_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\xff\xfe")
            || bytes.starts_with(b"\xfe\xff")
            || matches!(bytes, [b'{', 0, ..] | [0, b'{', ..])
        {
            return Some(Self::Utf16);
        }
        FIRST_BYTES
            .iter()
            .find(|(first, _)| bytes.starts_with(first))
            .map(|(_, kind)| Self::Other(kind))
    }
}

impl Broken {
    /// The feature that the flaw is in: the one after the last that was read.
    pub const fn feature(&self) -> u64 {
        self.after + 1
    }

    /// What is wrong and where, in words.
    pub fn text(&self) -> Text {
        let at = self.offset;
        match &self.flaw {
            Flaw::Empty => Text::new("tệp trống", "the file is empty"),
            Flaw::Other(kind) => Text::new(
                format!("đây là tệp {kind}, không phải GeoJSON; hãy xuất lại dữ liệu ra GeoJSON"),
                format!("this is a {kind} file, not GeoJSON; export the data as GeoJSON"),
            ),
            Flaw::Utf16 => Text::new(
                "tệp mã hóa UTF-16; hãy lưu lại bằng UTF-8",
                "the file is encoded in UTF-16; save it as UTF-8",
            ),
            Flaw::NotGeoJson => Text::new(
                "không phải GeoJSON: tệp phải bắt đầu bằng một đối tượng { }",
                "not GeoJSON: the file must begin with an object { }",
            ),
            Flaw::BareList => Text::new(
                "tệp là một danh sách trần; các đối tượng phải nằm trong “features” của một FeatureCollection",
                "the file is a bare list; the features must stand in \"features\" of a FeatureCollection",
            ),
            Flaw::NotACollection => Text::new(
                "có “features” nhưng “type” không phải là \"FeatureCollection\" (phân biệt chữ hoa, chữ thường)",
                "there is \"features\", but \"type\" is not \"FeatureCollection\" (capital letters matter)",
            ),
            Flaw::NoFeatures => Text::new(
                "FeatureCollection không có danh sách “features”",
                "the FeatureCollection has no list \"features\"",
            ),
            Flaw::FeaturesTwice => Text::new("có hai danh sách “features”", "there are two lists \"features\""),
            Flaw::TwoSystems => Text::new(
                "tệp nêu hai hệ tọa độ (“crs”) khác nhau",
                "the file names two different coordinate systems (\"crs\")",
            ),
            Flaw::NotJson => Text::new(
                format!("JSON hỏng tại byte {at}: ký tự không đúng chỗ"),
                format!("the JSON is broken at byte {at}: a sign out of place"),
            ),
            Flaw::EndsEarly => Text::new(
                format!("tệp bị cắt cụt: kết thúc giữa chừng tại byte {at}; hãy chép lại tệp gốc"),
                format!("the file is cut off: it ends in the middle, at byte {at}; copy the original again"),
            ),
            Flaw::TooLarge(limit) => Text::new(
                format!("một đối tượng lớn hơn {} MB", limit / 1024 / 1024),
                format!("a feature is larger than {} MB", limit / 1024 / 1024),
            ),
            Flaw::Unreadable(cause) => Text::new(
                format!("không đọc được tệp: {cause}"),
                format!("the file cannot be read: {cause}"),
            ),
        }
    }
}
