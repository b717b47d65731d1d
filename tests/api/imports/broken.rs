use std::{io::Write as _, path::Path};

use matbang::{
    audit::Author,
    imports::{ImportOptions, Kind, Outputs, Report, Watch, import_file},
};
use sqlx::PgPool;
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::{
    PARCELS, counts, import, import_with, load_fixtures, number, one_parcel,
    shapes::{collection, parcel, square},
};

const ROWS: &str =
    "select (select count(*) from parcels) + (select count(*) from events) + (select count(*) from audit)
    + (select count(*) from imports) + (select count(*) from changes)";

#[sqlx::test]
async fn a_file_cut_off_anywhere_is_refused_and_nothing_of_it_stored(pool: PgPool) {
    load_fixtures(&pool).await;
    let before = number(&pool, ROWS).await;
    let file = PARCELS
        .trim_end()
        .replace("\"parcel_no\": ", "\"parcel_no\": 10")
        .replace("10\"7a\"", "\"77a\"");
    let starts: Vec<usize> = file
        .match_indices("{\"type\": \"Feature\",")
        .map(|(at, _)| at)
        .collect();
    // Every cut in the frame of the file, and one in every few within the features.
    for cut in (0..file.len()).filter(|cut| *cut < starts[0] + 3 || cut % 61 == 0 || *cut + 4 > file.len()) {
        if !file.is_char_boundary(cut) {
            continue;
        }
        let report = import_with(&pool, Kind::Parcels, &file[..cut], |options| options.skip_bad = true).await;
        assert!(report.refused == 1 && !report.stored_in_database, "cut at {cut}");
        let told = &report.problems[0];
        let whole = starts.iter().filter(|start| **start < cut).count() as u64;
        // Between two features it is the next one that is missing.
        let cut_off = told
            .text
            .en
            .contains(&format!("cut off: it ends in the middle, at byte {cut}"));
        assert!(
            cut_off || cut == 0 && told.text.en == "the file is empty",
            "{cut}: {}",
            told.text.en
        );
        assert!(
            cut == 0 || told.feature == whole.max(1) || told.feature == whole + 1,
            "{cut}: {}",
            told.feature
        );
    }
    assert_eq!(number(&pool, ROWS).await, before);
}

#[sqlx::test]
async fn text_of_two_bytes_a_character_is_read(pool: PgPool) {
    load_fixtures(&pool).await;
    let utf16 = |unit: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        mark.encode_utf16()
            .chain(PARCELS.encode_utf16())
            .flat_map(unit)
            .collect()
    };
    for content in [
        utf16(u16::to_le_bytes, "\u{feff}"),
        utf16(u16::to_be_bytes, "\u{feff}"),
        utf16(u16::to_le_bytes, ""),
        utf16(u16::to_be_bytes, ""),
    ] {
        let report = import(&pool, Kind::Parcels, &content).await;
        assert_eq!((report.unchanged, report.refused), (4, 0));
    }
}

#[sqlx::test]
async fn other_encodings_and_other_files_are_refused_by_name(pool: PgPool) {
    load_fixtures(&pool).await;
    // «Nguyễn» as Windows-1258 writes it: ê, then the tilde by itself.
    let windows: Vec<u8> =
        b"{\"type\":\"Feature\",\"properties\":{\"holder_name\":\"Nguy\xea\xden\"},\"geometry\":null}".to_vec();
    for (content, says) in [
        (windows, "it looks like windows-1258: try --encoding windows-1258"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "this is a PNG file"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "this is a JPEG file"),
        (b"%PDF-1.7".to_vec(), "this is a PDF file"),
        (b"<?xml version=\"1.0\"?><kml/>".to_vec(), "XML / KML / HTML"),
        (b"".to_vec(), "the file is empty"),
        (b"\xef\xbb\xbf".to_vec(), "the file is empty"),
        (b"\r\n \t".to_vec(), "the file is empty"),
        (vec![0; 4096], "the kind of file is not recognised"),
        (b"null".to_vec(), "the kind of file is not recognised"),
        (b"\"FeatureCollection\"".to_vec(), "the kind of file is not recognised"),
    ] {
        let report = import(&pool, Kind::Parcels, &content).await;
        assert!(report.refused == 1 && !report.stored_in_database, "{says}");
        let told = &report.problems[0];
        assert!(told.text.en.contains(says), "{says}: {}", told.text.en);
        assert_ne!(told.text.vi, told.text.en);
    }
}

