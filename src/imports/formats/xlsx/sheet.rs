//! The rows of a sheet, cell by cell.

use std::{io, path::Path, sync::Arc};

use quick_xml::events::{BytesStart, Event};
use time::{Date, Duration, Month};

use super::{
    merges::Merges,
    workbook::{LONGEST_TEXT, Strings, Styles},
    xml::{Xml, attribute, damaged},
};
use crate::{
    imports::{
        broken::Broken,
        feature::Cell,
        formats::table::{MOST_COLUMNS, Row, Rows, letters},
    },
    language::Text,
};

/// What the cells of all sheets refer to.
#[derive(Debug, Default)]
pub struct Shared {
    pub strings: Strings,
    pub styles: Styles,
    /// Whether days are counted from 1904.
    pub from_1904: bool,
}

/// A run through the rows of a sheet.
pub struct SheetRows {
    xml: Xml,
    shared: Arc<Shared>,
    merges: Arc<Merges>,
    /// Merged cells that reach down to rows not yet read, with their values.
    open: Vec<Open>,
    /// The next of the merged ranges to be met.
    next_merge: usize,
    row: u64,
}

/// A merged range whose value stands for the rows below.
struct Open {
    column: usize,
    last_row: u64,
    value: Cell<'static>,
}

/// What a cell holds.
enum Value {
    Cell(Cell<'static>),
    /// It shows an error, such as `#N/A`.
    Failed(String),
}

impl SheetRows {
    /// The rows of the sheet in a file.
    pub fn open(path: &Path, shared: Arc<Shared>, merges: Arc<Merges>) -> io::Result<Self> {
        Ok(Self {
            xml: Xml::open(path)?,
            shared,
            merges,
            open: Vec::new(),
            next_merge: 0,
            row: 0,
        })
    }

    /// The cells of the row that has just begun, as they stand in the file.
    fn read_row(&mut self, number: u64) -> Result<Row, Broken> {
        let mut row = Row {
            number,
            ..Row::default()
        };
        let mut next_column = 0;
        loop {
            match self.xml.next()? {
                Event::Start(start) if start.local_name().as_ref() == "c" => {
                    let place = attribute(&start, "r");
                    let column = match place.as_deref().map(column_of) {
                        Some(Some(column)) => column,
                        Some(None) => return Err(damaged(format!("row {number} has a cell without place"))),
                        None => next_column,
                    };
                    if column >= MOST_COLUMNS || column < next_column {
                        return Err(damaged(format!("the cells of row {number} are out of order")));
                    }
                    next_column = column + 1;
                    let kind = attribute(&start, "t").map(std::borrow::Cow::into_owned);
                    let format = attribute(&start, "s").and_then(|format| format.parse().ok());
                    match self.read_cell(kind.as_deref().unwrap_or("n"), format.unwrap_or_default())? {
                        Value::Cell(Cell::Null) => {}
                        Value::Cell(cell) => row.cells.push((column, cell)),
                        Value::Failed(error) => {
                            let letters = letters(column);
                            row.problem = Some(Text::new(
                                format!("ô {letters}{number} báo lỗi {error}; hãy sửa công thức hoặc điền giá trị"),
                                format!(
                                    "cell {letters}{number} shows the error {error}; mend its formula or fill in the value"
                                ),
                            ));
                        }
                    }
                }
                Event::End(end) if end.local_name().as_ref() == "row" => return Ok(row),
                Event::Eof => return Err(damaged("the end is missing")),
                _ => {}
            }
        }
    }

