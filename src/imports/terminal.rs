//! Progress and the report as a terminal shows them.

use std::{
    fmt::Write as _,
    io::{IsTerminal as _, stderr},
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Problem, Progress, Report};
use crate::language::{Language, Text};

/// Progress: a bar on a terminal, a line every few seconds elsewhere.
pub struct Display {
    language: Language,
    bar: Option<ProgressBar>,
    last_line: Mutex<Instant>,
}

/// Time between two lines of progress where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

impl Display {
    /// A display in the reader's language.
    pub fn new(language: Language) -> Self {
        let bar = stderr().is_terminal().then(|| ProgressBar::new(0));
        Self {
            language,
            bar,
            last_line: Mutex::new(Instant::now()),
        }
    }

    /// Shows how far the import has come.
    pub fn show(&self, progress: Progress) {
        let text = match progress {
            Progress::Surveying => Text::new("Xem cấu trúc tệp", "Looking at the file"),
            Progress::Reading { .. } => Text::new("Đọc", "Reading"),
            Progress::Merging => Text::new("Ghi vào cơ sở dữ liệu", "Storing"),
        };
        let text = text.in_language(self.language);
        match (&self.bar, progress) {
            (Some(bar), Progress::Reading { features, of_features }) => {
                let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
                bar.set_style(style.unwrap_or_else(|_bad_template| ProgressStyle::default_bar()));
                bar.set_length(of_features);
                bar.set_position(features);
                bar.set_message(text.to_owned());
            }
            (Some(bar), _) => {
                // How long this takes is not known: no time left is told.
                bar.set_style(ProgressStyle::default_spinner());
                bar.set_message(text.to_owned());
            }
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

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Problems printed on the terminal; the rest only as a number.
const PRINTED_PROBLEMS: usize = 20;

fn with_mark(mark: char, problems: &[Problem]) -> impl Iterator<Item = (char, &Problem)> {
    problems
        .iter()
        .take(PRINTED_PROBLEMS)
        .map(move |problem| (mark, problem))
}

/// The report as it is printed.
pub fn in_words(report: &Report, language: Language) -> String {
    let say = |vi: &str, en: &str| Text::new(vi, en).in_language(language).to_owned();
    let verdict = if report.refused > 0 && !report.stored_in_database {
        say("TỪ CHỐI: chưa ghi gì vào cơ sở dữ liệu", "REFUSED: nothing was stored")
    } else if report.refused > 0 {
        say(
            "ĐÃ NHẬP PHẦN TỐT, bỏ lại phần bị từ chối",
            "STORED WHAT IS GOOD, left out what was refused",
        )
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
        (report.repaired > 0, say("đã sửa hình", "repaired"), report.repaired),
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
    for warning in &report.warning_counts {
        let _ = write!(out, "\n  ⚠ {}: {}", warning.text.in_language(language), warning.count);
    }
    for (mark, problem) in with_mark('✗', &report.problems).chain(with_mark('⚠', &report.warnings)) {
        let place = match problem.feature {
            0 => say("tệp", "file"),
            n => format!("{} {n}", say("đối tượng", "feature")),
        };
        let key = problem.key.as_ref().map(|key| format!(" ({key})")).unwrap_or_default();
        let field = problem.field.map(|field| format!(" {field}")).unwrap_or_default();
        let _ = write!(
            out,
            "\n  {mark} {place}{key}{field}: {}",
            problem.text.in_language(language)
        );
    }
    let told = report.problems.len().min(PRINTED_PROBLEMS) + report.warnings.len().min(PRINTED_PROBLEMS);
    let warnings: u64 = report.warning_counts.iter().map(|warning| warning.count).sum();
    let untold = report.more_problems + report.problems.len() as u64 + warnings - told as u64;
    if untold > 0 {
        let _ = write!(
            out,
            "\n  … {} {untold} (--json, --refused)",
            say("và thêm", "and more:")
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::Kind;

    #[test]
    fn the_report_is_told_in_the_readers_language() {
        let mut report = Report::new(Kind::Parcels, "a.geojson".into(), false);
        report.read = 7;
        report.refuse_file(None, "broken_file", Text::new("tệp trống", "the file is empty"));
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
