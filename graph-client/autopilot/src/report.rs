//! The report: what became of each row, as CSV or JSON.
//!
//! Rows end in any order, and the report has them in that of the files. Until the end, they are in a temporary file, and only
//! their positions in memory.

use crate::arguments::ReportFile;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::summary::Summary;
use serde_json::json;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

const HEADER: [&str; 7] = ["file", "line", "serialNumber", "verdict", "deviceId", "reason", "advice"];

/// A report before it is complete.
#[derive(Debug)]
pub(crate) struct Report {
    file: ReportFile,
    /// The records in the order in which the rows ended.
    records: BufWriter<File>,
    /// The row of each record, with its position and length.
    index: Vec<(u64, u64, usize)>,
    end: u64,
}

impl Report {
    /// Begins a report. Checks that its folder can be written to.
    pub(crate) fn create(file: &ReportFile) -> Result<Self, Failure> {
        drop(beside(path(file)).map_err(|error| failure(path(file), &error))?);
        let records = tempfile::tempfile().map_err(|error| failure(path(file), &error))?;
        Ok(Self { file: file.clone(), records: BufWriter::new(records), index: Vec::new(), end: 0 })
    }

    pub(crate) fn add(&mut self, outcome: &Outcome<'_>) -> Result<(), Failure> {
        let record = match &self.file {
            ReportFile::Csv(_) => csv_record(outcome),
            ReportFile::Json(_) => Ok(json_record(outcome).into_bytes()),
        };
        let written = record.and_then(|record| {
            self.records.write_all(&record)?;
            Ok(record.len())
        });
        let length = written.map_err(|error| failure(path(&self.file), &error))?;
        self.index.push((outcome.row, self.end, length));
        self.end += length as u64;
        Ok(())
    }

    /// Writes the file and returns its path. It has either the earlier content or the whole report.
    pub(crate) fn finish(self, summary: &Summary) -> Result<PathBuf, Failure> {
        let path = path(&self.file).to_owned();
        self.write(summary).map_err(|error| failure(&path, &error))?;
        Ok(path)
    }

    fn write(mut self, summary: &Summary) -> io::Result<()> {
        let mut records = self.records.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.index.sort_unstable();
        let mut file = beside(path(&self.file))?;
        let mut writer = BufWriter::new(&mut file);
        let separator: &[u8] = match &self.file {
            ReportFile::Csv(_) => {
                writeln!(writer, "{}", HEADER.join(","))?;
                b""
            }
            ReportFile::Json(_) => {
                let mut kinds = json!(summary.kinds());
                kinds["total"] = json!(summary.total());
                write!(writer, "{{\"summary\":{kinds},\n\"rows\":[\n")?;
                b",\n"
            }
        };
        let mut record = Vec::new();
        for (number, (_, start, length)) in self.index.into_iter().enumerate() {
            if number > 0 {
                writer.write_all(separator)?;
            }
            records.seek(SeekFrom::Start(start))?;
            record.resize(length, 0);
            records.read_exact(&mut record)?;
            writer.write_all(&record)?;
        }
        if let ReportFile::Json(_) = &self.file {
            writer.write_all(b"\n]}\n")?;
        }
        writer.flush()?;
        drop(writer);
        file.persist(path(&self.file))?;
        Ok(())
    }
}

fn csv_record(outcome: &Outcome<'_>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let (file, line) = (outcome.place.file.display().to_string(), outcome.place.line.to_string());
    let (device_id, advice) = (outcome.device_id.as_deref(), outcome.advice.as_deref());
    let [device_id, advice] = [device_id, advice].map(Option::unwrap_or_default);
    writer.write_record([&file, &line, &outcome.serial_number, outcome.kind, device_id, &outcome.reason, advice])?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn json_record(outcome: &Outcome<'_>) -> String {
    json!({
        "file": outcome.place.file.display().to_string(),
        "line": outcome.place.line,
        "serialNumber": outcome.serial_number,
        "verdict": outcome.kind,
        "deviceId": outcome.device_id,
        "reason": outcome.reason,
        "advice": outcome.advice,
    })
    .to_string()
}

fn path(file: &ReportFile) -> &Path {
    let (ReportFile::Csv(path) | ReportFile::Json(path)) = file;
    path
}

/// Creates a file in the folder of another one, which it can replace.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    NamedTempFile::new_in(folder)
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write the report {}: {error}", path.display())).with_advice(
        "Name a file with --report in a folder that exists, that you may write to, and that has space left.",
    )
}
