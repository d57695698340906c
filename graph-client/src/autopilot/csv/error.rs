//! Errors of lists of devices.

use super::column::Column;
use super::record::{MAX_FIELDS, MAX_LINES};
use super::window::RECORD_LIMIT;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;

/// The header of Microsoft's own files.
const EXAMPLE: &str = "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User";

/// An error of a list of devices, or of one record in it.
///
/// `Display` names the location, the problem and a remedy. No error contains a whole hardware hash, product key or password.
#[derive(Debug)]
pub struct CsvError {
    line: Option<u64>,
    column: Option<String>,
    problem: Problem,
}

/// The problem of a file or a record.
#[derive(Debug)]
pub(super) enum Problem {
    Read(io::Error),
    Empty,
    /// The file has the signature of another format.
    NotCsv {
        format: &'static str,
        advice: &'static str,
    },
    MissingColumns {
        missing: Vec<Column>,
        found: Vec<String>,
        count: usize,
        has_known: bool,
    },
    DuplicateColumn {
        column: Column,
        first: String,
        second: String,
    },
    FieldCount {
        expected: usize,
        found: usize,
    },
    TooManyFields,
    TooLong,
    UnterminatedQuote,
    Nul,
    Undecodable,
    ProductKey,
    OnlyProductId,
    RoundedNumber,
}

impl CsvError {
    pub(super) fn new(line: impl Into<Option<u64>>, problem: Problem) -> Self {
        Self { line: line.into(), column: None, problem }
    }

    pub(super) fn in_column(mut self, column: Option<&str>) -> Self {
        self.column = column.map(str::to_owned);
        self
    }

    /// Returns the line where the record begins, counted from 1, or `None` if the error concerns the whole input.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// Returns the name of the column, as the header has it, or `None` if the error concerns the whole record.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }
}

impl From<io::Error> for CsvError {
    fn from(error: io::Error) -> Self {
        Self::new(None, Problem::Read(error))
    }
}

impl Display for CsvError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.line, &self.column) {
            (Some(line), Some(column)) => write!(f, "line {line}, column `{column}`: {}", self.problem),
            (Some(line), None) => write!(f, "line {line}: {}", self.problem),
            (None, _) => self.problem.fmt(f),
        }
    }
}

impl Error for CsvError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        if let Problem::Read(error) = &self.problem { Some(error) } else { None }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(_) => f.write_str("the file cannot be read"),
            Self::Empty => write!(f, "the file is empty; expected the header `{EXAMPLE}` and a line for each device"),
            Self::NotCsv { format, advice } => write!(f, "the file is {format}, not CSV; {advice}"),
            Self::MissingColumns { missing, found, count, has_known } => {
                missing_columns(f, missing, found, *count, *has_known)
            }
            Self::DuplicateColumn { column, first, second } => {
                let meaning = column.name();
                write!(f, "the columns `{first}` and `{second}` both mean `{meaning}`; remove or rename one of them")
            }
            Self::FieldCount { expected, found } => write!(
                f,
                "the record has {found} field{}, but the header {expected}; \
                 add the missing delimiters, or put a field that contains the delimiter in quotes",
                if *found == 1 { "" } else { "s" }
            ),
            Self::TooManyFields => write!(
                f,
                "the record has more than {MAX_FIELDS} fields; put a field that contains the delimiter in quotes"
            ),
            Self::TooLong => write!(
                f,
                "the line is longer than {} KiB, but a hardware hash has some 4,000 characters; \
                 end every record with a line break",
                RECORD_LIMIT / 1024
            ),
            Self::UnterminatedQuote => write!(
                f,
                "a quote opens in this line and is not closed before the end of the record, which has at most \
                 {MAX_LINES} lines and {} KiB; close or remove the quote",
                RECORD_LIMIT / 1024
            ),
            Self::Nul => f.write_str(
                "the record contains a NUL byte: the file is damaged, or lines were appended in UTF-16; \
                 export the list again, in one encoding",
            ),
            Self::Undecodable => f.write_str(
                "the field contains bytes that are not in the encoding of the file; \
                 correct the text, and save the file as `CSV UTF-8`",
            ),
            Self::ProductKey => f.write_str(
                "the field has a product key or product ID instead of a hardware hash; \
                 run Get-WindowsAutopilotInfo on the device to get its hash",
            ),
            Self::OnlyProductId => f.write_str(
                "the hardware hash is missing, and a product key or product ID does not replace it; \
                 run Get-WindowsAutopilotInfo on the device to get its hash",
            ),
            Self::RoundedNumber => f.write_str(
                "a spreadsheet has rounded the serial number; \
                 format the column as text, enter the number again, and save the file as `CSV UTF-8`",
            ),
        }
    }
}

fn missing_columns(
    f: &mut Formatter<'_>,
    missing: &[Column],
    found: &[String],
    count: usize,
    has_known: bool,
) -> fmt::Result {
    if has_known {
        let missing = missing.iter().map(|column| format!("`{}`", column.name())).collect::<Vec<_>>();
        write!(f, "the header lacks the column {}", missing.join(" and the column "))?;
    } else {
        write!(f, "no header is found; expected `{EXAMPLE}`, where the last two are optional")?;
    }
    let found = found.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    let more = if count > found.len() { format!(" and {} more", count - found.len()) } else { String::new() };
    write!(f, "; the line has {}{more}", found.join(", "))
}
