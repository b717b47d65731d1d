//! The two languages that everything shown to people exists in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language of the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Vietnamese, the default.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// The language that an `Accept-Language` header (or a `LANG` value) asks for first; Vietnamese where it asks for neither.
    pub fn preferred(accept: &str) -> Self {
        accept
            .split(',')
            .find_map(|range| {
                let range = range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
                if range.starts_with("en") {
                    Some(Self::En)
                } else if range.starts_with("vi") {
                    Some(Self::Vi)
                } else {
                    None
                }
            })
            .unwrap_or_default()
    }
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Text {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// A sentence in both languages.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// The sentence in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_is_spoken_unless_english_is_asked_for_first() {
        assert_eq!(Language::preferred(""), Language::Vi);
        assert_eq!(Language::preferred("fr-FR, fr;q=0.9"), Language::Vi);
        assert_eq!(Language::preferred("en-GB,en;q=0.9,vi;q=0.8"), Language::En);
        assert_eq!(Language::preferred("vi-VN,en;q=0.5"), Language::Vi);
    }
}
