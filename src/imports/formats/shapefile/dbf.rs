//! The table of a shapefile, in the format of dBASE III.

use std::{
    borrow::Cow,
    fs::File,
    io::{BufReader, Read as _},
    path::Path,
    sync::Arc,
};

use super::{Trouble, shp::unreadable};
use crate::{
    imports::{
        broken::{Broken, Flaw},
        encoding::Encoding,
        feature::Cell,
    },
    language::Text,
};

/// The part, as messages call it.
const PART: &str = ".dbf";

/// Bytes of the head, and of the description of each column.
const BLOCK: usize = 32;

/// The sign behind the last column.
const END_OF_COLUMNS: u8 = 0x0d;

/// The structure of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Dbf {
    /// Rows, deleted ones too.
    pub rows: u64,
    head_bytes: usize,
    row_bytes: usize,
    columns: Vec<Column>,
}

#[derive(Debug, PartialEq, Eq)]
struct Column {
    name: Vec<u8>,
    kind: u8,
    /// Where in a row it begins, behind the sign of deletion.
    start: usize,
    length: usize,
}

/// A run through the rows.
pub struct DbfRows {
    file: BufReader<File>,
    table: Arc<Dbf>,
    number: u64,
    row: Vec<u8>,
}

/// A row.
pub struct DbfRow<'a> {
    bytes: &'a [u8],
    table: &'a Dbf,
}

impl Dbf {
    /// The structure of the table in a file.
    ///
    /// # Errors
    /// When it is no such table, or the file is too short for its rows.
    pub fn open(path: &Path) -> Result<Self, Trouble> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut head = Vec::new();
        file.take(u64::from(u16::MAX)).read_to_end(&mut head)?;
        let table = Self::read(&head).ok_or(Flaw::DamagedPart(PART))?;
        let there = length.saturating_sub(table.head_bytes as u64) / table.row_bytes as u64;
        if there < table.rows {
            return Err(Flaw::CutPart(PART, there + 1).into());
        }
        Ok(table)
    }

    fn read(head: &[u8]) -> Option<Self> {
        let two = |at: usize| Some(usize::from(u16::from_le_bytes([*head.get(at)?, *head.get(at + 1)?])));
        let rows = u32::from_le_bytes(*head.get(4..8)?.first_chunk()?);
        let (head_bytes, row_bytes) = (two(8)?, two(10)?);
        let mut columns = Vec::new();
        // The first byte of a row says whether it is deleted.
        let mut start = 1;
        let blocks = head.get(BLOCK..head_bytes)?.chunks_exact(BLOCK);
        for block in blocks.take_while(|block| block[0] != END_OF_COLUMNS) {
            let kind = block[11].to_ascii_uppercase();
            // Long texts have a second byte of length where numbers have their decimals.
            let high = if kind == b'C' { block[17] } else { 0 };
            let length = usize::from(u16::from_le_bytes([block[16], high]));
            columns.push(Column {
                name: block[..11].split(|byte| *byte == 0).next()?.trim_ascii().to_vec(),
                kind,
                start,
                length,
            });
            start += length;
        }
        (start <= row_bytes && !columns.is_empty()).then_some(Self {
            rows: u64::from(rows),
            head_bytes,
            row_bytes,
            columns,
        })
    }

    /// Names of the columns, as bytes.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.columns.iter().map(|column| column.name.as_slice())
    }

    /// Names of the columns, in order.
    pub fn columns(&self, encoding: Encoding) -> Vec<String> {
        self.names().map(|name| decoded(name, encoding)).collect()
    }
}

/// A name, as well as it can be read.
fn decoded(name: &[u8], encoding: Encoding) -> String {
    encoding
        .read(name)
        .unwrap_or_else(|| String::from_utf8_lossy(name).into_owned())
}

impl DbfRows {
    /// A run through the rows of the table in a file.
    pub fn open(path: &Path, table: Arc<Dbf>) -> Result<Self, Trouble> {
        let mut file = BufReader::with_capacity(128 * 1024, File::open(path)?);
        file.seek_relative(i64::try_from(table.head_bytes).unwrap_or(i64::MAX))?;
        Ok(Self {
            file,
            row: vec![0; table.row_bytes],
            table,
            number: 0,
        })
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// When the file has become shorter.
    pub fn next(&mut self) -> Result<Option<DbfRow<'_>>, Broken> {
        if self.number == self.table.rows {
            return Ok(None);
        }
        self.number += 1;
        match self.file.read_exact(&mut self.row) {
            Ok(()) => Ok(Some(DbfRow {
                bytes: &self.row,
                table: &self.table,
            })),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                Err(Broken::whole(Flaw::CutPart(PART, self.number)))
            }
            Err(error) => Err(unreadable(&error)),
        }
    }
}

