//! The first rows of a file, and how it would be read: what a person confirms before a check.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::sources::Remembered;
use crate::{
    geometry::{Crs, Likely},
    imports::{
        Encoding, Kind,
        broken::{Broken, Flaw},
        columns,
        feature::{Feature, Properties},
        fields::{Fields, shown},
        formats::{self, Format, Opened, ReadOptions, StatedCrs},
        place::Sample,
    },
    language::Text,
};

/// Rows that are shown.
const ROWS: usize = 10;

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
    /// The file should name one, and does not: it must be asked.
    Missing,
    /// The file has no shapes.
    NoShapes,
}

/// A coordinate system that the numbers look like.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LikelyCrs {
    /// The system, for instance `EPSG:9213`.
    pub crs: String,
    /// Whether north stands before east.
    pub swap_axes: bool,
    /// What people call it.
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

/// The first rows of a file, whatever it holds, and a sample of its positions.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn preview(path: &Path, query: &PreviewQuery, project: Option<&str>) -> Result<(Preview, Sample), Text> {
    let opened = open(path, query)?;
    let rows = rows(&opened)?;
    let sample = Sample::take(&opened, query.kind, &[], project).map_err(|error| unreadable(&error))?;
    let preview = Preview {
        format: opened.format,
        layers: opened
            .layers
            .iter()
            .map(|layer| Layer {
                name: layer.name.clone(),
                features: layer.features,
            })
            .collect(),
        layer: opened.layer.clone(),
        encoding: opened.encoding,
        features: Some(opened.features),
        crs: crs(&opened.crs),
        columns: opened.columns.clone(),
        rows,
        fields: Vec::new(),
        remembered: None,
    };
    Ok((preview, sample))
}

/// A file as it is asked for; where a layer or an encoding must be chosen, in the first that may be meant: whoever looks at
/// it chooses.
fn open(path: &Path, query: &PreviewQuery) -> Result<Opened, Text> {
    let kinds = query.kind.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
    let is_known = |name: &str| kinds.iter().any(|kind| Fields::is_known(*kind, name));
    let mut how = ReadOptions {
        layer: query.layer.clone(),
        encoding: query.encoding,
    };
    loop {
        match formats::open(path, &how, &is_known, &|| true).map_err(|error| unreadable(&error))? {
            Ok(opened) => return Ok(opened),
            Err(Broken {
                flaw: Flaw::ChooseLayer(names),
                ..
            }) if how.layer.is_none() => how.layer = names.first().cloned(),
            Err(Broken {
                flaw: Flaw::NotUtf8(seems),
                ..
            }) if how.encoding.is_none() => {
                how.encoding = Some(seems.unwrap_or(Encoding::Windows1258));
            }
            Err(broken) => return Err(broken.text()),
        }
    }
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

impl PreviewCrs {
    /// Takes in the readings that put the shapes where they belong, unless the file's own is one of them.
    pub fn suggest(&mut self, likely: &[Likely]) {
        let is_stated = |one: &Likely| !one.swap_axes && self.stated.as_deref() == Some(&one.crs.to_string());
        if !likely.iter().any(is_stated) {
            self.likely = likely.iter().copied().map(told).collect();
        }
    }
}

fn told(likely: Likely) -> LikelyCrs {
    let name = likely.crs.name();
    let text = if likely.swap_axes {
        Text::new(format!("{name}, đảo trục"), format!("{name}, axes swapped"))
    } else {
        Text::new(name.clone(), name)
    };
    LikelyCrs {
        crs: likely.crs.to_string(),
        swap_axes: likely.swap_axes,
        text,
    }
}

fn crs(found: &StatedCrs) -> PreviewCrs {
    let (stated, how, name) = match found {
        StatedCrs::Standard => (Some(Crs::WGS_84.to_string()), CrsHow::Standard, None),
        StatedCrs::Named(crs) => (Some(crs.to_string()), CrsHow::Named, None),
        StatedCrs::Unknown(name) => (None, CrsHow::Unknown, Some(name.clone())),
        StatedCrs::Missing => (None, CrsHow::Missing, None),
        StatedCrs::NoShapes => (None, CrsHow::NoShapes, None),
    };
    PreviewCrs {
        stated,
        how,
        name,
        likely: Vec::new(),
    }
}

/// The first rows, a cell for each column.
fn rows(opened: &Opened) -> Result<Vec<Vec<Option<String>>>, Text> {
    let mut source = opened
        .features()
        .map_err(|error| unreadable(&error))?
        .map_err(|broken| broken.text())?;
    let mut rows = Vec::with_capacity(ROWS);
    while rows.len() < ROWS {
        let Some(found) = source.next().map_err(|broken| broken.text())? else {
            break;
        };
        let mut row = vec![None; opened.columns.len()];
        // A feature that is none is a matter of the check.
        if let Ok(Feature {
            properties: Properties::List(properties),
            ..
        }) = found.feature
        {
            for (name, cell) in properties {
                let place = opened.columns.iter().position(|column| *column == name);
                if let Some(place) = place {
                    row[place] = Some(shown(&cell).into_owned()).filter(|text| !text.is_empty());
                }
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

fn unreadable(error: &std::io::Error) -> Text {
    Text::new(
        format!("không đọc được tệp: {error}"),
        format!("the file cannot be read: {error}"),
    )
}
