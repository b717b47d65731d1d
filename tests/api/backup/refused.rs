use std::{fs, path::Path};

use super::{Province, said};
use crate::support::{place, run};

/// Refuses a file in the words of one of these, and does not even make the folder.
fn refuses(file: &Path, words: &str) {
    let folder = place();
    let data = folder.path().join("new");
    let output = run(&data, &[Path::new("restore"), file]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains(words) && said.contains("Nothing was touched"),
        "{words}: {said}"
    );
    assert!(!data.exists(), "{said}");
}

#[tokio::test]
async fn a_backup_that_is_not_as_it_was_written_is_refused_before_anything_is_touched() {
    let province = Province::start().await;
    let good = fs::read(province.back_up("a.backup")).unwrap();
    let file = province.file("bad.backup");
    let refused = |bytes: &[u8], words: &str| {
        fs::write(&file, bytes).unwrap();
        refuses(&file, words);
    };
    for length in [600, 5000, good.len() / 2, good.len() - 1] {
        refused(&good[..length], "truncated");
    }
    let place_of = |text: &[u8]| good.windows(text.len()).position(|window| window == text).unwrap();
    let places = [
        (place_of(b"\"parcels\": 60") + 11, "manifest"),
        (place_of(b"PGDMP") + 2000, "database.dump"),
        (place_of("ảnh hiện trường".as_bytes()), "attachments"),
        (place_of(b"attachments/ab/abcd"), ""),
    ];
    for (at, part) in places {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        refused(&bytes, "damaged");
        refused(&bytes, part);
    }
    let mut longer = good.clone();
    longer.extend_from_slice(b"more");
    refused(&longer, "damaged");
    refused(b"", "no backup of matbang");
    refused(b"{\"type\": \"FeatureCollection\"}", "no backup of matbang");
    refused(&good[place_of(b"PGDMP")..], "no backup of matbang");
    let newer = place_of(b"\"format\": 2") + 10;
    let mut bytes = good.clone();
    bytes[newer] = b'3';
    refused(&bytes, "newer than this program");
}

#[tokio::test]
async fn a_backup_of_a_newer_schema_is_refused() {
    let province = Province::start().await;
    province
        .postgres
        .sql(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (99990101000000, 'later', true, '', 0)",
        )
        .await;
    refuses(&province.back_up("later.backup"), "newer than this program");
}

#[test]
fn a_file_that_is_not_there_is_said_so() {
    let folder = place();
    let output = run(&folder.path().join("new"), &["restore", "/nowhere/a.backup"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("/nowhere/a.backup"), "{}", said(&output));
}
