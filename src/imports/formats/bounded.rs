//! A reader that gives up before memory does.

use std::io::{self, BufRead, Read};

/// A source of which only so many bytes may be read at a stretch: what a parser collects before it hands something
/// out cannot become larger.
pub struct Bounded<R> {
    source: R,
    limit: usize,
    taken: usize,
}

impl<R> Bounded<R> {
    /// A source of which `limit` bytes may be read between two calls of [`Self::restart`].
    pub const fn new(source: R, limit: usize) -> Self {
        Self {
            source,
            limit,
            taken: 0,
        }
    }

    /// Begins a new stretch.
    pub const fn restart(&mut self) {
        self.taken = 0;
    }

    /// Whether the stretch has become too long; then reading fails.
    pub const fn is_exceeded(&self) -> bool {
        self.taken > self.limit
    }

    fn check(&self) -> io::Result<()> {
        if self.is_exceeded() {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "one piece is too large"));
        }
        Ok(())
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let read = self.source.read(out)?;
        self.taken += read;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.source.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken += amount;
        self.source.consume(amount);
    }
}