impl DbfRow<'_> {
    /// Whether it was deleted, but not yet taken out of the file.
    pub fn is_deleted(&self) -> bool {
        self.bytes.first() == Some(&b'*')
    }

    /// Its texts, as bytes.
    pub fn texts(&self) -> impl Iterator<Item = &[u8]> {
        let texts = self.table.columns.iter().filter(|column| column.kind == b'C');
        texts.map(|column| trimmed(self.value(column)))
    }

    /// Its values by the names of the columns.
    ///
    /// # Errors
    /// When a value cannot be read, in words.
    pub fn properties(&self, encoding: Encoding) -> Result<Vec<(Cow<'static, str>, Cell<'static>)>, Text> {
        let columns = self.table.columns.iter();
        columns
            .map(|column| {
                let name = decoded(&column.name, encoding);
                let cell = cell(column.kind, self.value(column), encoding).map_err(|NotInEncoding| {
                    let code = encoding.code();
                    Text::new(
                        format!(
                            "chữ ở cột {name} không đọc được theo {code}; nếu cả tệp như vậy, hãy nêu --encoding khác"
                        ),
                        format!(
                            "the text in column {name} is not {code}; if all of the file is so, name another --encoding"
                        ),
                    )
                })?;
                Ok((name.into(), cell))
            })
            .collect()
    }

    fn value(&self, column: &Column) -> &[u8] {
        self.bytes
            .get(column.start..column.start + column.length)
            .unwrap_or_default()
    }
}

/// The bytes are no text of the encoding.
struct NotInEncoding;

fn cell(kind: u8, bytes: &[u8], encoding: Encoding) -> Result<Cell<'static>, NotInEncoding> {
    let plain = || std::str::from_utf8(bytes).unwrap_or_default().trim_matches(['\0', ' ']);
    Ok(match kind {
        b'N' | b'F' => number(plain()),
        b'D' => day(plain()),
        b'L' => match bytes.first() {
            Some(b'T' | b't' | b'Y' | b'y') => Cell::Flag(true),
            Some(b'F' | b'f' | b'N' | b'n') => Cell::Flag(false),
            _ => Cell::Null,
        },
        b'I' | b'+' => match bytes.first_chunk() {
            Some(bytes) => Cell::Whole(i64::from(i32::from_le_bytes(*bytes))),
            None => Cell::Null,
        },
        b'O' | b'B' if bytes.len() == 8 => match bytes.first_chunk() {
            Some(bytes) => Cell::Number(f64::from_le_bytes(*bytes)),
            None => Cell::Null,
        },
        // What points into other files, pictures and remarks, is left away.
        b'M' | b'G' | b'P' | b'B' => Cell::Null,
        _ => text(bytes, encoding)?,
    })
}

fn text(bytes: &[u8], encoding: Encoding) -> Result<Cell<'static>, NotInEncoding> {
    let mut bytes_read = trimmed(bytes);
    // A text as wide as its column may have been cut within its last letter.
    if encoding == Encoding::Utf8
        && bytes_read.len() == bytes.len()
        && let Err(error) = std::str::from_utf8(bytes_read)
        && error.error_len().is_none()
    {
        bytes_read = &bytes_read[..error.valid_up_to()];
    }
    let text = encoding.read(bytes_read).ok_or(NotInEncoding)?;
    let text = text.trim();
    Ok(if text.is_empty() {
        Cell::Null
    } else {
        Cell::Text(text.to_owned().into())
    })
}

/// A text without what fills its column.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    bytes[..end].trim_ascii()
}

/// A number; what is none, such as one with a comma, stays a text.
fn number(text: &str) -> Cell<'static> {
    // With stars GDAL and the programs built on it write that there is none.
    if text.is_empty() || text.bytes().all(|byte| byte == b'*') {
        return Cell::Null;
    }
    if let Ok(whole) = text.parse() {
        return Cell::Whole(whole);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Cell::Number(number),
        _ => Cell::Text(text.to_owned().into()),
    }
}

/// A day, written without signs between.
fn day(text: &str) -> Cell<'static> {
    let is_whole = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "" | "00000000" => Cell::Null,
        _ if is_whole => Cell::Text(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]).into()),
        _ => Cell::Text(text.to_owned().into()),
    }
}
