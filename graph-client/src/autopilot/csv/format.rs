//! Files that are not CSV.

use super::error::Problem;

const SAVE: &str = "open it in Excel and save it as `CSV UTF-8 (Comma delimited)`";
const EXPORT: &str = "export the list as CSV, for example with `Get-WindowsAutopilotInfo -OutputFile devices.csv`";
const EXTRACT: &str = "extract the list from it";

/// The signatures of formats that are mistaken for CSV, in lower case.
const SIGNATURES: [(&[u8], &str, &str); 11] = [
    (b"pk\x03\x04", "an Excel workbook (xlsx) or another zip archive", SAVE),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (xls) or another document of Microsoft Office", SAVE),
    (b"%pdf-", "a PDF document", EXPORT),
    (b"{\\rtf", "an RTF document", EXPORT),
    (b"\x1f\x8b", "compressed with gzip", EXTRACT),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", EXTRACT),
    (b"<!doctype", "an HTML page", EXPORT),
    (b"<html", "an HTML page", EXPORT),
    (b"<?xml", "an XML document", EXPORT),
    (b"{", "JSON", EXPORT),
    (b"[", "JSON", EXPORT),
];

/// The problem of a file without text.
pub(super) const BINARY: Problem = Problem::NotCsv { format: "binary", advice: EXPORT };

/// Returns the problem of a file with this beginning, if it is in another format.
pub(super) fn recognized(beginning: &[u8]) -> Option<Problem> {
    let beginning = beginning.trim_ascii_start();
    SIGNATURES.iter().find_map(|&(signature, format, advice)| {
        let prefix = beginning.get(..signature.len())?;
        prefix.eq_ignore_ascii_case(signature).then_some(Problem::NotCsv { format, advice })
    })
}
