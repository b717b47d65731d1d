//! Coordinate systems: what a file says it is in, and the way from there to WGS 84.

use std::{fmt, str::FromStr};

use geo::Coord;
use proj4rs::{Proj, transform::transform};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::vn2000;

/// A coordinate system known by its EPSG number; coordinates are always easting (or longitude) first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crs(u16);

/// A name that is not the name of a coordinate system that we can transform from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown coordinate system {0}")]
pub struct UnknownCrs(pub String);

impl Crs {
    /// WGS 84 longitude and latitude in degrees: the system of GeoJSON (RFC 7946) and of everything that we store.
    pub const WGS_84: Self = Self(4326);

    /// The system that the legacy `crs` member of a GeoJSON file names; `None` where it is null.
    ///
    /// # Errors
    /// When it names a system that we do not know, or names none.
    ///
    /// # Source
    /// The GeoJSON specification of 2008, section 3; and the spellings of ESRI (`wkid`) and of old servers (`code`).
    pub fn from_member(member: &Value) -> Result<Option<Self>, UnknownCrs> {
        if member.is_null() {
            return Ok(None);
        }
        let properties = member.get("properties").unwrap_or(member);
        let unknown = || UnknownCrs(member.to_string());
        let name = ["name", "code", "latestWkid", "wkid"]
            .iter()
            .find_map(|key| properties.get(key))
            .or(Some(member).filter(|member| member.is_string() || member.is_number()))
            .ok_or_else(unknown)?;
        match name {
            Value::String(name) => name.parse().map(Some),
            Value::Number(number) => number.to_string().parse().map(Some),
            _ => Err(unknown()),
        }
    }

    /// Every system that files of this country come in: WGS 84, and VN-2000 by its zones.
    pub fn in_use() -> impl Iterator<Item = Self> {
        [4326]
            .into_iter()
            .chain(vn2000::codes())
            .chain([32648, 32649, 3857])
            .map(Self)
    }

    /// Whether its coordinates are degrees.
    pub fn is_in_degrees(self) -> bool {
        self.projection().is_some_and(|projection| projection.is_latlong())
    }

    /// What people call it: `VN-2000 106°30'`, `WGS 84`; else its number.
    pub fn name(self) -> String {
        match self.0 {
            4326 => "WGS 84".to_owned(),
            3857 => "Web Mercator".to_owned(),
            32648 => "WGS 84 UTM 48N".to_owned(),
            32649 => "WGS 84 UTM 49N".to_owned(),
            code => vn2000::name(code).unwrap_or_else(|| self.to_string()),
        }
    }

    /// The meridian through the middle of its zone, degrees; `None` where it has none.
    pub fn central_meridian(self) -> Option<f64> {
        match self.0 {
            3405 | 32648 => Some(105.0),
            3406 | 32649 => Some(111.0),
            code => vn2000::central_meridian(code),
        }
    }

    /// The system of an EPSG number; `None` where we cannot transform from it.
    pub(super) fn known(code: u16) -> Option<Self> {
        let crs = Self(code);
        crs.projection().map(|_| crs)
    }

    fn projection(self) -> Option<Proj> {
        match vn2000::definition(self.0) {
            Some(definition) => Proj::from_proj_string(&definition).ok(),
            None => Proj::from_epsg_code(self.0).ok(),
        }
    }
}

impl Serialize for Crs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.0)
    }
}

impl FromStr for Crs {
    type Err = UnknownCrs;

    /// Reads `EPSG:9213`, `9213`, `urn:ogc:def:crs:EPSG::2193`, `urn:ogc:def:crs:OGC:1.3:CRS84`,
    /// `http://www.opengis.net/def/crs/EPSG/0/2193`, `ESRI:102100`, and the names of WGS 84 and of the zones of VN-2000.
    fn from_str(text: &str) -> Result<Self, UnknownCrs> {
        let unknown = || UnknownCrs(text.chars().take(200).collect());
        let upper = text.trim().to_ascii_uppercase();
        if upper.ends_with("CRS84") || upper.ends_with("CRS:84") {
            return Ok(Self::WGS_84);
        }
        let (authority, number) = upper.rsplit_once([':', '/', '#']).unwrap_or(("", &upper));
        let crs = match number.parse::<u32>() {
            Ok(102_100 | 102_113 | 900_913) => Self(3857),
            Ok(code) if authority.is_empty() || authority.contains("EPSG") || authority.contains("ESRI") => {
                Self(u16::try_from(code).map_err(|_too_large| unknown())?)
            }
            _ => {
                let letters: String = upper.chars().filter(char::is_ascii_alphanumeric).collect();
                match letters.trim_start_matches("GCS") {
                    "WGS84" | "WGS1984" => Self::WGS_84,
                    name if name.starts_with("WGS") => Self(utm_by_name(name).ok_or_else(unknown)?),
                    _ => Self(vn2000::code_by_name(text).ok_or_else(unknown)?),
                }
            }
        };
        Self::known(crs.0).ok_or_else(unknown)
    }
}

