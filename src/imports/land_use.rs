//! Land use as registers write it: `LUC`, `ONT 120 + CLN 380`, `ONT: 120m2; CLN: 380m2`.

use std::collections::HashMap;

use super::numbers::{self, NoNumber, NumberStyle};
use crate::language::Text;

/// The codes of the list of land uses, and whether the law counts each as agricultural.
#[derive(Default)]
pub struct LandUses(pub HashMap<String, bool>);

/// A land use as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LandUse {
    /// In one writing: `ONT 120 + CLN 380`; as it was where it could not be read as a list of codes.
    pub text: String,
    /// A code that is not in the list.
    pub unknown: Option<String>,
}

impl LandUses {
    /// A list of land uses in one writing.
    ///
    /// # Errors
    /// When an area in it can be read in two ways, in words.
    pub fn read(&self, text: &str, style: Option<NumberStyle>) -> Result<LandUse, Text> {
        let mut uses = Vec::new();
        for part in parts(text) {
            let Some((code, area)) = code_and_area(part) else {
                return Ok(LandUse {
                    text: text.to_owned(),
                    unknown: Some(part.trim().chars().take(40).collect()),
                });
            };
            let area = match area {
                "" => String::new(),
                area => match numbers::read(area, style) {
                    Ok(area) => format!(" {area}"),
                    Err(NoNumber::Ambiguous) => {
                        return Err(Text::new(
                            format!(
                                "diện tích “{area}” của {code} có thể hiểu hai cách; hãy nêu cách viết bằng --numbers vi hay --numbers en"
                            ),
                            format!(
                                "the area \"{area}\" of {code} can be read in two ways; say how by --numbers vi or --numbers en"
                            ),
                        ));
                    }
                    Err(NoNumber::Unreadable) => {
                        return Err(Text::new(
                            format!("“{area}” của {code} không phải là diện tích; viết dạng ONT 120 + CLN 380"),
                            format!("\"{area}\" of {code} is not an area; write ONT 120 + CLN 380"),
                        ));
                    }
                },
            };
            uses.push((code, area));
        }
        let unknown = uses.iter().find(|(code, _)| !self.0.contains_key(code));
        Ok(LandUse {
            unknown: unknown.map(|(code, _)| code.clone()),
            text: uses
                .iter()
                .map(|(code, area)| format!("{code}{area}"))
                .collect::<Vec<_>>()
                .join(" + "),
        })
    }

    /// Whether every land use of a list is agricultural; what is unknown is not.
    pub fn are_agricultural(&self, text: &str) -> bool {
        let mut uses = parts(text).peekable();
        uses.peek().is_some()
            && uses.all(|part| code_and_area(part).is_some_and(|(code, _)| self.0.get(&code).copied().unwrap_or(false)))
    }
}

/// The land uses of a list; a comma parts them only where it is no decimal one.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let comma_parts = text
        .split(',')
        .skip(1)
        .all(|rest| rest.trim_start().starts_with(|c: char| c.is_alphabetic()));
    text.split(move |c| matches!(c, '+' | ';' | '/' | '&') || c == ',' && comma_parts)
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The code, in capitals, and what stands behind it without its unit.
fn code_and_area(part: &str) -> Option<(String, &str)> {
    let end = part.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(part.len());
    let (code, rest) = part.split_at(end);
    let area = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '-' | '(' | ')'));
    let area = area
        .strip_suffix("m2")
        .or_else(|| area.strip_suffix("m²"))
        .unwrap_or(area)
        .trim_end();
    let is_area = area.is_empty() || area.starts_with(|c: char| c.is_ascii_digit());
    ((2..=4).contains(&code.len()) && is_area).then(|| (code.to_ascii_uppercase(), area))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses() -> LandUses {
        LandUses(
            [("LUC", true), ("CLN", true), ("RSX", true), ("ONT", false)]
                .map(|(code, is)| (code.to_owned(), is))
                .into(),
        )
    }

    #[test]
    fn a_list_is_brought_into_one_writing() {
        for (text, one) in [
            ("LUC", "LUC"),
            (" luc ", "LUC"),
            ("ONT 120 + CLN 380", "ONT 120 + CLN 380"),
            ("ONT120+CLN380", "ONT 120 + CLN 380"),
            ("ONT: 120m2; CLN: 380,5 m²", "ONT 120 + CLN 380.5"),
            ("ont(120),cln(380)", "ONT 120 + CLN 380"),
            ("ONT/CLN", "ONT + CLN"),
            ("CLN 1.234,5", "CLN 1234.5"),
        ] {
            assert_eq!(
                uses().read(text, None).map(|land| land.text),
                Ok(one.to_owned()),
                "{text}"
            );
        }
        assert!(uses().read("CLN 1.200", None).is_err());
        assert_eq!(
            uses().read("CLN 1.200", Some(NumberStyle::Vi)).map(|land| land.text),
            Ok("CLN 1200".to_owned())
        );
        assert!(uses().read("CLN 12x", None).is_err());
    }

    #[test]
    fn a_code_that_is_not_in_the_list_is_named() {
        let unknown = |text| uses().read(text, None).map(|land| land.unknown);
        assert_eq!(unknown("LUC + CLN"), Ok(None));
        assert_eq!(unknown("LUC + XYZ 5"), Ok(Some("XYZ".to_owned())));
        assert_eq!(unknown("đất vườn"), Ok(Some("đất vườn".to_owned())));
    }

    #[test]
    fn land_is_agricultural_only_where_all_its_uses_are() {
        for text in ["LUC", "luc", "LUC+CLN", "LUC 120 + CLN 380", "LUC 120,5 m2; RSX"] {
            assert!(uses().are_agricultural(text), "{text}");
        }
        for text in ["", "ONT", "ONT 120 + CLN 380", "LUC + ???XYZ", "120", "+"] {
            assert!(!uses().are_agricultural(text), "{text}");
        }
    }
}
