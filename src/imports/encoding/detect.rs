//! Which encoding a text is in: the one in which its words are Vietnamese.

use super::{Encoding, syllable::is_syllable};

/// Bytes of text beyond plain ASCII that are looked at.
const ENOUGH: usize = 64 * 1024;

/// What a sample of text says of its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// Nothing but ASCII, which all of them share; or valid UTF-8.
    Utf8,
    /// One of the others, without doubt.
    Clear(Encoding),
    /// Not UTF-8, and none of the others fits clearly better than the rest.
    Unclear,
}

/// Pieces of text from all over a file, as far as they are more than ASCII.
#[derive(Debug, Default)]
pub struct Sample {
    bytes: Vec<u8>,
    utf_8: u64,
    other: u64,
}

impl Sample {
    /// Notes a piece of text; pieces are cut where a text ends.
    pub fn add(&mut self, piece: &[u8]) {
        if piece.is_ascii() {
            return;
        }
        match std::str::from_utf8(piece) {
            Ok(_) => self.utf_8 += 1,
            // Cut within its last letter, by whoever wrote it or by whoever asks.
            Err(error) if error.error_len().is_none() && !piece[..error.valid_up_to()].is_ascii() => self.utf_8 += 1,
            Err(_) => self.other += 1,
        }
        if self.bytes.len() >= ENOUGH {
            return;
        }
        // Words only: the rest of a piece may be megabytes of coordinates.
        for word in piece.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()) {
            if !word.is_ascii() && word.len() < 64 && self.bytes.len() < ENOUGH {
                self.bytes.extend_from_slice(word);
                self.bytes.push(b' ');
            }
        }
    }

    /// The encoding of the sample. Where most pieces are UTF-8, the others are broken pieces of it.
    ///
    /// Vietnamese syllables are a small part of what letters allow, so that the right encoding makes nearly every
    /// word a syllable, and the others hardly any.
    pub fn guess(&self) -> Guess {
        if self.other == 0 || self.utf_8 > self.other {
            return Guess::Utf8;
        }
        let mut scores = [Encoding::Windows1258, Encoding::Tcvn3, Encoding::Vni]
            .map(|encoding| (self.plausible(encoding), encoding));
        scores.sort_by(|a, b| b.0.total_cmp(&a.0));
        let [(best, encoding), (second, _), _] = scores;
        if best >= 0.75 && best - second >= 0.25 {
            Guess::Clear(encoding)
        } else {
            Guess::Unclear
        }
    }

    /// Share of the words that are Vietnamese syllables when read in an encoding.
    fn plausible(&self, encoding: Encoding) -> f64 {
        let mut words = 0.0;
        let mut syllables = 0.0;
        for word in self.bytes.split(|byte| *byte == b' ').filter(|word| !word.is_empty()) {
            words += 1.0;
            if encoding.read(word).is_some_and(|word| is_syllable(&word)) {
                syllables += 1.0;
            }
        }
        if words == 0.0 { 0.0 } else { syllables / words }
    }
}
