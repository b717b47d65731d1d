//! Values of cells, parsed strictly: what could mean two things is refused, never guessed.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::{
    feature::Cell,
    fields::shown,
    numbers::{self, NoNumber, NumberStyle, is_digits},
};
use crate::{calendar::Day, language::Text};

/// A text, trimmed, in Unicode NFC, of at most `longest` characters; `None` where the cell says nothing.
///
/// # Errors
/// When the cell holds something else or too much, in words.
pub fn text(cell: &Cell<'_>, longest: usize) -> Result<Option<String>, Text> {
    let text: String = match cell {
        Cell::Null => return Ok(None),
        Cell::Whole(number) => number.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) if is_nfc(text) => text.trim().to_owned(),
        Cell::Text(text) => text.trim().nfc().collect(),
        Cell::Flag(_) | Cell::Nested => return Err(not_a("một đoạn chữ", "a text", cell)),
    };
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().any(char::is_control) {
        return Err(Text::new("có ký tự điều khiển", "it holds control characters"));
    }
    if text.chars().count() > longest {
        return Err(Text::new(
            format!("dài hơn {longest} ký tự"),
            format!("it is longer than {longest} characters"),
        ));
    }
    Ok(Some(text))
}

/// A number of a sheet or parcel, or a code, as the register writes it: `12.0`, which spreadsheets make of it, is `12`,
/// and «Ð» (eth), which some keyboards make of «Đ», is «Đ», so that keys match.
///
/// # Errors
/// When the cell holds something else or too much, in words.
pub fn label(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    let label = text(cell, 40)?.map(|label| label.replace('Ð', "Đ").replace('ð', "đ"));
    Ok(label.map(|label| match label.split_once('.') {
        Some((whole, zeros))
            if is_digits(whole) && is_digits(zeros) && zeros.bytes().all(|b| b == b'0') && zeros.len() < 3 =>
        {
            whole.to_owned()
        }
        _ => label,
    }))
}

/// A day: `2026-11-23`, `23/11/2026`, with a time behind it or without.
///
/// A moment with its zone is the day that it is then in Việt Nam: programs write a day of ours, which begins at midnight
/// here, as `2026-11-22T17:00:00Z`.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn day(cell: &Cell<'_>) -> Result<Option<Day>, Text> {
    let refused = || {
        let shown = shown(cell);
        Text::new(
            format!("“{shown}” không phải là ngày; hãy viết 2026-11-23 hoặc 23/11/2026"),
            format!("\"{shown}\" is not a day; write 2026-11-23 or 23/11/2026"),
        )
    };
    let Some(text) = (match cell {
        Cell::Text(_) => text(cell, 40)?,
        Cell::Null => None,
        _ => return Err(refused()),
    }) else {
        return Ok(None);
    };
    if let Ok(moment) = OffsetDateTime::parse(&text.replacen(' ', "T", 1), &Rfc3339) {
        return Ok(Some(Day::of(moment)));
    }
    let date = match text.split_once(['T', ' ']) {
        Some((date, time)) if is_time(time) => date,
        _ => &text,
    };
    if let Ok(day) = date.parse() {
        return Ok(Some(day));
    }
    let parts: Vec<&str> = date.split(['/', '-', '.']).map(str::trim).collect();
    let [day, month, year] = parts[..] else {
        return Err(refused());
    };
    if year.len() != 4
        || !(1..=2).contains(&day.len())
        || !(1..=2).contains(&month.len())
        || !parts.iter().all(|p| is_digits(p))
    {
        return Err(refused());
    }
    match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => Day::from_ymd(year, month, day).map(Some).ok_or_else(refused),
        _ => Err(refused()),
    }
}

/// Whether a text is a time of day: `00:00:00`, `7:30 AM`, `07:30:00 SA`.
fn is_time(text: &str) -> bool {
    let clock = ["AM", "PM", "SA", "CH"].iter().find_map(|half| text.strip_suffix(half));
    let clock = clock.unwrap_or(text).trim();
    clock.contains(':')
        && clock
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'))
}

/// A number of at least zero.
///
/// A text is read as [`numbers::read`] says; `20.000` and `1,234` can be read in two ways and are refused where `style`
/// does not tell.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn number(cell: &Cell<'_>, style: Option<NumberStyle>) -> Result<Option<f64>, Text> {
    let number = match cell {
        Cell::Null => return Ok(None),
        #[expect(clippy::cast_precision_loss, reason = "no value of a register is that large")]
        Cell::Whole(number) => *number as f64,
        Cell::Number(number) => *number,
        Cell::Text(text) if text.trim().is_empty() => return Ok(None),
        Cell::Text(text) => numbers::read(text.trim(), style).map_err(|why| match why {
            NoNumber::Ambiguous => twofold(cell),
            NoNumber::Unreadable => not_a("một số", "a number", cell),
        })?,
        Cell::Flag(_) | Cell::Nested => return Err(not_a("một số", "a number", cell)),
    };
    if !number.is_finite() || number < 0.0 {
        return Err(Text::new("số phải từ 0 trở lên", "the number must be zero or more"));
    }
    Ok(Some(number))
}

/// An amount of money, whole VND, at least zero. What is wrong is told without the value, which is personal.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn money(cell: &Cell<'_>, style: Option<NumberStyle>) -> Result<Option<i64>, Text> {
    match number(cell, style) {
        Ok(None) => Ok(None),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole and small enough: checked in the same line"
        )]
        Ok(Some(amount)) if amount.fract() == 0.0 && amount <= 1e15 => Ok(Some(amount as i64)),
        _ => Err(Text::new(
            "số tiền phải là số đồng nguyên, từ 0 đến 10^15",
            "an amount must be whole VND, from 0 to 10^15",
        )),
    }
}

