//! Any text as the name of a coordinate system, and any JSON as a `crs` member.
#![no_main]

use libfuzzer_sys::fuzz_target;
use matbang::geometry::{Crs, ToWgs84};

fuzz_target!(|text: &str| {
    if let Ok(crs) = text.parse::<Crs>() {
        check(crs);
    }
    if let Ok(member) = serde_json::from_str(text)
        && let Ok(Some(crs)) = Crs::from_member(&member)
    {
        check(crs);
    }
});

/// What is understood can be written, read again, and transformed from.
fn check(crs: Crs) {
    assert_eq!(crs.to_string().parse(), Ok(crs));
    assert!(!crs.name().is_empty());
    let way = ToWgs84::from(crs).unwrap();
    for (x, y) in [
        (0.0, 0.0),
        (105.8, 21.5),
        (427_800.0, 2_379_576.0),
        (-1e9, 1e9),
        (f64::NAN, f64::INFINITY),
    ] {
        if let Some(at) = way.position(x, y) {
            assert!(at.x.abs() <= 180.0 && at.y.abs() <= 90.0);
        }
    }
}
