//! Numbers written as people write them: the Vietnamese way (`1.234,5`), the English way (`1,234.5`), or plainly.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the author of a file groups digits, where a number alone does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum NumberStyle {
    /// `20.000` is twenty thousand, `1,234` is a little more than one.
    Vi,
    /// `20,000` is twenty thousand, `1.234` is a little more than one.
    En,
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoNumber {
    /// It can be read in two ways: `20.000` is twenty or twenty thousand.
    Ambiguous,
    /// It cannot be read at all.
    Unreadable,
}

/// The number that a text says, where only one reading fits, or two and `style` tells which.
///
/// # Errors
/// When none or two readings fit.
pub fn read(text: &str, style: Option<NumberStyle>) -> Result<f64, NoNumber> {
    plain(text, style)?.parse().map_err(|_| NoNumber::Unreadable)
}

/// The same number written with digits, at most one point, and the sign in front: nothing of it is lost to rounding.
///
/// # Errors
/// When none or two readings fit.
pub fn plain(text: &str, style: Option<NumberStyle>) -> Result<String, NoNumber> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let without_spaces;
    let digits = if digits.contains(is_space) {
        without_spaces = without_spaces_between_groups(digits)?;
        &without_spaces
    } else {
        digits
    };
    let normal = match (digits.find('.'), digits.find(',')) {
        (None, None) => digits.to_owned(),
        (Some(dot), Some(comma)) if dot < comma => with_groups(digits, '.', ',')?,
        (Some(_), Some(_)) => with_groups(digits, ',', '.')?,
        (Some(_), None) => with_one_mark(digits, '.', style)?,
        (None, Some(_)) => with_one_mark(digits, ',', style)?,
    };
    // What parses but is not digits: `inf`, `NaN`, `1e5`.
    if !normal.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Err(NoNumber::Unreadable);
    }
    if !normal.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(NoNumber::Unreadable);
    }
    Ok(format!("{sign}{normal}"))
}

/// Whether a text is made of digits only.
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Spaces that group digits, the narrow and the unbreakable one among them.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}')
}

/// Digits whose groups of three were parted by spaces: `1 234,5`, but not `12 5`.
fn without_spaces_between_groups(digits: &str) -> Result<String, NoNumber> {
    let end = digits.find(['.', ',']).unwrap_or(digits.len());
    let (whole, fraction) = digits.split_at(end);
    let whole = whole.replace(is_space, " ");
    if fraction.contains(is_space) || !is_grouped(&whole, ' ') {
        return Err(NoNumber::Unreadable);
    }
    Ok(format!("{}{fraction}", whole.replace(' ', "")))
}

fn with_groups(digits: &str, group: char, decimal: char) -> Result<String, NoNumber> {
    match digits.split_once(decimal) {
        Some((whole, fraction)) if is_grouped(whole, group) && is_digits(fraction) => {
            Ok(format!("{}.{fraction}", whole.replace(group, "")))
        }
        _ => Err(NoNumber::Unreadable),
    }
}

fn with_one_mark(digits: &str, mark: char, style: Option<NumberStyle>) -> Result<String, NoNumber> {
    let grouped = is_grouped(digits, mark);
    match digits.split_once(mark) {
        Some((_, rest)) if rest.contains(mark) && grouped => Ok(digits.replace(mark, "")),
        Some((whole, fraction)) if is_digits(whole) && is_digits(fraction) => {
            // No group begins with a lone zero.
            let groups = match style {
                _ if !grouped || whole == "0" => false,
                None => return Err(NoNumber::Ambiguous),
                Some(NumberStyle::Vi) => mark == '.',
                Some(NumberStyle::En) => mark == ',',
            };
            let point = if groups { "" } else { "." };
            Ok(format!("{whole}{point}{fraction}"))
        }
        _ => Err(NoNumber::Unreadable),
    }
}

fn is_grouped(digits: &str, group: char) -> bool {
    let mut groups = digits.split(group);
    groups.next().is_some_and(|first| is_digits(first) && first.len() <= 3)
        && groups.all(|one| is_digits(one) && one.len() == 3)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_right_or_refused() {
        for (text, value) in [
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("1234,5", 1234.5),
            ("1234.5", 1234.5),
            ("1.234.567", 1_234_567.0),
            ("1.234.567,25", 1_234_567.25),
            ("1 234,5", 1234.5),
            ("1\u{a0}234", 1234.0),
            ("12,50", 12.5),
            ("0.125", 0.125),
            ("0,125", 0.125),
            ("1234.567", 1234.567),
            ("-5", -5.0),
        ] {
            assert_eq!(read(text, None), Ok(value), "{text}");
        }
        for text in ["20.000", "1,234", "999.999"] {
            assert_eq!(read(text, None), Err(NoNumber::Ambiguous), "{text}");
        }
        for (text, vi, en) in [
            ("20.000", 20_000.0, 20.0),
            ("1,234", 1.234, 1234.0),
            ("12.5", 12.5, 12.5),
        ] {
            assert_eq!(read(text, Some(NumberStyle::Vi)), Ok(vi), "{text}");
            assert_eq!(read(text, Some(NumberStyle::En)), Ok(en), "{text}");
        }
        for text in [
            "",
            "-",
            "12.34.5",
            "1,2,3",
            "120 m2",
            "abc",
            "1e5",
            "NaN",
            "inf",
            "1.234,5.6",
            ",5",
            "5,",
            "--5",
            "12 5",
            "1 234 5",
            "1 234,5 6",
            "- 5",
            "١٢",
        ] {
            assert_eq!(read(text, None), Err(NoNumber::Unreadable), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_vietnamese_number_with_decimals_is_never_misread(whole in 0..10_000_000_u32, cents in 0..100_u32) {
            let digits = whole.to_string();
            let grouped: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect();
            let text = format!("{},{cents:02}", grouped.join("."));
            let value = f64::from(whole) + f64::from(cents) / 100.0;
            prop_assert!((read(&text, None).unwrap() - value).abs() < 1e-6);
        }

        #[test]
        fn what_rust_writes_is_read_back_or_called_ambiguous(value in 0.0..1e9f64) {
            let read = read(&value.to_string(), None);
            prop_assert!(read == Ok(value) || read == Err(NoNumber::Ambiguous));
        }
    }
}
