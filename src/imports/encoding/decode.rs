//! Bytes to letters, piece by piece: what comes out is UTF-8, composed (NFC) as far as Vietnamese goes.

use std::io::{self, Read};

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::char::is_combining_mark;

use super::{Encoding, composed, tcvn3, vni};

/// Bytes decoded at a time.
const CHUNK: usize = 64 * 1024;

/// The longest word, bytes, that is looked at as a whole.
const LONGEST_WORD: usize = 256;

/// A decoder that may be given a text in pieces cut anywhere.
pub struct Decoder {
    encoding: Encoding,
    /// For UTF-16; chosen by the first two bytes.
    units: Option<encoding_rs::Decoder>,
    /// First byte of a text in UTF-16, waiting for the second.
    first: Vec<u8>,
    /// A letter whose mark may still come.
    letter: Option<char>,
    /// A word whose end may still come.
    word: String,
}

impl Decoder {
    /// A decoder at the start of a text.
    pub const fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            units: None,
            first: Vec::new(),
            letter: None,
            word: String::new(),
        }
    }

    /// Appends the letters of the next bytes; those that the following bytes may change wait.
    ///
    /// What is no text of the encoding becomes U+FFFD.
    pub fn decode(&mut self, bytes: &[u8], out: &mut String) {
        match self.encoding {
            Encoding::Utf8 => out.push_str(&String::from_utf8_lossy(bytes)),
            Encoding::Utf16 => self.utf_16(bytes, false, out),
            Encoding::Windows1258 => {
                for byte in bytes {
                    self.letter_or_mark(windows_1258(*byte), out);
                }
            }
            Encoding::Tcvn3 => {
                for byte in bytes {
                    let letter = if byte.is_ascii() {
                        char::from(*byte)
                    } else {
                        tcvn3::letter(*byte)
                    };
                    self.letter_or_mark(letter, out);
                }
            }
            Encoding::Vni => {
                for byte in bytes {
                    self.vni(*byte, out);
                }
            }
        }
    }

    /// Appends what has waited: the text ends here.
    pub fn finish(mut self, out: &mut String) {
        if self.encoding == Encoding::Utf16 {
            self.utf_16(&[], true, out);
        }
        if let Some(letter) = self.letter.take() {
            self.put(letter, out);
        }
        self.end_word(out);
    }

    fn utf_16(&mut self, bytes: &[u8], last: bool, out: &mut String) {
        let joined;
        let mut bytes = bytes;
        if self.units.is_none() {
            self.first.extend_from_slice(bytes);
            if self.first.len() < 2 && !last {
                return;
            }
            joined = std::mem::take(&mut self.first);
            bytes = &joined;
        }
        let units = self.units.get_or_insert_with(|| {
            // A text in UTF-16 without a mark begins with a sign of ASCII.
            if bytes.starts_with(b"\xfe\xff") || bytes.first() == Some(&0) {
                UTF_16BE.new_decoder_with_bom_removal()
            } else {
                UTF_16LE.new_decoder_with_bom_removal()
            }
        });
        loop {
            out.reserve(bytes.len() * 3 / 2 + 16);
            let (result, read, _) = units.decode_to_string(bytes, out, last);
            bytes = &bytes[read..];
            if result == encoding_rs::CoderResult::InputEmpty {
                return;
            }
        }
    }

    fn vni(&mut self, byte: u8, out: &mut String) {
        if let Some(marked) = self.letter.and_then(|letter| vni::with_mark(letter, byte)) {
            self.letter = None;
            out.push(marked);
            return;
        }
        if let Some(letter) = self.letter.take() {
            out.push(letter);
        }
        let letter = if byte.is_ascii() {
            char::from(byte)
        } else {
            vni::letter(byte).unwrap_or_else(|| match byte {
                0x80..0xc0 => windows_1252(byte),
                // A mark without its letter.
                _ => char::REPLACEMENT_CHARACTER,
            })
        };
        self.letter = Some(letter);
    }

    /// Takes a letter, or the tone of the letter before.
    fn letter_or_mark(&mut self, letter: char, out: &mut String) {
        match self.letter.take() {
            Some(before) if is_combining_mark(letter) => {
                if let Some(marked) = composed(before, letter.encode_utf8(&mut [0; 4])) {
                    self.letter = Some(marked);
                } else {
                    self.letter = Some(letter);
                    self.put(before, out);
                }
            }
            before => {
                self.letter = Some(letter);
                if let Some(before) = before {
                    self.put(before, out);
                }
            }
        }
    }

    /// Appends a letter; in TCVN3 its word must be whole before its size is known.
    fn put(&mut self, letter: char, out: &mut String) {
        if self.encoding != Encoding::Tcvn3 {
            out.push(letter);
            return;
        }
        if !letter.is_alphabetic() || self.word.len() > LONGEST_WORD {
            self.end_word(out);
        }
        if letter.is_alphabetic() {
            self.word.push(letter);
        } else {
            out.push(letter);
        }
    }

    fn end_word(&mut self, out: &mut String) {
        if tcvn3::is_in_capitals(&self.word) {
            out.extend(self.word.chars().flat_map(char::to_uppercase));
        } else {
            out.push_str(&self.word);
        }
        self.word.clear();
    }
}

fn windows_1258(byte: u8) -> char {
    one_byte(WINDOWS_1258, byte)
}

fn windows_1252(byte: u8) -> char {
    one_byte(WINDOWS_1252, byte)
}

/// A sign of Windows between 80 and 9F.
pub fn windows_punctuation(byte: u8) -> char {
    windows_1252(byte)
}

fn one_byte(encoding: &'static encoding_rs::Encoding, byte: u8) -> char {
    if byte.is_ascii() {
        return char::from(byte);
    }
    let text = [byte];
    let (text, _) = encoding.decode_without_bom_handling(&text);
    text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// A file in some encoding, read as UTF-8.
pub struct Decoded<R> {
    source: R,
    /// `None` once the source has ended, and for what is UTF-8 already.
    decoder: Option<Decoder>,
    passes: bool,
    bytes: Vec<u8>,
    text: String,
    /// How much of `text` was handed out.
    given: usize,
}

impl<R: Read> Decoded<R> {
    /// The file as UTF-8; a file in UTF-8 passes as it is, right or wrong.
    pub fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source,
            decoder: Some(Decoder::new(encoding)),
            passes: encoding == Encoding::Utf8,
            bytes: Vec::new(),
            text: String::new(),
            given: 0,
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.passes {
            return self.source.read(out);
        }
        while self.given == self.text.len() {
            self.text.clear();
            self.given = 0;
            let Some(decoder) = &mut self.decoder else {
                return Ok(0);
            };
            self.bytes.resize(CHUNK, 0);
            match self.source.read(&mut self.bytes)? {
                0 => {
                    if let Some(decoder) = self.decoder.take() {
                        decoder.finish(&mut self.text);
                    }
                }
                read => decoder.decode(&self.bytes[..read], &mut self.text),
            }
        }
        let rest = &self.text.as_bytes()[self.given..];
        let length = rest.len().min(out.len());
        out[..length].copy_from_slice(&rest[..length]);
        self.given += length;
        Ok(length)
    }
}
