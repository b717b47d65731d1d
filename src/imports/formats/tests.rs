//! What readers have in common, and the fixtures of their tests.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use super::*;
use crate::imports::feature::{Cell, Properties};

/// A folder with files in it.
pub struct Fixture {
    folder: TempDir,
}

impl Fixture {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn zip(&self, name: &str, parts: &[(&str, &[u8])]) -> PathBuf {
        self.file(name, zipped(parts))
    }
}

/// An archive of these parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Names of columns that are known in these tests.
pub fn is_known(name: &str) -> bool {
    let folded = crate::imports::fields::fold(name);
    [
        "soto",
        "sothua",
        "dientich",
        "dientichthuhoi",
        "loaidat",
        "tenchu",
        "maho",
        "ngaychitra",
    ]
    .contains(&folded.as_str())
}

/// What opening a file gives, with no options.
pub fn opened(path: &Path) -> Result<Opened, Flaw> {
    opened_with(path, &ReadOptions::default())
}

pub fn opened_with(path: &Path, options: &ReadOptions) -> Result<Opened, Flaw> {
    open(path, options, &is_known, &|| true).unwrap().map_err(|broken| {
        let text = broken.text();
        assert!(!text.vi.is_empty() && !text.en.is_empty());
        broken.flaw
    })
}

pub fn layer(name: &str) -> ReadOptions {
    ReadOptions {
        layer: Some(name.to_owned()),
        encoding: None,
    }
}

pub fn encoding(encoding: Encoding) -> ReadOptions {
    ReadOptions {
        layer: None,
        encoding: Some(encoding),
    }
}

/// A feature as `number a=1 b=x @geometry`, or `number !why`.
pub fn shown(found: &Found<'_>) -> String {
    let mut text = found.number.to_string();
    match &found.feature {
        Ok(feature) => {
            if let Properties::List(list) = &feature.properties {
                for (name, cell) in list {
                    let value = match cell {
                        Cell::Null => continue,
                        Cell::Flag(flag) => flag.to_string(),
                        Cell::Whole(number) => number.to_string(),
                        Cell::Number(number) => format!("{number:?}"),
                        Cell::Text(text) => format!("‘{text}’"),
                        Cell::Nested => "[]".into(),
                    };
                    text = format!("{text} {name}={value}");
                }
            }
        }
        Err(why) => text = format!("{text} !{}", why.en),
    }
    text
}

/// All features of a file, which must come the same in two runs.
pub fn all(opened: &Opened) -> Vec<String> {
    let run = || {
        let mut features = opened.features().unwrap().unwrap();
        let mut all = Vec::new();
        while let Some(found) = features.next().unwrap() {
            all.push(shown(&found));
        }
        all
    };
    let all = run();
    assert_eq!(all, run());
    assert_eq!(all.len() as u64, opened.features);
    all
}

/// The geometry of the feature at a place.
pub fn geometry(opened: &Opened, place: usize) -> crate::geometry::RawGeometry<'static> {
    let mut features = opened.features().unwrap().unwrap();
    for _ in 0..place {
        features.next().unwrap().unwrap();
    }
    let found = features.next().unwrap().unwrap();
    let geometry = found.feature.unwrap().geometry;
    match geometry {
        crate::geometry::RawGeometry::Object(kind, coordinates, parts) => {
            assert!(parts.is_empty());
            crate::geometry::RawGeometry::Object(kind.map(|kind| kind.into_owned().into()), coordinates, Vec::new())
        }
        crate::geometry::RawGeometry::Absent => crate::geometry::RawGeometry::Absent,
        crate::geometry::RawGeometry::NotAnObject => crate::geometry::RawGeometry::NotAnObject,
    }
}

/// Opens a file of whatever bytes and reads all that can be read of it: it must answer, and nothing more.
pub fn survives(path: &Path) {
    if let Ok(Ok(opened)) = open(path, &ReadOptions::default(), &is_known, &|| true)
        && let Ok(Ok(mut features)) = opened.features()
    {
        while let Ok(Some(_)) = features.next() {}
    }
}

/// A file in which some bytes are others, or which ends too early.
pub fn spoiled(bytes: &[u8], changes: &[(usize, u8)], cut: Option<usize>) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, byte) in changes {
        let place = place % bytes.len();
        bytes[place] = *byte;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut % (bytes.len() + 1));
    }
    bytes
}

