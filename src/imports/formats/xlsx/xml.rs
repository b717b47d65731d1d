//! The XML parts of a workbook, event by event, none of which can be large.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufReader},
    path::Path,
};

use quick_xml::{
    Reader,
    escape::{resolve_predefined_entity, unescape},
    events::{BytesRef, BytesStart, Event},
};

use crate::imports::{
    broken::{Broken, Flaw},
    formats::bounded::Bounded,
};

/// Bytes of one tag or one stretch of text.
const LARGEST_EVENT: usize = 1024 * 1024;

/// How deep elements may stand in each other.
const DEEPEST: usize = 64;

/// A part of a workbook.
pub struct Xml {
    reader: Reader<Bounded<BufReader<File>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl Xml {
    /// The part in a file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let source = BufReader::with_capacity(64 * 1024, File::open(path)?);
        let mut reader = Reader::from_reader(Bounded::new(source, LARGEST_EVENT));
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        })
    }

    /// The next event; `Event::Eof` at the end, and only where every element was closed.
    ///
    /// # Errors
    /// When the part is no well-formed XML, or grows out of measure.
    pub fn next(&mut self) -> Result<Event<'_>, Broken> {
        self.buffer.clear();
        self.reader.get_mut().restart();
        let event = self
            .reader
            .read_event_into(&mut self.buffer)
            .map_err(|error| damaged(error.to_string()))?;
        match event {
            Event::Start(_) if self.depth == DEEPEST => return Err(damaged("elements nested too deep")),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(damaged("the end is missing")),
            // Entities of its own are the way to make much of little.
            Event::DocType(_) => return Err(damaged("it has a document type")),
            _ => {}
        }
        Ok(event)
    }

    /// The text up to the end of the element that has just begun, of at most `longest` bytes; `wanted` are the names
    /// of the elements in it whose text counts, none for the element's own.
    ///
    /// # Errors
    /// As of [`Self::next`], and when the text is longer.
    pub fn text(&mut self, wanted: Option<&str>, longest: usize) -> Result<String, Broken> {
        let outside = self.depth - 1;
        let mut text = String::new();
        let mut counts = wanted.is_none();
        let mut in_reading_aid = false;
        loop {
            match self.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "rPh" => in_reading_aid = true,
                    name => counts = wanted == Some(name) && !in_reading_aid,
                },
                Event::End(end) => {
                    in_reading_aid &= end.local_name().as_ref() != "rPh";
                    counts = wanted.is_none();
                    if self.depth == outside {
                        return Ok(unescaped(text));
                    }
                }
                Event::Text(part) if counts => text.push_str(&part.xml10_content()),
                Event::CData(part) if counts => text.push_str(&part.xml10_content()),
                Event::GeneralRef(name) if counts => text.push(entity(&name)?),
                Event::Eof => return Err(damaged("the end is missing")),
                _ => {}
            }
            if text.len() > longest {
                return Err(damaged("a cell is too long"));
            }
        }
    }
}

/// The value of an attribute, by its name without prefix.
pub fn attribute<'a>(start: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false);
    let found = attributes
        .flatten()
        .find(|found| found.key.local_name().as_ref() == name)?;
    match unescape(&found.value) {
        Ok(value) => Some(value.into_owned().into()),
        Err(_) => Some(found.value),
    }
}

/// A workbook that cannot be read on.
pub fn damaged(cause: impl Into<String>) -> Broken {
    let cause: String = cause.into();
    Broken::whole(Flaw::DamagedWorkbook(cause.chars().take(200).collect()))
}

fn entity(name: &BytesRef<'_>) -> Result<char, Broken> {
    if let Ok(Some(letter)) = name.resolve_char_ref() {
        return Ok(letter);
    }
    resolve_predefined_entity(name)
        .and_then(|text| text.chars().next())
        .ok_or_else(|| damaged("an entity that XML does not know"))
}

/// A text with the signs that Excel writes as `_x000D_` put back.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let letter = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        // The sign itself, or what only looks like one.
        let taken = if letter.is_some() { 7 } else { 2 };
        plain.push_str(&rest[..at]);
        plain.push_str(letter.map_or("_x", |_| ""));
        plain.extend(letter);
        rest = &rest[at + taken..];
    }
    plain.push_str(rest);
    plain
}
