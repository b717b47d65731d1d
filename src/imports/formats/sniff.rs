//! What a file is, by its first bytes: its name may say anything.

use std::{fs::File, io, io::Read as _, path::Path};

use super::Trouble;
use crate::imports::{
    broken::Flaw,
    encoding::{Decoder, Encoding},
};

/// Bytes that are looked at.
const HEAD: u64 = 64 * 1024;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A ZIP: a shapefile, a workbook, or something packed.
    Zip,
    /// A database: a GeoPackage, hopefully.
    Sqlite,
    /// JSON, in the encoding that its first bytes tell.
    Geojson(Option<Encoding>),
    /// A table as text, in the encoding that its first bytes tell.
    Csv(Option<Encoding>),
}

/// What the file is.
///
/// # Errors
/// When it is nothing that is read, or cannot be opened.
pub fn content(path: &Path) -> Result<Content, Trouble> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head)?;
    Ok(of(&head)?)
}

fn of(head: &[u8]) -> Result<Content, Flaw> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Content::Zip);
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Ok(Content::Sqlite);
    }
    if head.starts_with(b"\0\0\x27\x0a") {
        return Err(Flaw::BarePart(".shp"));
    }
    if is_dbf(head) {
        return Err(Flaw::BarePart(".dbf"));
    }
    if let Some(flaw) = Flaw::by_first_bytes(head) {
        return Err(flaw);
    }
    let encoding = by_mark(head);
    let mut text = String::new();
    // What is in no Unicode has the signs of ASCII in their places all the same.
    let mut decoder = Decoder::new(encoding.unwrap_or(Encoding::Utf8));
    decoder.decode(head, &mut text);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.chars().next() {
        None if head.iter().all(|byte| byte.is_ascii_whitespace() || *byte >= 0x80) => Err(Flaw::Empty),
        Some('{' | '[' | '\u{1e}') => Ok(Content::Geojson(encoding)),
        Some('<') => Err(Flaw::Other("XML / KML / HTML")),
        Some(_) if is_table(text) => Ok(Content::Csv(encoding)),
        _ => Err(Flaw::Unrecognised),
    }
}

/// The encoding that a file in Unicode shows by its first bytes: a byte order mark, or every other byte zero.
fn by_mark(head: &[u8]) -> Option<Encoding> {
    if head.starts_with(b"\xef\xbb\xbf") {
        return Some(Encoding::Utf8);
    }
    let start: &[u8] = head.get(..2).unwrap_or_default();
    let is_wide = matches!(start, [0xff, 0xfe] | [0xfe, 0xff])
        || matches!(head, [0, 1..0x80, 0, 1..0x80, ..] | [1..0x80, 0, 1..0x80, 0, ..]);
    is_wide.then_some(Encoding::Utf16)
}

/// Whether a text has lines, a separator in one of them, and no signs that no text has.
fn is_table(text: &str) -> bool {
    let is_no_text =
        |letter: char| letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}');
    text.contains([',', ';', '\t', '|']) && text.contains(['\n', '\r']) && !text.contains(is_no_text)
}

/// The table of a shapefile: a version, a date, and a header of 32 bytes for each column and one sign.
fn is_dbf(head: &[u8]) -> bool {
    matches!(head, [0x03 | 0x83 | 0x30, _, 1..=12, 1..=31, _, _, _, _, low, high, ..]
        if u16::from_le_bytes([*low, *high]) % 32 == 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        let table = "Mã,Tên\n1,Đồng Hỷ\n";
        let wide: Vec<u8> = table.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, content) in [
            (b"PK\x03\x04\x14\0".as_slice(), Ok(Content::Zip)),
            (b"SQLite format 3\0\x10\0", Ok(Content::Sqlite)),
            (b"{\"type\":", Ok(Content::Geojson(None))),
            (b"\x1e{}", Ok(Content::Geojson(None))),
            (b"  [1]", Ok(Content::Geojson(None))),
            (b"\xef\xbb\xbf{}", Ok(Content::Geojson(Some(Encoding::Utf8)))),
            (b"\xff\xfe{\0}\0", Ok(Content::Geojson(Some(Encoding::Utf16)))),
            (b"{\0}\0", Ok(Content::Geojson(Some(Encoding::Utf16)))),
            (b"\0{\0}", Ok(Content::Geojson(Some(Encoding::Utf16)))),
            (table.as_bytes(), Ok(Content::Csv(None))),
            (
                &[b"\xff\xfe".as_slice(), &wide].concat(),
                Ok(Content::Csv(Some(Encoding::Utf16))),
            ),
            (b"M\xb7,T\xaan\n1,2\n", Ok(Content::Csv(None))),
            (b"", Err(Flaw::Empty)),
            (b" \n\t", Err(Flaw::Empty)),
            (b"\xef\xbb\xbf \n", Err(Flaw::Empty)),
            (b"just words", Err(Flaw::Unrecognised)),
            (b"null", Err(Flaw::Unrecognised)),
            (b"a,b\n\0\x01\x02", Err(Flaw::Unrecognised)),
            (b"\0\0\x27\x0a\0\0\0\0", Err(Flaw::BarePart(".shp"))),
            (b"\x03\x7e\x0b\x17\x01\0\0\0\x41\0\x10\0", Err(Flaw::BarePart(".dbf"))),
            (b"\x89PNG\r\n", Err(Flaw::Other("PNG"))),
            (b"\xd0\xcf\x11\xe0\xa1", Err(Flaw::Other("Excel 97 (.xls)"))),
            (b"\n <?xml", Err(Flaw::Other("XML / KML / HTML"))),
        ] {
            assert_eq!(of(bytes), content, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_something_or_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = of(&bytes);
        }
    }
}