const TWO_PARCELS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"so_to":1},"geometry":null},
    {"type":"Feature","properties":{"so_to":2},"geometry":null}]}"#;

#[test]
fn a_file_is_read_as_what_it_is_whatever_it_is_called() {
    let fixture = Fixture::new();
    let table = fixture.file("parcels.geojson", "Số tờ,Số thửa\n1,2\n");
    assert_eq!(opened(&table).unwrap().format, Format::Csv);
    let parcels = fixture.file("parcels.csv", TWO_PARCELS);
    assert_eq!(opened(&parcels).unwrap().format, Format::Geojson);
    for (bytes, flaw) in [
        (b"\x89PNG\r\n\x1a\n".as_slice(), Flaw::Other("PNG")),
        (b"", Flaw::Empty),
        (b"words without end", Flaw::Unrecognised),
        (
            &zipped(&[("photo.png", b"x")]),
            Flaw::NothingInside(vec!["photo.png".into()]),
        ),
        (&zipped(&[]), Flaw::NothingInside(Vec::new())),
    ] {
        assert_eq!(opened(&fixture.file("parcels.geojson", bytes)).err(), Some(flaw));
    }
}

#[test]
fn a_folder_and_a_missing_file_are_errors_of_the_disk() {
    let fixture = Fixture::new();
    for path in [fixture.path("."), fixture.path("nothing")] {
        assert!(open(&path, &ReadOptions::default(), &is_known, &|| true).is_err());
    }
}

#[test]
fn a_single_file_in_a_zip_is_read_and_of_several_one_is_chosen() {
    let fixture = Fixture::new();
    let one = fixture.zip(
        "one.zip",
        &[
            ("folder/Parcels.GEOJSON", TWO_PARCELS.as_bytes()),
            ("__MACOSX/folder/._Parcels.GEOJSON", b"junk"),
            ("readme.txt", b"junk"),
        ],
    );
    assert_eq!(all(&opened(&one).unwrap()), ["1 so_to=1", "2 so_to=2"]);
    let two = fixture.zip(
        "two.zip",
        &[
            ("a.geojson", TWO_PARCELS.as_bytes()),
            ("b.geojson", br#"{"type":"Feature","properties":{"so_to":7}}"#),
        ],
    );
    let names = vec!["a.geojson".to_owned(), "b.geojson".to_owned()];
    assert_eq!(opened(&two).err(), Some(Flaw::ChooseLayer(names.clone())));
    assert_eq!(
        opened_with(&two, &layer("c")).err(),
        Some(Flaw::NoSuchLayer("c".into(), names))
    );
    let chosen = opened_with(&two, &layer("b.geojson")).unwrap();
    assert_eq!(all(&chosen), ["1 so_to=7"]);
    assert_eq!(chosen.layer.as_deref(), Some("b.geojson"));
    assert_eq!(chosen.layers[1].features, Some(1));
    let table = fixture.zip("table.zip", &[("table.csv", "Số tờ;Số thửa\n1;2\n".as_bytes())]);
    assert_eq!(all(&opened(&table).unwrap()), ["2 Số tờ=‘1’ Số thửa=‘2’"]);
    let nested = fixture.zip("nested.zip", &[("table.csv", &zipped(&[("a.csv", b"x")]))]);
    assert_eq!(opened(&nested).err(), Some(Flaw::NothingInside(vec!["a.csv".into()])));
}

#[test]
fn whoever_stops_waiting_stops_the_reading() {
    let fixture = Fixture::new();
    let line = "{\"type\":\"Feature\",\"properties\":{}}\n";
    let many = fixture.file("many.geojson", line.repeat(2000));
    let table = fixture.file("many.csv", format!("Số tờ,Số thửa\n{}", "1,2\n".repeat(2000)));
    let zip = fixture.zip("zip.zip", &[("a.geojson", line.as_bytes())]);
    for path in [many, table, zip] {
        let stopped = open(&path, &ReadOptions::default(), &is_known, &|| false).unwrap();
        assert_eq!(stopped.err().map(|broken| broken.flaw), Some(Flaw::Stopped));
    }
}
