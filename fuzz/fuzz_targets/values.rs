//! Any text in a cell: refused in words, or a value that is read as the same when it is written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use matbang::imports::{Cell, NumberStyle, land_use::LandUses, numbers, values};

fuzz_target!(|text: &str| {
    let cell = Cell::Text(text.into());
    for style in [None, Some(NumberStyle::Vi), Some(NumberStyle::En)] {
        if let Ok(number) = numbers::read(text, style) {
            assert!(number.is_finite());
            // Whoever needs no style to be understood is understood the same with any.
            assert!(style.is_some() || numbers::read(text, Some(NumberStyle::Vi)) == Ok(number));
        }
        let _ = (values::number(&cell, style), values::money(&cell, style));
        if let Ok(Some(money)) = values::money(&cell, style) {
            assert!((0..=1_000_000_000_000_000).contains(&money));
        }
        let uses = LandUses(
            [("LUC", true), ("CLN", true), ("ONT", false)]
                .map(|(code, is)| (code.to_owned(), is))
                .into(),
        );
        if let Ok(read) = uses.read(text, style)
            && read.unknown.is_none()
        {
            // Areas are written plainly, which is the English way.
            let again = uses.read(&read.text, Some(NumberStyle::En));
            assert_eq!(again.map(|again| again.text), Ok(read.text));
        }
    }
    if let Ok(Some(day)) = values::day(&cell) {
        let written = day.to_string();
        assert_eq!(values::day(&Cell::Text(written.into())), Ok(Some(day)));
    }
    if let Ok(Some(label)) = values::label(&cell) {
        assert_eq!(
            values::label(&Cell::Text(label.as_str().into())),
            Ok(Some(label.clone()))
        );
    }
    let _ = (values::flag(&cell), values::text(&cell, 40));
});
