//! Any bytes as a file of any kind: opened, and gone through twice; both runs find the same.
#![no_main]

use std::io::Write as _;

use libfuzzer_sys::fuzz_target;
use matbang::{
    geometry::{Crs, Shape, ToWgs84},
    imports::formats::{self, Opened, ReadOptions},
};

fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let opened = formats::open(file.path(), &ReadOptions::default(), &|name| name == "so_thua", &|| true).unwrap();
    match opened {
        Ok(opened) => {
            assert_eq!(run(&opened), opened.features);
            assert_eq!(run(&opened), opened.features);
        }
        Err(broken) => {
            let text = broken.text();
            assert!(!text.vi.is_empty() && !text.en.is_empty());
        }
    }
});

/// How many features a run finds.
fn run(opened: &Opened) -> u64 {
    let way = ToWgs84::from(Crs::WGS_84).unwrap();
    let mut source = opened.features().unwrap().unwrap();
    let mut features = 0;
    while let Some(found) = source.next().unwrap() {
        features += 1;
        if let Ok(feature) = found.feature {
            let _ = Shape::read(&feature.geometry, &way).map_err(|fault| fault.text());
        }
    }
    features
}