#[sqlx::test]
async fn a_mark_at_the_start_of_the_file_makes_no_difference(pool: PgPool) {
    load_fixtures(&pool).await;
    let report = import(&pool, Kind::Parcels, format!("\u{feff}{PARCELS}")).await;
    assert_eq!(counts(&report), [4, 0, 0, 4, 0]);
}

#[sqlx::test]
async fn what_json_does_not_have_is_refused_at_its_feature(pool: PgPool) {
    load_fixtures(&pool).await;
    let good = collection(&[parcel(91, &[square(20., 0., 5.)]), parcel(92, &[square(0., 0., 10.)])]);
    let second = good.rfind("{\"type\":\"Feature\"").unwrap();
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    for (what, from, to, says) in [
        (
            "NaN",
            "\"parcel_no\":92",
            "\"parcel_no\":92,\"legal_area_m2\":NaN",
            "no number NaN",
        ),
        (
            "Infinity",
            "\"parcel_no\":92",
            "\"parcel_no\":92,\"legal_area_m2\":-Infinity",
            "no number NaN or Infinity",
        ),
        (
            "a number beyond all",
            "\"parcel_no\":92",
            "\"parcel_no\":92,\"legal_area_m2\":1e999",
            "the JSON is broken at byte",
        ),
        (
            "a comma too many",
            "\"parcel_no\":92",
            "\"parcel_no\":92,",
            "the JSON is broken at byte",
        ),
        (
            "single quotes",
            "\"parcel_no\":92",
            "'parcel_no':92",
            "the JSON is broken at byte",
        ),
        (
            "a bracket for a brace",
            "\"parcel_no\":92}",
            "\"parcel_no\":92]",
            "the JSON is broken at byte",
        ),
        (
            "a hundred thousand lists",
            "\"parcel_no\":92",
            &format!("\"parcel_no\":92,\"legal_area_m2\":{open}{close}"),
            "is not a number",
        ),
        (
            "a hundred thousand lists of positions",
            "\"coordinates\":",
            &format!("\"coordinates\":{open}{close},\"x\":"),
            "nested too deep",
        ),
        (
            "properties that are a list",
            "\"properties\":{",
            "\"properties\":[], \"x\":{",
            "\"properties\" is not an object",
        ),
        (
            "properties twice",
            "\"geometry\":",
            "\"properties\":{},\"geometry\":",
            "\"properties\" stands twice",
        ),
        (
            "no type",
            "\"type\":\"Feature\",",
            "",
            "\"type\": \"Feature\" is missing",
        ),
        (
            "a bare geometry",
            "\"type\":\"Feature\"",
            "\"type\":\"Polygon\"",
            "a bare geometry (Polygon)",
        ),
        (
            "a value within a value",
            "\"parcel_no\":92",
            "\"parcel_no\":{\"value\":92}",
            "is not a text",
        ),
    ] {
        let (head, tail) = good.split_at(second);
        assert!(tail.contains(from), "{what}");
        let file = format!("{head}{}", tail.replacen(from, to, 1));
        let report = import(&pool, Kind::Parcels, file).await;
        assert_eq!(
            (report.stored, report.refused, report.stored_in_database),
            (0, 1, false),
            "{what}: {:?}",
            report.problems
        );
        let told = &report.problems[0];
        assert_eq!(told.feature, 2, "{what}");
        assert!(told.text.en.contains(says), "{what}: {}", told.text.en);
    }
}

