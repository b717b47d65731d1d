//! The rows of a table of capital, each read whole or told why not.

use std::{collections::HashMap, path::Path};

use super::{
    Amounts,
    amounts::{MoneyUnit, amount},
    columns::Column,
    model::ReadColumn,
};
use crate::{
    calendar::Day,
    capital::edits::{wrong_day, wrong_year},
    imports::{
        Cell, Feature, ImportError, NumberStyle, Properties,
        formats::{self, Format, Opened, ReadOptions},
        shown, values,
    },
    language::Text,
    problem::{FieldProblem, Problem},
};

/// Rows that a file may have.
const MOST_ROWS: usize = 20_000;
/// Faults that are told; of more, only how many.
const MOST_PROBLEMS: usize = 200;

/// How a file is to be read, where its own word is not enough.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The unit of amounts whose heading names none.
    pub unit: Option<MoneyUnit>,
    /// How numbers are written that can be read in two ways.
    pub numbers: Option<NumberStyle>,
}

/// A row that was read.
#[derive(Clone, Debug)]
pub struct ReadRow {
    /// Its number, as a spreadsheet shows it.
    pub number: u64,
    /// Code of the project.
    pub project: String,
    pub year: i16,
    pub as_of: Day,
    pub amounts: Amounts,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct ReadFile {
    pub rows: Vec<ReadRow>,
    pub columns: Vec<ReadColumn>,
    pub sheet: Option<String>,
}

/// What a file says.
///
/// # Errors
/// [`Problem::Refused`] with everything that is wrong in it, row by row.
pub fn read(path: &Path, options: &Options) -> Result<ReadFile, Problem> {
    let how = ReadOptions {
        layer: options.sheet.clone(),
        encoding: None,
    };
    let is_known = |name: &str| Column::of(name).is_some();
    let opened = formats::open(path, &how, &is_known, &|| true).map_err(ImportError::File)?;
    let opened = opened.map_err(|broken| whole(broken.text()))?;
    if !matches!(opened.format, Format::Csv | Format::Xlsx) {
        return Err(whole(Text::new(
            "Tệp không phải bảng CSV hay XLSX; hãy lưu bảng số liệu vốn thành CSV hoặc XLSX rồi gửi lại.",
            "The file is no CSV or XLSX table; save the figures as CSV or XLSX and send that.",
        )));
    }
    let mut file = ReadFile {
        rows: Vec::new(),
        columns: columns(&opened, options.unit)?,
        sheet: opened.layer.clone(),
    };
    let mut problems = Vec::new();
    let mut first_rows: HashMap<(String, i16, Day), u64> = HashMap::new();
    let mut features = opened
        .features()
        .map_err(ImportError::File)?
        .map_err(|broken| whole(broken.text()))?;
    while let Some(found) = features.next().map_err(|broken| whole(broken.text()))? {
        let number = found.number;
        if file.rows.len() + problems.len() >= MOST_ROWS {
            return Err(whole(Text::new(
                format!("Tệp có hơn {MOST_ROWS} dòng; hãy chia thành nhiều tệp."),
                format!("The file has more than {MOST_ROWS} rows; split it."),
            )));
        }
        let feature = match &found.feature {
            Ok(feature) => feature,
            Err(text) => {
                problems.push(of_row(number, text));
                continue;
            }
        };
        let cells = file.cells(feature);
        // Headings of groups, and remarks below the table.
        if cells.iter().all(|cell| **cell == Cell::Null) {
            continue;
        }
        match file.row(number, &cells, &found.merged, options.numbers) {
            Ok(row) => {
                let key = (row.project.clone(), row.year, row.as_of);
                let first = *first_rows.entry(key).or_insert(number);
                if first == number {
                    file.rows.push(row);
                } else {
                    problems.push(file.problem(number, Column::Project, &twice(first)));
                }
            }
            Err(faults) => problems.extend(faults),
        }
    }
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    if file.rows.is_empty() {
        return Err(whole(Text::new(
            "Tệp không có dòng số liệu nào dưới dòng tiêu đề.",
            "The file has no rows of figures below its headings.",
        )));
    }
    Ok(file)
}

/// Everything that is wrong, as far as it can be told.
pub fn refused(mut problems: Vec<FieldProblem>) -> Problem {
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    problems.truncate(MOST_PROBLEMS);
    if more > 0 {
        problems.push(FieldProblem::new(
            "/rows",
            format!("Còn {more} lỗi nữa; hãy sửa các lỗi trên rồi kiểm tra lại."),
            format!("There are {more} more; mend these and check again."),
        ));
    }
    Problem::Refused(problems)
}

/// What is wrong with the file as a whole.
fn whole(text: Text) -> Problem {
    Problem::Refused(vec![FieldProblem {
        pointer: "/file".to_owned(),
        text,
    }])
}

/// What is wrong with a row as a whole.
fn of_row(number: u64, text: &Text) -> FieldProblem {
    FieldProblem::new(
        format!("/rows/{number}"),
        format!("Dòng {number}: {}.", text.vi),
        format!("Row {number}: {}.", text.en),
    )
}

fn twice(first: u64) -> Text {
    Text::new(
        format!("cùng dự án, năm và ngày với dòng {first}; hãy giữ lại một dòng"),
        format!("the same project, year and day as row {first}; keep one of them"),
    )
}

/// The columns that mean something, in the order of [`Column::all`].
fn columns(opened: &Opened, told: Option<MoneyUnit>) -> Result<Vec<ReadColumn>, Problem> {
    let mut problems = Vec::new();
    let mut columns = Vec::new();
    for field in Column::all() {
        let meaning = |heading: &String| Column::of(heading).filter(|(column, _)| *column == field);
        let mut named = opened.columns.iter().filter(|heading| meaning(heading).is_some());
        let [vi, en] = field.names();
        let Some(heading) = named.next() else {
            problems.push(FieldProblem::new(
                "/file",
                format!("Thiếu cột «{vi}»; hãy đặt tên cột như vậy ở dòng tiêu đề."),
                format!("The column «{en}» is missing; name it so in the row of headings."),
            ));
            continue;
        };
        if let Some(second) = named.next() {
            problems.push(FieldProblem::new(
                "/file",
                format!("Hai cột «{heading}» và «{second}» cùng nghĩa «{vi}»; hãy giữ lại một cột."),
                format!("The columns «{heading}» and «{second}» both mean «{en}»; keep one of them."),
            ));
        }
        let own = meaning(heading).and_then(|(_, unit)| unit);
        let unit = own.or(told).filter(|_| field.is_money());
        if field.is_money() && unit.is_none() {
            problems.push(FieldProblem::new(
                "/file",
                format!("Cột «{heading}» không ghi đơn vị; hãy chọn đồng, triệu đồng hay tỷ đồng, hoặc ghi «{vi} (triệu đồng)»."),
                format!("The column «{heading}» names no unit; choose VND, million or billion VND, or write “{en} (million VND)”."),
            ));
        }
        columns.push(ReadColumn {
            field,
            heading: heading.clone(),
            unit,
        });
    }
    if problems.is_empty() {
        Ok(columns)
    } else {
        Err(Problem::Refused(problems))
    }
}

impl ReadFile {
    /// What is wrong with a cell of a row.
    pub fn problem(&self, number: u64, column: Column, text: &Text) -> FieldProblem {
        let found = self.columns.iter().find(|known| known.field == column);
        let heading = found.map(|known| known.heading.as_str()).unwrap_or_default();
        FieldProblem::new(
            format!("/rows/{number}/{}", column.code()),
            format!("Dòng {number}, cột «{heading}»: {}.", text.vi),
            format!("Row {number}, column «{heading}»: {}.", text.en),
        )
    }

