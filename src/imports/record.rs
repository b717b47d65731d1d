//! What one feature of a file says, parsed into types; `None` means that the file does not say.

use geo::{MultiLineString, MultiPolygon};

use crate::{calendar::Day, steps::Step};

/// An administrative unit.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitRecord {
    /// Its code.
    pub code: String,
    /// Name in Vietnamese.
    pub name: String,
    /// Level in the tree, for instance `district`.
    pub level: String,
    /// Code of the unit above it.
    pub parent_code: Option<String>,
    /// First day on which it exists.
    pub valid_from: Option<Day>,
    /// First day on which it exists no more.
    pub valid_to: Option<Day>,
    /// Outline; WGS 84 lon/lat degrees, exterior rings counter-clockwise.
    pub geometry: Option<MultiPolygon<f64>>,
}

/// A key infrastructure project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectRecord {
    /// Its code: the key.
    pub code: String,
    /// Name in Vietnamese; needed where the project is new.
    pub name: Option<String>,
    /// `transport`, `industrial`, `urban`, `irrigation`, `energy`, `social` or `other`.
    pub sector: Option<String>,
    /// `QG`, `A`, `B` or `C`.
    pub group: Option<String>,
    /// The body that builds.
    pub investor: Option<String>,
    /// Day on which land clearance began.
    pub start_on: Option<Day>,
    /// Day by which all land is to be handed over.
    pub clearance_deadline: Option<Day>,
    /// Full width of the strip to clear, metres.
    pub corridor_width_m: Option<f64>,
    /// Shortest stretch on which the contractor can work, metres.
    pub min_workable_m: Option<f64>,
    /// Area; WGS 84 lon/lat degrees.
    pub boundary: Option<MultiPolygon<f64>>,
    /// Centre line; WGS 84 lon/lat degrees.
    pub alignment: Option<MultiLineString<f64>>,
}

/// A cadastral parcel affected by one project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParcelRecord {
    /// Code of the project: part of the key.
    pub project_code: String,
    /// Unit as the register writes it, or empty: part of the key.
    pub register_unit_code: String,
    /// Map sheet: part of the key.
    pub map_sheet: String,
    /// Parcel number: part of the key.
    pub parcel_no: String,
    /// Land use codes, for instance `ONT 120 + CLN 380`.
    pub land_use: Option<String>,
    /// Code of the household or organisation.
    pub household_code: Option<String>,
    /// Name of the land user. PERSONAL.
    pub holder_name: Option<String>,
    /// Area in the papers, m².
    pub legal_area_m2: Option<f64>,
    /// Area to be recovered, m².
    pub recovered_area_m2: Option<f64>,
    /// Compensation, whole VND. PERSONAL.
    pub compensation_vnd: Option<i64>,
    /// Whether the household must be resettled.
    pub needs_resettlement: Option<bool>,
    /// The day of each step, in the order of [`Step::ALL`].
    pub steps: [Option<Day>; Step::COUNT],
    /// Shape; WGS 84 lon/lat degrees, exterior rings counter-clockwise.
    pub geometry: Option<MultiPolygon<f64>>,
}

impl ParcelRecord {
    /// How reports call the parcel: project, register unit, sheet and number.
    pub fn key(&self) -> String {
        let parts = [
            &self.project_code,
            &self.register_unit_code,
            &self.map_sheet,
            &self.parcel_no,
        ];
        parts.map(String::as_str).join("/")
    }

    /// Whether a later step carries an earlier day: real registers do, so it is told and not refused.
    pub fn is_out_of_order(&self) -> bool {
        let days: Vec<Day> = self.steps.iter().copied().flatten().collect();
        !days.is_sorted()
    }
}
