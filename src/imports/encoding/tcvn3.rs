//! TCVN3, the encoding of the ABC fonts: one byte a letter.
//!
//! Its capitals with tones share the bytes of the small letters and differ by the font only (`.VnTimeH` shows what
//! `.VnTime` shows, as capitals). A file has no fonts, so the word decides: in a word whose plain letters are two or
//! more and all capitals (the N, G, Y and N of `NGUYỄN`), the others are read as capitals too; elsewhere they are
//! read as they stand.

/// Letters of the bytes from A0 on. What the fonts leave free are the capitals that the standard puts there.
///
/// Source: TCVN 5712:1993, tables VN2 and VN3.
const UPPER: [char; 96] = [
    '\u{a0}', 'Ă', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư', 'Đ', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ', 'Ằ', //
    '\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}', 'à', 'ả', 'ã', 'á', 'ạ', 'Ẳ', 'ằ', 'ẳ', 'ẵ', 'ắ',
    'Ẵ', //
    'Ắ', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ề', 'ặ', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ', 'è', 'Ể', 'ẻ', 'ẽ', //
    'é', 'ẹ', 'ề', 'ể', 'ễ', 'ế', 'ệ', 'ì', 'ỉ', 'Ễ', 'Ế', 'Ồ', 'ĩ', 'í', 'ị', 'ò', //
    'Ổ', 'ỏ', 'õ', 'ó', 'ọ', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ', 'ù', //
    'Ỗ', 'ủ', 'ũ', 'ú', 'ụ', 'ừ', 'ử', 'ữ', 'ứ', 'ự', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ', 'Ố', //
];

/// The letter of a byte from 80 on; below A0 stands the punctuation of Windows (dashes, quotes), as in the fonts.
pub fn letter(byte: u8) -> char {
    match byte.checked_sub(0xa0) {
        Some(place) => UPPER[usize::from(place)],
        None => super::decode::windows_punctuation(byte),
    }
}

/// Whether the plain letters of a word say that all of it is written in capitals.
pub fn is_in_capitals(word: &str) -> bool {
    let mut plain = word.chars().filter(char::is_ascii_alphabetic);
    plain.clone().count() >= 2 && plain.all(|letter| letter.is_ascii_uppercase())
}