    /// The value of the cell that has just begun.
    fn read_cell(&mut self, kind: &str, format: usize) -> Result<Value, Broken> {
        let mut value = Value::Cell(Cell::Null);
        loop {
            match self.xml.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "v" if kind != "inlineStr" => {
                        let text = self.xml.text(None, LONGEST_TEXT)?;
                        value = self.value(kind, format, text);
                    }
                    "is" => value = Value::Cell(of_text(self.xml.text(Some("t"), LONGEST_TEXT)?)),
                    _ => {
                        self.xml.text(None, LONGEST_TEXT)?;
                    }
                },
                Event::End(_) => return Ok(value),
                Event::Eof => return Err(damaged("the end is missing")),
                _ => {}
            }
        }
    }

    fn value(&self, kind: &str, format: usize, text: String) -> Value {
        Value::Cell(match kind {
            "s" => match text
                .trim()
                .parse()
                .ok()
                .and_then(|number| self.shared.strings.get(number))
            {
                Some(shared) => of_text(shared.to_owned()),
                None => return Value::Failed(format!("#{}", text.trim())),
            },
            "e" => return Value::Failed(text),
            "b" => Cell::Flag(matches!(text.trim(), "1" | "true")),
            "n" => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    let day = Some(number).filter(|_| self.shared.styles.is_day(format));
                    day.and_then(|number| day_of(number, self.shared.from_1904))
                        .unwrap_or_else(|| of_number(number))
                }
                _ => of_text(text),
            },
            _ => of_text(text),
        })
    }

    /// Gives a row the values of the merged cells that reach into it, and notes those that begin in it.
    fn fill_down(&mut self, row: &mut Row) {
        self.open.retain(|open| open.last_row >= row.number);
        if !row.cells.is_empty() || row.problem.is_some() {
            for open in &self.open {
                if let Err(place) = row.cells.binary_search_by_key(&open.column, |(column, _)| *column) {
                    row.cells.insert(place, (open.column, open.value.clone()));
                    row.merged.push(open.column);
                }
            }
        }
        while let Some(merge) = self.merges.downward().get(self.next_merge)
            && merge.first_row <= row.number
        {
            self.next_merge += 1;
            if merge.first_row == row.number
                && let Ok(place) = row.cells.binary_search_by_key(&merge.column, |(column, _)| *column)
            {
                self.open.push(Open {
                    column: merge.column,
                    last_row: merge.last_row,
                    value: row.cells[place].1.clone(),
                });
            }
        }
    }
}

impl Rows for SheetRows {
    fn next(&mut self) -> Result<Option<Row>, Broken> {
        loop {
            let number = match self.xml.next()? {
                Event::Start(start) if start.local_name().as_ref() == "row" => row_number(&start, self.row)?,
                Event::Eof => return Ok(None),
                _ => continue,
            };
            self.row = number;
            let mut row = self.read_row(number)?;
            self.fill_down(&mut row);
            if !row.cells.is_empty() || row.problem.is_some() {
                return Ok(Some(row));
            }
        }
    }
}

/// The number of a row; numbers grow.
fn row_number(start: &BytesStart<'_>, before: u64) -> Result<u64, Broken> {
    let Some(text) = attribute(start, "r") else {
        return Ok(before + 1);
    };
    match text.parse::<u32>().map(u64::from) {
        Ok(number) if number > before => Ok(number),
        _ => Err(damaged(format!("the rows after row {before} are out of order"))),
    }
}

/// The column from 0 of a place such as `AB12`.
pub fn column_of(place: &str) -> Option<usize> {
    let letters = place.trim_end_matches(|sign: char| sign.is_ascii_digit());
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    letters
        .bytes()
        .try_fold(0, |column, letter| {
            letter
                .is_ascii_alphabetic()
                .then(|| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1)
        })?
        .checked_sub(1)
}

fn of_text(text: String) -> Cell<'static> {
    if text.trim().is_empty() {
        Cell::Null
    } else {
        Cell::Text(text.into())
    }
}

/// A number, whole where it is: spreadsheets know no other.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a number without fraction below 2^53 is whole"
)]
fn of_number(number: f64) -> Cell<'static> {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Cell::Whole(number as i64)
    } else {
        Cell::Number(number)
    }
}

/// The day, and the time where there is one, that a number means: days since the end of 1899, in which Excel counts a
/// 29 February 1900 that never was, or since the start of 1904.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
pub fn day_of(number: f64, from_1904: bool) -> Option<Cell<'static>> {
    if !(1.0..2_958_466.0).contains(&number) {
        return None;
    }
    let days = number.floor();
    let start = match (from_1904, days < 60.0) {
        (true, _) => Date::from_calendar_date(1904, Month::January, 1),
        (false, true) => Date::from_calendar_date(1899, Month::December, 31),
        (false, false) => Date::from_calendar_date(1899, Month::December, 30),
    };
    let date = start.ok()?.checked_add(Duration::days(days as i64))?;
    let seconds = ((number - days) * 86_400.0).round() as i64;
    let mut text = format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day());
    if (1..86_400).contains(&seconds) {
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        text = format!("{text}T{hours:02}:{minutes:02}:{:02}", seconds % 60);
    }
    Some(Cell::Text(text.into()))
}
