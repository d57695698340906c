//! Texts for the screen.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind, Write, stderr, stdout};
use std::iter::successors;
use std::time::Duration;

/// The standard output cannot be written to, such as a file on a full disk.
#[derive(Debug)]
pub(crate) struct OutputError(io::Error);

impl Display for OutputError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write to the standard output: {}", self.0)
    }
}

impl Error for OutputError {}

/// Prints a result with a line feed.
pub(crate) fn print_line(text: impl Display) -> Result<(), OutputError> {
    print(format!("{text}\n").as_bytes())
}

/// Prints a result. A reader that stops reading, such as `head`, is no error.
pub(crate) fn print(text: &[u8]) -> Result<(), OutputError> {
    let mut stdout = stdout().lock();
    match stdout.write_all(text).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(OutputError(error)),
        _ => Ok(()),
    }
}

/// Prints a line about the progress of a command. That it cannot be printed is no reason to stop.
pub(crate) fn note(text: impl Display) {
    let _ = writeln!(stderr(), "{text}");
}

/// Returns a text with control characters escaped, so that nothing of it can change the terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// Returns the text of an error with those of its sources.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    successors(Some(error), |&error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Returns a number with a noun, such as `1 row` and `2 rows`.
pub(crate) fn count(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Returns a time in whole seconds, or in milliseconds if it is short.
pub(crate) fn time(time: Duration) -> String {
    let unit = if time.as_secs() > 0 { 1_000_000_000 } else { 1_000_000 };
    humantime::format_duration(time.saturating_sub(Duration::from_nanos((time.subsec_nanos() % unit).into())))
        .to_string()
}

/// Returns a table with aligned columns, without a line feed at the end.
pub(crate) fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let header = header.map(str::to_owned);
    let rows: Vec<[String; N]> =
        [&header].into_iter().chain(rows).map(|row| row.each_ref().map(|cell| printable(cell))).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{count, printable, table, time};
    use std::time::Duration;

    #[test]
    fn columns_are_aligned_and_control_characters_escaped() {
        let rows = [["1".to_owned(), "Kiosk".to_owned()], ["20\u{1b}[2J".to_owned(), String::new()]];
        assert_eq!(table(["A", "B"], &rows), "A            B\n1            Kiosk\n20\\u{1b}[2J");
        assert_eq!(printable("a\r\nb"), "a\\r\\nb");
    }

    #[test]
    fn times_are_short() {
        assert_eq!([73_900_000, 61_900_000_000].map(|nanos| time(Duration::from_nanos(nanos))), ["73ms", "1m 1s"]);
    }

    #[test]
    fn nouns_have_a_plural() {
        assert_eq!([0_u64, 1, 2].map(|number| count(number, "row")), ["0 rows", "1 row", "2 rows"]);
    }
}
