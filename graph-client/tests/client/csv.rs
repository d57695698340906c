//! Lists of devices are read as they are in the wild: the files in `tests/csv`, and generated ones.

use ::csv::{QuoteStyle, Terminator, WriterBuilder};
use graph_client::autopilot::{Row, csv};
use proptest::prelude::*;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Texts in the files that no error may contain.
const SECRETS: [&str; 7] = [
    "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE",
    "00330-80000-00000-AA123",
    "3305850012345",
    "T0EBA",
    "T0EBB",
    "AAAAAAAA",
    "Pa55w",
];

/// Returns the rows and errors of a file as text.
fn report(input: impl Read) -> String {
    let mut report = String::new();
    let error = |error: csv::CsvError| {
        let text = error.to_string();
        assert!(SECRETS.iter().all(|secret| !text.contains(secret)), "{text}");
        let place = match (error.line(), error.column()) {
            (Some(line), Some(column)) => format!("line {line}, column `{column}`: "),
            (Some(line), None) => format!("line {line}: "),
            (None, column) => column.map(str::to_owned).unwrap_or_default(),
        };
        assert!(text.starts_with(&place), "{text}");
        format!("error: {text}\n")
    };
    match csv::read(input) {
        Err(refusal) => report.push_str(&error(refusal)),
        Ok(rows) => {
            for row in rows {
                match row {
                    Err(problem) => report.push_str(&error(problem)),
                    Ok(Row { number, serial_number, hardware_hash, group_tag, assigned_user, .. }) => {
                        write!(report, "row {number}: {serial_number:?} {hardware_hash:?}").unwrap();
                        let optional = [("tag", group_tag), ("user", assigned_user)];
                        for (name, text) in optional.into_iter().filter_map(|(name, text)| Some((name, text?))) {
                            write!(report, " {name} {text:?}").unwrap();
                        }
                        report.push('\n');
                    }
                }
            }
        }
    }
    report
}

/// Reads one byte at a time, with interruptions.
struct Slow<'a>(&'a [u8], bool);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        self.0.read(buffer.get_mut(..1).unwrap_or_default())
    }
}

/// `UPDATE_EXPECTED=1` writes the expected reports.
#[test]
fn files_have_the_expected_rows_and_errors() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/csv");
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    assert!(paths.len() > 60, "{} files", paths.len());
    let mut differences = Vec::new();
    for path in paths {
        let file = fs::read(&path).unwrap();
        let report = report(&*file);
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&expected, &report).unwrap();
        }
        assert_eq!(self::report(Slow(&file, false)), report, "{}", path.display());
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        if report != expected {
            differences.push(format!("{}\nexpected:\n{expected}read:\n{report}", path.display()));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn an_input_that_cannot_be_read_ends_the_rows() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let error = csv::read(Broken).unwrap_err();
    assert_eq!(error.to_string(), "the file cannot be read");
    assert_eq!(error.source().unwrap().to_string(), "the disk is gone");

    let beginning = "Serial Number,Hardware Hash\n".to_owned() + &"PF2X8K1L,T0EBAAAA\n".repeat(10_000);
    let rows: Vec<_> = csv::read(beginning.as_bytes().chain(Broken)).unwrap().collect();
    let (last, read) = rows.split_last().unwrap();
    assert_eq!((last.as_ref().unwrap_err().to_string().as_str(), read.len() > 1000), ("the file cannot be read", true));
    assert!(read.iter().all(Result::is_ok));
}

#[test]
fn memory_does_not_grow_with_the_file() {
    let measure = |rows: usize| {
        let header = "Serial Number,Hardware Hash,Group Tag\r\n";
        let record = format!("PF2X8K1L,{},Zürich\r\n\"PF2X8K1M,,\r\n", "A".repeat(4000));
        let file = header.as_bytes().chain(Repeated { record, position: 0, left: rows });
        let mut counts = (0, 0);
        let memory = allocation_counter::measure(|| {
            for row in csv::read(file).unwrap() {
                let Ok(row) = row else {
                    counts.1 += 1;
                    continue;
                };
                assert_eq!((row.number, row.hardware_hash.len()), (2 * counts.0 as u64 + 2, 4000));
                assert_eq!(row.group_tag.as_deref(), Some("Zürich"));
                counts.0 += 1;
            }
        });
        assert_eq!(counts, (rows, rows));
        memory.bytes_max
    };
    let (small, large) = (measure(100), measure(1000));
    assert!(large <= small + 1024 && large < 1_000_000, "{small} {large}");
}

