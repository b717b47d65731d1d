use proptest::prelude::*;

use super::*;

fn split(text: &str, step: usize) -> Result<(Vec<String>, Option<String>), Flaw> {
    let mut splitter = Splitter::new(text.as_bytes());
    splitter.chunk = step;
    let mut pieces = Vec::new();
    loop {
        match splitter.next() {
            Ok(Some(piece)) => {
                assert_eq!(piece.number, pieces.len() as u64 + 1);
                let start = usize::try_from(piece.offset).unwrap();
                let bytes = piece.bytes.unwrap();
                assert_eq!(&text.as_bytes()[start..start + bytes.len()], bytes);
                pieces.push(String::from_utf8(bytes.to_vec()).unwrap());
            }
            Ok(None) => break,
            Err(broken) => return Err(broken.flaw),
        }
    }
    let crs = splitter.crs().map(|crs| String::from_utf8(crs.to_vec()).unwrap());
    Ok((pieces, crs))
}

#[test]
fn the_members_of_a_collection_may_stand_in_any_order() {
    let a = r#"{"type":"Feature","properties":{"a":"}]\"{"}}"#;
    for text in [
        format!(r#"{{"type":"FeatureCollection","crs":7,"features":[{a},{a}]}}"#),
        format!(r#"{{"crs" : 7 ,"features" : [ {a} , {a} ] , "type" : "FeatureCollection" }}"#),
        format!(
            "\u{feff}\n{{\"features\":[{a},\n{a}],\"other\":{{\"features\":[1]}},\"crs\":7,\"type\":\"FeatureCollection\"}}\n"
        ),
    ] {
        for step in 1..=text.len() {
            assert_eq!(
                split(&text, step),
                Ok((vec![a.into(), a.into()], Some("7".into()))),
                "{text}"
            );
        }
    }
}

#[test]
fn features_may_stand_alone_or_one_after_another() {
    let a = r#"{"type":"Feature","features":[],"properties":{}}"#;
    for text in [a.to_owned(), format!("{a}\n"), format!("\u{1e}{a}\n")] {
        assert_eq!(split(&text, 7), Ok((vec![a.into()], None)));
    }
    for text in [
        format!("{a}\n{a}\n"),
        format!("{a}\r\n\r\n{a}"),
        format!("\u{1e}{a}\n\u{1e}{a}\n"),
        format!("{a}{a}"),
    ] {
        assert_eq!(split(&text, 7), Ok((vec![a.into(), a.into()], None)));
    }
}

#[test]
fn what_is_no_geojson_says_what_it_is() {
    let flaw = |text: &str| split(text, 5).unwrap_err();
    assert_eq!(flaw(""), Flaw::Empty);
    assert_eq!(flaw(" \n\u{feff}"), Flaw::NotGeoJson);
    assert_eq!(flaw("\u{feff} \n"), Flaw::Empty);
    assert_eq!(flaw("null"), Flaw::NotGeoJson);
    assert_eq!(flaw("[{}]"), Flaw::BareList);
    assert_eq!(flaw(r#"{"type":"FeatureCollection"}"#), Flaw::NoFeatures);
    assert_eq!(flaw(r#"{"type":"FeatureCollection","features":{}}"#), Flaw::NoFeatures);
    assert_eq!(
        flaw(r#"{"type":"featurecollection","features":[]}"#),
        Flaw::NotACollection
    );
    assert_eq!(flaw(r#"{"type":"FeatureCollection","features":[{"#), Flaw::EndsEarly);
    assert_eq!(flaw(r#"{"type":"FeatureCollection","features":[{},]}"#), Flaw::NotJson);
    assert_eq!(flaw(r#"{"type":"FeatureCollection","features":[,{}]}"#), Flaw::NotJson);
    assert_eq!(
        flaw(r#"{"type":"FeatureCollection","features":[{} {}]}"#),
        Flaw::NotJson
    );
    assert_eq!(flaw(r#"{"type":"FeatureCollection","features":[{}]"#), Flaw::EndsEarly);
    assert_eq!(
        flaw(r#"{"type":"FeatureCollection","crs":1,"features":[],"crs":2}"#),
        Flaw::TwoSystems
    );
    assert_eq!(flaw(r#"{"type" "Feature"}"#), Flaw::NotJson);
}

#[test]
fn a_hundred_thousand_nested_lists_are_one_piece() {
    let text = format!(
        r#"{{"type":"Feature","x":{}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(split(&text, 4096).unwrap().0.len(), 1);
}

#[test]
fn a_feature_too_large_is_passed_over_without_being_held() {
    let small = r#"{"type":"Feature","a":1}"#;
    let large = format!(r#"{{"type":"Feature","a":[{}1]}}"#, "1,".repeat(50_000));
    for text in [
        format!(r#"{{"type":"FeatureCollection","features":[{small},{large},{small}]}}"#),
        format!("{small}\n{large}\n{small}\n"),
        format!(r#"{{"more":{large},"features":[{small},{large} , {small}],"type":"FeatureCollection"}}"#),
    ] {
        for step in [100, 4096, 1_000_000] {
            let mut splitter = Splitter::new(text.as_bytes());
            splitter.chunk = step;
            splitter.largest = 10_000;
            let mut found = Vec::new();
            while let Some(piece) = splitter.next().unwrap() {
                let start = usize::try_from(piece.offset).unwrap();
                assert!(text[start..].starts_with(r#"{"type":"Feature","a":"#));
                found.push(piece.bytes.map(<[u8]>::len));
                assert!(splitter.buffer.len() <= 10_000 + 2 * step, "{}", splitter.buffer.len());
            }
            assert_eq!(found, [Some(small.len()), None, Some(small.len())], "{step}");
        }
    }
}

#[test]
fn a_feature_without_end_is_passed_over_to_the_end_of_the_file() {
    let head = br#"{"type":"FeatureCollection","features":[["#.as_slice();
    let mut splitter = Splitter::new(head.chain(std::io::repeat(b'1').take(10_000_000)));
    splitter.largest = 1_000_000;
    assert_eq!(splitter.next().unwrap_err().flaw, Flaw::EndsEarly);
    assert!(splitter.buffer.len() < 2_000_000);
}

proptest! {
    #[test]
    fn any_bytes_are_split_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut splitter = Splitter::new(bytes.as_slice());
        while let Ok(Some(_)) = splitter.next() {}
    }

    #[test]
    fn any_text_like_json_is_split_or_refused(text in r#"[\[\]{}:,"\\ a1\n]{0,60}"#, step in 1..9usize) {
        let whole = split(&text, 1000);
        prop_assert_eq!(split(&text, step), whole);
    }
}
