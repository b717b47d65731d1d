//! CSV as Excel opens it: UTF-8 with a byte order mark, the separator of the reader's language, no formulas.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{calendar::Day, language::Language, problem::Problem};

/// Form of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListFormat {
    /// A page of JSON.
    #[default]
    Json,
    /// The whole list as CSV.
    Csv,
}

/// A CSV file in the making.
pub struct CsvFile {
    writer: csv::Writer<Vec<u8>>,
    language: Language,
}

impl CsvFile {
    /// A file with these column headings.
    ///
    /// # Errors
    /// Never in memory.
    pub fn new(language: Language, headings: &[&str]) -> Result<Self, Problem> {
        let mut file = Self::after(language, "\u{feff}");
        file.row(headings.iter().map(|heading| (*heading).to_owned()))?;
        Ok(file)
    }

    /// Further rows of a file that is sent piece by piece.
    pub fn continued(language: Language) -> Self {
        Self::after(language, "")
    }

    fn after(language: Language, start: &str) -> Self {
        // Excel splits at the list separator of its language, which is the semicolon where the comma is decimal.
        let separator = match language {
            Language::Vi => b';',
            Language::En => b',',
        };
        let writer = csv::WriterBuilder::new()
            .delimiter(separator)
            .from_writer(start.as_bytes().to_vec());
        Self { writer, language }
    }

    /// Adds a row. A cell that Excel would take for a formula is made plain text.
    ///
    /// # Errors
    /// Never in memory.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) -> Result<(), Problem> {
        self.writer
            .write_record(cells.into_iter().map(plain))
            .map_err(|error| Problem::internal(&error))
    }

    /// A number as the reader's language writes it, without grouping.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        let text = format!("{value:.decimals$}");
        match self.language {
            Language::Vi => text.replace('.', ","),
            Language::En => text,
        }
    }

    /// A day as the reader's language writes it; nothing for none.
    pub fn day(&self, day: Option<Day>) -> String {
        match (self.language, day) {
            (_, None) => String::new(),
            (Language::Vi, Some(day)) => day.to_vietnamese(),
            (Language::En, Some(day)) => day.to_string(),
        }
    }

    /// The file so far.
    ///
    /// # Errors
    /// Never in memory.
    pub fn into_bytes(self) -> Result<Vec<u8>, Problem> {
        self.writer.into_inner().map_err(|error| Problem::internal(&error))
    }

    /// The file as an answer to be saved under a name.
    ///
    /// # Errors
    /// Never in memory.
    pub fn into_answer(self, name: &str) -> Result<Response, Problem> {
        Ok(answer(name, self.into_bytes()?))
    }
}

/// A file as an answer to be saved under a name.
pub fn answer(name: &str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
        // Accounts are not given the same rows.
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}

fn plain(cell: String) -> String {
    let is_number = cell.replace(',', ".").parse::<f64>().is_ok();
    if !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        assert_eq!(plain("=1+1".into()), "'=1+1");
        assert_eq!(plain("@x".into()), "'@x");
        assert_eq!(plain("-12,5".into()), "-12,5");
        assert_eq!(plain("Đồng Hỷ".into()), "Đồng Hỷ");
    }
}
