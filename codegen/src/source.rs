//! Input texts and places in them.

use heck::ToSnakeCase;

/// A text with the name that diagnostics use for it, usually its path.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// What diagnostics call the text.
    pub name: &'a str,
    /// The text, without the byte order mark that some editors leave.
    pub text: &'a str,
    /// Where each line begins.
    line_starts: Vec<usize>,
    /// How many characters come before each block of bytes: a file may be one long line, with diagnostics all over it.
    characters_before: Vec<usize>,
}

/// The size of a block in bytes.
const BLOCK: usize = 4096;

impl<'a> Source<'a> {
    /// A text under a name.
    #[must_use]
    pub fn new(name: &'a str, text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let after_newlines = text.match_indices('\n').map(|(newline, _)| newline + 1);
        let line_starts = std::iter::once(0).chain(after_newlines).collect();
        let characters = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let here = *before;
            *before += count_characters(block);
            Some(here)
        });
        Self { name, text, line_starts, characters_before: characters.collect() }
    }

    /// The file name up to its first dot.
    #[must_use]
    pub fn stem(&self) -> &'a str {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or(self.name);
        file.split('.').next().unwrap_or(file)
    }

    /// The name of the module of models: the stem in `snake_case`.
    #[must_use]
    pub fn module(&self) -> String {
        self.stem().to_snake_case()
    }

    /// How many characters come before a byte.
    pub(crate) fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        // A text that ends with a full block has none after it.
        let before = self.characters_before.get(block).copied();
        before.unwrap_or_else(|| count_characters(self.text.as_bytes())) + count_characters(rest)
    }

    /// The line that a byte stands in, counted from 1, and where that line begins and ends.
    pub(crate) fn line(&self, offset: usize) -> (usize, Span) {
        let number = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts[number - 1];
        let end = self.line_starts.get(number).map_or(self.text.len(), |next| next - 1);
        (number, Span { start, end })
    }
}

/// Every character has one byte that does not continue another.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

/// A range of bytes in the text that something was declared in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}