/// The EPSG code behind `WGS84UTMZONE48N` or `WGS1984UTMZONE48N`.
fn utm_by_name(letters: &str) -> Option<u16> {
    let zone = letters
        .trim_start_matches("WGS")
        .trim_start_matches("19")
        .strip_prefix("84UTMZONE")?;
    let (zone, hemisphere) = zone.split_at_checked(zone.len().checked_sub(1)?)?;
    let zone = zone.parse::<u16>().ok().filter(|zone| (1..=60).contains(zone))?;
    match hemisphere {
        "N" => Some(32_600 + zone),
        "S" => Some(32_700 + zone),
        _ => None,
    }
}

/// The way from a coordinate system to WGS 84.
pub struct ToWgs84 {
    way: Option<(Proj, Proj)>,
    swapped: bool,
}

impl ToWgs84 {
    /// The way from `crs`, right to a metre.
    ///
    /// # Errors
    /// When the system is not one that we can transform from.
    pub fn from(crs: Crs) -> Result<Self, UnknownCrs> {
        let way = if crs == Crs::WGS_84 {
            None
        } else {
            let unknown = || UnknownCrs(crs.to_string());
            let source = crs.projection().ok_or_else(unknown)?;
            let target = Crs::WGS_84.projection().ok_or_else(unknown)?;
            Some((source, target))
        };
        Ok(Self { way, swapped: false })
    }

    /// The same way from positions whose two numbers stand the other way round: northing, or latitude, first.
    #[must_use]
    pub fn swapped(self, swapped: bool) -> Self {
        Self { swapped, ..self }
    }

