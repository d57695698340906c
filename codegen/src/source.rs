//! Input texts and places in them.

use heck::ToSnakeCase;

/// A text with the name that diagnostics use for it, usually its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: String,
    /// Where each line begins.
    line_starts: Vec<usize>,
    /// The number of characters before each block of bytes. A file may be one long line with diagnostics all over it.
    characters_before: Vec<usize>,
}

/// The size of a block in bytes.
const BLOCK: usize = 4096;

impl Source {
    /// Creates a source. A byte order mark at the beginning of the text is dropped.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let after_newlines = text.match_indices('\n').map(|(newline, _)| newline + 1);
        let line_starts = std::iter::once(0).chain(after_newlines).collect();
        let characters = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let here = *before;
            *before += count_characters(block);
            Some(here)
        });
        let characters_before = characters.collect();
        Self { name: name.into(), text, line_starts, characters_before }
    }

    /// Returns the name that diagnostics use.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the file name up to its first dot.
    #[must_use]
    pub fn stem(&self) -> &str {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        file.split('.').next().unwrap_or(file)
    }

    /// Returns the name of the module of models: the stem in `snake_case`.
    #[must_use]
    pub fn module(&self) -> String {
        self.stem().to_snake_case()
    }

    /// Returns the number of characters before a byte.
    pub(crate) fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        // A text whose last block is full has no block after it.
        let before = self.characters_before.get(block).copied();
        before.unwrap_or_else(|| count_characters(self.text.as_bytes())) + count_characters(rest)
    }

    /// Returns the number of the line that contains a byte, counted from 1, and the span of that line.
    pub(crate) fn line(&self, offset: usize) -> (usize, Span) {
        let number = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts[number - 1];
        let end = self.line_starts.get(number).map_or(self.text.len(), |next| next - 1);
        (number, Span { start, end })
    }
}

/// Counts the bytes that do not continue a character.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

/// A range of bytes in the text that declares something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}
