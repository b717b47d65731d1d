//! Vietnamese text: sorted as people sort it, found without its marks.

use std::cmp::Ordering;

use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale_core::locale;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Text without marks, in lower case, so that `dong hy` finds `Đồng Hỷ`. «Ð» (eth) counts as «Đ».
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .map(|letter| if matches!(letter, 'đ' | 'ð') { 'd' } else { letter })
        .collect()
}

/// Whether every word of a search is somewhere in a text, both without marks.
pub fn finds(search: &str, text: &str) -> bool {
    let text = fold(text);
    fold(search).split_whitespace().all(|word| text.contains(word))
}

/// The order of Vietnamese words: base letters with their hooks before tones.
///
/// Source: Unicode CLDR collation for `vi`.
pub struct Order(Option<CollatorBorrowed<'static>>);

impl Default for Order {
    fn default() -> Self {
        Self(Collator::try_new(locale!("vi").into(), CollatorOptions::default()).ok())
    }
}

impl Order {
    /// Which of two texts comes first.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.0
            .as_ref()
            .map_or_else(|| a.cmp(b), |collator| collator.compare(a, b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_without_their_marks() {
        assert!(finds("duong  thai nguyen", "Đường vành đai TP Thái Nguyên"));
        assert!(finds("ĐƯỜNG", "duong tinh 266"));
        assert!(!finds("cao toc", "Đường tỉnh 266"));
        assert_eq!(fold("Ðồng Hỷ"), "dong hy");
    }

    #[test]
    fn vietnamese_letters_come_in_their_order() {
        let order = Order::default();
        let mut names = ["Đồng Hỷ", "Võ Nhai", "Dinh", "Ân", "An", "Ăn"];
        names.sort_by(|a, b| order.compare(a, b));
        assert_eq!(names, ["An", "Ăn", "Ân", "Dinh", "Đồng Hỷ", "Võ Nhai"]);
    }
}
