//! The bytes of each feature of a GeoJSON file of any size, cut out without holding the file in memory.
//!
//! Reads a `FeatureCollection` with its members in any order, a single `Feature`, and features one after another
//! (newline-delimited GeoJSON, RFC 8142 sequences). Only the outermost level is understood here; what is inside a
//! feature is the business of [`super::text`].

use std::io::{ErrorKind, Read};

use crate::imports::broken::{Broken, Flaw};

/// Bytes read at a time.
const CHUNK: usize = 256 * 1024;

/// The largest feature that is read, bytes: some hundred thousand vertices.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// The text of one feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its place in the file, from 1.
    pub number: u64,
    /// Where it begins, bytes from the start of the file.
    pub offset: u64,
    /// A JSON value, not yet checked; `None` where it is larger than [`LARGEST`].
    pub bytes: Option<&'a [u8]>,
}

/// Cuts a file into the texts of its features.
pub struct Splitter<R> {
    source: R,
    buffer: Vec<u8>,
    /// Start of what must stay in the buffer.
    mark: usize,
    /// The next byte to look at.
    at: usize,
    /// Where in the file the buffer begins.
    base: u64,
    place: Place,
    features: u64,
    /// Whether bytes behind the mark were given up, because they were too many.
    lost: bool,
    /// The `type` of the outermost object, as it stands in the file.
    kind: Option<Vec<u8>>,
    /// The legacy `crs` member, as it stands in the file.
    crs: Option<Vec<u8>>,
    /// Bytes that a feature may have.
    largest: usize,
    /// Bytes read at a time.
    chunk: usize,
}

/// Where the reader stands between two features.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    BetweenObjects,
    InFeatures,
    AfterFeatures,
}

/// How a run through the members of the outermost object ended.
enum Members {
    /// At the list of features.
    Features,
    /// At its closing brace.
    End,
}

