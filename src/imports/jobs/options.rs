//! What is said about a file: as JSON, as fields of a form, and as the import takes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    calendar::Day,
    imports::{Encoding, ImportOptions, Kind, NumberStyle, Sender},
    problem::Problem,
};

/// What is said about a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ImportOptions)]
#[expect(clippy::struct_excessive_bools, reason = "each is said by itself")]
pub struct Options {
    /// What it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Project of parcels that name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// Coordinate system, for instance `EPSG:9213`, against whatever the file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// Level of units that name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Code of the unit above units that name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// First day of units that name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Day>,
    /// First day after the end of units that name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
    /// Vietnamese name of a level that is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level_name_vi: Option<String>,
    /// English name of a level that is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level_name_en: Option<String>,
    /// Columns by field, where their names do not tell; `@id` is the feature's own id.
    pub map: BTreeMap<String, String>,
    /// Layer of a `GeoPackage`, or sheet of an XLSX.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// Encoding of the texts, against whatever the file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// How texts such as 20.000 are read, which could be read in two ways.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<NumberStyle>,
    /// Whether coordinates stand as north before east.
    pub swap_axes: bool,
    /// Whether invalid shapes are mended, and told.
    pub repair: bool,
    /// Whether refused features are left out, instead of the whole file.
    pub skip_bad: bool,
    /// Whether new units and parcels may come without a shape.
    pub allow_no_shape: bool,
    /// Whether values that a person set last are overwritten.
    pub overwrite: bool,
}

impl Options {
    /// The options as the import of a file of that kind takes them.
    pub fn for_import(self, kind: Kind, file_name: String, dry_run: bool, sender: Option<Sender>) -> ImportOptions {
        ImportOptions {
            kind,
            file_name,
            project: self.project,
            crs: self.crs,
            level: self.level,
            parent: self.parent,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            map: self.map.into_iter().collect(),
            overwrite: self.overwrite,
            allow_no_shape: self.allow_no_shape,
            dry_run,
            level_name_vi: self.level_name_vi,
            level_name_en: self.level_name_en,
            layer: self.layer,
            encoding: self.encoding,
            numbers: self.numbers,
            swap_axes: self.swap_axes,
            repair: self.repair,
            skip_bad: self.skip_bad,
            sender,
        }
    }

    /// What may be proposed for the next file of the same source: how it is read, not what was done with it.
    pub fn to_remember(&self) -> Self {
        Self {
            skip_bad: false,
            overwrite: false,
            ..self.clone()
        }
    }

    /// Takes in one field of a form; an empty one says nothing.
    ///
    /// # Errors
    /// [`Problem::Refused`] for a field that is not known, or a value that it cannot have.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let refuse = |vi: &str, en: &str| Problem::field(&format!("/{name}"), vi, en);
        let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
        let day = || match value {
            "" => Ok(None),
            _ => value
                .parse()
                .map(Some)
                .map_err(|_| refuse("Ngày viết dạng 2026-11-23.", "Write a day as 2026-11-23.")),
        };
        let yes = || match value {
            "true" => Ok(true),
            "" | "false" => Ok(false),
            _ => Err(refuse("Viết true hoặc false.", "Write true or false.")),
        };
        match name {
            "kind" => {
                self.kind = word(value).map_err(|()| {
                    refuse(
                        "kind là units, projects hoặc parcels.",
                        "kind is units, projects or parcels.",
                    )
                })?;
            }
            "encoding" => {
                self.encoding = word(value).map_err(|()| {
                    refuse(
                        "encoding là utf-8, utf-16, windows-1258, tcvn3 hoặc vni.",
                        "encoding is utf-8, utf-16, windows-1258, tcvn3 or vni.",
                    )
                })?;
            }
            "numbers" => {
                self.numbers = word(value).map_err(|()| refuse("numbers là vi hoặc en.", "numbers is vi or en."))?;
            }
            "project" => self.project = text(),
            "crs" => self.crs = text(),
            "level" => self.level = text(),
            "parent" => self.parent = text(),
            "level_name_vi" => self.level_name_vi = text(),
            "level_name_en" => self.level_name_en = text(),
            "layer" => self.layer = text(),
            "valid_from" => self.valid_from = day()?,
            "valid_to" => self.valid_to = day()?,
            "overwrite" => self.overwrite = yes()?,
            "allow_no_shape" => self.allow_no_shape = yes()?,
            "swap_axes" => self.swap_axes = yes()?,
            "repair" => self.repair = yes()?,
            "skip_bad" => self.skip_bad = yes()?,
            "map" if value.is_empty() => {}
            "map" => {
                let (field, column) = value
                    .split_once('=')
                    .ok_or_else(|| refuse("map viết dạng trường=cột.", "Write map as field=column."))?;
                self.map.insert(field.trim().to_owned(), column.trim().to_owned());
            }
            _ => return Err(refuse("Không có trường này.", "There is no such field.")),
        }
        Ok(())
    }
}

/// Nobody said what a file holds.
pub fn kind_missing() -> Problem {
    Problem::field(
        "/kind",
        "Hãy cho biết tệp chứa gì: kind là units, projects hoặc parcels.",
        "Say what the file holds: kind is units, projects or parcels.",
    )
}

/// A word of a small vocabulary; none where nothing is said.
fn word<T: for<'de> Deserialize<'de>>(value: &str) -> Result<Option<T>, ()> {
    if value.is_empty() {
        return Ok(None);
    }
    let value = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(value);
    T::deserialize(value).map(Some).map_err(|_| ())
}

impl From<&ImportOptions> for Options {
    fn from(options: &ImportOptions) -> Self {
        let options = options.clone();
        Self {
            kind: Some(options.kind),
            project: options.project,
            crs: options.crs,
            level: options.level,
            parent: options.parent,
            valid_from: options.valid_from,
            valid_to: options.valid_to,
            level_name_vi: options.level_name_vi,
            level_name_en: options.level_name_en,
            map: options.map.into_iter().collect(),
            layer: options.layer,
            encoding: options.encoding,
            numbers: options.numbers,
            swap_axes: options.swap_axes,
            repair: options.repair,
            skip_bad: options.skip_bad,
            allow_no_shape: options.allow_no_shape,
            overwrite: options.overwrite,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_and_json_say_the_same() {
        let mut form = Options::default();
        for (name, value) in [
            ("kind", "parcels"),
            ("project", "P"),
            ("map", "parcel_no = Thửa"),
            ("map", "map_sheet=Tờ"),
            ("encoding", "windows-1258"),
            ("numbers", "vi"),
            ("skip_bad", "true"),
            ("crs", ""),
        ] {
            form.set(name, value).unwrap();
        }
        let json = serde_json::json!({
            "kind": "parcels", "project": "P", "map": { "parcel_no": "Thửa", "map_sheet": "Tờ" },
            "encoding": "windows-1258", "numbers": "vi", "skip_bad": true,
        });
        let said: Options = serde_json::from_value(json).unwrap();
        assert_eq!(said, form);
        let taken = said.for_import(Kind::Parcels, "a.geojson".to_owned(), false, None);
        assert_eq!(Options::from(&taken), form);
    }

    #[test]
    fn what_a_form_cannot_say_is_refused() {
        for (name, value) in [
            ("kind", "rivers"),
            ("encoding", "latin1"),
            ("numbers", "fr"),
            ("valid_to", "1/7/2025"),
            ("repair", "perhaps"),
            ("map", "code"),
            ("colour", "red"),
        ] {
            assert!(Options::default().set(name, value).is_err(), "{name}");
        }
    }
}
