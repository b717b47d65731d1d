//! Rows of a sheet or of a CSV file as features without shapes: the header found, titles above it and totals below it
//! told apart from the data.

mod header;

use std::{borrow::Cow, sync::Arc};

use super::{CHECK_EVERY, Features, Found, Request};
use crate::{
    geometry::RawGeometry,
    imports::{
        broken::{Broken, Flaw},
        feature::{Cell, Feature},
    },
    language::Text,
};

pub use header::Header;

/// Rows among which the header is looked for.
const HEAD: usize = 60;

/// Columns that a spreadsheet has.
pub const MOST_COLUMNS: usize = 16_384;

/// A row that is not empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its number as a spreadsheet shows it.
    pub number: u64,
    /// Cells that are not empty, with their columns from 0, from left to right.
    pub cells: Vec<(usize, Cell<'static>)>,
    /// Columns whose cell is merged with those of rows above.
    pub merged: Vec<usize>,
    /// Why it cannot be read, if it is no title.
    pub problem: Option<Text>,
    /// How many cells it was written with, where that tells something.
    pub width: Option<usize>,
}

/// A source of rows, numbers growing.
pub trait Rows: Send {
    /// The next row that is not empty; `None` at the end.
    fn next(&mut self) -> Result<Option<Row>, Broken>;
}

/// Where the data of a table stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    header: Header,
    /// The row below the header that numbers its columns, if there is one.
    numbering: Option<u64>,
    /// The row of the totals behind which no data follow.
    end: Option<u64>,
    /// Rows of data.
    pub features: u64,
}

/// The first rows of a table.
///
/// # Errors
/// When they cannot be read.
pub fn head(rows: &mut dyn Rows) -> Result<Vec<Row>, Broken> {
    let mut head = Vec::new();
    while head.len() < HEAD
        && let Some(row) = rows.next()?
    {
        head.push(row);
    }
    Ok(head)
}

impl Table {
    /// What the rows of a table say about it, gone through to the end.
    ///
    /// # Errors
    /// When there is no header, or the rows cannot be read.
    pub fn survey(rows: &mut dyn Rows, request: Request<'_>) -> Result<Self, Broken> {
        let head = head(rows)?;
        if head.is_empty() {
            return Err(Broken::whole(Flaw::Empty));
        }
        let header = Header::find(&head, request.is_known).ok_or(Broken::whole(Flaw::NoHeader))?;
        let mut table = Self {
            numbering: None,
            end: None,
            features: 0,
            header,
        };
        let named = table.header.names.iter().flatten().count();
        let mut before_end = 0;
        let mut seen = 0_u64;
        let mut head = head.into_iter();
        while let Some(row) = match head.next() {
            Some(row) => Some(row),
            None => rows.next()?,
        } {
            seen += 1;
            if seen.is_multiple_of(CHECK_EVERY) && !(request.keep_going)() {
                return Err(Broken::whole(Flaw::Stopped));
            }
            if row.number <= table.header.last_row {
                continue;
            }
            if table.features == 0 && table.numbering.is_none() && numbers_columns(&row, named) {
                table.numbering = Some(row.number);
            } else if is_total(&row) {
                if table.end.is_none() {
                    table.end = Some(row.number);
                    before_end = table.features;
                }
            } else {
                table.features += 1;
                if is_data(&row) {
                    table.end = None;
                }
            }
        }
        if table.end.is_some() {
            table.features = before_end;
        }
        Ok(table)
    }

    /// Names of the columns, from left to right.
    pub fn columns(&self) -> Vec<String> {
        self.header.names.iter().flatten().cloned().collect()
    }

    fn is_left_out(&self, row: &Row) -> bool {
        row.number <= self.header.last_row || self.numbering == Some(row.number) || is_total(row)
    }

