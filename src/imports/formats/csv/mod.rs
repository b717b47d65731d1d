//! Tables as text, whatever separates their cells and however their letters are written.

mod lines;

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _, Take},
    path::{Path, PathBuf},
    sync::Arc,
};

use csv::{ByteRecord, Reader, ReaderBuilder};

use self::lines::Lines;
use super::{
    Features, Format, Opened, Request, Source, StatedCrs, Trouble,
    bounded::Bounded,
    table::{self, Header, MOST_COLUMNS, Row, Rows, Run, Table},
};
use crate::{
    imports::{
        broken::{Broken, Flaw},
        encoding::{Decoded, Encoding, Guess, Sample},
        feature::Cell,
    },
    language::Text,
};

/// Signs that may separate cells; of two that fit as well the first is meant.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Bytes that a row may have.
const LONGEST_ROW: usize = 4 * 1024 * 1024;

/// Bytes at a time in which the encoding is looked for.
const LONGEST_LINE: u64 = 64 * 1024;

/// A file of rows.
struct Csv {
    path: PathBuf,
    /// Bytes of the file when it was opened; what is appended later is left alone.
    bytes: u64,
    encoding: Encoding,
    separator: u8,
    table: Arc<Table>,
}

/// The rows of a file, from its start.
struct CsvRows {
    reader: Reader<Bounded<Lines<Decoded<Take<File>>>>>,
    record: ByteRecord,
    /// Line breaks inside the cells read so far.
    inner_breaks: u64,
}

/// Finds the encoding, the separator and the header, and goes through all rows.
///
/// # Errors
/// What is wrong with the file as a whole; when it cannot be opened.
pub fn open(path: &Path, told: Option<Encoding>, request: Request<'_>) -> Result<Opened, Trouble> {
    let bytes = path.metadata()?.len();
    let encoding = match told {
        Some(encoding) => encoding,
        None => guess(path, request.keep_going)?,
    };
    let rows = |separator| CsvRows::open(path, bytes, encoding, separator);
    let mut best = None;
    for separator in SEPARATORS {
        // What breaks here will break again when all rows are read, and be told then.
        let head = table::head(&mut rows(separator)?).unwrap_or_default();
        let header = Header::find(&head, request.is_known).filter(|header| header.names.len() > 1);
        let known = header.map_or(0, |header| header.known);
        let fit = (known, regularity(&head));
        if best.is_none_or(|(best, _)| fit > best) {
            best = Some((fit, separator));
        }
    }
    let separator = best.map_or(SEPARATORS[0], |(_, separator)| separator);
    let table = Arc::new(Table::survey(&mut rows(separator)?, request)?);
    Ok(Opened {
        format: Format::Csv,
        layers: Vec::new(),
        layer: None,
        encoding: Some(encoding),
        crs: StatedCrs::NoShapes,
        features: table.features,
        columns: table.columns(),
        source: Box::new(Csv {
            path: path.to_owned(),
            bytes,
            encoding,
            separator,
            table,
        }),
    })
}

impl Source for Csv {
    fn run(&self) -> Result<Box<dyn Features>, Trouble> {
        let rows = CsvRows::open(&self.path, self.bytes, self.encoding, self.separator)?;
        Ok(Box::new(Run::new(rows, Arc::clone(&self.table))))
    }
}

/// The encoding that the words of the whole file show.
fn guess(path: &Path, keep_going: &dyn Fn() -> bool) -> Result<Encoding, Trouble> {
    let mut lines = BufReader::new(File::open(path)?);
    let mut sample = Sample::default();
    let mut line = Vec::new();
    while (&mut lines).take(LONGEST_LINE).read_until(b'\n', &mut line)? > 0 {
        sample.add(&line);
        line.clear();
        if !keep_going() {
            return Err(Flaw::Stopped.into());
        }
    }
    match sample.guess() {
        Guess::Utf8 => Ok(Encoding::Utf8),
        Guess::Clear(encoding) => Ok(encoding),
        Guess::Unclear => Err(Flaw::NotUtf8(None).into()),
    }
}

/// How many of the rows have as many cells as most have, if that is more than one.
fn regularity(rows: &[Row]) -> usize {
    let of_width = |width| rows.iter().filter(|row| row.width == Some(width)).count();
    let widths = rows.iter().filter_map(|row| row.width).filter(|width| *width > 1);
    widths.map(of_width).max().unwrap_or_default()
}

impl CsvRows {
    fn open(path: &Path, bytes: u64, encoding: Encoding, separator: u8) -> io::Result<Self> {
        let text = Decoded::new(File::open(path)?.take(bytes), encoding);
        Ok(Self {
            reader: ReaderBuilder::new()
                .delimiter(separator)
                .has_headers(false)
                .flexible(true)
                .from_reader(Bounded::new(Lines::new(text), LONGEST_ROW)),
            record: ByteRecord::new(),
            inner_breaks: 0,
        })
    }
}

impl Rows for CsvRows {
    fn next(&mut self) -> Result<Option<Row>, Broken> {
        loop {
            let line = self.reader.position().line();
            self.reader.get_mut().restart();
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) if self.reader.get_ref().is_exceeded() => {
                    tracing::debug!(%error, "a row without end");
                    return Err(Broken::whole(Flaw::LongRow(line - self.inner_breaks)));
                }
                Err(error) => return Err(Broken::whole(Flaw::Unreadable(error.to_string()))),
            }
            if self.record.len() > MOST_COLUMNS {
                return Err(Broken::whole(Flaw::TooManyColumns));
            }
            let breaks = memchr::memchr_iter(b'\n', self.record.as_slice()).count();
            self.inner_breaks += breaks as u64;
            // Every row ends with a line break, empty ones too: this is the one that ended last.
            let number = self.reader.position().line() - 1 - self.inner_breaks;
            let row = row(number, &self.record);
            if !row.cells.is_empty() || row.problem.is_some() {
                return Ok(Some(row));
            }
        }
    }
}

fn row(number: u64, record: &ByteRecord) -> Row {
    let mut row = Row {
        number,
        width: Some(record.len()),
        ..Row::default()
    };
    for (column, bytes) in record.iter().enumerate() {
        match std::str::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => row.cells.push((column, Cell::Text(text.trim().to_owned().into()))),
            Err(_) => {
                let column = table::letters(column);
                row.problem = Some(Text::new(
                    format!("chữ ở cột {column} không mã hóa bằng UTF-8 như phần còn lại của tệp; hãy sửa lại ô này"),
                    format!(
                        "the text in column {column} is not encoded in UTF-8 as the rest of the file is; mend this cell"
                    ),
                ));
            }
        }
    }
    row
}

#[cfg(test)]
mod tests;
