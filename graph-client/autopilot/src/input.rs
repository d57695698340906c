//! The rows of the files of a list, with numbers by which their places are found again.

use crate::failure::Failure;
use crate::screen::chain;
use graph_client::autopilot::Row;
use graph_client::autopilot::csv::{self, CsvError, Rows};
use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The distance between the numbers of the first rows of two files. A row of the first file has its line as its number.
const LINES: u64 = 1_000_000_000;

/// The files of a list.
#[derive(Clone, Debug)]
pub(crate) struct Files(Vec<PathBuf>);

/// The place of a row. `Display` names both file and line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a Path,
    /// 0 if it is the whole file.
    pub(crate) line: u64,
}

/// A record that is no row.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) row: u64,
    /// The reason, without the place.
    pub(crate) reason: String,
}

/// The rows of all files, in this order.
pub(crate) type Input = Box<dyn Iterator<Item = Result<Row, Problem>> + Send>;

impl Files {
    /// Opens all files, and reads the header of each.
    pub(crate) fn open(paths: &[PathBuf]) -> Result<(Self, Input), Failure> {
        let files = paths.iter().map(|path| open(path)).collect::<Result<Vec<_>, _>>()?;
        let rows = (0..).step_by(LINES.try_into().unwrap_or(usize::MAX)).zip(files);
        let input = rows.flat_map(|(base, rows)| rows.map(move |row| place(base, row)));
        Ok((Self(paths.to_vec()), Box::new(input)))
    }

    /// Returns the place of a row.
    pub(crate) fn place(&self, row: u64) -> Place<'_> {
        let index = usize::try_from(row / LINES).unwrap_or(usize::MAX);
        Place { file: self.0.get(index).map_or(Path::new(""), PathBuf::as_path), line: row % LINES }
    }

    /// Returns the file whose name names the list.
    pub(crate) fn first(&self) -> &Path {
        self.place(0).file
    }
}

impl Display for Place<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}", self.file.display()),
            line => write!(f, "{}, line {line}", self.file.display()),
        }
    }
}

fn open(path: &Path) -> Result<Rows<File>, Failure> {
    let name = path.display();
    if path.is_dir() {
        let example = path.join("devices.csv");
        return Err(Failure::new(format!("{name} is a folder, not a file"))
            .with_advice(format!("Name the files in it, such as {}", example.display())));
    }
    let file = File::open(path).map_err(|error| Failure::unreadable(path, &error))?;
    csv::read(file).map_err(|error| {
        Failure::new(format!("{name}: {}", chain(&error)))
            .with_advice("To see what the file should look like: autopilot help import")
    })
}

/// Numbers a row or a problem of a file.
fn place(base: u64, row: Result<Row, CsvError>) -> Result<Row, Problem> {
    match row {
        Ok(mut row) => {
            row.number += base;
            Ok(row)
        }
        Err(error) => {
            let line = error.line().unwrap_or_default();
            let text = chain(&error);
            // The line is printed with the file.
            let rest = text.strip_prefix(&format!("line {line}"));
            let rest = rest.and_then(|rest| rest.strip_prefix(": ").or_else(|| rest.strip_prefix(", ")));
            let reason = rest.unwrap_or(&text).to_owned();
            Err(Problem { row: base + line, reason })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Files;
    use std::fs;

    #[test]
    fn rows_of_several_files_have_ascending_numbers_and_their_places() {
        let directory = tempfile::tempdir().unwrap();
        let paths = ["a.csv", "b.csv"].map(|name| directory.path().join(name));
        for path in &paths {
            fs::write(path, "Device Serial Number,Windows Product ID,Hardware Hash\nA,,T0EB\nB,,T0EC\n").unwrap();
        }
        let (files, input) = Files::open(&paths).unwrap();
        let numbers: Vec<u64> = input.map(|row| row.unwrap().number).collect();
        assert_eq!(numbers, [2, 3, 1_000_000_002, 1_000_000_003]);
        let place = files.place(numbers[2]);
        assert_eq!((place.file, place.line), (paths[1].as_path(), 2));
        assert!(place.to_string().ends_with("b.csv, line 2"), "{place}");
    }
}
