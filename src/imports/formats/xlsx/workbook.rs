//! What the parts of a workbook beside its sheets say: where the sheets are, which formats are dates, and the texts
//! that cells share.

use std::{collections::HashMap, path::Path};

use quick_xml::events::Event;

use super::xml::{Xml, attribute};
use crate::imports::{broken::Flaw, formats::Trouble};

/// Bytes of all shared texts together.
const MOST_TEXT: usize = 96 * 1024 * 1024;

/// Shared texts.
const MOST_TEXTS: usize = 8 * 1024 * 1024;

/// Bytes of one text: Excel allows 32,767 signs.
pub const LONGEST_TEXT: usize = 256 * 1024;

/// Cell formats, number formats and sheets that are looked at.
const MOST_FORMATS: usize = 65_536;

/// A sheet and its place in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetEntry {
    /// Its name.
    pub name: String,
    /// The path of its part.
    pub path: String,
    /// Whether it is shown.
    pub is_visible: bool,
}

/// The targets of a part's relations, by their names, with their kinds.
pub type Relations = HashMap<String, (String, String)>;

/// The relations in a `.rels` part.
pub fn relations(path: &Path) -> Result<Relations, Trouble> {
    let mut xml = Xml::open(path)?;
    let mut relations = Relations::new();
    loop {
        match xml.next()? {
            Event::Start(start) if start.local_name().as_ref() == "Relationship" => {
                let value = |name| attribute(&start, name).unwrap_or_default().into_owned();
                relations.insert(value("Id"), (value("Type"), value("Target")));
                if relations.len() > MOST_FORMATS {
                    return Err(Flaw::ZipBomb.into());
                }
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The sheets of a workbook, in its order, and whether it counts its days from 1904.
pub fn sheets(path: &Path, relations: &Relations) -> Result<(Vec<SheetEntry>, bool), Trouble> {
    let mut xml = Xml::open(path)?;
    let mut sheets = Vec::new();
    let mut from_1904 = false;
    loop {
        match xml.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "workbookPr" => {
                    from_1904 |= attribute(&start, "date1904").is_some_and(|value| value == "1" || value == "true");
                }
                "sheet" if sheets.len() < MOST_FORMATS => {
                    let relation = attribute(&start, "id").and_then(|id| relations.get(id.as_ref()));
                    if let (Some(name), Some((kind, path))) = (attribute(&start, "name"), relation)
                        && kind.ends_with("/worksheet")
                    {
                        let state = attribute(&start, "state");
                        sheets.push(SheetEntry {
                            name: name.into_owned(),
                            path: path.clone(),
                            is_visible: state.is_none_or(|state| state == "visible"),
                        });
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok((sheets, from_1904)),
            _ => {}
        }
    }
}

/// Which cell formats show a number as a day.
#[derive(Debug, Default)]
pub struct Styles(Vec<bool>);

impl Styles {
    /// The formats in a `styles.xml`.
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        let mut xml = Xml::open(path)?;
        let mut own = HashMap::new();
        let mut formats = Vec::new();
        let mut in_cell_formats = false;
        loop {
            match xml.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "numFmt" if own.len() < MOST_FORMATS => {
                        if let (Some(id), Some(code)) = (number(&start, "numFmtId"), attribute(&start, "formatCode")) {
                            own.insert(id, shows_a_day(&code));
                        }
                    }
                    "cellXfs" => in_cell_formats = true,
                    "xf" if in_cell_formats && formats.len() < MOST_FORMATS => {
                        formats.push(number(&start, "numFmtId").unwrap_or_default());
                    }
                    _ => {}
                },
                Event::End(end) if end.local_name().as_ref() == "cellXfs" => in_cell_formats = false,
                Event::Eof => {
                    let is_day = |id: &u32| {
                        own.get(id)
                            .copied()
                            .unwrap_or(matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=58))
                    };
                    return Ok(Self(formats.iter().map(is_day).collect()));
                }
                _ => {}
            }
        }
    }

    /// Whether a cell of a format shows a day.
    pub fn is_day(&self, format: usize) -> bool {
        self.0.get(format).copied().unwrap_or_default()
    }
}

fn number(start: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(start, name)?.parse().ok()
}

/// Whether a format such as `dd/mm/yyyy;@` shows a day: a `d` or a `y` in it that is no text.
fn shows_a_day(code: &str) -> bool {
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        let closing = match sign {
            '"' => '"',
            '[' => ']',
            '\\' | '_' | '*' => {
                signs.next();
                continue;
            }
            'd' | 'D' | 'y' | 'Y' => return true,
            _ => continue,
        };
        signs.find(|sign| *sign == closing);
    }
    false
}

/// The texts that the cells of a workbook share.
#[derive(Debug, Default)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// The texts in a `sharedStrings.xml`.
    pub fn read(path: &Path, keep_going: &dyn Fn() -> bool) -> Result<Self, Trouble> {
        let mut xml = Xml::open(path)?;
        let mut strings = Self::default();
        loop {
            match xml.next()? {
                Event::Start(start) if start.local_name().as_ref() == "si" => {
                    strings.text.push_str(&xml.text(Some("t"), LONGEST_TEXT)?);
                    let end = u32::try_from(strings.text.len()).unwrap_or(u32::MAX);
                    strings.ends.push(end);
                    if strings.text.len() > MOST_TEXT || strings.ends.len() > MOST_TEXTS {
                        return Err(Flaw::TooMuchText.into());
                    }
                    if strings.ends.len() % 4096 == 0 && !keep_going() {
                        return Err(Flaw::Stopped.into());
                    }
                }
                Event::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    /// The text of a number from 0.
    pub fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::shows_a_day;

    #[test]
    fn a_format_of_days_is_known_by_its_signs() {
        for code in ["dd/mm/yyyy;@", "d-mmm", "[$-42A]dd mmmm yyyy", "yyyy", "\"Ngày\" dd"] {
            assert!(shows_a_day(code), "{code}");
        }
        for code in [
            "General",
            "#,##0",
            "0.00E+00",
            "[Red]0",
            "#,##0 \"ngày\"",
            "h:mm",
            "0\\d",
            "_d0",
        ] {
            assert!(!shows_a_day(code), "{code}");
        }
    }
}
