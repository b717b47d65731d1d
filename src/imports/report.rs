//! What an import tells: counts, what was refused and what looks wrong, each with its place.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Kind, formats::Format, refused::RefusedFeatures};
use crate::language::Text;

/// Problems told one by one, and as many warnings; beyond them only their number.
pub const MOST_TOLD: usize = 1000;

/// What came of an import.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Report {
    /// What the file holds.
    pub kind: Kind,
    /// Its name, without its folder.
    pub file_name: String,
    /// What kind of file it is, where that was recognised.
    pub format: Option<Format>,
    /// Whether it was only a rehearsal.
    pub dry_run: bool,
    /// Whether the data are now in the database.
    pub stored_in_database: bool,
    /// Features read.
    pub read: u64,
    /// New ones.
    pub stored: u64,
    /// Changed ones.
    pub updated: u64,
    /// Those that already said the same.
    pub unchanged: u64,
    /// Features refused; with a single one nothing is stored, unless the rest was asked for.
    pub refused: u64,
    /// Features whose shape was repaired.
    pub repaired: u64,
    /// Parcels with a shape that lie in no administrative unit.
    pub outside_units: u64,
    /// Parcels or projects of which a value set by a person was kept against the file.
    pub kept_by_person: u64,
    /// The coordinate system that the file was read in.
    pub crs: Option<String>,
    /// West, south, east, north of what was read, degrees.
    pub bbox: Option<[f64; 4]>,
    /// What was refused and why, in the order of the file; at most a thousand.
    pub problems: Vec<Problem>,
    /// Problems beyond those told.
    pub more_problems: u64,
    /// What looks wrong but was not refused; at most a thousand.
    pub warnings: Vec<Problem>,
    /// How many warnings there are of each kind.
    pub warning_counts: Vec<WarningCount>,
    /// Remarks about the file as a whole.
    pub notes: Vec<Text>,
    /// Every refused feature, for the file of them.
    #[serde(skip)]
    pub refused_features: RefusedFeatures,
    /// Whether something is wrong with the file as a whole, so that nothing of it can be stored.
    #[serde(skip)]
    pub is_refused_as_a_whole: bool,
    /// Names of the columns of the file, by which its source is known.
    #[serde(skip)]
    pub columns: Vec<String>,
}

/// What is wrong with a feature, or with the file (feature 0).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Its place in the file, from 1; in tables the number of the row. 0: the file as a whole.
    pub feature: u64,
    /// How the register calls it, where that could be read.
    pub key: Option<String>,
    /// The field at fault.
    pub field: Option<&'static str>,
    /// What kind of problem it is: the same word in every language.
    pub code: &'static str,
    /// What is wrong and what to do, in both languages.
    #[serde(flatten)]
    pub text: Text,
}

/// How many warnings of one kind there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WarningCount {
    /// The kind.
    pub code: &'static str,
    /// How many.
    pub count: u64,
    /// The kind in words.
    #[serde(flatten)]
    pub text: Text,
}

/// The kinds of warnings, in words.
const WARNINGS: [(&str, &str, &str); 10] = [
    (
        "overlap",
        "chồng lên thửa khác của dự án",
        "overlapping another parcel of the project",
    ),
    (
        "outside_project",
        "nằm ngoài ranh giới hoặc hành lang dự án",
        "outside the boundary or corridor of the project",
    ),
    (
        "area_differs",
        "diện tích pháp lý và đo đạc lệch hơn 5 %",
        "legal and measured area differ by more than 5 %",
    ),
    ("repaired", "hình học đã được sửa", "shape repaired"),
    (
        "unknown_land_use",
        "mã loại đất chưa có trong danh mục",
        "land use code not in the list",
    ),
    (
        "out_of_order",
        "ngày của bước sau sớm hơn bước trước",
        "a later step dated before an earlier one",
    ),
    ("no_shape", "không có hình học", "without a shape"),
    (
        "split_parcel",
        "một dòng ghi nhiều thửa, đã tách",
        "one row naming several parcels, split",
    ),
    (
        "merged_cell",
        "diện tích, số tiền trong ô gộp chỉ ghi một lần",
        "areas, amounts in merged cells kept once",
    ),
    (
        "open_obstacle",
        "đã bàn giao nhưng còn vướng mắc mở",
        "handed over with an open obstacle",
    ),
];

/// What storing records came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New ones.
    pub stored: u64,
    /// Changed ones.
    pub updated: u64,
    /// Those that already said the same.
    pub unchanged: u64,
    /// Parcels with a shape that lie in no administrative unit.
    pub outside_units: u64,
    /// Rows of which a value set by a person was kept.
    pub kept_by_person: u64,
}

