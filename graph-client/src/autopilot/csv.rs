//! Reads lists of devices from CSV files.

mod error;

pub use error::CsvError;

use super::Row;
use error::Problem;
use std::io::{BufRead, BufReader, Read};

/// Finds the encoding, the delimiter and the header of a list of devices, and returns its rows.
///
/// # Errors
///
/// The input cannot be read, or it is no list of devices.
pub fn read<R: Read>(input: R) -> Result<Rows<R>, CsvError> {
    let mut rows = Rows { input: BufReader::new(input), line: 0 };
    rows.line()?.ok_or(CsvError::new(None, Problem::Empty))?;
    Ok(rows)
}

/// The rows of a list of devices. See [`read`].
#[derive(Debug)]
pub struct Rows<R> {
    input: BufReader<R>,
    line: u64,
}

impl<R: Read> Rows<R> {
    fn line(&mut self) -> Result<Option<String>, CsvError> {
        let mut line = String::new();
        self.line += 1;
        let length = self.input.read_line(&mut line).map_err(|error| CsvError::new(None, Problem::Read(error)))?;
        Ok((length > 0).then_some(line))
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.line() {
            Ok(line) => line?,
            Err(error) => return Some(Err(error)),
        };
        let mut fields = line.trim_end().split(',');
        let (serial_number, _, hash) = (fields.next()?, fields.next(), fields.next().unwrap_or_default());
        Some(Ok(Row::new(self.line, serial_number, hash)))
    }
}
