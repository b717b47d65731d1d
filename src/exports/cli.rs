//! The command `export`.

use std::{
    io::{BufWriter, Write as _, stdout},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use sqlx::{PgConnection, PgPool};
use tempfile::NamedTempFile;

use super::{ExportError, Format, export};
use crate::{
    audit::{self, Author, PROGRAM},
    imports::Kind,
    language::{Language, Text},
};

/// `matbang export …`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// What to write
    what: What,
    /// Only this project
    #[arg(long, value_name = "CODE")]
    project: Option<String>,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// File to write, replaced only when the export is complete; standard output where absent
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    Units,
    Projects,
    Parcels,
}

impl ExportArgs {
    /// Exports and gives the exit code: 0 done, 2 no such project.
    ///
    /// # Errors
    /// When the database or the file fails.
    pub async fn run(self, pool: &PgPool, language: Language) -> Result<u8, ExportError> {
        match self.write(pool).await {
            Ok(written) => {
                let text = Text::new(
                    format!("Đã xuất {written} đối tượng"),
                    format!("{written} features written"),
                );
                eprintln!("{}", text.in_language(language));
                Ok(0)
            }
            Err(ExportError::UnknownProject(code)) => {
                let text = Text::new(format!("không có dự án {code}"), format!("there is no project {code}"));
                eprintln!("{}", text.in_language(language));
                Ok(2)
            }
            Err(error) => Err(error),
        }
    }

    async fn write(&self, pool: &PgPool) -> Result<u64, ExportError> {
        let kind = match self.what {
            What::Units => Kind::Units,
            What::Projects => Kind::Projects,
            What::Parcels => Kind::Parcels,
        };
        let mut conn = pool.acquire().await?;
        let written = self.write_out(&mut conn, kind).await?;
        let author = Author::by_command(PROGRAM);
        audit::record_export(
            &mut conn,
            &author,
            kind.code(),
            usize::try_from(written).unwrap_or(usize::MAX),
        )
        .await?;
        Ok(written)
    }

    async fn write_out(&self, conn: &mut PgConnection, kind: Kind) -> Result<u64, ExportError> {
        let project = self.project.as_deref();
        let Some(path) = &self.output else {
            return export(conn, kind, project, self.format, &mut BufWriter::new(stdout())).await;
        };
        // The folder of the file: a rename within it is atomic.
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut file = BufWriter::new(NamedTempFile::new_in(folder)?);
        let written = export(conn, kind, project, self.format, &mut file).await?;
        file.flush()?;
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(written)
    }
}
