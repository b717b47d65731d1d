//! The first rows of a file, and how it would be read: what a person confirms before a check.

use std::{collections::BTreeMap, fs::File, path::Path};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::sources::Remembered;
use crate::{
    geometry::{Crs, UnknownCrs},
    imports::{
        Encoding, Kind, columns,
        feature::{Feature, Properties},
        fields::{Fields, shown},
        reader::survey,
        splitter::Splitter,
    },
    language::Text,
};

/// Rows that are shown.
const ROWS: usize = 10;

/// Features whose properties make the columns: later ones may have more, which no person would read.
const FEATURES: usize = 1000;

/// How a file is looked at.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// What it holds.
    pub kind: Option<Kind>,
    /// Layer or sheet to look at.
    pub layer: Option<String>,
    /// Encoding of its texts, against whatever it says.
    pub encoding: Option<Encoding>,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ImportFormat)]
pub enum Format {
    /// `GeoJSON`: a collection, a single feature, or one a line.
    GeoJson,
}

/// A layer or a sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportLayer)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// Its features, where they can be counted.
    pub features: Option<u64>,
}

/// How the coordinate system of a file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CrsHow {
    /// The file names none, and its format has one of its own.
    Standard,
    /// The file names it.
    Named,
    /// The file names one that is not known.
    Unknown,
}

/// A coordinate system that the numbers look like.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LikelyCrs {
    /// The system, for instance `EPSG:9213`.
    pub crs: String,
    /// Whether north stands before east.
    pub swap_axes: bool,
    /// Why.
    #[serde(flatten)]
    pub text: Text,
}

/// The coordinate system of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewCrs {
    /// The system that it would be read in, where that is known.
    pub stated: Option<String>,
    /// How it is known.
    pub how: CrsHow,
    /// What the file says, where that is not understood.
    pub name: Option<String>,
    /// Systems that the numbers look like.
    pub likely: Vec<LikelyCrs>,
}

/// From where a field is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewField {
    /// The field.
    pub field: &'static str,
    /// The column, where there is one.
    pub column: Option<String>,
    /// Whether nothing can be imported without it, unless an option stands in.
    pub needed: bool,
}

/// The first rows of a file, and how it would be read.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportPreview)]
pub struct Preview {
    /// What kind of file it is.
    pub format: Format,
    /// Its layers or sheets, where it has such.
    pub layers: Vec<Layer>,
    /// The one that is shown.
    pub layer: Option<String>,
    /// Encoding of its texts.
    pub encoding: Option<Encoding>,
    /// Its features, where they can be counted.
    pub features: Option<u64>,
    /// Its coordinate system.
    pub crs: PreviewCrs,
    /// Its columns.
    pub columns: Vec<String>,
    /// The first rows, their texts shortened. May hold personal data.
    pub rows: Vec<Vec<Option<String>>>,
    /// From where each field would be read: as remembered, else by name. Empty where nobody said what the file holds.
    pub fields: Vec<PreviewField>,
    /// What was used last for a file with the same columns.
    pub remembered: Option<Remembered>,
}

/// The first rows of a file, whatever it holds.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn preview(path: &Path, query: &PreviewQuery) -> Result<Preview, Text> {
    if query.layer.is_some() || query.encoding.is_some_and(|encoding| encoding != Encoding::Utf8) {
        return Err(Text::new(
            "tệp GeoJSON không có lớp và luôn mã hóa bằng UTF-8",
            "a GeoJSON file has no layers and is always encoded in UTF-8",
        ));
    }
    let survey = survey(path)
        .map_err(|error| unreadable(&error))?
        .map_err(|broken| broken.text())?;
    let (columns, rows) = rows(path)?;
    Ok(Preview {
        format: Format::GeoJson,
        layers: Vec::new(),
        layer: None,
        encoding: Some(Encoding::Utf8),
        features: Some(survey.features),
        crs: crs(survey.crs.as_ref()),
        columns,
        rows,
        fields: Vec::new(),
        remembered: None,
    })
}

/// The columns of a file; none where it cannot be read.
pub fn columns(path: &Path, _query: &PreviewQuery) -> Vec<String> {
    rows(path).map(|(columns, _)| columns).unwrap_or_default()
}

/// From where each field of a kind would be read.
pub fn fields(kind: Kind, columns: &[String], map: &BTreeMap<String, String>) -> Vec<PreviewField> {
    let map: Vec<(String, String)> = map.clone().into_iter().collect();
    // A mapping of another version may name what is no field any more.
    let Ok(fields) = Fields::new(kind, &map).or_else(|_| Fields::new(kind, &[])) else {
        return Vec::new();
    };
    let found = fields.columns(columns);
    columns::of(kind)
        .iter()
        .map(|(field, _)| PreviewField {
            field: field.name(),
            column: found[field.index()].map(str::to_owned),
            needed: columns::needed(kind).contains(field),
        })
        .collect()
}

/// Systems that the numbers of a file look like.
fn likely_systems() -> Vec<LikelyCrs> {
    Vec::new()
}

fn crs(found: Option<&Result<Crs, UnknownCrs>>) -> PreviewCrs {
    let (stated, how, name) = match found {
        None => (Some(Crs::WGS_84.to_string()), CrsHow::Standard, None),
        Some(Ok(crs)) => (Some(crs.to_string()), CrsHow::Named, None),
        Some(Err(unknown)) => (None, CrsHow::Unknown, Some(unknown.0.clone())),
    };
    PreviewCrs {
        stated,
        how,
        name,
        likely: likely_systems(),
    }
}

type Rows = (Vec<String>, Vec<Vec<Option<String>>>);

fn rows(path: &Path) -> Result<Rows, Text> {
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut splitter = Splitter::new(file);
    let mut columns: Vec<String> = Vec::new();
    let mut first: Vec<BTreeMap<usize, String>> = Vec::new();
    for _ in 0..FEATURES {
        let Some(piece) = splitter.next().map_err(|broken| broken.text())? else {
            break;
        };
        let mut row = BTreeMap::new();
        // A feature that is none is a matter of the check.
        if let Ok(feature) = Feature::read(&piece)
            && let Properties::List(properties) = feature.properties
        {
            for (name, cell) in properties {
                let place = columns.iter().position(|column| *column == name).unwrap_or_else(|| {
                    columns.push(name.into_owned());
                    columns.len() - 1
                });
                row.insert(place, shown(&cell).into_owned());
            }
        }
        if first.len() < ROWS {
            first.push(row);
        }
    }
    let rows = first
        .into_iter()
        .map(|mut row| {
            let cell = |place| row.remove(&place).filter(|text| !text.is_empty());
            (0..columns.len()).map(cell).collect()
        })
        .collect();
    Ok((columns, rows))
}

fn unreadable(error: &std::io::Error) -> Text {
    Text::new(
        format!("không đọc được tệp: {error}"),
        format!("the file cannot be read: {error}"),
    )
}
