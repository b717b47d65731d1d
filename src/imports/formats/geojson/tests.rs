use proptest::prelude::*;

use super::*;
use crate::imports::formats::tests::{Fixture, all, encoding, opened, opened_with, spoiled, survives};

const HOLDERS: &str = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:9213"}},"features":[
    {"type":"Feature","properties":{"ten_chu":"Nguyễn Văn Bảy","so_to":1},"geometry":null},
    {"type":"Feature","properties":{"so_to":2,"loai_dat":"Đất ở"},"geometry":{"type":"Point","coordinates":[1,2]}}]}"#;

fn features(path: &Path, options: &super::super::ReadOptions) -> Vec<String> {
    all(&opened_with(path, options).unwrap())
}

const READ: [&str; 2] = ["1 ten_chu=‘Nguyễn Văn Bảy’ so_to=1", "2 so_to=2 loai_dat=‘Đất ở’"];

#[test]
fn what_the_file_says_of_itself_is_told() {
    let fixture = Fixture::new();
    let file = opened(&fixture.file("a", HOLDERS)).unwrap();
    assert_eq!(file.crs, StatedCrs::Named("EPSG:9213".parse().unwrap()));
    assert_eq!(file.columns, ["ten_chu", "so_to", "loai_dat"]);
    assert_eq!(file.encoding, Some(Encoding::Utf8));
    assert_eq!(all(&file), READ);
    for (member, crs) in [
        ("null", StatedCrs::Standard),
        ("7", StatedCrs::Unknown("7".into())),
        ("{bad}", StatedCrs::Unknown("{bad}".into())),
    ] {
        let text = format!(r#"{{"type":"FeatureCollection","features":[],"crs":{member}}}"#);
        assert_eq!(opened(&fixture.file("a", text)).unwrap().crs, crs);
    }
}

#[test]
fn text_in_utf_16_is_read_with_or_without_its_mark() {
    let fixture = Fixture::new();
    let units: Vec<u16> = HOLDERS.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for bytes in [
        little.clone(),
        big.clone(),
        [b"\xff\xfe".as_slice(), &little].concat(),
        [b"\xfe\xff".as_slice(), &big].concat(),
    ] {
        let file = opened(&fixture.file("a", bytes)).unwrap();
        assert_eq!(file.encoding, Some(Encoding::Utf16));
        assert_eq!(all(&file), READ);
    }
}

#[test]
fn text_from_before_unicode_is_refused_with_the_option_that_helps() {
    let fixture = Fixture::new();
    // “Nguyễn Văn Bảy, Đất ở” in each.
    for (bytes, found) in [
        (
            [
                "Nguy\u{ea}\u{de}n V\u{e3}n Ba\u{d2}y",
                "\u{d0}\u{e2}\u{ec}t \u{f5}\u{d2}",
            ],
            Encoding::Windows1258,
        ),
        (
            ["Nguy\u{d4}n V\u{a8}n B\u{b6}y", "\u{a7}\u{ca}t \u{eb}"],
            Encoding::Tcvn3,
        ),
        (
            ["Nguye\u{e3}n Va\u{ea}n Ba\u{fb}y", "\u{d1}a\u{e1}t \u{f4}\u{fb}"],
            Encoding::Vni,
        ),
    ] {
        let latin = |text: &str| {
            text.chars()
                .map(|letter| u8::try_from(letter).unwrap())
                .collect::<Vec<u8>>()
        };
        let (head, rest) = HOLDERS.split_once("Nguyễn Văn Bảy").unwrap();
        let (middle, end) = rest.split_once("Đất ở").unwrap();
        let file = [
            head.as_bytes(),
            &latin(bytes[0]),
            middle.as_bytes(),
            &latin(bytes[1]),
            end.as_bytes(),
        ]
        .concat();
        let path = fixture.file("a", file);
        assert_eq!(opened(&path).err(), Some(Flaw::NotUtf8(Some(found))));
        assert_eq!(features(&path, &encoding(found)), READ);
    }
    let unclear = fixture.file("a", b"{\"type\":\"Feature\",\"properties\":{\"a\":\"caf\xe9\"}}");
    assert_eq!(opened(&unclear).err(), Some(Flaw::NotUtf8(None)));
}

#[test]
fn one_broken_text_among_good_ones_is_the_fault_of_its_feature() {
    let fixture = Fixture::new();
    let bad = b"{\"type\":\"Feature\",\"properties\":{\"a\":\"caf\xe9\"}}";
    let path = fixture.file("a", [HOLDERS.as_bytes(), bad].concat());
    let all = all(&opened(&path).unwrap());
    assert_eq!(all[..2], READ);
    assert!(all[2].starts_with("3 !the text is not encoded in UTF-8"), "{}", all[2]);
}

#[test]
fn what_is_broken_inside_a_feature_is_the_fault_of_that_feature() {
    let fixture = Fixture::new();
    let nested = format!(
        r#"{{"type":"Feature","geometry":{{"coordinates":{}{}}}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let large = format!(
        r#"{{"type":"Feature","properties":{{}},"x":"{}"}}"#,
        "x".repeat(splitter::LARGEST)
    );
    let good = r#"{"type":"Feature","properties":{"a":1}}"#;
    let text = [
        good,
        r#"{"type":"Feature","properties":{"a":NaN}}"#,
        &nested,
        &large,
        r#"{"type":"feature"}"#,
        r#"{"type":"Feature","properties":[1]}"#,
        "null",
        "7",
        good,
    ];
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, text.join(","));
    let all = all(&opened(&fixture.file("a", text)).unwrap());
    for (line, start) in all.iter().zip([
        "1 a=1",
        "2 !JSON has no number NaN",
        "3 !lists are nested too deep",
        "4 !the feature is larger than 16 MB",
        "5 !\"type\" must be \"Feature\"",
        "6 !\"properties\" is not an object",
        "7 !this is not a Feature object",
        "8 !this is not a Feature object",
        "9 a=1",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn what_is_appended_while_the_file_is_read_is_left_alone() {
    let fixture = Fixture::new();
    let line = "{\"type\":\"Feature\",\"properties\":{\"a\":1}}\n";
    let path = fixture.file("a", line);
    let file = opened(&path).unwrap();
    std::fs::write(&path, format!("{line}{line}")).unwrap();
    assert_eq!(all(&file), ["1 a=1"]);
    std::fs::write(&path, &line[..20]).unwrap();
    let broken = file.features().unwrap().unwrap().next().err().unwrap();
    assert_eq!((broken.flaw.clone(), broken.feature()), (Flaw::EndsEarly, 1));
}

proptest! {
    #[test]
    fn any_text_like_geojson_is_read_or_refused(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        cut in proptest::option::of(any::<usize>()),
    ) {
        let fixture = Fixture::new();
        survives(&fixture.file("a", spoiled(HOLDERS.as_bytes(), &changes, cut)));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let fixture = Fixture::new();
        survives(&fixture.file("a", &bytes));
        survives(&fixture.file("b", [b"{".as_slice(), &bytes].concat()));
        survives(&fixture.file("c", [b"PK\x03\x04".as_slice(), &bytes].concat()));
        survives(&fixture.file("d", [b"SQLite format 3\0".as_slice(), &bytes].concat()));
        survives(&fixture.file("e", [b"a,b\n".as_slice(), &bytes].concat()));
    }
}