/// True or false; also `1`, `0`, `có`, `không`, `x`.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn flag(cell: &Cell<'_>) -> Result<Option<bool>, Text> {
    let refused = || not_a("có hoặc không (true, false)", "true or false", cell);
    match cell {
        Cell::Null => Ok(None),
        Cell::Flag(flag) => Ok(Some(*flag)),
        Cell::Whole(1) => Ok(Some(true)),
        Cell::Whole(0) => Ok(Some(false)),
        Cell::Text(_) => match text(cell, 40)?.map(|text| text.to_lowercase()).as_deref() {
            None => Ok(None),
            Some("true" | "1" | "x" | "yes" | "có") => Ok(Some(true)),
            Some("false" | "0" | "no" | "không") => Ok(Some(false)),
            Some(_) => Err(refused()),
        },
        Cell::Whole(_) | Cell::Number(_) | Cell::Nested => Err(refused()),
    }
}

fn twofold(cell: &Cell<'_>) -> Text {
    let shown = shown(cell);
    Text::new(
        format!(
            "“{shown}” có thể hiểu hai cách (hàng nghìn hay thập phân); hãy ghi thành số, hoặc nêu cách viết bằng --numbers vi hay --numbers en"
        ),
        format!(
            "\"{shown}\" can be read in two ways (thousands or decimals); write a plain number, or say how by --numbers vi or --numbers en"
        ),
    )
}

fn not_a(what_vi: &str, what_en: &str, cell: &Cell<'_>) -> Text {
    let shown = shown(cell);
    Text::new(
        format!("“{shown}” không phải là {what_vi}"),
        format!("\"{shown}\" is not {what_en}"),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }

    #[test]
    fn a_number_is_not_below_zero_and_nothing_is_none() {
        assert_eq!(number(&written("1.234,5"), None), Ok(Some(1234.5)));
        assert_eq!(number(&written("  "), None), Ok(None));
        assert_eq!(number(&Cell::Whole(20_000), None), Ok(Some(20_000.0)));
        for cell in [
            written("20.000"),
            written("-5"),
            written("abc"),
            Cell::Whole(-1),
            Cell::Flag(true),
            Cell::Nested,
        ] {
            assert!(number(&cell, None).is_err(), "{cell:?}");
        }
    }

    #[test]
    fn money_is_whole() {
        assert_eq!(money(&written("3.434.300.000"), None), Ok(Some(3_434_300_000)));
        assert_eq!(money(&Cell::Number(5.0), None), Ok(Some(5)));
        assert!(money(&Cell::Number(5.5), None).is_err());
        let refused = money(&written("987654 đồng"), None).unwrap_err();
        assert!(!refused.vi.contains("987654") && !refused.en.contains("987654"));
        assert!(money(&Cell::Number(1e300), None).is_err());
    }

    #[test]
    fn a_day_is_read_in_both_writings() {
        let day_of = |text| day(&written(text)).map(|day| day.map(|day| day.to_string()));
        for text in [
            "2026-11-23",
            "2026-11-23T00:00:00Z",
            "2026-11-23 00:00:00",
            "23/11/2026",
            "23-11-2026",
            "23.11.2026",
            " 23/11/2026 ",
            "23 / 11 / 2026",
            "23/11/2026 00:00:00",
            "23/11/2026 12:00:00 SA",
            "2026-11-22T17:00:00.000Z",
            "2026-11-23T23:59:59+07:00",
        ] {
            assert_eq!(day_of(text), Ok(Some("2026-11-23".to_owned())), "{text}");
        }
        assert_eq!(day_of("3/1/2026"), Ok(Some("2026-01-03".to_owned())));
        for text in [
            "11/23/2026",
            "23/11/26",
            "2026",
            "45000",
            "31/02/2026",
            "hôm qua",
            "23/11/2026/5",
            "2026-11-23 (hoãn)",
            "2026-11-23 2027",
        ] {
            assert!(day_of(text).is_err(), "{text}");
        }
        assert_eq!(day_of(""), Ok(None));
        assert!(day(&Cell::Whole(45_000)).is_err());
    }

    #[test]
    fn a_label_is_what_the_register_writes() {
        assert_eq!(label(&Cell::Number(12.0)), Ok(Some("12".into())));
        assert_eq!(label(&Cell::Whole(12)), Ok(Some("12".into())));
        assert_eq!(label(&written("12.0")), Ok(Some("12".into())));
        assert_eq!(label(&written(" 012a ")), Ok(Some("012a".into())));
        assert_eq!(label(&written("1.000")), Ok(Some("1.000".into())));
        assert_eq!(label(&written("Ð12ð")), Ok(Some("Đ12đ".into())));
        assert_eq!(label(&written("")), Ok(None));
        assert!(label(&Cell::Nested).is_err());
        assert!(label(&written(&"9".repeat(41))).is_err());
        assert!(label(&written("a\0b")).is_err());
    }

    #[test]
    fn texts_become_nfc() {
        let decomposed: String = "Nguyễn Thị Hạnh".nfd().collect();
        assert_eq!(text(&written(&decomposed), 100), Ok(Some("Nguyễn Thị Hạnh".into())));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(any in ".{0,30}") {
            let cell = written(&any);
            let _ = (number(&cell, None), day(&cell), label(&cell), flag(&cell), money(&cell, None));
        }
    }
}
