//! Coordinate systems written as well-known text: the `.prj` of a shapefile, the definitions in a GeoPackage.
//!
//! Such a text says the same thing up to three times: by the number of a registry, by a name, and by its parameters.
//! Whoever wrote it may have got any of them wrong; a text whose parts contradict each other names no system.

use super::{Crs, UnknownCrs, vn2000};

/// The longest text that is looked at, bytes.
const LONGEST: usize = 64 * 1024;

/// How deep its parts may stand in each other.
const DEEPEST: usize = 16;

/// A part of the text: `KEYWORD["a text", 12.5, OTHER[...]]`.
#[derive(Debug, PartialEq)]
struct Part<'a> {
    keyword: &'a str,
    texts: Vec<&'a str>,
    numbers: Vec<f64>,
    parts: Vec<Part<'a>>,
}

impl Crs {
    /// The system that a well-known text means, of the first version (OGC 01-009, also as ESRI writes it) or the
    /// second (ISO 19162).
    ///
    /// # Errors
    /// When the text is malformed, means a system that we do not know, or contradicts itself.
    pub fn from_wkt(text: &str) -> Result<Self, UnknownCrs> {
        let text = text.trim_start_matches('\u{feff}').trim();
        let shown = |text: &str| UnknownCrs(text.chars().take(200).collect());
        let Some(root) = text.get(..text.len().min(LONGEST)).and_then(read) else {
            return Err(shown(text));
        };
        let unknown = || shown(root.texts.first().copied().unwrap_or(text));
        // A height beside the place is left away.
        let place = if root.is(&["COMPD_CS", "COMPOUNDCRS", "BOUNDCRS"]) {
            root.first_place().ok_or_else(unknown)?
        } else {
            &root
        };
        if !place.is(PLANE) && !place.is(DEGREES) {
            return Err(unknown());
        }
        let said = [place.registered(), place.named(), place.computed()];
        let mut said = said.into_iter().flatten();
        let crs = said.next().ok_or_else(unknown)?;
        if said.all(|other| other == crs) {
            Ok(crs)
        } else {
            Err(unknown())
        }
    }
}

/// Systems in metres.
const PLANE: &[&str] = &["PROJCS", "PROJCRS", "PROJECTEDCRS"];

