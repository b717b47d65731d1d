//! Any JSON as a geometry: refused in words, or a tidy shape that can be measured, judged and written.
#![no_main]

use geo::{Distance as _, Euclidean, Validation as _};
use libfuzzer_sys::fuzz_target;
use matbang::geometry::{
    Crs, RawGeometry, Shape, ToWgs84, area_m2, interior_point, is_plainly_valid, misplaced, write_multi_line_string,
    write_multi_polygon, write_point,
};

fuzz_target!(|text: &[u8]| {
    let Ok(raw) = serde_json::from_slice::<RawGeometry<'_>>(text) else {
        return;
    };
    for system in ["EPSG:4326", "EPSG:9213"] {
        let way = ToWgs84::from(system.parse::<Crs>().unwrap()).unwrap();
        match Shape::read(&raw, &way) {
            Ok(Some(shape)) => check(&shape),
            Ok(None) => {}
            Err(fault) => assert!(!fault.text().vi.is_empty()),
        }
    }
});

fn check(shape: &Shape) {
    let _ = misplaced(shape, None);
    let mut out = Vec::new();
    if let Some(lines) = &shape.lines {
        write_multi_line_string(&mut out, lines);
    }
    let Some(areas) = &shape.areas else { return };
    write_multi_polygon(&mut out, areas);
    for ring in areas
        .iter()
        .flat_map(|area| std::iter::once(area.exterior()).chain(area.interiors()))
    {
        assert!(ring.is_closed() && ring.0.len() >= 4);
        assert!(ring.0.iter().all(|at| at.x.abs() <= 180.0 && at.y.abs() <= 90.0));
    }
    assert!(area_m2(areas).is_finite());
    let inside = interior_point(areas).unwrap();
    write_point(&mut out, inside);
    if is_plainly_valid(areas) {
        assert!(areas.is_valid(), "{areas:?}");
        // Where it is a billionth of a degree wide, numbers cannot tell its inside.
        assert!(Euclidean.distance(&inside, areas) <= 1e-9, "{areas:?} {inside:?}");
    }
}