    fn name(&self, column: usize) -> Cow<'_, str> {
        match self.header.names.get(column) {
            Some(Some(name)) => name.into(),
            _ => letters(column).into(),
        }
    }

    fn feature(&self, row: Row) -> Result<Feature<'static>, Text> {
        let width = self.header.names.len();
        if let Some(problem) = row.problem {
            return Err(problem);
        }
        if let Some(cells) = row.width
            && (cells < width || row.cells.iter().any(|(column, _)| *column >= width))
        {
            return Err(Text::new(
                format!(
                    "dòng có {cells} ô nhưng tiêu đề có {width}; hãy kiểm tra dấu phân cách và dấu nháy của dòng này"
                ),
                format!(
                    "the row has {cells} cells but the header has {width}; check the separators and quotes of this row"
                ),
            ));
        }
        let cells = row.cells.into_iter();
        let properties = cells.map(|(column, cell)| (self.name(column).into_owned().into(), cell));
        Ok(Feature::new(Cell::Null, properties.collect(), RawGeometry::Absent))
    }
}

/// A run through the rows of a table.
pub struct Run<R> {
    rows: R,
    table: Arc<Table>,
}

impl<R: Rows> Run<R> {
    /// A run through rows that have just been opened.
    pub const fn new(rows: R, table: Arc<Table>) -> Self {
        Self { rows, table }
    }
}

impl<R: Rows> Features for Run<R> {
    fn next(&mut self) -> Result<Option<Found<'_>>, Broken> {
        loop {
            let Some(row) = self.rows.next()? else {
                return Ok(None);
            };
            if self.table.end.is_some_and(|end| row.number >= end) {
                return Ok(None);
            }
            if self.table.is_left_out(&row) {
                continue;
            }
            let merged = row.merged.iter().map(|column| self.table.name(*column).into_owned());
            return Ok(Some(Found {
                number: row.number,
                merged: merged.collect(),
                feature: self.table.feature(row),
                original: None,
            }));
        }
    }
}

/// Whether a row gives all columns their numbers: (1), (2), (3), or 1, 2, 3 where they are too many to be data.
fn numbers_columns(row: &Row, columns: usize) -> bool {
    let is_plain = |number: i64, cell: &Cell<'_>| match cell {
        Cell::Whole(whole) => *whole == number,
        Cell::Text(text) => *text == number.to_string(),
        _ => false,
    };
    let in_brackets = |number: i64, cell: &Cell<'_>| {
        // Some say how a column is reckoned: (5)=(3)+(4).
        matches!(cell, Cell::Text(text) if text.trim().starts_with(&format!("({number})")))
    };
    let all =
        |fits: &dyn Fn(i64, &Cell<'_>) -> bool| (1..).zip(&row.cells).all(|(number, (_, cell))| fits(number, cell));
    row.cells.len() >= 3 && (all(&in_brackets) || (columns >= 5 && row.cells.len() >= columns && all(&is_plain)))
}

/// Whether a row begins with the word for a sum.
fn is_total(row: &Row) -> bool {
    let Some((_, Cell::Text(first))) = row.cells.first() else {
        return false;
    };
    let first = first.trim().trim_end_matches([':', '.']).to_lowercase();
    matches!(
        first.as_str(),
        "tổng" | "tổng cộng" | "tổng số" | "cộng" | "tong" | "tong cong" | "tong so" | "total" | "grand total" | "sum"
    ) || first.starts_with("tổng cộng")
}

/// Whether a row can be one of data, not a line of signatures: two cells or more, and a figure in one of them.
fn is_data(row: &Row) -> bool {
    let has_figure = |cell: &Cell<'_>| match cell {
        Cell::Whole(_) | Cell::Number(_) => true,
        Cell::Text(text) => text.contains(|letter: char| letter.is_ascii_digit()),
        _ => false,
    };
    row.problem.is_some() || (row.cells.len() >= 2 && row.cells.iter().any(|(_, cell)| has_figure(cell)))
}

/// The letters by which a spreadsheet calls a column: A, B, ..., Z, AA and so on.
pub fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests;
