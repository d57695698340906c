//! The device of a record.

use super::column::Column;
use super::error::Problem;
use super::header::Header;
use super::record::Splitter;
use crate::autopilot::Row;

/// A problem of a record, with the index of the column.
pub(super) type FieldProblem = (Option<usize>, Problem);

/// Checks that a record has the columns of the header.
///
/// The optional columns at the end may be missing, since some spreadsheets leave out empty fields there. Delimiters without
/// text may follow the last column.
pub(super) fn check_shape(header: &Header, record: &Splitter) -> Result<(), FieldProblem> {
    let (expected, found) = (header.len(), record.len());
    let required = [Column::SerialNumber, Column::HardwareHash].into_iter().filter_map(|column| header.index(column));
    if required.max() >= Some(found) || record.fields().skip(expected).any(|field| !field.is_empty()) {
        return Err((None, Problem::FieldCount { expected, found }));
    }
    Ok(())
}

/// Reports whether a field with a meaning has a line break that it cannot have. Hashes may be wrapped.
pub(super) fn has_line_break(header: &Header, record: &Splitter) -> bool {
    let is_wrapped =
        |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c.is_whitespace() || "+/=-_".contains(c));
    let has_line_break = |column| {
        let text = field(header, record, column);
        text.contains('\n') && !(column == Column::HardwareHash && is_wrapped(text))
    };
    [Column::SerialNumber, Column::ProductId, Column::HardwareHash, Column::GroupTag, Column::AssignedUser]
        .into_iter()
        .any(has_line_break)
}

/// Returns the device of a record.
pub(super) fn row(header: &Header, record: &Splitter, line: u64) -> Result<Row, FieldProblem> {
    check_shape(header, record)?;
    if let Some(index) = record.fields().position(|field| field.contains('\0')) {
        return Err((Some(index), Problem::Nul));
    }
    let text = |column| {
        let text = field(header, record, column);
        let problem = || (header.index(column), Problem::Undecodable);
        if text.contains(char::REPLACEMENT_CHARACTER) { Err(problem()) } else { Ok(text) }
    };
    let [serial_number, hash] = [text(Column::SerialNumber)?, text(Column::HardwareHash)?];
    if is_rounded(serial_number) {
        return Err((header.index(Column::SerialNumber), Problem::RoundedNumber));
    }
    if is_product_key(hash) {
        return Err((header.index(Column::HardwareHash), Problem::ProductKey));
    }
    if hash.is_empty() && !field(header, record, Column::ProductId).is_empty() {
        return Err((header.index(Column::HardwareHash), Problem::OnlyProductId));
    }
    let mut row = Row::new(line, serial_number, hash);
    let present = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    row.group_tag = present(text(Column::GroupTag)?);
    row.assigned_user = present(text(Column::AssignedUser)?);
    Ok(row)
}

fn field<'a>(header: &Header, record: &'a Splitter, column: Column) -> &'a str {
    header.index(column).map(|index| record.field(index)).unwrap_or_default()
}

/// Reports whether a text is a number that a spreadsheet has rounded, such as `1.23457E+11`.
fn is_rounded(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once("E+").is_some_and(|(mantissa, exponent)| {
        let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
        [whole, fraction, exponent].into_iter().all(is_number)
    })
}

/// Reports whether a text is a product key (`XXXXX-XXXXX-XXXXX-XXXXX-XXXXX`), a product ID (four such groups) or the number of
/// a product key (13 digits).
fn is_product_key(text: &str) -> bool {
    let is_group = |group: &str| group.len() == 5 && group.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_number = text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number || (matches!(text.split('-').count(), 4 | 5) && text.split('-').all(is_group))
}

#[cfg(test)]
mod tests {
    use super::{is_product_key, is_rounded};

    #[test]
    fn product_keys_and_ids_are_told_from_hashes() {
        for text in ["VK7JG-NPHTM-C97JM-9MPGT-3V66T", "00330-80000-00000-AA123", "3305850012345"] {
            assert!(is_product_key(text), "{text}");
        }
        for text in ["", "T0EB", "T0EB-AAAA-AAAA", "T0EBA-AAAAA", "330585001234", "T0EBAAAAAAAAA"] {
            assert!(!is_product_key(text), "{text}");
        }
    }

    #[test]
    fn rounded_numbers_are_told_from_serial_numbers() {
        for text in ["1.23457E+11", "1,23457E+11", "1E+15"] {
            assert!(is_rounded(text), "{text}");
        }
        for text in ["", "E+1", "123E456", "1.2", "PF1E+11", "1E+", "1.E+11", "5CD1234E+Z"] {
            assert!(!is_rounded(text), "{text}");
        }
    }
}
