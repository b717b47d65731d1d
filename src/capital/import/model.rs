use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Amounts, MoneyUnit, Options, columns::Column};
use crate::{calendar::Day, imports::NumberStyle};

/// How a file is to be read.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Only say what would become of it.
    pub dry_run: bool,
    /// Name of the file, for the history.
    #[param(max_length = 200)]
    pub file_name: Option<String>,
    /// The sheet, of a workbook with several; default: the first that fits.
    pub sheet: Option<String>,
    /// The unit of amounts whose heading names none.
    pub unit: Option<MoneyUnit>,
    /// How numbers are written that can be read in two ways.
    pub numbers: Option<NumberStyle>,
}

impl ImportQuery {
    /// The name of the file on one line, without its folder.
    pub fn file_name(&self) -> String {
        let name = self.file_name.as_deref().unwrap_or_default();
        let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let base: String = base.chars().filter(|sign| !sign.is_control()).take(200).collect();
        let base = base.trim();
        if base.is_empty() {
            "capital".to_owned()
        } else {
            base.to_owned()
        }
    }

    /// How the file is to be read.
    pub fn options(self) -> Options {
        Options {
            sheet: self.sheet,
            unit: self.unit,
            numbers: self.numbers,
        }
    }
}

/// How a column was read.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapitalColumn)]
pub struct ReadColumn {
    /// What it means.
    pub field: Column,
    /// Its heading in the file.
    pub heading: String,
    /// The unit of its amounts.
    pub unit: Option<MoneyUnit>,
}

/// Figures that a file adds or changes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapitalChange)]
pub struct ImportedChange {
    /// Number of the row, as a spreadsheet shows it.
    pub row: u64,
    /// Code of the project.
    pub project: String,
    /// The year.
    pub year: i16,
    /// Day that the figures were reported for.
    pub as_of: Day,
    /// What stood there; null: nothing.
    pub before: Option<Amounts>,
    /// What the file says.
    pub after: Amounts,
    /// Whether more is disbursed than planned: worth a look.
    pub over_plan: bool,
}

/// What became of a file, or would.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapitalImported)]
pub struct Imported {
    /// Whether nothing was stored.
    pub dry_run: bool,
    /// Rows of figures.
    pub rows: usize,
    /// How many are new.
    pub new: usize,
    /// How many change what stood there.
    pub changed: usize,
    /// How many stood there already.
    pub same: usize,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// How the columns were read.
    pub columns: Vec<ReadColumn>,
    /// What is new or changed, in the order of the rows.
    pub changes: Vec<ImportedChange>,
}
