//! Reads lists of devices from CSV files, as they are in the wild.
//!
//! [`read`] finds out how a file is written, and returns its [`Row`]s for [`register`](super::register). A bad record is an
//! error with its line and column, and the records after it are read.
//!
//! ```
//! use graph_client::autopilot::csv;
//!
//! # fn main() -> Result<(), csv::CsvError> {
//! let file = "Device Serial Number;Windows Product ID;Hardware Hash;Group Tag\r\n\
//!             PF2X8K1L;;T0EBAAAA;lab\r\n\
//!             PF2X8K1M;T0EBBBBB\r\n\
//!             PF2X8K1N;;T0EBCCCC;\r\n";
//! let mut rows = Vec::new();
//! let mut errors = Vec::new();
//! for row in csv::read(file.as_bytes())? {
//!     match row {
//!         Ok(row) => rows.push(row),
//!         Err(error) => errors.push(error),
//!     }
//! }
//! assert_eq!((rows[0].number, rows[0].group_tag.as_deref()), (2, Some("lab")));
//! assert_eq!((rows[1].number, rows[1].group_tag.as_deref()), (4, None));
//! assert!(errors[0].to_string().starts_with("line 3: the record has 2 fields, but the header 4"));
//! # Ok(()) }
//! ```
//!
//! # Accepted files
//!
//! - **Columns** are found by the header, in any order and case, and in several spellings: `Device Serial Number`, `Serial
//!   Number` or `SerialNumber`; `Hardware Hash`; optionally `Windows Product ID`, `Group Tag` or `Order ID`, and `Assigned
//!   User` or `User`. Other columns are ignored, such as those of `Get-WindowsAutopilotInfo -Partner`.
//! - **Delimiters** are `,`, `;` and tabs, or what a line `sep=` says. A field may be in quotes.
//! - **Encodings** are UTF-8, UTF-16 and Windows-1252. Without a byte order mark, UTF-16 is recognised by a zero byte in the
//!   first character. Otherwise the first character that is not ASCII decides, wherever it is in the file: if it is valid
//!   UTF-8, the file is in UTF-8, and invalid bytes after it are an error of their record. If it is not, the file is in
//!   Windows-1252.
//! - **Lines** end with CR, LF or both. Lines without text are skipped, and so are the header if it is repeated and the line
//!   `#TYPE` of `Export-Csv`. If a repeated header has other columns, it holds for the records after it.
//! - **Records** may lack optional fields at the end, and have blanks around fields. A whole line may be in quotes, as Excel
//!   writes it if its list separator is not the delimiter of the file.
//!
//! A row may lack the serial number or the hash: [`register`](super::register) has a verdict for it.
//!
//! # Limits
//!
//! A record has at most 64 KiB, 1,000 fields and 100 lines, and the header is one line. Memory does not grow with the file.
//! If a quote is not closed, the error names its line, and the next line is read as a record again.

mod column;
mod device;
mod error;
mod format;
mod header;
mod record;
mod text;
mod window;

pub use error::CsvError;

use super::Row;
use device::FieldProblem;
use error::Problem;
use header::Header;
use memchr::memchr;
use record::{MAX_LINES, SplitError, Splitter};
use std::fmt::{self, Debug, Formatter};
use std::io::{self, Read};
use text::Text;
use window::{RECORD_LIMIT, Window};

/// Finds the encoding, the delimiter and the header of a list of devices, and returns its rows.
///
/// The input needs no buffer.
///
/// # Errors
///
/// The input cannot be read, or it is no list of devices: it is empty or in another format, or its header lacks a required
/// column or has two columns of the same meaning.
pub fn read<R: Read>(input: R) -> Result<Rows<R>, CsvError> {
    let text = Text::new(input)?;
    if let Some(problem) = format::recognized(text.beginning()) {
        return Err(CsvError::new(None, problem));
    }
    let mut window = Window::new(text);
    // The last of the best is taken.
    let mut splitters = [b'\t', b';', b','].map(Splitter::new).into();
    loop {
        let line = window.line();
        let text = window.peek()?;
        let Some(length) = memchr(b'\n', text).map(|position| position + 1) else {
            return Err(if text.is_empty() {
                CsvError::new(None, Problem::Empty)
            } else {
                CsvError::new(line, Problem::TooLong)
            });
        };
        let first_line = text.get(..length).unwrap_or_default();
        if is_ignored(first_line) {
            if let Some(delimiter) = announced_delimiter(first_line) {
                splitters = vec![Splitter::new(delimiter)];
            }
            window.advance(length);
            continue;
        }
        if first_line.contains(&0) {
            return Err(CsvError::new(line, format::BINARY));
        }
        let (splitter, header) = split_header(splitters, first_line).map_err(|problem| CsvError::new(line, problem))?;
        window.advance(length);
        return Ok(Rows { window, splitter, header, is_over: false });
    }
}

