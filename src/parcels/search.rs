//! What people type to find a parcel. Pure.

use crate::vietnamese::fold;

/// What a person typed, as map sheet (where given) and parcel number: `12/345`, `tờ 12 thửa 345`, `345`.
pub fn sheet_and_number(q: &str) -> (Option<String>, String) {
    let q = q.trim();
    if let Some((sheet, number)) = q.split_once('/') {
        return (Some(sheet.trim().to_owned()), number.trim().to_owned());
    }
    let words: Vec<&str> = q.split([' ', ',', ':', '.']).filter(|word| !word.is_empty()).collect();
    let after = |name: &str| {
        words
            .iter()
            .position(|word| fold(word) == name)
            .and_then(|at| words.get(at + 1))
    };
    match (after("to"), after("thua")) {
        (sheet, Some(number)) => (sheet.map(|sheet| (*sheet).to_owned()), (*number).to_owned()),
        _ => (None, q.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_and_number_are_read_as_people_write_them() {
        let expect = |q: &str, sheet: Option<&str>, number: &str| {
            assert_eq!(sheet_and_number(q), (sheet.map(Into::into), number.into()), "{q}");
        };
        expect("12/345", Some("12"), "345");
        expect("Tờ 12, thửa 345", Some("12"), "345");
        expect("to 12 thua 345", Some("12"), "345");
        expect("thửa 345", None, "345");
        expect(" 345 ", None, "345");
        expect("H00123", None, "H00123");
    }
}