impl Report {
    /// The report of an import that has read nothing yet.
    pub const fn new(kind: Kind, file_name: String, dry_run: bool) -> Self {
        Self {
            kind,
            file_name,
            format: None,
            dry_run,
            stored_in_database: false,
            read: 0,
            stored: 0,
            updated: 0,
            unchanged: 0,
            refused: 0,
            repaired: 0,
            outside_units: 0,
            kept_by_person: 0,
            crs: None,
            bbox: None,
            problems: Vec::new(),
            more_problems: 0,
            warnings: Vec::new(),
            warning_counts: Vec::new(),
            notes: Vec::new(),
            refused_features: RefusedFeatures::new(),
            is_refused_as_a_whole: false,
            columns: Vec::new(),
        }
    }

    /// Takes in what is wrong with one more refused feature.
    pub fn refuse(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.refused += 1;
        problems.into_iter().for_each(|problem| self.add(problem));
    }

    /// Takes in one more thing that is wrong with a feature that is refused already.
    pub fn add(&mut self, problem: Problem) {
        self.refused_features.add(problem.feature, &problem.text);
        if self.problems.len() < MOST_TOLD {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }

    /// Takes in what is wrong with the file as a whole, even where it shows at one of its features.
    pub fn refuse_as_a_whole(&mut self, problem: Problem) {
        self.is_refused_as_a_whole = true;
        self.refuse([problem]);
    }

    /// Takes in what is wrong with the file as a whole, or with the options.
    pub fn refuse_file(&mut self, field: Option<&'static str>, code: &'static str, text: Text) {
        self.refuse_as_a_whole(Problem {
            feature: 0,
            key: None,
            field,
            code,
            text,
        });
    }

    /// Takes in something that looks wrong.
    pub fn warn(&mut self, problem: Problem) {
        self.count_warnings(problem.code, 1);
        if self.warnings.len() < MOST_TOLD {
            self.warnings.push(problem);
        }
    }

    /// Takes in how many more things of one kind look wrong, without telling them one by one.
    pub fn count_warnings(&mut self, code: &'static str, more: u64) {
        match self.warning_counts.iter_mut().find(|known| known.code == code) {
            Some(known) => known.count += more,
            None if more > 0 => self.warning_counts.push(WarningCount {
                code,
                count: more,
                text: warning_text(code),
            }),
            None => {}
        }
    }

    /// Puts problems and warnings into the order of the file.
    pub fn sort(&mut self) {
        self.problems.sort_by_key(|problem| problem.feature);
        self.warnings.sort_by_key(|warning| warning.feature);
    }

    /// What was said of each feature: whether it is refused (`true`) or only looks wrong.
    pub fn marks(&self) -> BTreeMap<u64, bool> {
        let warned = self.warnings.iter().map(|warning| (warning.feature, false));
        let refused = self.problems.iter().map(|problem| (problem.feature, true));
        warned.chain(refused).collect()
    }

    /// Takes in what storing some of the file came to.
    pub const fn count(&mut self, counts: Counts) {
        self.stored += counts.stored;
        self.updated += counts.updated;
        self.unchanged += counts.unchanged;
        self.outside_units += counts.outside_units;
        self.kept_by_person += counts.kept_by_person;
    }
}

/// What is said of a parcel, or a unit, or a project without a shape.
pub fn no_shape() -> Text {
    Text::new(
        "chưa có hình học; có thể nhập hình sau bằng cùng khóa",
        "there is no geometry yet; the shape may come later under the same key",
    )
}

fn warning_text(code: &str) -> Text {
    let known = WARNINGS.iter().find(|(known, ..)| *known == code);
    known.map_or_else(|| Text::new(code, code), |(_, vi, en)| Text::new(*vi, *en))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(feature: u64, code: &'static str) -> Problem {
        Problem {
            feature,
            key: None,
            field: None,
            code,
            text: Text::new("sai", "wrong"),
        }
    }

    #[test]
    fn a_thousand_problems_are_told_and_the_rest_counted() {
        let mut report = Report::new(Kind::Parcels, "a.geojson".into(), false);
        for feature in 1..=1500 {
            report.refuse([problem(feature, "value")]);
            report.warn(problem(feature, "no_shape"));
        }
        assert_eq!(
            (report.refused, report.problems.len(), report.more_problems),
            (1500, 1000, 500)
        );
        assert_eq!((report.warnings.len(), report.warning_counts[0].count), (1000, 1500));
        let json = serde_json::to_value(&report.problems[0]).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"feature": 1, "key": null, "field": null, "code": "value", "vi": "sai", "en": "wrong"})
        );
    }

    #[test]
    fn every_kind_of_warning_has_words() {
        for (code, vi, _) in WARNINGS {
            assert_eq!(warning_text(code).vi, vi);
        }
    }
}
