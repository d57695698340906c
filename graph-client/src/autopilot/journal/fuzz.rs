//! Checks journals. See [`crate::fuzz`].

#![allow(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use super::{Entry, Journal, Line, State};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

/// A file that is removed when it is dropped.
struct File(PathBuf);

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Checks that a file is a journal that is read as it was written, or is refused and kept.
pub fn check(text: &[u8]) {
    let file =
        File(std::env::temp_dir().join(format!("{}-{:?}.journal", std::process::id(), std::thread::current().id())));
    let path = &file.0;
    fs::write(path, text).expect("a file");
    let mut journal = match Journal::open(path) {
        Ok(journal) => journal,
        Err(error) => {
            let lines = text.split(|byte| *byte == b'\n').count();
            let message = error.to_string();
            let line = message.strip_prefix("line ").and_then(|rest| rest.split(' ').next()?.parse().ok());
            assert!(error.is_malformed() && line.is_some_and(|line| (1..=lines).contains(&line)), "{message}");
            assert_eq!(fs::read(path).expect("the file"), text);
            return;
        }
    };
    let is_new = journal.is_new();
    let entries = entries(&journal);
    assert!(entries.is_sorted_by(|before, after| before.row < after.row));
    for entry in &entries {
        if let State::Finished { offset, .. } = entry.state {
            let line = journal.line_at(offset).expect("the line of a verdict");
            let is_same =
                matches!(line, Line::Finished { row, device, .. } if (row, device) == (entry.row, entry.device));
            assert!(is_same, "{line:?} for {entry:?}");
        }
    }
    let opened = state(&mut journal);
    // On Windows, nobody else can read a locked file.
    drop(journal);

    let kept = fs::read(path).expect("the file");
    let removed = text.strip_prefix(&*kept).expect("only the end is removed");
    assert!(!removed.contains(&b'\n') && kept.last().is_none_or(|last| *last == b'\n'), "only a torn line is removed");
    assert_eq!(is_new, kept.is_empty());

    let rewritten: Vec<u8> = kept.split_inclusive(|byte| *byte == b'\n').flat_map(rewrite).collect();
    for text in [&kept, &rewritten] {
        fs::write(path, text).expect("a file");
        assert_eq!(state(&mut Journal::open(path).expect("a journal")), opened);
    }
}

/// Writes a line about a row again. Returns other lines as they are.
fn rewrite(line: &[u8]) -> Vec<u8> {
    let object: Map<String, Value> = serde_json::from_slice(line).expect("an object on each line");
    let Some(line) = Some(&object)
        .filter(|object| !object.contains_key("journal") && !object.contains_key("existing"))
        .and_then(Line::parse)
    else {
        return line.to_owned();
    };
    let Value::Object(written) = line.to_json() else { panic!("{line:?} is no object") };
    assert_eq!(Line::parse(&written), Some(line));
    format!("{}\n", Value::Object(written)).into_bytes()
}

/// Returns what a journal says, except for the places of verdicts.
fn state(journal: &mut Journal) -> (Vec<Entry>, Option<HashSet<u64>>) {
    let mut entries = entries(journal);
    for entry in &mut entries {
        if let State::Finished { offset, .. } = &mut entry.state {
            *offset = 0;
        }
    }
    (entries, journal.existing())
}

fn entries(journal: &Journal) -> Vec<Entry> {
    (0..).map_while(|index| journal.nth(index).cloned()).collect()
}
