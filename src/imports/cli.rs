//! The command `import`: options, progress on the terminal, and the report in words.

use std::{
    fmt::Write as _,
    io::{IsTerminal as _, stderr},
    path::PathBuf,
    sync::Mutex,
    time::{Duration, Instant},
};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use sqlx::PgPool;
use uuid::Uuid;

use super::{ImportError, ImportOptions, Kind, Progress, Report, import_file};
use crate::{
    audit::Author,
    calendar::Day,
    language::{Language, Text},
};

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
struct FileArgs {
    /// GeoJSON: a collection of features, a single one, or one a line
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
    /// Do everything but keep nothing
    #[arg(long)]
    dry_run: bool,
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
        let author = Author {
            name: file.by,
            door: "cli",
        };
        let display = Display::new(language);
        let report = import_file(pool, &author, Uuid::now_v7(), &file.file, &options, &|progress| {
            display.show(progress);
        })
        .await;
        display.clear();
        let report = report?;
        println!("{}", in_words(&report, language));
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
            dry_run: file.dry_run,
            ..unit.unwrap_or_else(|| ImportOptions::new(kind, file_name))
        };
        (file, options)
    }
}

/// Progress: a bar on a terminal, a line every few seconds elsewhere.
struct Display {
    language: Language,
    bar: Option<ProgressBar>,
    last_line: Mutex<Instant>,
}

/// Time between two lines of progress where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

impl Display {
    fn new(language: Language) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_bad_template| ProgressStyle::default_bar()))
        });
        Self {
            language,
            bar,
            last_line: Mutex::new(Instant::now()),
        }
    }

    fn show(&self, progress: Progress) {
        let text = match progress {
            Progress::Surveying => Text::new("Xem cấu trúc tệp", "Looking at the file"),
            Progress::Reading { .. } => Text::new("Đọc", "Reading"),
            Progress::Merging => Text::new("Ghi vào cơ sở dữ liệu", "Storing"),
        };
        let text = text.in_language(self.language);
        match (&self.bar, progress) {
            (Some(bar), Progress::Reading { features, of_features }) => {
                bar.set_length(of_features);
                bar.set_position(features);
                bar.set_message(text.to_owned());
            }
            (Some(bar), _) => bar.set_message(text.to_owned()),
            (None, Progress::Reading { features, of_features }) => {
                let Ok(mut last) = self.last_line.lock() else { return };
                if last.elapsed() >= LINE_EVERY {
                    *last = Instant::now();
                    eprintln!("{text} {features}/{of_features}");
                }
            }
            (None, _) => eprintln!("{text}"),
        }
    }

    fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Problems printed on the terminal; the rest only as a number.
const PRINTED_PROBLEMS: usize = 20;

/// The report as it is printed.
fn in_words(report: &Report, language: Language) -> String {
    let say = |vi: &str, en: &str| Text::new(vi, en).in_language(language).to_owned();
    let verdict = if report.refused > 0 {
        say("TỪ CHỐI: chưa ghi gì vào cơ sở dữ liệu", "REFUSED: nothing was stored")
    } else if report.dry_run {
        say(
            "CHẠY THỬ: không ghi gì vào cơ sở dữ liệu",
            "DRY RUN: nothing was stored",
        )
    } else {
        say("ĐÃ NHẬP", "STORED")
    };
    let mut out = format!("{verdict}: {}\n", report.file_name);
    let counts = [
        (true, say("đọc", "read"), report.read),
        (true, say("mới", "new"), report.stored),
        (true, say("cập nhật", "updated"), report.updated),
        (true, say("không đổi", "unchanged"), report.unchanged),
        (true, say("từ chối", "refused"), report.refused),
        (
            report.outside_units > 0,
            say("ngoài mọi đơn vị hành chính", "outside every unit"),
            report.outside_units,
        ),
        (
            report.kept_by_person > 0,
            say(
                "giữ giá trị do người nhập (--overwrite để ghi đè)",
                "kept as a person set them (--overwrite to replace)",
            ),
            report.kept_by_person,
        ),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(told, ..)| *told)
        .map(|(_, what, n)| format!("{what} {n}"))
        .collect();
    let _ = write!(out, "  {}", counts.join(" · "));
    if let Some(crs) = &report.crs {
        let _ = write!(out, "\n  {}: {crs}", say("hệ tọa độ", "coordinate system"));
    }
    if let Some([west, south, east, north]) = report.bbox {
        let _ = write!(
            out,
            "\n  {}: {west:.5} {south:.5} {east:.5} {north:.5}",
            say("phạm vi", "extent")
        );
    }
    for note in &report.notes {
        let _ = write!(out, "\n  • {}", note.in_language(language));
    }
    for problem in report.problems.iter().take(PRINTED_PROBLEMS) {
        let place = match problem.feature {
            0 => say("tệp", "file"),
            n => format!("{} {n}", say("đối tượng", "feature")),
        };
        let key = problem.key.as_ref().map(|key| format!(" ({key})")).unwrap_or_default();
        let field = problem.field.map(|field| format!(" {field}")).unwrap_or_default();
        let _ = write!(out, "\n  ✗ {place}{key}{field}: {}", problem.text.in_language(language));
    }
    let untold = report.more_problems + report.problems.len().saturating_sub(PRINTED_PROBLEMS) as u64;
    if untold > 0 {
        let _ = write!(out, "\n  … {} {untold}", say("và thêm", "and more:"));
    }
    out
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

    #[test]
    fn the_report_is_told_in_the_readers_language() {
        let mut report = Report::new(Kind::Parcels, "a.geojson".into(), false);
        report.read = 7;
        report.refuse_file(None, Text::new("tệp trống", "the file is empty"));
        let words = in_words(&report, Language::Vi);
        assert!(
            words.starts_with("TỪ CHỐI") && words.contains("đọc 7") && words.contains("tệp trống"),
            "{words}"
        );
        let words = in_words(&report, Language::En);
        assert!(
            words.starts_with("REFUSED") && words.contains("read 7") && words.contains("the file is empty"),
            "{words}"
        );
    }
}
