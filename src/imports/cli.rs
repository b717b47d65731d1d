//! The command `import` and its options.

use std::{io::Write as _, path::PathBuf, sync::Arc};

use clap::{Args, Subcommand};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Encoding, ImportError, ImportOptions, Kind, NumberStyle, Outputs, Watch, import_file,
    terminal::{Display, in_words},
};
use crate::{audit::Author, calendar::Day, language::Language};

/// `matbang import …`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What the file holds
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Administrative units: outlines with code, name and level
    Units(UnitArgs),
    /// Projects: boundaries or alignments
    Projects(FileArgs),
    /// Parcels, with the days of their steps
    Parcels(ParcelArgs),
}

/// What is said about any file.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
struct FileArgs {
    /// GeoJSON (also one feature a line), a zipped shapefile, a GeoPackage, CSV or XLSX
    file: PathBuf,
    /// Coordinate system, where the file names none or the wrong one
    #[arg(long, value_name = "EPSG:CODE")]
    crs: Option<String>,
    /// Name of a property in the file; @id is the feature's own id. May be repeated
    #[arg(long, value_name = "FIELD=PROPERTY", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Also overwrite values that a person set last
    #[arg(long)]
    overwrite: bool,
    /// Accept new units and parcels whose shape will follow
    #[arg(long)]
    allow_no_shape: bool,
    /// The numbers of a position stand the other way round: northing, or latitude, first
    #[arg(long)]
    swap_axes: bool,
    /// Layer, or sheet, of a file with several
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// Encoding of its text: utf-8, utf-16, windows-1258, tcvn3 or vni
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// How numbers are written that could be read in two ways, such as 20.000
    #[arg(long, value_enum, value_name = "vi|en")]
    numbers: Option<NumberStyle>,
    /// Repair invalid shapes, and tell their areas before and after
    #[arg(long)]
    repair: bool,
    /// Store what is good, and list what is bad
    #[arg(long)]
    skip_bad: bool,
    /// Do everything but keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the refused features to a file, with the reasons, to be mended and sent again
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Who imports
    #[arg(long, value_name = "NAME", default_value = "import")]
    by: String,
}

#[derive(Debug, Args)]
struct UnitArgs {
    #[command(flatten)]
    file: FileArgs,
    /// Level of units that name none, for instance district
    #[arg(long)]
    level: Option<String>,
    /// Vietnamese name of the level, where it is new
    #[arg(long, value_name = "NAME")]
    level_name_vi: Option<String>,
    /// English name of the level, where it is new
    #[arg(long, value_name = "NAME")]
    level_name_en: Option<String>,
    /// Code of the unit above units that name none
    #[arg(long, value_name = "CODE")]
    parent: Option<String>,
    /// First day of units that name none
    #[arg(long, value_name = "YYYY-MM-DD")]
    valid_from: Option<Day>,
    /// First day on which units that name none exist no more
    #[arg(long, value_name = "YYYY-MM-DD")]
    valid_to: Option<Day>,
}

#[derive(Debug, Args)]
struct ParcelArgs {
    #[command(flatten)]
    file: FileArgs,
    /// Project of parcels that name none
    #[arg(long, value_name = "CODE")]
    project: Option<String>,
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::by_name(text).ok_or_else(|| "write utf-8, utf-16, windows-1258, tcvn3 or vni".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((target, source)) if !target.trim().is_empty() && !source.is_empty() => {
            Ok((target.trim().to_owned(), source.to_owned()))
        }
        _ => Err("write FIELD=PROPERTY, for instance name=name_vn".to_owned()),
    }
}

impl ImportArgs {
    /// Imports, prints the report, and gives the exit code: 0 stored (or rehearsed), 1 refused.
    ///
    /// # Errors
    /// When the file cannot be opened or the database fails.
    pub async fn run(self, pool: &PgPool, language: Language) -> Result<u8, ImportError> {
        let (file, options) = self.what.options();
        let author = Author::by_command(&file.by);
        let outputs = Outputs {
            refused: file.refused,
            shapes: None,
        };
        let display = Arc::new(Display::new(language));
        let shown = Arc::clone(&display);
        let watch = Watch::new(move |progress| shown.show(progress), CancellationToken::new());
        let report = import_file(pool, &author, Uuid::now_v7(), &file.file, &options, &outputs, &watch).await;
        display.clear();
        let report = report?;
        let said = if file.json {
            serde_json::to_string_pretty(&report).map_err(std::io::Error::other)?
        } else {
            in_words(&report, language)
        };
        // Whoever reads may have stopped, as `head` does: the import stands all the same.
        let _ = writeln!(std::io::stdout(), "{said}");
        Ok(u8::from(report.refused > 0))
    }
}

impl What {
    fn options(self) -> (FileArgs, ImportOptions) {
        let (kind, file, unit, project) = match self {
            Self::Units(args) => {
                let UnitArgs {
                    file,
                    level,
                    level_name_vi,
                    level_name_en,
                    parent,
                    valid_from,
                    valid_to,
                } = args;
                let unit = ImportOptions {
                    level,
                    parent,
                    valid_from,
                    valid_to,
                    level_name_vi,
                    level_name_en,
                    ..ImportOptions::new(Kind::Units, String::new())
                };
                (Kind::Units, file, Some(unit), None)
            }
            Self::Projects(file) => (Kind::Projects, file, None, None),
            Self::Parcels(args) => (Kind::Parcels, args.file, None, args.project),
        };
        let file_name = file
            .file
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let options = ImportOptions {
            file_name: file_name.clone(),
            project,
            crs: file.crs.clone(),
            map: file.map.clone(),
            overwrite: file.overwrite,
            allow_no_shape: file.allow_no_shape,
            swap_axes: file.swap_axes,
            layer: file.layer.clone(),
            encoding: file.encoding,
            numbers: file.numbers,
            repair: file.repair,
            skip_bad: file.skip_bad,
            dry_run: file.dry_run,
            ..unit.unwrap_or_else(|| ImportOptions::new(kind, file_name))
        };
        (file, options)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        import: ImportArgs,
    }

    #[test]
    fn options_of_the_command_line_reach_the_import() {
        let line =
            "import units a/b.geojson --level district --map code=district_id --map name=name_vn --valid-to 2025-07-01";
        let command = Command::try_parse_from(line.split(' ')).unwrap();
        let (_, options) = command.import.what.options();
        assert_eq!(options.kind, Kind::Units);
        assert_eq!(options.file_name, "b.geojson");
        assert_eq!(options.level.as_deref(), Some("district"));
        assert_eq!(options.valid_to, "2025-07-01".parse().ok());
        assert_eq!(
            options.map,
            [
                ("code".to_owned(), "district_id".to_owned()),
                ("name".to_owned(), "name_vn".to_owned())
            ]
        );
        for wrong in [
            "import",
            "import parcels",
            "import units a --map code",
            "import units a --valid-to 1/7/2025",
        ] {
            assert!(Command::try_parse_from(wrong.split(' ')).is_err(), "{wrong}");
        }
    }
}
