//! VNI for Windows: a plain letter, and behind it a byte for its hook, its tone, or both.

/// Marks behind `a`, `e`, `o`, `u`, `y` and behind the bytes of `ơ` and `ư`; small, capital, and what it adds.
///
/// Source: the tables of VNI-Times, as the keyboard programs of Vietnam have them.
const MARKS: [(u8, u8, &str); 17] = [
    (0xf9, 0xd9, "\u{301}"),
    (0xf8, 0xd8, "\u{300}"),
    (0xfb, 0xdb, "\u{309}"),
    (0xf5, 0xd5, "\u{303}"),
    (0xef, 0xcf, "\u{323}"),
    (0xe2, 0xc2, "\u{302}"),
    (0xe1, 0xc1, "\u{302}\u{301}"),
    (0xe0, 0xc0, "\u{302}\u{300}"),
    (0xe5, 0xc5, "\u{302}\u{309}"),
    (0xe3, 0xc3, "\u{302}\u{303}"),
    (0xe4, 0xc4, "\u{302}\u{323}"),
    (0xea, 0xca, "\u{306}"),
    (0xe9, 0xc9, "\u{306}\u{301}"),
    (0xe8, 0xc8, "\u{306}\u{300}"),
    (0xfa, 0xda, "\u{306}\u{309}"),
    (0xfc, 0xdc, "\u{306}\u{303}"),
    (0xeb, 0xcb, "\u{306}\u{323}"),
];

/// Letters that have a byte of their own; small byte, capital byte, small letter, capital letter.
const LETTERS: [(u8, u8, char, char); 9] = [
    (0xf4, 0xd4, 'ơ', 'Ơ'),
    (0xf6, 0xd6, 'ư', 'Ư'),
    (0xf1, 0xd1, 'đ', 'Đ'),
    (0xed, 0xcd, 'í', 'Í'),
    (0xec, 0xcc, 'ì', 'Ì'),
    (0xe6, 0xc6, 'ỉ', 'Ỉ'),
    (0xf3, 0xd3, 'ĩ', 'Ĩ'),
    (0xf2, 0xd2, 'ị', 'Ị'),
    (0xee, 0xce, 'ỵ', 'Ỵ'),
];

/// The letter of a byte from 80 on that stands for itself.
pub fn letter(byte: u8) -> Option<char> {
    LETTERS.iter().find_map(|(small, capital, letter, upper)| {
        if byte == *small {
            Some(*letter)
        } else {
            (byte == *capital).then_some(*upper)
        }
    })
}

/// What a byte makes of the letter before it; `None` where it is no mark or does not fit that letter.
pub fn with_mark(letter: char, byte: u8) -> Option<char> {
    let (_, _, marks) = MARKS
        .iter()
        .find(|(small, capital, _)| byte == *small || byte == *capital)?;
    let takes = match marks.chars().next() {
        Some('\u{306}') => "aA",
        Some('\u{302}') => "aAeEoO",
        _ => "aAeEoOuUyYơƠưƯ",
    };
    super::composed(letter, marks).filter(|_| takes.contains(letter))
}
