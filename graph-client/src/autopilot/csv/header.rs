//! The columns of a list.

use super::column::{Column, NAME_LIMIT};
use super::error::Problem;
use super::record::Splitter;

/// The names that an error shows at most.
const SHOWN_NAMES: usize = 12;

/// The characters that an error shows of a text that may be a secret.
const SHOWN_CHARACTERS: usize = 4;

/// The names of the columns, and which of them have a meaning.
#[derive(Debug)]
pub(super) struct Header {
    names: Vec<String>,
    columns: Vec<(Column, usize)>,
}

impl Header {
    /// Reads the header from a record.
    pub(super) fn new(record: &Splitter) -> Result<Self, Problem> {
        let mut header = Self { names: record.fields().map(presentable).collect(), columns: Vec::new() };
        for (index, name) in record.fields().enumerate() {
            let Some(column) = Column::named(name) else { continue };
            if let Some(first) = header.index(column) {
                let [first, second] = [first, index].map(|index| header.name(index).unwrap_or_default().to_owned());
                return Err(Problem::DuplicateColumn { column, first, second });
            }
            header.columns.push((column, index));
        }
        let missing: Vec<_> =
            [Column::SerialNumber, Column::HardwareHash].into_iter().filter(|c| header.index(*c).is_none()).collect();
        if missing.is_empty() { Ok(header) } else { Err(header.without(missing, record)) }
    }

    fn without(self, missing: Vec<Column>, record: &Splitter) -> Problem {
        let (count, has_known) = (self.names.len(), !self.columns.is_empty());
        let found: Vec<_> = if has_known { self.names } else { record.fields().map(shortened).collect() };
        let found = found.into_iter().take(SHOWN_NAMES).collect();
        Problem::MissingColumns { missing, found, count, has_known }
    }

    /// Reports whether a record is a header itself, as in files that were joined.
    pub(super) fn is_header(record: &Splitter) -> bool {
        record.fields().any(|field| Column::named(field) == Some(Column::HardwareHash))
            && record.fields().any(|field| Column::named(field) == Some(Column::SerialNumber))
    }

    /// Returns the number of columns with a meaning, and of all, as a measure of how well a record was split.
    pub(super) fn score(record: &Splitter) -> (usize, usize) {
        (record.fields().filter_map(Column::named).count(), record.len())
    }

    /// Returns the number of columns.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns the position of a column.
    pub(super) fn index(&self, column: Column) -> Option<usize> {
        self.columns.iter().find(|(known, _)| *known == column).map(|(_, index)| *index)
    }

    /// Returns the name of a column as an error shows it.
    pub(super) fn name(&self, index: usize) -> Option<&str> {
        self.names.get(index).map(String::as_str)
    }
}

/// Returns a name as an error shows it. What cannot be a name is shortened.
fn presentable(name: &str) -> String {
    let is_name = |c: char| c.is_alphabetic() || " _-./()#".contains(c);
    let may_be_name = name.len() <= NAME_LIMIT && name.chars().all(is_name);
    if may_be_name { name.to_owned() } else { shortened(name) }
}

/// Returns the beginning of a text. The first line of a file without a header has serial numbers, hashes and product keys.
fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let beginning: String = characters.by_ref().take(SHOWN_CHARACTERS).flat_map(char::escape_debug).collect();
    if characters.next().is_some() { beginning + "…" } else { beginning }
}

#[cfg(test)]
mod tests {
    use super::presentable;

    #[test]
    fn what_may_be_data_is_shortened() {
        assert_eq!(presentable("Größe (Zoll)"), "Größe (Zoll)");
        assert_eq!(presentable("PF2X8K1L"), "PF2X…");
        assert_eq!(presentable("VK7JG-NPHTM-C97JM-9MPGT-3V66T"), "VK7J…");
        assert_eq!(presentable(&"A".repeat(41)), "AAAA…");
        assert_eq!(presentable("\0\r1"), "\\0\\r1");
    }
}
