//! Lists of devices.

use crate::autopilot::{Row, csv};
use std::io::Read;

/// The length of a row that still fits into a record if every character is quoted.
const REWRITTEN_LIMIT: usize = 30_000;

/// Why a file or a record is refused: the line, the column and the text.
type Problem = (Option<u64>, Option<String>, String);

/// Checks a file: rows and errors do not depend on how it is read, have ascending lines, and rows are read as they were written.
pub fn check(file: &[u8]) {
    let whole = read(file);
    assert_eq!(read(Pieces::new(file)), whole, "read in pieces");
    has_places(file, &whole);
    if let Ok(records) = whole {
        is_read_back(&records.into_iter().filter_map(Result::ok).collect::<Vec<_>>());
    }
}

fn read(file: impl Read) -> Result<Vec<Result<Row, Problem>>, Problem> {
    let problem = |error: csv::CsvError| (error.line(), error.column().map(str::to_owned), error.to_string());
    let rows = csv::read(file).map_err(problem)?;
    Ok(rows.map(|row| row.map_err(problem)).collect())
}

/// A file of which every read returns a part of random length.
struct Pieces<'a> {
    file: &'a [u8],
    random: fastrand::Rng,
}

impl<'a> Pieces<'a> {
    /// The lengths follow from the file, so that a failure can be reproduced.
    fn new(file: &'a [u8]) -> Self {
        let seed = file.iter().fold(0_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add((*byte).into()));
        Self { file, random: fastrand::Rng::with_seed(seed) }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let longest = if self.random.bool() { 3 } else { 200 };
        let length = self.random.usize(1..=longest).min(buffer.len());
        self.file.read(&mut buffer[..length])
    }
}

/// Every row and every problem of a record has a line of the file, and they ascend.
fn has_places(file: &[u8], whole: &Result<Vec<Result<Row, Problem>>, Problem>) {
    // In UTF-16, other characters contain these bytes, too.
    let lines = 1 + file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
    let mut last = 0;
    for record in whole.iter().flatten() {
        let line = match record {
            Ok(row) => row.number,
            Err((line, ..)) => line.expect("a record has a line"),
        };
        assert!((last + 1..=lines).contains(&line), "line {line} after {last} of {lines}");
        last = line;
    }
    if let Err((Some(line), ..)) = whole {
        assert!((1..=lines).contains(line), "line {line} of {lines}");
    }
}

/// Rows that are written as Microsoft writes them are read as the same rows.
fn is_read_back(rows: &[Row]) {
    let length = |row: &Row| {
        let optional = [&row.group_tag, &row.assigned_user].into_iter().flatten().map(String::len).sum::<usize>();
        row.serial_number.len() + row.hardware_hash.len() + optional
    };
    // Without text, a record is skipped, unless another column has some.
    let rows: Vec<_> = rows.iter().filter(|row| (1..REWRITTEN_LIMIT).contains(&length(row))).collect();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut file = "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\n".to_owned();
    for row in &rows {
        let [tag, user] = [&row.group_tag, &row.assigned_user].map(|text| text.as_deref().unwrap_or_default());
        let fields = [&row.serial_number, "", &row.hardware_hash, tag, user].map(quoted);
        file.push_str(&fields.join(","));
        file.push('\n');
    }
    let mut read = csv::read(file.as_bytes()).expect("a list");
    for row in rows {
        let mut again = read.next().expect("as many rows").expect("a row");
        again.number = row.number;
        assert!(again == *row, "{row:?} became {again:?}");
    }
    assert!(read.next().is_none(), "as many rows");
}