    /// Longitude and latitude of a position, degrees, to a billionth of a degree (0.1 mm);
    /// `None` where the position is not on the earth.
    ///
    /// The rounding makes a file that we write and read again give the same position, bit by bit.
    pub fn position(&self, x: f64, y: f64) -> Option<Coord<f64>> {
        let (x, y) = if self.swapped { (y, x) } else { (x, y) };
        let (x, y) = match &self.way {
            None => (x, y),
            Some((source, target)) => {
                let mut point = if source.is_latlong() {
                    (x.to_radians(), y.to_radians())
                } else {
                    (x, y)
                };
                transform(source, target, &mut point).ok()?;
                (point.0.to_degrees(), point.1.to_degrees())
            }
        };
        let on_earth = x.is_finite() && y.is_finite() && x.abs() <= 180.0 && y.abs() <= 90.0;
        on_earth.then(|| Coord {
            x: (x * 1e9).round() / 1e9,
            y: (y * 1e9).round() / 1e9,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_spelling_of_a_system_is_read() {
        for (text, code) in [
            ("EPSG:9213", 9213),
            (" epsg:9213 ", 9213),
            ("9213", 9213),
            ("urn:ogc:def:crs:EPSG::2193", 2193),
            ("urn:ogc:def:crs:EPSG:6.9:4326", 4326),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
            ("OGC:CRS84", 4326),
            ("CRS:84", 4326),
            ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326),
            ("http://www.opengis.net/def/crs/EPSG/0/32648", 32648),
            ("http://www.opengis.net/gml/srs/epsg.xml#4326", 4326),
            ("ESRI:102100", 3857),
            ("WGS 84", 4326),
            ("GCS_WGS_1984", 4326),
            ("VN_2000_UTM_Zone_48N", 3405),
            ("WGS_1984_UTM_Zone_48N", 32648),
            ("WGS 84 / UTM zone 49N", 32649),
            ("VN-2000 / TM-3 106-30", 9213),
            ("VN-2000 / TM-3 zone 482", 5897),
            ("VN-2000", 4756),
        ] {
            assert_eq!(text.parse(), Ok(Crs(code)), "{text}");
        }
        for text in [
            "",
            "EPSG:",
            "EPSG:1",
            "EPSG:999999",
            "local",
            "WGS 84 / UTM zone 61N",
            "WGS 72",
            "urn:ogc:def:crs:IGNF::LAMB93",
            "VN-2000 / TM-3 99-00",
        ] {
            assert!(text.parse::<Crs>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_legacy_member_is_read_in_its_spellings() {
        let read = |member: Value| Crs::from_member(&member);
        assert_eq!(read(json!(null)), Ok(None));
        assert_eq!(
            read(json!({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9213"}})),
            Ok(Some(Crs(9213)))
        );
        assert_eq!(
            read(json!({"type": "EPSG", "properties": {"code": 2193}})),
            Ok(Some(Crs(2193)))
        );
        assert_eq!(read(json!({"wkid": 102_100, "latestWkid": 3857})), Ok(Some(Crs(3857))));
        assert_eq!(read(json!("EPSG:9213")), Ok(Some(Crs(9213))));
        assert!(read(json!({"type": "link", "properties": {"href": "http://example.org/crs"}})).is_err());
        assert!(read(json!({})).is_err());
        assert!(read(json!([1])).is_err());
    }

    /// Computed with PROJ 9.1 (`ST_Transform`, PostGIS 3.3) from its own database of coordinate systems.
    #[test]
    #[expect(
        clippy::unreadable_literal,
        reason = "coordinates are pasted and compared as they are printed elsewhere"
    )]
    fn vn_2000_lands_within_a_metre_of_what_proj_says() {
        for (code, x, y, lon, lat) in [
            (9213, 419988.714, 2410113.699, 105.728149004, 21.785467495),
            (9213, 476000.0, 2437000.0, 106.269403230, 22.029944372),
            (9205, 500000.0, 2400000.0, 103.001895941, 21.695961246),
            (9206, 520000.0, 2400000.0, 104.195187280, 21.695834859),
            (9207, 520000.0, 2400000.0, 104.695186457, 21.695829107),
            (9208, 520000.0, 2400000.0, 104.945185991, 21.695826231),
            (9209, 520000.0, 2400000.0, 105.695184377, 21.695817610),
            (9210, 520000.0, 2400000.0, 105.945183768, 21.695814738),
            (9211, 520000.0, 2400000.0, 106.195183122, 21.695811867),
            (9212, 520000.0, 2400000.0, 106.445182440, 21.695808997),
            (9214, 520000.0, 2300000.0, 107.193994363, 20.792534717),
            (9215, 520000.0, 2300000.0, 107.443993542, 20.792531964),
            (9216, 520000.0, 1900000.0, 107.689850775, 17.178553991),
            (9217, 520000.0, 1600000.0, 108.437333605, 14.467208246),
            (9218, 520000.0, 1300000.0, 108.685290884, 11.755246472),
            (5897, 520000.0, 2300000.0, 105.193999639, 20.792556779),
            (5898, 520000.0, 1500000.0, 108.186602739, 13.563287089),
            (5899, 520000.0, 1700000.0, 107.938119695, 15.371066267),
            (3405, 600000.0, 2400000.0, 105.968637852, 21.699614350),
            (3406, 300000.0, 1400000.0, 109.160254543, 12.656783804),
            (4756, 105.8, 21.6, 105.801890129, 21.599017090),
        ] {
            let at = ToWgs84::from(Crs(code)).unwrap().position(x, y).unwrap();
            let metres = ((at.x - lon) * 103_500.0).hypot((at.y - lat) * 110_700.0);
            assert!(metres < 0.01, "EPSG:{code} errs by {metres} m");
        }
    }

    proptest! {
        #[test]
        fn a_position_is_on_the_earth_or_refused(x in any::<f64>(), y in any::<f64>()) {
            for code in [4326, 9213, 2193] {
                if let Some(at) = ToWgs84::from(Crs(code)).unwrap().position(x, y) {
                    prop_assert!(at.x.abs() <= 180.0 && at.y.abs() <= 90.0);
                }
            }
        }
    }
}
