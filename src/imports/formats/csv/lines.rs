//! A text whose lines all end in one way.

use std::io::{self, Read};

/// A text without byte order mark, whose lines, the last one too, end with a line feed and nothing else: so rows can
/// be counted.
pub struct Lines<R> {
    source: R,
    at_start: bool,
    /// The last byte that was read, as it stood in the source.
    last: u8,
    has_ended: bool,
    buffer: Vec<u8>,
}

impl<R: Read> Lines<R> {
    /// The lines of a text in UTF-8.
    pub const fn new(source: R) -> Self {
        Self {
            source,
            at_start: true,
            last: b'\n',
            has_ended: false,
            buffer: Vec::new(),
        }
    }

    /// The first bytes of the text without their mark.
    fn start(&mut self) -> io::Result<()> {
        self.at_start = false;
        (&mut self.source).take(3).read_to_end(&mut self.buffer)?;
        if self.buffer == b"\xef\xbb\xbf" {
            self.buffer.clear();
        }
        Ok(())
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        if self.at_start {
            self.start()?;
        }
        loop {
            let length = if self.buffer.is_empty() {
                self.source.read(out)?
            } else {
                let length = self.buffer.len().min(out.len());
                out[..length].copy_from_slice(&self.buffer[..length]);
                self.buffer.drain(..length);
                length
            };
            if length == 0 {
                if self.has_ended || matches!(self.last, b'\n' | b'\r') {
                    return Ok(0);
                }
                self.has_ended = true;
                out[0] = b'\n';
                return Ok(1);
            }
            let mut kept = 0;
            for at in 0..length {
                let byte = out[at];
                if byte != b'\n' || self.last != b'\r' {
                    out[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
                self.last = byte;
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}