/// Repeats a text.
struct Repeated {
    record: String,
    position: usize,
    left: usize,
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        let length = (&self.record.as_bytes()[self.position..]).read(buffer)?;
        self.position += length;
        if self.position == self.record.len() {
            (self.position, self.left) = (0, self.left - 1);
        }
        Ok(length)
    }
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

fn encode(text: &str, encoding: Encoding, has_mark: bool) -> Vec<u8> {
    let text = if has_mark { format!("\u{feff}{text}") } else { text.to_owned() };
    match encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        // The characters of the generated rows have the same numbers in both.
        Encoding::Windows1252 => text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect(),
    }
}

fn rows() -> impl Strategy<Value = Vec<[String; 4]>> {
    let text = "[A-Zéü]([A-Za-z0-9éü ,;\t\"@.-]{0,20}[a-zéü])?";
    let row = [text, "[A-Za-z0-9+/]{14,40}=?", &format!("({text})?"), &format!("({text})?")];
    proptest::collection::vec(row.map(|field| proptest::string::string_regex(field).unwrap()), 0..20)
}

proptest! {
    #[test]
    fn written_rows_are_read_back(
        rows in rows(),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        encoding in prop::sample::select(vec![Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252]),
        line_end in prop::sample::select(vec![Terminator::CRLF, Terminator::Any(b'\n'), Terminator::Any(b'\r')]),
        quote_style in prop::sample::select(vec![QuoteStyle::Necessary, QuoteStyle::Always]),
        has_mark in any::<bool>(),
        order in Just([0, 1, 2, 3]).prop_shuffle(),
    ) {
        let mut writer = WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(line_end)
            .quote_style(quote_style)
            .from_writer(Vec::new());
        let names = ["Serial Number", "Hardware Hash", "Group Tag", "Assigned User"].map(str::to_owned);
        for record in [&names].into_iter().chain(&rows) {
            writer.write_record(order.map(|index: usize| &record[index])).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let read: Vec<_> = csv::read(&*encode(&text, encoding, has_mark)).unwrap().map(Result::unwrap).collect();
        let expected: Vec<_> = rows.into_iter().zip(2..).map(|([serial_number, hash, tag, user], number)| {
            let mut row = Row::new(number, serial_number, hash);
            row.group_tag = Some(tag).filter(|tag| !tag.is_empty());
            row.assigned_user = Some(user).filter(|user| !user.is_empty());
            row
        }).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn any_bytes_are_read_or_refused(file in proptest::collection::vec(any::<u8>(), 0..200)) {
        report(&*file);
    }

    #[test]
    fn any_records_are_rows_or_errors_in_ascending_lines(
        mark in prop::sample::select(vec!["", "\u{feff}", "sep=;\n", "#TYPE x\r"]),
        encoding in prop::sample::select(vec![Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be]),
        records in "([A\",;\r\n\t\0é\u{fffd}= ]|Serial|Hash|Tag|T0EB|\"\"|\r\n|,,){0,60}",
        garbage in proptest::collection::vec(any::<u8>(), 0..10),
    ) {
        let mut file = encode(&format!("{mark}Serial;Hash;Tag\n{records}"), encoding, false);
        file.extend(garbage);
        let lines = csv::read(&*file).unwrap().map(|row| row.map_or_else(|error| error.line().unwrap(), |row| row.number));
        let lines: Vec<_> = lines.collect();
        prop_assert!(lines.is_sorted_by(|a, b| a < b), "{:?}", lines);
    }

    #[test]
    fn a_bad_record_costs_no_other(
        bad in prop::sample::select(vec![
            "\"PF2X8K1L,,T0EB", "PF2X8K1L", "PF2X8K1L,\"\"\",T0EB", "a,b,c,d", "\0", "PF2X8K1L,,AAAAA-BBBBB-CCCCC-DDDDD-EEEEE",
        ]),
        position in 0_usize..50,
        is_quoted in any::<bool>(),
    ) {
        let record = if is_quoted { "\"PF2X8K1L\",\"\",\"T0EBAAAA\"" } else { "PF2X8K1L,,T0EBAAAA" };
        let mut lines = vec![record; 50];
        lines.insert(position, bad);
        let file = format!("Serial Number,Product ID,Hardware Hash\n{}\n", lines.join("\n"));
        let (rows, errors): (Vec<_>, Vec<_>) = csv::read(file.as_bytes()).unwrap().partition(Result::is_ok);
        prop_assert_eq!((rows.len(), errors.len()), (50, 1));
        let error = errors.into_iter().find_map(Result::err).unwrap();
        prop_assert_eq!(error.line(), Some(position as u64 + 2));
    }
}
