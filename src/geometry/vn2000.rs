//! The Vietnamese grid VN-2000, whose provincial zones most registries of coordinate systems lack.

/// The shift from VN-2000 to WGS 84: metres, arc-seconds, ppm.
///
/// EPSG:6960 gives the rotations for a rotated frame; PROJ rotates the vector, so their signs are turned here.
/// Unturned, as printed in many places, they err by 0.8 m; no shift at all errs by 224 m.
const SHIFT: &str =
    "+ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278";

/// EPSG code, central meridian in degrees, and the meridian as zones are called by it.
const ZONES: [(u16, f64, &str); 17] = [
    (9205, 103.0, "10300"),
    (9206, 104.0, "10400"),
    (9207, 104.5, "10430"),
    (9208, 104.75, "10445"),
    (9209, 105.5, "10530"),
    (9210, 105.75, "10545"),
    (9211, 106.0, "10600"),
    (9212, 106.25, "10615"),
    (9213, 106.5, "10630"),
    (9214, 107.0, "10700"),
    (9215, 107.25, "10715"),
    (9216, 107.5, "10730"),
    (9217, 108.25, "10815"),
    (9218, 108.5, "10830"),
    (5897, 105.0, "482"),
    (5898, 108.0, "491"),
    (5899, 107.75, "10745"),
];

/// The PROJ definition of a system of VN-2000, by its EPSG code.
pub fn definition(code: u16) -> Option<String> {
    match code {
        4756 => Some(format!("+proj=longlat {SHIFT} +no_defs")),
        3405 => Some(format!("+proj=utm +zone=48 {SHIFT} +units=m +no_defs")),
        3406 => Some(format!("+proj=utm +zone=49 {SHIFT} +units=m +no_defs")),
        _ => ZONES.iter().find(|zone| zone.0 == code).map(|(_, meridian, _)| {
            format!("+proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9999 +x_0=500000 +y_0=0 {SHIFT} +units=m +no_defs")
        }),
    }
}

/// The EPSG codes of the system, the provincial zones first.
pub fn codes() -> impl Iterator<Item = u16> {
    ZONES.iter().map(|zone| zone.0).chain([3405, 3406, 4756])
}

/// The central meridian of a zone, degrees.
pub fn central_meridian(code: u16) -> Option<f64> {
    ZONES.iter().find(|zone| zone.0 == code).map(|zone| zone.1)
}

/// What surveyors call a system: `VN-2000 106°30'`.
pub fn name(code: u16) -> Option<String> {
    match code {
        4756 => Some("VN-2000".to_owned()),
        3405 => Some("VN-2000 UTM 48N".to_owned()),
        3406 => Some("VN-2000 UTM 49N".to_owned()),
        _ => central_meridian(code).map(|meridian| {
            let minutes = (meridian.fract() * 60.0).round();
            format!("VN-2000 {}°{minutes:02}'", meridian.trunc())
        }),
    }
}

/// The EPSG code behind a name such as `VN-2000 / TM-3 106-30`, `VN_2000_UTM_Zone_48N` or `VN-2000`.
pub fn code_by_name(name: &str) -> Option<u16> {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let rest = letters.split("vn2000").nth(1)?;
    if rest.is_empty() {
        return Some(4756);
    }
    match rest {
        "utmzone48n" => Some(3405),
        "utmzone49n" => Some(3406),
        _ => {
            let zone = rest.strip_prefix("tm3")?;
            let zone = zone.strip_prefix("zone").unwrap_or(zone);
            ZONES
                .iter()
                .find(|(_, _, called)| *called == zone)
                .map(|(code, _, _)| *code)
        }
    }
}

/// The EPSG code of a system of VN-2000 with false easting 500 000 m, by its central meridian in degrees and its scale.
pub fn code_by_parameters(meridian: f64, scale: f64) -> Option<u16> {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    if near(scale, 0.9996) {
        return [(105.0, 3405), (111.0, 3406)]
            .into_iter()
            .find_map(|(zone, code)| near(meridian, zone).then_some(code));
    }
    let zone = ZONES.iter().find(|(_, zone, _)| near(meridian, *zone))?;
    near(scale, 0.9999).then_some(zone.0)
}
