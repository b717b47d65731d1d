use proptest::prelude::*;

use super::*;
use crate::imports::formats::tests::{Fixture, opened, spoiled, survives, zipped};

const FEATURE: &[u8] = br#"{"type":"Feature","properties":{"a":1},"geometry":null}"#;

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let fixture = Fixture::new();
    let zeros = vec![b' '; 80 * 1024 * 1024];
    let bomb = fixture.zip("bomb.zip", &[("a.geojson", &zeros)]);
    assert!(bomb.metadata().unwrap().len() < 1024 * 1024);
    assert_eq!(opened(&bomb).err(), Some(Flaw::ZipBomb));
    let names: Vec<String> = (0..=MOST_ENTRIES).map(|n| format!("{n}.geojson")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), FEATURE)).collect();
    assert_eq!(opened(&fixture.zip("many.zip", &parts)).err(), Some(Flaw::ZipBomb));
    let names: Vec<String> = (0..40).map(|n| format!("{n}{}", "x".repeat(60_000))).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), FEATURE)).collect();
    assert_eq!(opened(&fixture.zip("long.zip", &parts)).err(), Some(Flaw::ZipBomb));
}

#[test]
fn the_list_of_entries_is_weighed_wherever_chunks_are_cut() {
    struct Slow<'a>(&'a [u8]);
    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            // Ends of the source look like ends of chunks: everything is read in one.
            self.0.read(out)
        }
    }
    let mut bytes = vec![0; 1024 * 1024 - 20];
    for _ in 0..=MOST_ENTRIES {
        bytes.extend(ENTRY);
        bytes.extend([0; 42]);
    }
    assert!(weigh(Slow(&bytes)).is_err());
    let last = bytes.len() - 46;
    assert!(weigh(Slow(&bytes[..last])).is_ok());
}

#[test]
fn names_that_lead_out_of_the_folder_lead_nowhere() {
    let fixture = Fixture::new();
    let path = fixture.zip("out.zip", &[("../../../evil.geojson", FEATURE)]);
    assert_eq!(opened(&path).unwrap().features, 1);
    assert!(!fixture.path("evil.geojson").exists());
}

#[test]
fn a_zip_with_a_password_says_so() {
    let fixture = Fixture::new();
    let mut bytes = zipped(&[("a.geojson", FEATURE)]);
    // The lowest bit of the flags, in the entry and in the list.
    let list = memmem::find(&bytes, ENTRY).unwrap();
    bytes[6] |= 1;
    bytes[list + 8] |= 1;
    assert_eq!(opened(&fixture.file("secret.zip", bytes)).err(), Some(Flaw::Password));
}

#[test]
fn a_zip_that_is_cut_off_or_damaged_inside_says_so() {
    let fixture = Fixture::new();
    let bytes = zipped(&[("a.geojson", FEATURE)]);
    for cut in [30, bytes.len() / 2, bytes.len() - 1] {
        let path = fixture.file("cut.zip", &bytes[..cut]);
        assert!(matches!(opened(&path).err(), Some(Flaw::DamagedZip(_))), "{cut}");
    }
    let mut damaged = bytes;
    damaged[50] ^= 0xff;
    assert!(matches!(
        opened(&fixture.file("bad.zip", damaged)).err(),
        Some(Flaw::DamagedZip(_))
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_archive_is_read_or_refused(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        cut in proptest::option::of(any::<usize>()),
    ) {
        let fixture = Fixture::new();
        let bytes = zipped(&[("a.geojson", FEATURE), ("b/c.shp", FEATURE), ("b/c.dbf", FEATURE)]);
        survives(&fixture.file("spoiled.zip", spoiled(&bytes, &changes, cut)));
    }
}