/// Systems in degrees.
const DEGREES: &[&str] = &["GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "GEODETICCRS"];

impl Part<'_> {
    fn is(&self, keywords: &[&str]) -> bool {
        keywords
            .iter()
            .any(|keyword| self.keyword.eq_ignore_ascii_case(keyword))
    }

    fn child(&self, keywords: &[&str]) -> Option<&Self> {
        self.parts.iter().find(|part| part.is(keywords))
    }

    /// The first part in degrees or metres, at any depth.
    fn first_place(&self) -> Option<&Self> {
        self.parts.iter().find_map(|part| {
            if part.is(PLANE) || part.is(DEGREES) {
                Some(part)
            } else {
                part.first_place()
            }
        })
    }

    /// The system of the number that a registry gives it.
    fn registered(&self) -> Option<Crs> {
        let entry = self.child(&["AUTHORITY", "ID"])?;
        let code = match (entry.texts.get(1), entry.numbers.first()) {
            (Some(code), _) => (*code).to_owned(),
            (None, Some(code)) => code.to_string(),
            (None, None) => return None,
        };
        format!("{}:{code}", entry.texts.first()?).parse().ok()
    }

    fn named(&self) -> Option<Crs> {
        self.texts.first()?.parse().ok()
    }

    /// The system that its datum, projection and parameters make.
    fn computed(&self) -> Option<Crs> {
        let base = if self.is(PLANE) {
            self.child(&["GEOGCS", "BASEGEOGCRS", "BASEGEODCRS"])?
        } else {
            self
        };
        let datum = base.datum()?;
        if base
            .child(&["PRIMEM", "PRIMEMERIDIAN"])
            .is_some_and(|meridian| !near(meridian.numbers.first(), 0.0))
        {
            return None;
        }
        if self.is(DEGREES) {
            return Crs::known(match datum {
                Datum::Wgs84 => 4326,
                Datum::Vn2000 => 4756,
            });
        }
        let conversion = self.child(&["CONVERSION"]).unwrap_or(self);
        let method = conversion.child(&["PROJECTION", "METHOD"])?.texts.first()?;
        if !letters(method).contains("transversemercator") {
            return None;
        }
        let unit = self
            .child(&["UNIT", "LENGTHUNIT"])
            .or_else(|| self.child(&["CS"])?.child(&["UNIT", "LENGTHUNIT"]));
        if unit.is_some_and(|unit| !near(unit.numbers.first(), 1.0)) {
            return None;
        }
        let parameter = |names: &[&str], default: f64| {
            let found = conversion.parts.iter().find(|part| {
                part.is(&["PARAMETER"])
                    && part
                        .texts
                        .first()
                        .is_some_and(|name| names.contains(&letters(name).as_str()))
            });
            found.map_or(Some(default), |part| part.numbers.first().copied())
        };
        let meridian = parameter(
            &["centralmeridian", "longitudeofnaturalorigin", "longitudeoforigin"],
            0.0,
        )?;
        let scale = parameter(&["scalefactor", "scalefactoratnaturalorigin"], 1.0)?;
        let east = parameter(&["falseeasting"], 0.0)?;
        let north = parameter(&["falsenorthing"], 0.0)?;
        let latitude = parameter(&["latitudeoforigin", "latitudeofnaturalorigin"], 0.0)?;
        if !near(Some(&east), 500_000.0) || !near(Some(&latitude), 0.0) {
            return None;
        }
        let code = match datum {
            Datum::Vn2000 if near(Some(&north), 0.0) => vn2000::code_by_parameters(meridian, scale)?,
            Datum::Wgs84 if near(Some(&scale), 0.9996) => utm(meridian, north)?,
            _ => return None,
        };
        Crs::known(code)
    }

    fn datum(&self) -> Option<Datum> {
        let datum = self.child(&["DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"])?;
        let names = [datum.texts.first()?, self.texts.first()?].map(|name| letters(name));
        let shift = datum.child(&["TOWGS84"]).map_or(&[][..], |shift| &shift.numbers);
        // Many write the datum of Vietnam as WGS 84 with a shift.
        if shift.first().is_some_and(|first| (first + 191.904).abs() < 0.01) {
            return Some(Datum::Vn2000);
        }
        let has = |words: &[&str]| words.iter().any(|word| names[0].contains(word));
        if has(&["vn2000", "vietnam2000"]) || (!has(&["wgs"]) && names[1].contains("vn2000")) {
            Some(Datum::Vn2000)
        } else if has(&["wgs1984", "wgs84", "worldgeodeticsystem1984"]) && shift.iter().all(|part| part.abs() < 1e-9) {
            Some(Datum::Wgs84)
        } else {
            None
        }
    }
}

/// What a system is fixed to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Datum {
    Wgs84,
    Vn2000,
}

/// EPSG code of the zone of UTM on WGS 84 with a central meridian.
fn utm(meridian: f64, north: f64) -> Option<u16> {
    let zone = (1..=60_u16).find(|zone| (f64::from(*zone) * 6.0 - 183.0 - meridian).abs() < 1e-6)?;
    if near(Some(&north), 0.0) {
        Some(32_600 + zone)
    } else {
        near(Some(&north), 10_000_000.0).then_some(32_700 + zone)
    }
}

fn near(number: Option<&f64>, wanted: f64) -> bool {
    number.is_some_and(|number| (number - wanted).abs() < 1e-6)
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

/// The parts of a text; `None` where it is malformed.
fn read(text: &str) -> Option<Part<'_>> {
    let mut rest = text;
    let part = part(&mut rest, 0)?;
    rest.trim().is_empty().then_some(part)
}

fn part<'a>(rest: &mut &'a str, depth: usize) -> Option<Part<'a>> {
    let open = rest.find(['[', '('])?;
    let keyword = rest[..open].trim();
    if depth == DEEPEST
        || keyword.is_empty()
        || !keyword.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        return None;
    }
    *rest = &rest[open + 1..];
    let mut found = Part {
        keyword,
        texts: Vec::new(),
        numbers: Vec::new(),
        parts: Vec::new(),
    };
    loop {
        *rest = rest.trim_start();
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"')?;
            found.texts.push(&quoted[..end]);
            *rest = &quoted[end + 1..];
        } else {
            let end = rest.find(['[', '(', ',', ']', ')'])?;
            if rest[end..].starts_with(['[', '(']) {
                found.parts.push(part(rest, depth + 1)?);
            } else {
                // A bare word names the direction of an axis, and says nothing to us.
                found.numbers.extend(rest[..end].trim().parse::<f64>());
                *rest = &rest[end..];
            }
        }
        *rest = rest.trim_start();
        let sign = rest.chars().next()?;
        *rest = &rest[1..];
        match sign {
            ',' => {}
            ']' | ')' => return Some(found),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests;