/// Splits the header, which is one line, at each delimiter. Returns the splitter that finds the most columns, and the header.
fn split_header(splitters: Vec<Splitter>, line: &[u8]) -> Result<(Splitter, Header), Problem> {
    let split = splitters.into_iter().map(|mut splitter| {
        let result = splitter.split(line);
        (splitter, result)
    });
    // The fields of a line without a closing quote are those before the quote.
    let best = split.max_by_key(|(splitter, _)| Header::score(splitter));
    let (splitter, result) = best.ok_or(Problem::Empty)?;
    result.map_err(problem)?;
    let header = Header::new(&splitter)?;
    Ok((splitter, header))
}

/// Returns the problem of a record that cannot be split.
fn problem(error: SplitError) -> Problem {
    match error {
        SplitError::Unterminated => Problem::UnterminatedQuote,
        SplitError::TooManyFields => Problem::TooManyFields,
    }
}

/// Returns the delimiter of a line such as `sep=;`, which Excel reads.
fn announced_delimiter(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match line.split_at_checked(4) {
        // The tab is trimmed.
        Some((name, [])) if name.eq_ignore_ascii_case(b"sep=") => Some(b'\t'),
        Some((name, [delimiter])) if name.eq_ignore_ascii_case(b"sep=") => {
            (delimiter.is_ascii() && *delimiter != b'"').then_some(*delimiter)
        }
        _ => None,
    }
}

/// Reports whether a line is blank, announces a delimiter, or names the type of the objects that `Export-Csv` has written.
fn is_ignored(line: &[u8]) -> bool {
    let text = line.trim_ascii();
    text.is_empty() || text.starts_with(b"#TYPE") || announced_delimiter(line).is_some()
}

/// The rows of a list of devices. See [`read`].
///
/// An error of a record does not end the iteration. It ends with an error if the input cannot be read, or if the header is
/// repeated with two columns of the same meaning.
pub struct Rows<R> {
    window: Window<R>,
    splitter: Splitter,
    header: Header,
    is_over: bool,
}

impl<R: Read> Rows<R> {
    /// Reads the next record that is not ignored.
    fn next_row(&mut self) -> io::Result<Option<Result<Row, CsvError>>> {
        loop {
            let line = self.window.line();
            let text = self.window.peek()?;
            if text.is_empty() {
                return Ok(None);
            }
            let Some(end) = memchr(b'\n', text) else {
                self.window.skip_line()?;
                return Ok(Some(Err(CsvError::new(line, Problem::TooLong))));
            };
            let (first_line, _) = text.split_at(end + 1);
            if is_ignored(first_line) {
                self.window.advance(end + 1);
                continue;
            }
            let length = match self.splitter.split(first_line) {
                Err(SplitError::Unterminated) => split_lines(&mut self.splitter, &self.header, text),
                result => result,
            };
            self.window.advance(length.unwrap_or(end + 1));
            let result = match length {
                Err(error) => Err((None, problem(error))),
                Ok(_) => match self.row(line) {
                    Ok(None) => continue,
                    Ok(Some(row)) => Ok(row),
                    Err(problem) => Err(problem),
                },
            };
            let error = |(column, problem): FieldProblem| {
                CsvError::new(line, problem).in_column(column.and_then(|column| self.header.name(column)))
            };
            return Ok(Some(result.map_err(error)));
        }
    }

    /// Returns the row of the record that was split, or `None` if it is empty or a header.
    fn row(&mut self, line: u64) -> Result<Option<Row>, FieldProblem> {
        if self.splitter.fields().all(str::is_empty) {
            return Ok(None);
        }
        if Header::is_header(&self.splitter) {
            let header = Header::new(&self.splitter);
            self.is_over = header.is_err();
            self.header = header.map_err(|problem| (None, problem))?;
            return Ok(None);
        }
        device::row(&self.header, &self.splitter, line).map(Some)
    }
}

/// Splits a record whose quotes contain line ends. Returns its length.
///
/// Without a closing quote, lines up to the next quote look like one field. Therefore such a record must have the right fields,
/// and no line break where none can be.
fn split_lines(splitter: &mut Splitter, header: &Header, text: &[u8]) -> Result<usize, SplitError> {
    let mut lines = text.split_inclusive(|byte| *byte == b'\n');
    let limit = lines.by_ref().take(MAX_LINES).map(<[u8]>::len).sum::<usize>().min(RECORD_LIMIT);
    let text = text.get(..limit).unwrap_or_default();
    let length = splitter.split(text)?;
    let is_record = splitter.is_well_quoted(text.get(..length).unwrap_or_default())
        && device::check_shape(header, splitter).is_ok()
        && !device::has_line_break(header, splitter);
    if is_record { Ok(length) } else { Err(SplitError::Unterminated) }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        self.next_row().unwrap_or_else(|error| {
            self.is_over = true;
            Some(Err(error.into()))
        })
    }
}

impl<R> Debug for Rows<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("header", &self.header).finish_non_exhaustive()
    }
}
