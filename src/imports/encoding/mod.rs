//! How the letters of a file are written in bytes: Unicode, or one of the three Vietnamese ways from before it.

mod decode;
mod detect;
mod syllable;
mod tcvn3;
mod vni;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use utoipa::ToSchema;

pub use decode::{Decoded, Decoder};
pub use detect::{Guess, Sample};

/// An encoding of Vietnamese text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Encoding {
    /// Unicode in one to four bytes a letter.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Unicode in two or four bytes a letter, either byte first.
    #[serde(rename = "utf-16")]
    Utf16,
    /// The code page of Windows for Vietnam: tones are signs of their own.
    #[serde(rename = "windows-1258")]
    Windows1258,
    /// TCVN 5712:1993 as the ABC fonts (`.VnTime`, `.VnArial`) have it.
    #[serde(rename = "tcvn3")]
    Tcvn3,
    /// VNI for Windows (`VNI-Times`): the mark stands behind its letter.
    #[serde(rename = "vni")]
    Vni,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Utf8, Self::Utf16, Self::Windows1258, Self::Tcvn3, Self::Vni];

    /// The word in options and answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Windows1258 => "windows-1258",
            Self::Tcvn3 => "tcvn3",
            Self::Vni => "vni",
        }
    }

    /// The encoding under one of its many names: as in options, in a `.cpg` file, or as code page.
    pub fn by_name(name: &str) -> Option<Self> {
        let plain: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        match plain.as_str() {
            "utf8" | "65001" | "cp65001" => Some(Self::Utf8),
            "utf16" | "utf16le" | "utf16be" | "1200" | "1201" => Some(Self::Utf16),
            "windows1258" | "cp1258" | "1258" | "ansi1258" | "win1258" => Some(Self::Windows1258),
            "tcvn3" | "tcvn" | "tcvn5712" | "tcvn57121" | "tcvn571211993" | "abc" => Some(Self::Tcvn3),
            "vni" | "vniwindows" | "vniwin" => Some(Self::Vni),
            _ => None,
        }
    }

    /// A whole text of bytes as letters, composed (NFC); `None` where the bytes are no text of this encoding.
    pub fn read(self, bytes: &[u8]) -> Option<String> {
        if self == Self::Utf8 {
            return std::str::from_utf8(bytes).ok().map(str::to_owned);
        }
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
        let mut decoder = Decoder::new(self);
        decoder.decode(bytes, &mut text);
        decoder.finish(&mut text);
        (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
    }
}

impl std::str::FromStr for Encoding {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::by_name(name).ok_or_else(|| {
            let names = Self::ALL.map(Self::code).join(", ");
            format!("unknown encoding \"{name}\"; one of {names}")
        })
    }
}

/// A letter with marks, as one letter; `None` where Unicode has none.
fn composed(letter: char, marks: &str) -> Option<char> {
    let mut composed = std::iter::once(letter).chain(marks.chars()).nfc();
    composed.next().filter(|_| composed.next().is_none())
}

#[cfg(test)]
mod tests;
