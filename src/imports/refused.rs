//! The features that were refused, written out with the reasons, to be mended and sent again.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use serde::Deserialize;
use serde_json::{Map, Value, json, value::RawValue};

use super::{
    feature::{Cell, Properties},
    formats::{Features, Found},
};
use crate::{
    geometry::{Coordinates, Crs, RawGeometry},
    language::Text,
};

/// Refusals that are kept: more than a person mends, and less than fills the memory.
const MOST_REFUSALS: usize = 2_000_000;

/// Distinct reasons that are kept word by word; with more of them, only the field is told.
const MOST_REASONS: usize = 10_000;

/// The property that tells the reason in Vietnamese.
const REASON_VI: &str = "matbang_ly_do";

/// The property that tells the reason in English.
const REASON_EN: &str = "matbang_reason";

/// Which features were refused and why, small enough for a file of a million of them.
#[derive(Clone, Debug, Default)]
pub struct RefusedFeatures {
    /// Place of the feature in the file, and of the reason among the reasons.
    features: Vec<(u64, usize)>,
    reasons: Vec<Text>,
    known: Option<HashMap<String, usize>>,
}

impl RefusedFeatures {
    /// None yet.
    pub const fn new() -> Self {
        Self {
            features: Vec::new(),
            reasons: Vec::new(),
            known: None,
        }
    }

    /// Adds a reason for a feature; what is wrong with the file as a whole is no feature's.
    pub fn add(&mut self, feature: u64, reason: &Text) {
        if feature == 0 || self.features.len() == MOST_REFUSALS {
            return;
        }
        let known = self.known.get_or_insert_default();
        let at = match known.get(&reason.vi) {
            Some(at) => *at,
            None if self.reasons.len() < MOST_REASONS => {
                self.reasons.push(reason.clone());
                known.insert(reason.vi.clone(), self.reasons.len() - 1);
                self.reasons.len() - 1
            }
            None => MOST_REASONS,
        };
        self.features.push((feature, at));
    }

    /// Whether there may be more than are kept.
    pub const fn is_full(&self) -> bool {
        self.features.len() == MOST_REFUSALS
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// Writes the refused features of a file as GeoJSON, in the coordinates of the file; all of them or no file.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write(mut self, source: &mut dyn Features, crs: Crs, path: &Path) -> io::Result<()> {
        self.features.sort_unstable();
        let file = File::create(path)?;
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        let written = self.write_to(file, source, crs);
        if written.is_err() && is_file {
            // The first error is the one to be told.
            let _ = std::fs::remove_file(path);
        }
        written
    }

    fn write_to(&self, file: File, source: &mut dyn Features, crs: Crs) -> io::Result<()> {
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        let mut out = BufWriter::new(file);
        out.write_all(b"{\"type\":\"FeatureCollection\",")?;
        if crs != Crs::WGS_84 {
            let member = json!({"type": "name", "properties": {"name": crs.to_string()}});
            write!(out, "\"crs\":{member},")?;
        }
        out.write_all(b"\"features\":[")?;
        let mut refused = self.features.iter().peekable();
        let mut first = true;
        while refused.peek().is_some() {
            // A file that cannot be read to its end gives up the features before the break.
            let Ok(Some(found)) = source.next() else { break };
            while refused.next_if(|(feature, _)| *feature < found.number).is_some() {}
            let mut reasons = Vec::new();
            while let Some((_, at)) = refused.next_if(|(feature, _)| *feature == found.number) {
                reasons.push(self.reasons.get(*at));
            }
            if reasons.is_empty() {
                continue;
            }
            out.write_all(if first { b"\n" } else { b",\n" })?;
            first = false;
            write_feature(&mut out, found, &reasons)?;
        }
        out.write_all(b"\n]}\n")?;
        let file = out.into_inner()?;
        // A pipe or a terminal cannot be synchronised.
        if is_file { file.sync_all() } else { Ok(()) }
    }
}

/// The members of a feature as they stand in the file.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    properties: Option<&'a RawValue>,
    #[serde(borrow, default)]
    geometry: Option<&'a RawValue>,
}

fn write_feature(out: &mut impl Write, found: Found<'_>, reasons: &[Option<&Text>]) -> io::Result<()> {
    let unknown = Text::new(
        "xem lại các trường của đối tượng này",
        "look at the fields of this feature",
    );
    let said = |say: fn(&Text) -> &str| {
        let texts: Vec<&str> = reasons.iter().map(|reason| say(reason.unwrap_or(&unknown))).collect();
        Value::from(texts.join("; "))
    };
    let mut added = Map::new();
    added.insert(REASON_VI.to_owned(), said(|text| &text.vi));
    added.insert(REASON_EN.to_owned(), said(|text| &text.en));
    let members = found
        .original
        .and_then(|text| serde_json::from_slice::<Members<'_>>(text).ok());
    if let Some(members) = members {
        let mut properties: Map<String, Value> = members
            .properties
            .and_then(|raw| serde_json::from_str(raw.get()).ok())
            .unwrap_or_default();
        properties.extend(added);
        write!(out, "{{\"type\":\"Feature\",")?;
        if let Some(id) = members.id {
            write!(out, "\"id\":{},", id.get())?;
        }
        let geometry = members.geometry.map_or("null", RawValue::get);
        return write!(
            out,
            "\"properties\":{},\"geometry\":{geometry}}}",
            Value::Object(properties)
        );
    }
    let geometry = if let Ok(feature) = found.feature {
        let geometry = geometry(&feature.geometry);
        let mut own = properties(feature.properties);
        own.append(&mut added);
        added = own;
        geometry
    } else {
        // It cannot be read as JSON: its text goes along, so that nothing is lost.
        let text = found
            .original
            .map(|text| String::from_utf8_lossy(text).chars().take(10_000).collect::<String>());
        added.insert("matbang_text".to_owned(), json!(text));
        Value::Null
    };
    write!(
        out,
        "{}",
        json!({"type": "Feature", "properties": added, "geometry": geometry})
    )
}

fn properties(properties: Properties<'_>) -> Map<String, Value> {
    let Properties::List(list) = properties else {
        return Map::new();
    };
    list.into_iter()
        .map(|(name, cell)| {
            let value = match cell {
                Cell::Null | Cell::Nested => Value::Null,
                Cell::Flag(flag) => flag.into(),
                Cell::Whole(number) => number.into(),
                Cell::Number(number) => number.into(),
                Cell::Text(text) => text.into(),
            };
            (name.into_owned(), value)
        })
        .collect()
}

fn geometry(raw: &RawGeometry<'_>) -> Value {
    match raw {
        RawGeometry::Absent | RawGeometry::NotAnObject => Value::Null,
        RawGeometry::Object(kind, coordinates, parts) if parts.is_empty() => {
            json!({"type": kind, "coordinates": positions(coordinates)})
        }
        RawGeometry::Object(kind, _, parts) => {
            json!({"type": kind, "geometries": parts.iter().map(geometry).collect::<Vec<_>>()})
        }
    }
}

fn positions(coordinates: &Coordinates) -> Value {
    match coordinates {
        Coordinates::Absent | Coordinates::TooShort | Coordinates::NotNumbers => Value::Null,
        Coordinates::Number(number) => json!(number),
        Coordinates::Position(x, y) => json!([x, y]),
        Coordinates::List(list) => list.iter().map(positions).collect(),
    }
}
