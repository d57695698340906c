//! Decodes files in any encoding, and unifies their line ends.

use crate::charset::in_utf16;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, WINDOWS_1252};
use memchr::memchr;
use std::io::{self, Read};

/// The bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// The bytes that [`Text::beginning`] has at least, if the file is not shorter.
const BEGINNING: usize = 64;

/// Reads the text of a file as UTF-8, with `\n` at the end of every line, also of the last one.
///
/// A byte order mark decides the encoding, then a zero byte in the first character. Without them, the first character
/// that is not ASCII decides between UTF-8 and Windows-1252, wherever it is in the file. From there on, bytes that are not
/// in the encoding become U+FFFD.
pub(super) struct Text<R> {
    input: R,
    chunk: Box<[u8]>,
    /// The bytes of the chunk that are not decoded yet.
    start: usize,
    end: usize,
    at_end_of_input: bool,
    /// `None` while all text is ASCII.
    decoder: Option<Decoder>,
    /// The last byte of the text so far, before line ends are unified.
    last: u8,
    is_complete: bool,
}

impl<R: Read> Text<R> {
    /// Reads the beginning of a file.
    pub(super) fn new(input: R) -> io::Result<Self> {
        let mut text = Self {
            input,
            chunk: vec![0; CHUNK].into(),
            start: 0,
            end: 0,
            at_end_of_input: false,
            decoder: None,
            last: 0,
            is_complete: false,
        };
        while text.end < BEGINNING && !text.at_end_of_input {
            text.read_chunk()?;
        }
        let encoding = Encoding::for_bom(text.pending());
        text.start = encoding.map_or(0, |(_, length)| length);
        let encoding = encoding.map(|(encoding, _)| encoding).or_else(|| in_utf16(text.pending()));
        text.decoder = encoding.map(Encoding::new_decoder_without_bom_handling);
        Ok(text)
    }

    /// Returns the first bytes of the file, after a byte order mark. To be called before anything is read.
    pub(super) fn beginning(&self) -> &[u8] {
        self.pending()
    }

    fn pending(&self) -> &[u8] {
        self.chunk.get(self.start..self.end).unwrap_or_default()
    }

    /// Reads more bytes behind those that are not decoded yet.
    fn read_chunk(&mut self) -> io::Result<()> {
        self.chunk.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        let free = self.chunk.get_mut(self.end..).unwrap_or_default();
        let length = loop {
            match self.input.read(free) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.at_end_of_input = length == 0;
        self.end += length;
        Ok(())
    }

    /// Decodes some of the pending bytes. Returns the length of their text, or `None` if more bytes are needed.
    fn decode(&mut self, text: &mut [u8]) -> Option<usize> {
        let pending = self.chunk.get(self.start..self.end).unwrap_or_default();
        let decoder = match &mut self.decoder {
            Some(decoder) => decoder,
            undecided => {
                let ascii = &pending[..Encoding::ascii_valid_up_to(pending)];
                if !ascii.is_empty() {
                    let length = ascii.len().min(text.len());
                    text[..length].copy_from_slice(&ascii[..length]);
                    self.start += length;
                    return Some(length);
                }
                undecided.insert(encoding(pending, self.at_end_of_input)?.new_decoder_without_bom_handling())
            }
        };
        let (result, read, written, _) = decoder.decode_to_utf8(pending, text, self.at_end_of_input);
        self.start += read;
        self.is_complete = self.at_end_of_input && result == CoderResult::InputEmpty;
        (written > 0 || self.is_complete).then_some(written)
    }

    /// Unifies the line ends of the next part of the text. Returns its new length.
    fn unify_line_ends(&mut self, text: &mut [u8]) -> usize {
        let mut read = usize::from(self.last == b'\r' && text.first() == Some(&b'\n'));
        let mut written = 0;
        self.last = text.last().copied().unwrap_or(self.last);
        while let Some(length) = text.get(read..).and_then(|rest| memchr(b'\r', rest)) {
            let end = read + length;
            text.copy_within(read..end, written);
            written += length + 1;
            // It is in the part that was read.
            text[written - 1] = b'\n';
            read = end + 1 + usize::from(text.get(end + 1) == Some(&b'\n'));
        }
        text.copy_within(read.., written);
        written + text.len() - read
    }
}

/// Reads text. The buffer must have room for several characters.
impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_complete {
            match self.decode(buffer) {
                Some(length) => {
                    let length = self.unify_line_ends(buffer.get_mut(..length).unwrap_or_default());
                    if length > 0 {
                        return Ok(length);
                    }
                }
                None if self.at_end_of_input => self.is_complete = true,
                None => self.read_chunk()?,
            }
        }
        if matches!(self.last, b'\n' | b'\r') {
            return Ok(0);
        }
        self.last = b'\n';
        buffer.iter_mut().take(1).for_each(|byte| *byte = b'\n');
        Ok(1)
    }
}

/// Returns the encoding of text whose first character is not ASCII, or `None` if more bytes are needed.
fn encoding(text: &[u8], at_end: bool) -> Option<&'static Encoding> {
    match str::from_utf8(text) {
        Err(error) if error.valid_up_to() > 0 => Some(UTF_8),
        Err(error) if error.error_len().is_none() && !at_end => None,
        Err(_) => Some(WINDOWS_1252),
        Ok(_) => (!text.is_empty()).then_some(UTF_8),
    }
}
