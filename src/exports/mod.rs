//! Units, projects and parcels written as files that the import reads back unchanged.
//!
//! Names of land users and amounts of money are in none of them.

pub mod cli;

mod store;

use std::io::{self, Write};

use futures_util::TryStreamExt as _;
use serde_json::{Map, Value};
use sqlx::PgConnection;

use crate::imports::Kind;

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// RFC 7946: a `FeatureCollection`, WGS 84, one feature a line.
    #[default]
    Geojson,
    /// Comma-separated, without shapes; begins with a byte order mark, without which Excel loses the Vietnamese marks.
    Csv,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database fails.
    #[error("the database failed during an export")]
    Database(#[from] sqlx::Error),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    File(#[from] io::Error),
    /// Nothing is called so.
    #[error("there is no project {0}")]
    UnknownProject(String),
}

/// Writes everything of a kind, or what belongs to one project; gives the number of features.
///
/// # Errors
/// When there is no such project, or the database or the file fails.
pub async fn export(
    conn: &mut PgConnection,
    kind: Kind,
    project: Option<&str>,
    format: Format,
    out: &mut impl Write,
) -> Result<u64, ExportError> {
    if let Some(code) = project
        && !store::project_exists(conn, code).await?
    {
        return Err(ExportError::UnknownProject(code.to_owned()));
    }
    let mut rows = store::rows(conn, kind, project);
    let mut writer = Writer::begin(out, kind, format)?;
    while let Some(row) = rows.try_next().await? {
        writer.row(&row)?;
    }
    writer.end()
}

/// Writes rows one by one in a format.
enum Writer<'w, W: Write> {
    Geojson {
        out: &'w mut W,
        written: u64,
    },
    Csv {
        out: Box<csv::Writer<&'w mut W>>,
        columns: &'static [&'static str],
        written: u64,
    },
}

impl<'w, W: Write> Writer<'w, W> {
    fn begin(out: &'w mut W, kind: Kind, format: Format) -> Result<Self, ExportError> {
        match format {
            Format::Geojson => {
                out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
                Ok(Self::Geojson { out, written: 0 })
            }
            Format::Csv => {
                out.write_all("\u{feff}".as_bytes())?;
                let columns = store::columns(kind);
                let mut out = Box::new(csv::Writer::from_writer(out));
                out.write_record(columns).map_err(io::Error::from)?;
                Ok(Self::Csv {
                    out,
                    columns,
                    written: 0,
                })
            }
        }
    }

    fn row(&mut self, row: &store::Row) -> Result<(), ExportError> {
        match self {
            Self::Geojson { out, written } => {
                let comma = if *written == 0 { "" } else { "," };
                let geometry = row.geometry.as_deref().unwrap_or("null");
                let properties = &row.properties;
                write!(
                    out,
                    "{comma}\n{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{geometry}}}"
                )?;
                *written += 1;
            }
            Self::Csv { out, columns, written } => {
                let properties: Map<String, Value> = serde_json::from_str(&row.properties).map_err(io::Error::from)?;
                let cells = columns.iter().map(|column| match properties.get(*column) {
                    None | Some(Value::Null) => String::new(),
                    Some(Value::String(text)) => harmless(text),
                    Some(other) => other.to_string(),
                });
                out.write_record(cells).map_err(io::Error::from)?;
                *written += 1;
            }
        }
        Ok(())
    }

    fn end(self) -> Result<u64, ExportError> {
        match self {
            Self::Geojson { out, written } => {
                out.write_all(b"\n]}\n")?;
                out.flush()?;
                Ok(written)
            }
            Self::Csv { mut out, written, .. } => {
                out.flush()?;
                Ok(written)
            }
        }
    }
}

/// A text that a spreadsheet does not take for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_looks_like_a_formula_is_made_harmless() {
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(harmless("Đường số 5"), "Đường số 5");
    }
}