#[sqlx::test]
async fn numbers_in_quotes_are_numbers_in_properties_but_not_in_coordinates(pool: PgPool) {
    load_fixtures(&pool).await;
    let quoted = one_parcel(r#""parcel_no":"91","map_sheet":"5","legal_area_m2":"1034.5""#);
    assert_eq!(counts(&import(&pool, Kind::Parcels, &quoted).await), [1, 1, 0, 0, 0]);
    let plain = one_parcel(r#""parcel_no":91,"map_sheet":5.0,"legal_area_m2":1034.5"#);
    assert_eq!(counts(&import(&pool, Kind::Parcels, &plain).await), [1, 0, 0, 1, 0]);
    let coordinates = plain.replace("105.8013,21.5103", "\"105.8013\",\"21.5103\"");
    let report = import(&pool, Kind::Parcels, coordinates).await;
    assert!(report.problems[0].text.en.contains("a coordinate is not a number"));
}

#[sqlx::test]
async fn a_feature_beyond_the_limit_is_refused_by_its_number_without_being_held(pool: PgPool) {
    load_fixtures(&pool).await;
    let mut file = NamedTempFile::new().unwrap();
    let good = collection(&[parcel(91, &[square(20., 0., 5.)])]);
    file.write_all(good.trim_end_matches("\n]}").as_bytes()).unwrap();
    file.write_all(b",\n{\"type\":\"Feature\",\"properties\":{\"x\":\"")
        .unwrap();
    let megabyte = vec![b'x'; 1024 * 1024];
    for _ in 0..100 {
        file.write_all(&megabyte).unwrap();
    }
    file.write_all(b"\"},\"geometry\":null}\n]}").unwrap();
    let report = import_path(&pool, file.path(), |_| {}).await;
    assert_eq!((report.refused, report.problems[0].feature), (1, 2));
    assert!(
        report.problems[0].text.en.contains("larger than"),
        "{}",
        report.problems[0].text.en
    );
}

#[sqlx::test]
async fn a_shape_of_too_many_vertices_is_refused(pool: PgPool) {
    load_fixtures(&pool).await;
    let positions = "[1,2],".repeat(2_000_000);
    let file = format!(
        r#"{{"type":"Feature","properties":{{"project_code":"D1","parcel_no":1}},"geometry":{{"type":"Polygon","coordinates":[[{positions}[1,2]]]}}}}"#
    );
    let report = import(&pool, Kind::Parcels, file).await;
    assert_eq!((report.refused, report.problems[0].feature), (1, 1));
    assert!(
        report.problems[0].text.en.contains("too many"),
        "{}",
        report.problems[0].text.en
    );
}

/// What happens to a file, which held this text.
type Change = fn(&NamedTempFile, &str);

/// Imports the file of a path, as people do.
async fn import_path(pool: &PgPool, path: &Path, say: impl FnOnce(&mut ImportOptions)) -> Report {
    let mut options = ImportOptions::new(Kind::Parcels, "test.geojson".to_owned());
    say(&mut options);
    let author = Author {
        name: "chelsea".to_owned(),
        door: "import",
    };
    import_file(
        pool,
        &author,
        Uuid::now_v7(),
        path,
        &options,
        &Outputs::default(),
        &Watch::nobody(),
    )
    .await
    .unwrap()
}

#[sqlx::test]
async fn a_file_that_is_written_to_while_it_is_read_is_refused(pool: PgPool) {
    load_fixtures(&pool).await;
    let line = |number: u32| parcel(number, &[square(f64::from(number - 90) * 20., 0., 10.)]).to_string() + "\n";
    let whole = [line(91), line(92), line(93)].concat();
    let changes: [(&str, Change); 4] = [
        ("it grows by a line", |mut file, whole| {
            file.write_all(whole.replace('9', "8").as_bytes()).unwrap();
        }),
        ("it shrinks by a line", |file, whole| {
            file.as_file().set_len((whole.len() / 3) as u64).unwrap();
        }),
        ("it is cut in the middle of a line", |file, whole| {
            file.as_file().set_len((whole.len() / 2) as u64).unwrap();
        }),
        ("another takes its place", |file, whole| {
            let other = NamedTempFile::new().unwrap();
            std::fs::write(other.path(), whole.replacen("91", "95", 1)).unwrap();
            std::fs::rename(other.path(), file.path()).unwrap();
        }),
    ];
    for (what, change) in changes {
        let file = NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &whole).unwrap();
        let file_at_end = NamedTempFile::from_parts(
            std::fs::OpenOptions::new().append(true).open(file.path()).unwrap(),
            file.into_temp_path(),
        );
        let before = number(&pool, ROWS).await;
        // Imports wait for each other between the first look at a file and its reading: there it is changed.
        let mut other = pool.begin().await.unwrap();
        sqlx::query("select pg_advisory_xact_lock(hashtext('matbang.imports'))")
            .execute(&mut *other)
            .await
            .unwrap();
        let change = async {
            let waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted
                and database = (select oid from pg_database where datname = current_database())";
            while number(&pool, waiting).await == 0 {}
            change(&file_at_end, &whole);
            other.rollback().await.unwrap();
        };
        let importing = import_path(&pool, file_at_end.path(), |options| options.skip_bad = true);
        let (report, ()) = tokio::join!(importing, change);
        assert!(
            report.refused > 0 && !report.stored_in_database,
            "{what}: {:?}",
            counts(&report)
        );
        assert!(
            report
                .problems
                .iter()
                .any(|told| told.text.en.contains("changed while it was read")),
            "{what}: {:?}",
            report.problems
        );
        assert_eq!(number(&pool, ROWS).await, before, "{what}");
    }
}
