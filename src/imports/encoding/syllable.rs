//! Whether a word can be a Vietnamese syllable.

use unicode_normalization::UnicodeNormalization as _;

/// Consonants that a syllable can begin with, the longer ones first.
const ONSETS: [&str; 27] = [
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x",
];

/// Consonants that it can end with.
const CODAS: [&str; 8] = ["ch", "ng", "nh", "c", "m", "n", "p", "t"];

/// Vowels between them, without tones.
const NUCLEI: [&str; 55] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia",
    "iê", "iêu", "iu", "oa", "oă", "oai", "oao", "oay", "oe", "oeo", "oi", "oo", "ôi", "ơi", "ua", "uâ", "uây", "uê",
    "ui", "uô", "uôi", "uơ", "uy", "uya", "uyê", "uyu", "ưa", "ưi", "ươ", "ươi", "ươu", "ưu", "yê", "yêu",
];

/// Whether a word can be a syllable: what it begins with, its vowels, its end and its tone fit together, and its
/// letters are all small, all capitals, or small behind one capital.
pub fn is_syllable(word: &str) -> bool {
    if !has_one_size(word) {
        return false;
    }
    let mut tones = Vec::new();
    let toneless: String = word
        .nfd()
        .filter(|part| {
            let is_tone = matches!(*part, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
            if is_tone {
                tones.push(*part);
            }
            !is_tone
        })
        .collect::<String>()
        .nfc()
        .flat_map(char::to_lowercase)
        .collect();
    if tones.len() > 1 {
        return false;
    }
    let is_checked = matches!(tones[..], ['\u{301}' | '\u{323}']);
    let fits = |rest: &str| {
        NUCLEI.contains(&rest)
            || CODAS.iter().any(|coda| {
                rest.strip_suffix(coda)
                    .is_some_and(|nucleus| NUCLEI.contains(&nucleus))
                    // After a stop only two tones are said.
                    && (!matches!(*coda, "c" | "ch" | "p" | "t") || is_checked)
            })
    };
    fits(&toneless)
        || ONSETS
            .iter()
            .any(|onset| toneless.strip_prefix(onset).is_some_and(fits))
}

fn has_one_size(word: &str) -> bool {
    let mut letters = word.chars();
    let Some(first) = letters.next() else {
        return false;
    };
    let rest = letters.as_str();
    rest.chars().all(char::is_lowercase) || (first.is_uppercase() && rest.chars().all(char::is_uppercase))
}
