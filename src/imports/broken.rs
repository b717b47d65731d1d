//! What is wrong with a file as a whole.

mod text;

use super::encoding::Encoding;

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
    /// Neither a table nor anything else that is read.
    Unrecognised,
    /// The disk, or whatever the file comes from, fails.
    Unreadable(String),
    /// Whoever asked for the reading wants it no more.
    Stopped,
    /// Several layers or sheets, these, and none was chosen.
    ChooseLayer(Vec<String>),
    /// No layer or sheet is called so; there are these.
    NoSuchLayer(String, Vec<String>),
    /// The text is not UTF-8; what it seems to be, where that is clear.
    NotUtf8(Option<Encoding>),

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

    /// A ZIP that cannot be unpacked, and what is said of it.
    DamagedZip(String),
    /// A ZIP, or a part of it, that asks for a password.
    Password,
    /// A ZIP that holds far more than can be meant.
    ZipBomb,
    /// A ZIP with nothing to read in it; what it holds.
    NothingInside(Vec<String>),

    /// One file of a shapefile without the others.
    BarePart(&'static str),
    /// A shapefile without this part.
    MissingPart(String, &'static str),
    /// A part of a shapefile that is not what it should be.
    DamagedPart(&'static str),
    /// A part of a shapefile that ends in the middle of this record.
    CutPart(&'static str, u64),
    /// So many shapes, so many rows.
    CountsDiffer(u64, u64),

    /// A database that is no GeoPackage.
    NotGeoPackage,
    /// A database that cannot be read, and what is said of it.
    DamagedDatabase(String),
    /// A layer that is no table: missing, or computed by statements in the file.
    NoTable(String),

    /// A table in which no row looks like names of columns.
    NoHeader,
    /// A row of more than so many bytes begins here.
    LongRow(u64),
    /// A table of more columns than any spreadsheet has.
    TooManyColumns,
    /// A workbook that cannot be read, and what is said of it.
    DamagedWorkbook(String),
    /// A workbook with more text than is held in memory.
    TooMuchText,
}

/// First bytes of files that people send in place of the one that is meant.
const FIRST_BYTES: [(&[u8], &str); 12] = [
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Excel 97 (.xls)"),
    (b"AC10", "AutoCAD (.dwg)"),
    (b"<", "XML / KML / HTML"),
];

impl Flaw {
    /// The flaw that the first bytes of a file give away.
    pub fn by_first_bytes(bytes: &[u8]) -> Option<Self> {
        FIRST_BYTES
            .iter()
            .find(|(first, _)| bytes.starts_with(first))
            .map(|(_, kind)| Self::Other(kind))
    }
}

impl Broken {
    /// A flaw of the file as a whole, of no place in particular.
    pub const fn whole(flaw: Flaw) -> Self {
        Self {
            flaw,
            offset: 0,
            after: 0,
        }
    }

    /// The feature that the flaw is in: the one after the last that was read; 0 where it is in none.
    pub const fn feature(&self) -> u64 {
        match self.flaw {
            Flaw::NotJson | Flaw::EndsEarly => self.after + 1,
            Flaw::CutPart(_, record) => record,
            Flaw::LongRow(row) => row,
            _ => 0,
        }
    }
}