impl<R: Read> Splitter<R> {
    /// A splitter that has read nothing yet.
    pub fn new(source: R) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            mark: 0,
            at: 0,
            base: 0,
            place: Place::Start,
            features: 0,
            lost: false,
            kind: None,
            crs: None,
            largest: LARGEST,
            chunk: CHUNK,
        }
    }

    /// The legacy `crs` member met so far, as JSON.
    pub fn crs(&self) -> Option<&[u8]> {
        self.crs.as_deref()
    }

    /// The next feature; `None` at the end of the file.
    ///
    /// # Errors
    /// When the file is not GeoJSON, ends in the middle, or cannot be read.
    pub fn next(&mut self) -> Result<Option<Piece<'_>>, Broken> {
        loop {
            self.mark = self.at;
            self.lost = false;
            let place = self.place;
            match place {
                Place::Start => {
                    self.start()?;
                    self.place = Place::BetweenObjects;
                }
                Place::BetweenObjects => match self.peek()? {
                    None => return Ok(None),
                    // The record separator of RFC 8142.
                    Some(0x1e) => self.at += 1,
                    Some(b'{') => {
                        let offset = self.position();
                        self.mark = self.at;
                        self.at += 1;
                        self.kind = None;
                        match self.members()? {
                            Members::Features => self.place = Place::InFeatures,
                            Members::End if self.kind_is(b"\"FeatureCollection\"") => {
                                return Err(self.broken(Flaw::NoFeatures));
                            }
                            Members::End => return Ok(Some(self.piece(offset, self.position()))),
                        }
                    }
                    Some(b'[') if self.features == 0 => return Err(self.broken(Flaw::BareList)),
                    Some(_) if self.features == 0 => return Err(self.broken(Flaw::NotGeoJson)),
                    Some(_) => return Err(self.broken(Flaw::NotJson)),
                },
                Place::InFeatures if self.need()? == b']' => {
                    self.at += 1;
                    self.place = Place::AfterFeatures;
                }
                Place::InFeatures => return self.feature().map(Some),
                Place::AfterFeatures => {
                    match self.need()? {
                        b',' => self.at += 1,
                        b'}' => {}
                        _ => return Err(self.broken(Flaw::NotJson)),
                    }
                    match self.members()? {
                        Members::Features => return Err(self.broken(Flaw::FeaturesTwice)),
                        Members::End if self.kind_is(b"\"FeatureCollection\"") => self.place = Place::BetweenObjects,
                        Members::End => return Err(self.broken(Flaw::NotACollection)),
                    }
                }
            }
        }
    }

    fn kind_is(&self, kind: &[u8]) -> bool {
        self.kind.as_deref() == Some(kind)
    }

    /// The element of the list of features that begins here, and the comma behind it.
    fn feature(&mut self) -> Result<Piece<'_>, Broken> {
        let offset = self.position();
        self.value()?;
        let end = self.position();
        match self.need()? {
            b',' => {
                self.at += 1;
                if self.need()? == b']' {
                    return Err(self.broken(Flaw::NotJson));
                }
            }
            b']' => {}
            _ => return Err(self.broken(Flaw::NotJson)),
        }
        Ok(self.piece(offset, end))
    }

    /// The bytes of a stretch of the file as the next feature.
    fn piece(&mut self, offset: u64, end: u64) -> Piece<'_> {
        self.features += 1;
        Piece {
            number: self.features,
            offset,
            bytes: self.held(offset, end).filter(|bytes| bytes.len() <= self.largest),
        }
    }

    /// Where in the file the next byte to look at is.
    const fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    /// The bytes of a stretch of the file, where they are still there.
    fn held(&self, start: u64, end: u64) -> Option<&[u8]> {
        let from = usize::try_from(start.checked_sub(self.base)?).ok()?;
        let to = usize::try_from(end.checked_sub(self.base)?).ok()?;
        self.buffer.get(from..to)
    }

    fn start(&mut self) -> Result<(), Broken> {
        while self.buffer.len() < 16 && self.fill()? {}
        if self.buffer.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
        match self.peek()? {
            None => Err(self.broken(Flaw::Empty)),
            Some(_) => Ok(()),
        }
    }

    /// Goes through members of the outermost object, up to the list of features or the closing brace.
    fn members(&mut self) -> Result<Members, Broken> {
        loop {
            match self.need()? {
                b'}' => {
                    self.at += 1;
                    return Ok(Members::End);
                }
                b'"' => {}
                _ => return Err(self.broken(Flaw::NotJson)),
            }
            let start = self.position();
            self.value()?;
            let key = self.held(start, self.position()).unwrap_or_default().to_vec();
            if self.need()? != b':' {
                return Err(self.broken(Flaw::NotJson));
            }
            self.at += 1;
            let first = self.need()?;
            if key == b"\"features\"" && !self.kind_is(b"\"Feature\"") {
                if first != b'[' {
                    return Err(self.broken(Flaw::NoFeatures));
                }
                self.at += 1;
                return Ok(Members::Features);
            }
            let start = self.position();
            self.value()?;
            let value = self.held(start, self.position());
            match key.as_slice() {
                b"\"type\"" => self.kind = value.map(<[u8]>::to_vec),
                // A member too large to be held names no system; as no JSON it will be told as unknown.
                b"\"crs\"" => self.note_crs(value.unwrap_or_default().to_vec())?,
                _ => {}
            }
            match self.need()? {
                b',' => self.at += 1,
                b'}' => {}
                _ => return Err(self.broken(Flaw::NotJson)),
            }
        }
    }

    fn note_crs(&mut self, crs: Vec<u8>) -> Result<(), Broken> {
        if self.crs.as_ref().is_some_and(|known| *known != crs) {
            return Err(self.broken(Flaw::TwoSystems));
        }
        self.crs = Some(crs);
        Ok(())
    }

    /// Goes past one JSON value, which begins here; that it is well-formed inside is not checked.
    fn value(&mut self) -> Result<(), Broken> {
        let start = self.position();
        let mut depth = 0_u64;
        let mut in_text = false;
        let mut escaped = false;
        loop {
            let Some(rest) = self.buffer.get(self.at..).filter(|rest| !rest.is_empty()) else {
                if self.fill()? {
                    continue;
                }
                return Err(self.broken(Flaw::EndsEarly));
            };
            for (n, byte) in rest.iter().enumerate() {
                if in_text {
                    match byte {
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => {
                            in_text = false;
                            if depth == 0 {
                                self.at += n + 1;
                                return Ok(());
                            }
                        }
                        _ => {}
                    }
                    continue;
                }
                match byte {
                    b'"' => in_text = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth > 1 => depth -= 1,
                    b'}' | b']' if depth == 1 => {
                        self.at += n + 1;
                        return Ok(());
                    }
                    // A number, true, false or null ends before what follows it.
                    b'}' | b']' | b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => {
                        self.at += n;
                        return if self.position() == start {
                            Err(self.broken(Flaw::NotJson))
                        } else {
                            Ok(())
                        };
                    }
                    _ => {}
                }
            }
            self.at = self.buffer.len();
        }
    }

    /// The next byte that is no white space; the file must not end here.
    fn need(&mut self) -> Result<u8, Broken> {
        self.peek()?.ok_or_else(|| self.broken(Flaw::EndsEarly))
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Result<Option<u8>, Broken> {
        loop {
            match self.buffer.get(self.at).copied() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(byte) => return Ok(Some(byte)),
                None if self.fill()? => {}
                None => return Ok(None),
            }
        }
    }

    /// Reads on, forgetting what lies before the mark, and a feature that has become too large to be held; `false` at
    /// the end of the file.
    fn fill(&mut self) -> Result<bool, Broken> {
        self.lost |= self.at - self.mark > self.largest;
        if self.lost {
            self.mark = self.at;
        }
        if self.mark > 0 {
            self.buffer.drain(..self.mark);
            self.base += self.mark as u64;
            self.at -= self.mark;
            self.mark = 0;
        }
        let length = self.buffer.len();
        self.buffer.resize(length + self.chunk, 0);
        let read = loop {
            match self.source.read(&mut self.buffer[length..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let read = read.map_err(|error| self.broken(Flaw::Unreadable(error.to_string())));
        self.buffer.truncate(length + *read.as_ref().unwrap_or(&0));
        Ok(read? > 0)
    }

    fn broken(&self, flaw: Flaw) -> Broken {
        Broken {
            flaw,
            offset: self.position(),
            after: self.features,
        }
    }
}

#[cfg(test)]
mod tests;
