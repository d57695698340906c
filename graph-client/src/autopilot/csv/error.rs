//! Errors of lists of devices.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;

/// An error of a list of devices, or of one record in it.
///
/// `Display` says where it is, what is wrong and what to do. No error contains a whole hardware hash, product key or password.
#[derive(Debug)]
pub struct CsvError {
    line: Option<u64>,
    column: Option<String>,
    problem: Problem,
}

/// What is wrong.
#[derive(Debug)]
pub(super) enum Problem {
    Read(io::Error),
    Empty,
}

impl CsvError {
    pub(super) fn new(line: impl Into<Option<u64>>, problem: Problem) -> Self {
        Self { line: line.into(), column: None, problem }
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

impl Display for CsvError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        match &self.problem {
            Problem::Read(_) => f.write_str("the file cannot be read"),
            Problem::Empty => f.write_str("the file is empty"),
        }
    }
}

impl Error for CsvError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.problem {
            Problem::Read(error) => Some(error),
            Problem::Empty => None,
        }
    }
}
