//! Any bytes as well-known binary: no more is read than stands there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use matbang::geometry::wkb_parts;

fuzz_target!(|bytes: &[u8]| {
    let parts = wkb_parts(bytes, |lon, lat| (lon, lat));
    let positions: usize = parts.iter().map(Vec::len).sum();
    assert!(positions * 16 <= bytes.len());
});
