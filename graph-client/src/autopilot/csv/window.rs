//! The part of a text that is in memory.

use super::text::Text;
use memchr::{memchr, memchr_iter};
use std::io::{self, Read};

/// The greatest length of a record, in bytes.
pub(super) const RECORD_LIMIT: usize = 64 * 1024;

/// The buffer is so much longer than a record that text is seldom moved.
const CAPACITY: usize = 4 * RECORD_LIMIT;

/// The part of a text that is in memory: the next record, and some of what follows.
pub(super) struct Window<R> {
    text: Text<R>,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    line: u64,
}

impl<R: Read> Window<R> {
    pub(super) fn new(text: Text<R>) -> Self {
        Self { text, buffer: vec![0; CAPACITY].into(), start: 0, end: 0, line: 1 }
    }

    /// Returns the next [`RECORD_LIMIT`] bytes of the text, or fewer at its end.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        if self.end - self.start < RECORD_LIMIT {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            while self.end < RECORD_LIMIT {
                match self.text.read(self.buffer.get_mut(self.end..).unwrap_or_default())? {
                    0 => break,
                    length => self.end += length,
                }
            }
        }
        Ok(self.buffer.get(self.start..self.end.min(self.start + RECORD_LIMIT)).unwrap_or_default())
    }

    /// Returns the number of the line at the beginning of the window.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Moves on by some of the bytes that [`Self::peek`] returned.
    pub(super) fn advance(&mut self, length: usize) {
        let passed = self.buffer.get(self.start..self.start + length).unwrap_or_default();
        self.line += memchr_iter(b'\n', passed).count() as u64;
        self.start += length;
    }

    /// Moves on to the next line.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let text = self.peek()?;
            let (length, is_end) = match memchr(b'\n', text) {
                Some(position) => (position + 1, true),
                None => (text.len(), text.is_empty()),
            };
            self.advance(length);
            if is_end {
                return Ok(());
            }
        }
    }
}
