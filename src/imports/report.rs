//! What an import tells: counts, and every problem with its place.

use serde::Serialize;
use utoipa::ToSchema;

use super::Kind;
use crate::language::Text;

/// Problems told one by one; beyond them only their number.
const MOST_PROBLEMS: usize = 1000;

/// What came of an import.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Report {
    /// What the file holds.
    pub kind: Kind,
    /// Its name, without its folder.
    pub file_name: String,
    /// Whether it was only a rehearsal.
    pub dry_run: bool,
    /// Whether the data are now in the database: all of them or none.
    pub stored_in_database: bool,
    /// Features read.
    pub read: u64,
    /// New ones.
    pub stored: u64,
    /// Changed ones.
    pub updated: u64,
    /// Those that already said the same.
    pub unchanged: u64,
    /// Features refused; with a single one nothing is stored.
    pub refused: u64,
    /// Parcels with a shape that lie in no administrative unit.
    pub outside_units: u64,
    /// Parcels or projects of which a value set by a person was kept against the file.
    pub kept_by_person: u64,
    /// The coordinate system that the file was read in.
    pub crs: Option<String>,
    /// West, south, east, north of what was read, degrees.
    pub bbox: Option<[f64; 4]>,
    /// What was refused and why, in the order of the file.
    pub problems: Vec<Problem>,
    /// Problems beyond those told.
    pub more_problems: u64,
    /// Remarks that refuse nothing.
    pub notes: Vec<Text>,
}

/// Why a feature, or the file (feature 0), is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Number of the feature in the file, from 1; 0: the file as a whole.
    pub feature: u64,
    /// How the register calls it, where that could be read.
    pub key: Option<String>,
    /// The field at fault.
    pub field: Option<&'static str>,
    /// What is wrong and what to do, in both languages.
    #[serde(flatten)]
    pub text: Text,
}

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
    /// A report on a file of which nothing was read yet.
    pub const fn new(kind: Kind, file_name: String, dry_run: bool) -> Self {
        Self {
            kind,
            file_name,
            dry_run,
            stored_in_database: false,
            read: 0,
            stored: 0,
            updated: 0,
            unchanged: 0,
            refused: 0,
            outside_units: 0,
            kept_by_person: 0,
            crs: None,
            bbox: None,
            problems: Vec::new(),
            more_problems: 0,
            notes: Vec::new(),
        }
    }

    /// Takes in the problems of one refused feature.
    pub fn refuse(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.refused += 1;
        for problem in problems {
            if self.problems.len() < MOST_PROBLEMS {
                self.problems.push(problem);
            } else {
                self.more_problems += 1;
            }
        }
    }

    /// Takes in what is wrong with the file as a whole, or with the options.
    pub fn refuse_file(&mut self, field: Option<&'static str>, text: Text) {
        self.refuse([Problem {
            feature: 0,
            key: None,
            field,
            text,
        }]);
    }

    /// Takes in what storing came to.
    pub const fn count(&mut self, counts: Counts) {
        self.stored = counts.stored;
        self.updated = counts.updated;
        self.unchanged = counts.unchanged;
        self.outside_units = counts.outside_units;
        self.kept_by_person = counts.kept_by_person;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_problems_are_told_and_the_rest_counted() {
        let mut report = Report::new(Kind::Parcels, "a.geojson".into(), false);
        for feature in 1..=1500 {
            report.refuse([Problem {
                feature,
                key: None,
                field: None,
                text: Text::new("sai", "wrong"),
            }]);
        }
        assert_eq!(
            (report.refused, report.problems.len(), report.more_problems),
            (1500, 1000, 500)
        );
        let json = serde_json::to_value(&report.problems[0]).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"feature": 1, "key": null, "field": null, "vi": "sai", "en": "wrong"})
        );
    }
}
