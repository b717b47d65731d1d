//! Files of units, projects and parcels, read as a stream and stored in one transaction: all of a file or nothing.
//!
//! A file is gone through twice. The first time only its structure is looked at, and the coordinate system that may
//! stand at its very end ([`formats`]). The second time a thread of its own reads each feature ([`feature`], [`fields`],
//! [`values`], [`parse`]) and writes rows ([`staging`]): those of parcels that can only be new flow straight
//! into the tables ([`arrivals`]), all others into temporary ones, from where [`store`] merges them. What is wrong ends in the [`Report`], never in an error.

pub mod cli;
pub mod formats;
pub mod ground;
pub mod land_use;
pub mod numbers;
pub mod values;

mod arrivals;
mod broken;
mod cancel;
mod codes;
mod columns;
mod direct;
mod encoding;
mod error;
mod feature;
mod fields;
mod jobs;
mod limits;
mod parse;
mod pipeline;
mod place;
mod reader;
mod record;
mod refused;
mod report;
mod shapes;
mod staging;
mod stamp;
mod store;
mod terminal;
mod undo;
mod watch;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use broken::{Broken, Flaw};
pub use direct::{store_parcels, store_projects, store_units};
pub use encoding::Encoding;
pub use error::ImportError;
pub use feature::{Cell, Feature, Properties};
pub use fields::{fold, shown};
pub use jobs::{Jobs, Spool, routes};
pub use limits::Sender;
pub use numbers::NumberStyle;
pub use pipeline::import_file;
pub use record::{ParcelRecord, ProjectRecord, UnitRecord};
pub use report::{Counts, Problem, Report};
pub use watch::{Outputs, Progress, Watch};

use crate::calendar::Day;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Kind {
    /// Administrative units.
    Units,
    /// Projects.
    Projects,
    /// Parcels.
    Parcels,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Units, Self::Projects, Self::Parcels];

    /// The word in the database, the API and commands.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Projects => "projects",
            Self::Parcels => "parcels",
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::Units => "import.units",
            Self::Projects => "import.projects",
            Self::Parcels => "import.parcels",
        }
    }
}

/// What whoever imports says about a file.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct ImportOptions {
    /// What it holds.
    pub kind: Kind,
    /// Its name as people know it, without its folder.
    pub file_name: String,
    /// Project of all parcels that name none.
    pub project: Option<String>,
    /// Coordinate system, against whatever the file says.
    pub crs: Option<String>,
    /// Whether the two numbers of a position stand the other way round.
    pub swap_axes: bool,
    /// The layer, or the sheet, of a file with several.
    pub layer: Option<String>,
    /// The encoding of its text, where that cannot be told from the file.
    pub encoding: Option<Encoding>,
    /// How numbers are written that could be read in two ways.
    pub numbers: Option<NumberStyle>,
    /// Level of all units that name none.
    pub level: Option<String>,
    /// Code of the unit above all units that name none.
    pub parent: Option<String>,
    /// First day of all units that name none.
    pub valid_from: Option<Day>,
    /// First day after the end of all units that name none.
    pub valid_to: Option<Day>,
    /// Names of properties: field, property; `@id` is the feature's own id.
    pub map: Vec<(String, String)>,
    /// Whether values that a person set last are overwritten.
    pub overwrite: bool,
    /// Whether new units and parcels may come without a shape.
    pub allow_no_shape: bool,
    /// Whether invalid shapes are repaired.
    pub repair: bool,
    /// Whether the good features are stored where others are refused.
    pub skip_bad: bool,
    /// Whether everything is done but kept.
    pub dry_run: bool,
    /// Vietnamese name of a level that is new.
    pub level_name_vi: Option<String>,
    /// English name of a level that is new.
    pub level_name_en: Option<String>,
    /// Whose limits hold; none: the operator's at the command line, who has none.
    pub sender: Option<Sender>,
}

impl ImportOptions {
    /// The options of a file of which nothing is said.
    pub const fn new(kind: Kind, file_name: String) -> Self {
        Self {
            kind,
            file_name,
            project: None,
            crs: None,
            swap_axes: false,
            layer: None,
            encoding: None,
            numbers: None,
            level: None,
            parent: None,
            valid_from: None,
            valid_to: None,
            map: Vec::new(),
            overwrite: false,
            allow_no_shape: false,
            repair: false,
            skip_bad: false,
            dry_run: false,
            level_name_vi: None,
            level_name_en: None,
            sender: None,
        }
    }
}