    /// The cells that mean something, in the order of [`Column::all`].
    fn cells<'c>(&self, feature: &'c Feature<'_>) -> Vec<&'c Cell<'c>> {
        let properties = match &feature.properties {
            Properties::List(properties) => properties.as_slice(),
            Properties::Absent | Properties::NotAnObject => &[],
        };
        let of_column = |column: &ReadColumn| {
            let found = properties.iter().find(|(name, _)| *name == column.heading);
            found.map_or(&Cell::Null, |(_, cell)| cell)
        };
        self.columns.iter().map(of_column).collect()
    }

    /// A row, or everything that is wrong with it.
    fn row(
        &self,
        number: u64,
        cells: &[&Cell<'_>],
        merged: &[String],
        style: Option<NumberStyle>,
    ) -> Result<ReadRow, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        let mut fault = |column, text| faults.push(self.problem(number, column, &text));
        let money = |column: &ReadColumn, cell: &Cell<'_>| {
            if merged.contains(&column.heading) {
                return Err(Text::new(
                    "ô này gộp với dòng trên; hãy tách ô và ghi số tiền của từng dòng",
                    "this cell is merged with the row above; split it and give each row its amount",
                ));
            }
            amount(cell, column.unit.unwrap_or(MoneyUnit::Dong), style)
        };
        let project = self.value(cells, Column::Project, |_, cell| values::label(cell), &mut fault);
        let year = self.value(cells, Column::Year, |_, cell| year(cell), &mut fault);
        let planned = self.value(cells, Column::Planned, money, &mut fault);
        let disbursed = self.value(cells, Column::Disbursed, money, &mut fault);
        let as_of = self.value(cells, Column::AsOf, |_, cell| day(cell), &mut fault);
        match (project, year, planned, disbursed, as_of) {
            (Some(project), Some(year), Some(planned_vnd), Some(disbursed_vnd), Some(as_of)) => Ok(ReadRow {
                number,
                project,
                year,
                as_of,
                amounts: Amounts {
                    planned_vnd,
                    disbursed_vnd,
                },
            }),
            _ => Err(faults),
        }
    }

    /// What the cell of a column says; else its fault is told.
    fn value<T>(
        &self,
        cells: &[&Cell<'_>],
        field: Column,
        read: impl FnOnce(&ReadColumn, &Cell<'_>) -> Result<Option<T>, Text>,
        fault: &mut impl FnMut(Column, Text),
    ) -> Option<T> {
        let mut columns = self.columns.iter().zip(cells);
        let (column, cell) = columns.find(|(column, _)| column.field == field)?;
        match read(column, cell) {
            Ok(Some(value)) => return Some(value),
            Ok(None) if field == Column::Disbursed => fault(
                field,
                Text::new(
                    "ô trống; nếu chưa giải ngân hãy ghi 0",
                    "the cell is empty; write 0 where nothing is disbursed",
                ),
            ),
            Ok(None) => fault(
                field,
                Text::new("ô trống; hãy điền vào", "the cell is empty; fill it in"),
            ),
            Err(text) => fault(field, text),
        }
        None
    }
}

fn year(cell: &Cell<'_>) -> Result<Option<i16>, Text> {
    let Some(text) = values::label(cell)? else {
        return Ok(None);
    };
    let Ok(year) = text.parse::<i64>() else {
        let shown = shown(cell);
        return Err(Text::new(
            format!("«{shown}» không phải là năm; hãy ghi bốn chữ số, ví dụ 2026"),
            format!("«{shown}» is not a year; write four digits, for instance 2026"),
        ));
    };
    match wrong_year(year) {
        Some(text) => Err(text),
        None => Ok(i16::try_from(year).ok()),
    }
}

fn day(cell: &Cell<'_>) -> Result<Option<Day>, Text> {
    let Some(day) = values::day(cell)? else {
        return Ok(None);
    };
    wrong_day(day, Day::today()).map_or(Ok(Some(day)), Err)
}
