use matbang::imports::Kind;
use sqlx::PgPool;

use super::{PARCELS, PROJECTS, counts, import, one_parcel};

#[sqlx::test]
async fn a_collection_a_single_feature_and_lines_are_read(pool: PgPool) {
    import(&pool, Kind::Projects, PROJECTS).await;
    let lines: Vec<&str> = PARCELS
        .lines()
        .filter(|line| line.contains("\"Feature\""))
        .map(|line| line.trim_end_matches(','))
        .collect();
    let shuffled = format!(
        r#"{{"features":[{}],"name":"x","bbox":[0,0,1,1],"type":"FeatureCollection"}}"#,
        lines.join(",")
    );
    for (content, read) in [
        (PARCELS.to_owned(), 4),
        (shuffled, 4),
        (lines.join("\n"), 4),
        (format!("\u{feff}{PARCELS}"), 4),
        (lines.join("\r\n\r\n"), 4),
        (lines[0].to_owned(), 1),
    ] {
        let report = import(&pool, Kind::Parcels, &content).await;
        assert_eq!((report.read, report.refused), (read, 0), "{content}");
    }
    let wide: Vec<u8> = PARCELS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let report = import(&pool, Kind::Parcels, &wide).await;
    assert_eq!((report.read, report.refused), (4, 0));
}

#[sqlx::test]
async fn an_empty_collection_is_a_file_of_nothing(pool: PgPool) {
    let report = import(&pool, Kind::Parcels, r#"{"type":"FeatureCollection","features":[]}"#).await;
    assert_eq!(counts(&report), [0, 0, 0, 0, 0]);
}

#[sqlx::test]
async fn a_broken_file_is_refused_with_its_place(pool: PgPool) {
    import(&pool, Kind::Projects, PROJECTS).await;
    let windows: Vec<u8> = one_parcel(r#""parcel_no":1,"land_use":"?""#)
        .bytes()
        .map(|byte| if byte == b'?' { 0xd0 } else { byte })
        .collect();
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let deep = one_parcel(&format!(r#""parcel_no":1,"land_use":{open}{close}"#));
    let deep_shape = one_parcel(r#""parcel_no":1"#)
        .replace("[[[105.8010", &format!("{open}[105.8010"))
        .replace("21.5100]]]", &format!("21.5100]{close}"));
    for (content, feature, says) in [
        (
            PARCELS.as_bytes()[..1300].to_vec(),
            3,
            "the file is cut off: it ends in the middle, at byte 1300",
        ),
        (Vec::new(), 0, "the file is empty"),
        (b"  \n".to_vec(), 0, "the file is empty"),
        (b"PK\x03\x04whatever".to_vec(), 0, "the ZIP is damaged"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), 0, "this is a PNG file"),
        (b"[1,2,3]".to_vec(), 0, "bare list"),
        (b"words without end".to_vec(), 0, "not recognised"),
        (windows, 0, "not encoded in UTF-8"),
        (
            PARCELS
                .replace("105.8010, 21.5100], [105.8013", "NaN, 21.5100], [105.8013")
                .into_bytes(),
            1,
            "NaN",
        ),
        (
            PARCELS
                .replace("\"land_use\": \"CLN\"", "\"land_use\" \"CLN\"")
                .into_bytes(),
            3,
            "the JSON is broken at byte 1",
        ),
        (deep.into_bytes(), 1, "is not a text"),
        (deep_shape.into_bytes(), 1, "nested too deep"),
    ] {
        let report = import(&pool, Kind::Parcels, &content).await;
        let told = &report.problems[0];
        assert!(report.refused > 0 && !report.stored_in_database);
        assert!(told.text.en.contains(says), "{says}: {}", told.text.en);
        assert_eq!(told.feature, feature, "{says}");
    }
}
