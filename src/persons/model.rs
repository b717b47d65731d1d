//! Rows and wire types of land users.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::parcels::ParcelSummary;

/// What is known of the land user of a parcel.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Internal number of the parcel.
    pub parcel_id: i64,
    /// The name; none where the register gives none.
    pub holder_name: Option<String>,
    /// Compensation of the parcel, whole VND.
    pub compensation_vnd: Option<i64>,
}

/// Why somebody looks.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhyQuery {
    /// What it is needed for; stands in the audit.
    #[param(max_length = 200)]
    pub why: Option<String>,
}

/// The land user of a parcel.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ParcelPersons {
    /// The name; null: not known.
    pub holder_name: Option<String>,
    /// Compensation of the parcel, whole VND; null: not known, or not for the caller.
    pub compensation_vnd: Option<i64>,
    /// Whether the caller may see the compensation.
    pub with_compensation: bool,
}

/// A search by name.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameSearch {
    /// Words of the name, or their beginnings, with or without marks; at least 2 letters.
    #[schema(min_length = 2, max_length = 200)]
    pub name: String,
    /// Only in the project with this code.
    pub project: Option<String>,
}

/// A parcel of a land user who was searched for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FoundPerson {
    /// The name.
    pub holder_name: Option<String>,
    /// The parcel.
    pub parcel: ParcelSummary,
}

/// What a search by name finds in the areas of the account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonsFound {
    /// The first of them, at most 50, by project, map sheet and number.
    pub items: Vec<FoundPerson>,
    /// How many there are.
    pub total: usize,
}

/// A list of parcels with the names of their land users, as a file.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonsExport {
    /// Which parcels: a query string as `GET /api/v1/parcels` takes it.
    #[serde(default)]
    pub filter: String,
    /// What it is needed for; stands in the audit and in every row.
    #[schema(pattern = r"\S", max_length = 200)]
    pub reason: String,
}

/// An order to erase personal data.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// Why; stands in the audit.
    #[schema(pattern = r"\S", max_length = 200)]
    pub reason: String,
}
