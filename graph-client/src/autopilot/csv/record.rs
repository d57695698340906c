//! Records and their fields.

use super::window::RECORD_LIMIT;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

/// The greatest number of fields in a record.
pub(super) const MAX_FIELDS: usize = 1000;

/// The greatest number of lines in a record. It bounds the work for quotes that are not closed.
pub(super) const MAX_LINES: usize = 100;

/// Splits records at one delimiter. Keeps the fields of the last one.
pub(super) struct Splitter {
    delimiter: u8,
    reader: Reader,
    fields: Box<[u8]>,
    ends: Box<[usize]>,
    count: usize,
}

/// The reason why a text does not begin with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SplitError {
    /// The text has no line end outside of quotes.
    Unterminated,
    /// The record has more than [`MAX_FIELDS`] fields.
    TooManyFields,
}

impl Splitter {
    pub(super) fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            reader: ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build(),
            fields: vec![0; RECORD_LIMIT + 1].into(),
            ends: vec![0; MAX_FIELDS].into(),
            count: 0,
        }
    }

    /// Splits the record at the beginning of a text, which is not longer than [`RECORD_LIMIT`]. Returns the length of the
    /// record with its line end. If all of the record is one field in quotes, that is split again.
    pub(super) fn split(&mut self, text: &[u8]) -> Result<usize, SplitError> {
        let length = self.split_once(text)?;
        let [field] = self.ends.get(..self.count).unwrap_or_default() else { return Ok(length) };
        let field = self.fields.get(..*field).unwrap_or_default();
        if field.contains(&self.delimiter) && !field.contains(&b'\n') {
            let line = [field, b"\n"].concat();
            self.split_once(&line)?;
        }
        Ok(length)
    }

    fn split_once(&mut self, text: &[u8]) -> Result<usize, SplitError> {
        self.reader.reset();
        let (result, length, _, count) = self.reader.read_record(text, &mut self.fields, &mut self.ends);
        self.count = count;
        match result {
            ReadRecordResult::Record => Ok(length),
            ReadRecordResult::OutputEndsFull => Err(SplitError::TooManyFields),
            ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::End => {
                Err(SplitError::Unterminated)
            }
        }
    }

    /// Returns the number of fields in the record.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Returns a field without what surrounds it. The fields beyond the last one are empty.
    pub(super) fn field(&self, index: usize) -> &str {
        let end = self.ends.get(..self.count).and_then(|ends| ends.get(index));
        let start = index.checked_sub(1).and_then(|index| self.ends.get(index)).copied().unwrap_or_default();
        let field = end.and_then(|end| self.fields.get(start..*end)).unwrap_or_default();
        // Text is decoded to UTF-8, and split at ASCII characters only.
        clean(str::from_utf8(field).unwrap_or_default())
    }

    /// Returns the fields of the record without what surrounds them.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.count).map(|index| self.field(index))
    }

    /// Reports whether every quote that opens a field of a record also ends it.
    ///
    /// The reader is lenient: `"a"b` is a field with the text `ab`. It is also what a quote looks like that was not closed
    /// before the opening quote of a later line.
    pub(super) fn is_well_quoted(&self, record: &[u8]) -> bool {
        let mut bytes = record.iter().copied().peekable();
        let is_end = |byte: u8| byte == self.delimiter || byte == b'\n';
        loop {
            let mut byte = bytes.next();
            if byte == Some(b'"') {
                while let Some(inner) = bytes.next() {
                    if inner == b'"' && bytes.next_if_eq(&b'"').is_none() {
                        break;
                    }
                }
                byte = bytes.next();
                if byte.is_some_and(|byte| !is_end(byte)) {
                    return false;
                }
            }
            while byte.is_some_and(|byte| !is_end(byte)) {
                byte = bytes.next();
            }
            if byte.is_none() {
                return true;
            }
        }
    }
}

/// Removes blanks, byte order marks and quotes around a field, and the `="…"` that keeps Excel from rounding a number.
fn clean(field: &str) -> &str {
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let field = field.trim_matches(is_blank);
    let quoted = field.strip_prefix("=\"").or_else(|| field.strip_prefix('"'));
    quoted.and_then(|field| field.strip_suffix('"')).map_or(field, |field| field.trim_matches(is_blank))
}

#[cfg(test)]
mod tests {
    use super::{MAX_FIELDS, SplitError, Splitter};
    use proptest::prelude::*;

    #[test]
    fn fields_are_unquoted_and_trimmed() {
        let mut splitter = Splitter::new(b',');
        for (text, expected) in [
            ("a,b\n", &["a", "b"][..]),
            (" a ,\t\"b\"\u{a0},\u{feff}\"c\"\n", &["a", "b", "c"]),
            ("\"a,\"\"b,c\"\"\"\n", &["a", "b,c"]),
            ("\"a,b\",\"\"\"c\"\"\",\"=\"\"012\"\"\"\n", &["a,b", "c", "012"]),
            ("\"a\nb\",c\nd\n", &["a\nb", "c"]),
            ("a,\"\"\n", &["a", ""]),
            ("\",\"\"\n", &[]),
        ] {
            let result = splitter.split(text.as_bytes());
            assert_eq!(splitter.fields().collect::<Vec<_>>(), expected, "{text:?}");
            assert_eq!(result.is_err(), expected.is_empty(), "{text:?}");
        }
        let line = |fields| format!("{}\n", vec!["a"; fields].join(","));
        assert!(splitter.split(line(MAX_FIELDS).as_bytes()).is_ok());
        assert_eq!(splitter.split(line(MAX_FIELDS + 1).as_bytes()), Err(SplitError::TooManyFields));
    }

    #[test]
    fn a_quote_that_ends_no_field_is_noticed() {
        let splitter = Splitter::new(b';');
        for text in ["", "a;b\n", "a\"b\"\"\n", "\"a\nb\";\"\"\"c\"\"\"\n", "\"\";\"\"", "\"\n"] {
            assert!(splitter.is_well_quoted(text.as_bytes()), "{text:?}");
        }
        for text in ["\"a\"b", "\"a\n\"b\"\n", "c;\"a\nd;\"b\";\n", "\"a\" ;"] {
            assert!(!splitter.is_well_quoted(text.as_bytes()), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_split_or_refused(text in "[\"a,\n]{0,40}") {
            let mut splitter = Splitter::new(b',');
            if let Ok(length) = splitter.split(text.as_bytes()) {
                prop_assert!(text[..length].ends_with('\n') && splitter.len() > 0);
            }
            splitter.is_well_quoted(text.as_bytes());
        }
    }
}
