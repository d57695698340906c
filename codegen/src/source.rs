//! Input texts and spans in them.

use heck::ToSnakeCase;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, OnceLock};

/// A text with its name in diagnostics, usually a path. Cheap to clone: clones share the text.
#[derive(Clone)]
pub struct Source(Arc<Named>);

struct Named {
    name: String,
    text: String,
    /// Created for the first location: most texts have no errors.
    index: OnceLock<Index>,
}

/// The positions of lines and characters in a text.
#[derive(Clone, Debug)]
struct Index {
    /// The offset of each line.
    line_starts: Vec<usize>,
    /// The number of characters before each block of bytes. It makes columns cheap if the file is one long line.
    characters_before: Vec<usize>,
}

/// The size of a block in bytes.
const BLOCK: usize = 4096;

impl Source {
    /// Creates a source, without the byte order mark that the text may start with.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        Self(Arc::new(Named { name: name.into(), text, index: OnceLock::new() }))
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns the text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Returns the file name up to `.csdl`, `.openapi` or the extension.
    ///
    /// ```
    /// use codegen::Source;
    ///
    /// assert_eq!(Source::new("schema/beta.csdl.xml", "").stem(), "beta");
    /// assert_eq!(Source::new("v1.0-Prod.csdl", "").stem(), "v1.0-Prod");
    /// assert_eq!(Source::new("v1.0-Prod.csdl", "").module(), "v1_0_prod");
    /// assert_eq!(Source::new("openapi.v3.json", "").stem(), "openapi.v3");
    /// ```
    #[must_use]
    pub fn stem(&self) -> &str {
        let file = self.name().rsplit(['/', '\\']).next().unwrap_or(self.name());
        let end = [".csdl", ".openapi"].iter().find_map(|kind| file.find(kind)).or_else(|| file.rfind('.'));
        end.and_then(|end| file.get(..end)).unwrap_or(file)
    }

    /// Returns the name of the module of models: the stem in `snake_case`.
    #[must_use]
    pub fn module(&self) -> String {
        self.stem().to_snake_case()
    }

    fn index(&self) -> &Index {
        self.0.index.get_or_init(|| Index::of(self.text()))
    }

    /// Returns the number of characters between two byte offsets.
    pub(crate) fn characters(&self, start: usize, end: usize) -> usize {
        match self.text().as_bytes().get(start..end) {
            Some(bytes) if bytes.len() <= BLOCK => count_characters(bytes),
            _ => self.characters_before(end) - self.characters_before(start),
        }
    }

    /// Returns the number of characters before a byte offset.
    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.text().as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        // There is no block at the end of a text whose last block is full.
        let before = self.index().characters_before.get(block).copied();
        before.unwrap_or_else(|| count_characters(self.text().as_bytes())) + count_characters(rest)
    }

    /// Returns the number (from 1) and the span of the line at a byte offset.
    pub(crate) fn line(&self, offset: usize) -> (usize, Span) {
        let line_starts = &self.index().line_starts;
        let number = line_starts.partition_point(|start| *start <= offset).max(1);
        let start = line_starts[number - 1];
        let end = line_starts.get(number).map_or(self.text().len(), |next| next - 1);
        (number, Span { start, end })
    }
}

impl Debug for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name()).finish_non_exhaustive()
    }
}

impl Index {
    fn of(text: &str) -> Self {
        let after_newlines = text.match_indices('\n').map(|(newline, _)| newline + 1);
        let line_starts = std::iter::once(0).chain(after_newlines).collect();
        let characters = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let here = *before;
            *before += count_characters(block);
            Some(here)
        });
        Self { line_starts, characters_before: characters.collect() }
    }
}

/// Counts the first bytes of characters.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

/// A range of bytes in a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The offset of the first byte.
    pub start: usize,
    /// The offset after the last byte.
    pub end: usize,
}
