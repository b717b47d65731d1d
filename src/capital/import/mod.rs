//! Capital figures of many projects from one file: all of it or nothing.
//!
//! `columns` says what headings mean, `amounts` what money is written, `file` reads the rows; here they meet the projects
//! and the stored figures.

mod amounts;
mod columns;
mod file;
mod model;

use std::{collections::HashMap, io::Write as _};

use sqlx::PgConnection;
use tempfile::NamedTempFile;

use super::{
    recording::{self, Amounts, Fate, NewFigure, Recorder},
    store as figures,
};
use crate::{imports::ImportError, language::Text, problem::Problem};

pub use amounts::MoneyUnit;
pub use file::{Options, ReadFile, read};
pub use model::{ImportQuery, Imported, ImportedChange};

/// What a file says, received as bytes.
///
/// # Errors
/// [`Problem::Refused`] with everything that is wrong in it, row by row.
pub fn read_bytes(bytes: &[u8], options: &Options) -> Result<ReadFile, Problem> {
    let on_disk = || -> std::io::Result<NamedTempFile> {
        let mut file = NamedTempFile::new()?;
        file.write_all(bytes)?;
        file.flush()?;
        Ok(file)
    };
    let file = on_disk().map_err(|error| Problem::from(ImportError::File(error)))?;
    read(file.path(), options)
}

/// What a file says of projects that are known.
pub struct Resolved {
    read: ReadFile,
    /// The figures, in the order of the rows.
    pub figures: Vec<NewFigure>,
}

/// Finds the projects that a file names.
///
/// # Errors
/// [`Problem::Refused`] with the rows whose project is not known, or the database.
pub async fn resolve(conn: &mut PgConnection, read: ReadFile) -> Result<Resolved, Problem> {
    let codes: Vec<String> = read.rows.iter().map(|row| row.project.clone()).collect();
    let known = figures::projects(conn, &codes).await?;
    let ids: HashMap<String, i32> = known.into_iter().map(|project| (project.code, project.id)).collect();
    let mut problems = Vec::new();
    let mut resolved = Vec::with_capacity(read.rows.len());
    for row in &read.rows {
        match ids.get(&row.project) {
            Some(id) => resolved.push(NewFigure {
                project_id: *id,
                year: row.year,
                as_of: row.as_of,
                amounts: row.amounts,
                note: None,
            }),
            None => problems.push(read.problem(row.number, columns::Column::Project, &unknown(&row.project))),
        }
    }
    if problems.is_empty() {
        Ok(Resolved {
            read,
            figures: resolved,
        })
    } else {
        Err(file::refused(problems))
    }
}

fn unknown(code: &str) -> Text {
    Text::new(
        format!("không có dự án mang mã «{code}»; hãy sửa mã hoặc tạo dự án trước"),
        format!("there is no project with the code «{code}»; mend the code, or create the project first"),
    )
}

/// Stores the figures of a file, and gives back what became of each.
///
/// # Errors
/// Only those of the database.
pub async fn store(conn: &mut PgConnection, recorder: &Recorder<'_>, resolved: &Resolved) -> sqlx::Result<Vec<Fate>> {
    figures::lock(conn).await?;
    recording::record(conn, recorder, &resolved.figures).await
}

impl Resolved {
    /// Codes of the projects, by row.
    pub fn projects(&self) -> impl Iterator<Item = &str> {
        self.read.rows.iter().map(|row| row.project.as_str())
    }

    /// What became of the file, or would.
    pub fn told(self, fates: Vec<Fate>, dry_run: bool) -> Imported {
        let count = |is: fn(&Fate) -> bool| fates.iter().filter(|fate| is(fate)).count();
        let (new, changed, same) = (
            count(|fate| *fate == Fate::New),
            count(|fate| matches!(fate, Fate::Changed(_))),
            count(|fate| *fate == Fate::Same),
        );
        let rows = self.read.rows.len();
        let changes = self.read.rows.into_iter().zip(fates).filter_map(|(row, fate)| {
            let before = match fate {
                Fate::Same => return None,
                Fate::New => None,
                Fate::Changed(before) => Some(before),
            };
            Some(ImportedChange {
                row: row.number,
                project: row.project,
                year: row.year,
                as_of: row.as_of,
                before,
                over_plan: row.amounts.disbursed_vnd > row.amounts.planned_vnd,
                after: row.amounts,
            })
        });
        Imported {
            dry_run,
            rows,
            new,
            changed,
            same,
            changes: changes.collect(),
            columns: self.read.columns,
            sheet: self.read.sheet,
        }
    }
}

#[cfg(test)]
mod tests;
