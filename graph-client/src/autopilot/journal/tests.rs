use super::{Journal, JournalError, Line, Reason, State, refusal};
use crate::autopilot::fingerprint::fingerprint;
use crate::autopilot::{Stage, Verdict};
use proptest::prelude::*;
use std::collections::HashSet;
use std::error::Error;
use std::fs::{self, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const SERVICE: &str = "https://graph.microsoft.com";

fn file() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    (directory, path)
}

fn begun(path: &Path) -> Journal {
    let mut journal = Journal::open(path).unwrap();
    journal.begin(SERVICE, Some("t")).unwrap();
    journal
}

fn sending(row: u64) -> Line {
    Line::Sending { row, serial_number: format!("S{row}"), device: row * 10 }
}

fn finished(row: u64, verdict: Verdict) -> Line {
    Line::Finished { row, serial_number: format!("S{row}"), device: row * 10, import: None, verdict }
}

fn registered() -> Verdict {
    Verdict::Registered { device_id: "d".to_owned() }
}

/// Appends lines, opens the journal again, and returns the state of row 1.
fn state_after(lines: &[Line]) -> Option<State> {
    let (_directory, path) = file();
    begun(&path).append(lines).unwrap();
    state(&begun(&path), 1)
}

fn state(journal: &Journal, row: u64) -> Option<State> {
    let mut entries = (0..).map_while(|index| journal.nth(index));
    entries.find(|entry| entry.row == row).map(|entry| entry.state.clone())
}

fn last_row(journal: &Journal) -> Option<u64> {
    (0..).map_while(|index| journal.nth(index)).last().map(|entry| entry.row)
}

fn message(result: Result<Journal, JournalError>) -> String {
    result.map(drop).unwrap_err().to_string()
}

#[test]
fn the_state_of_a_row_is_that_of_its_last_line() {
    let importing = Line::Importing { row: 1, import: "i".to_owned() };
    let timed_out = finished(1, Verdict::TimedOut { stage: Stage::Import });
    let storage = Verdict::Refused { code: "StorageError".to_owned(), reason: String::new() };
    assert_eq!(state_after(&[sending(2)]), None);
    assert_eq!(state_after(&[sending(1)]), Some(State::Sending));
    assert_eq!(state_after(&[sending(1), Line::Unsent { row: 1 }]), Some(State::Unsent));
    assert_eq!(state_after(&[sending(1), importing.clone()]), Some(State::Importing("i".into())));
    assert_eq!(state_after(&[sending(1), importing, timed_out]), Some(State::Importing("i".into())));
    assert_eq!(state_after(&[sending(1), finished(1, storage)]), Some(State::Sending));
    let is_deleted = |lines: &[Line]| match state_after(lines) {
        Some(State::Finished { is_deleted, .. }) => is_deleted,
        state => panic!("{state:?}"),
    };
    assert!(!is_deleted(&[sending(1), finished(1, registered())]));
    assert!(is_deleted(&[sending(2), finished(1, registered()), Line::Deleted { row: 1 }]));
}

#[test]
fn verdicts_are_read_from_the_file() {
    let (_directory, path) = file();
    let lines = [sending(7), finished(3, registered()), finished(7, Verdict::InAnotherTenant)];
    begun(&path).append(&lines).unwrap();
    let journal = begun(&path);
    assert_eq!(last_row(&journal), Some(7));
    // More than is read ahead.
    journal.append(&(10..60).map(sending).collect::<Vec<_>>()).unwrap();
    for line in &lines[1..] {
        let Line::Finished { row, .. } = line else { unreachable!("chosen above") };
        let Some(State::Finished { offset, .. }) = state(&journal, *row) else { panic!("row {row} is finished") };
        assert_eq!(journal.line_at(offset).unwrap(), *line);
        let length = fs::metadata(&path).unwrap().len();
        journal.append(&[sending(9)]).unwrap();
        assert!(fs::metadata(&path).unwrap().len() > length, "appended after the last line");
    }
    drop(journal);
    assert_eq!(last_row(&begun(&path)), Some(59));
}

#[test]
fn a_torn_last_line_is_removed() {
    let (_directory, path) = file();
    begun(&path).append(&[sending(1), sending(2)]).unwrap();
    let whole = fs::read(&path).unwrap();
    let second = whole.len() - 1 - whole[..whole.len() - 1].iter().rev().position(|byte| *byte == b'\n').unwrap();
    for length in second..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let journal = begun(&path);
        assert_eq!(last_row(&journal), Some(1));
        journal.append(&[sending(3)]).unwrap();
        drop(journal);
        assert_eq!(last_row(&begun(&path)), Some(3));
    }
}

#[test]
fn existing_imports_are_known_when_the_last_of_them_is() {
    let (_directory, path) = file();
    let existing: HashSet<u64> = (0..2500).collect();
    let mut journal = begun(&path);
    assert_eq!(journal.existing(), None);
    journal.set_existing(&existing).unwrap();
    drop(journal);
    assert_eq!(begun(&path).existing(), Some(existing));

    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.split_inclusive('\n').take(3).collect::<String>()).unwrap();
    assert_eq!(begun(&path).existing(), None);
    begun(&path).set_existing(&HashSet::new()).unwrap();
    assert!(begun(&path).existing().is_some());
}

#[test]
fn a_journal_of_another_tenant_is_refused() {
    let (_directory, path) = file();
    assert!(Journal::open(&path).unwrap().is_new());
    drop(begun(&path));
    let mut journal = Journal::open(&path).unwrap();
    assert!(!journal.is_new());
    let message = journal.begin(SERVICE, Some("u")).unwrap_err().to_string();
    let expected = format!("it is of {SERVICE}, tenant t, and the client is of {SERVICE}, tenant u");
    assert!(message.contains(&expected), "{message}");
    assert!(journal.begin("http://127.0.0.1:1", None).is_err());
}

#[test]
fn files_that_are_no_journals_are_refused_and_kept() {
    let (_directory, path) = file();
    let header = format!("{}\n", r#"{"journal":1}"#);
    for (text, line) in [
        ("Device Serial Number,Hardware Hash\n".to_owned(), 1),
        ("{}\n".to_owned(), 1),
        ("{\"journal\":2}\n".to_owned(), 1),
        ("a note".to_owned(), 1),
        (format!("{header}[]\n"), 2),
        (format!("{header}{{\"row\":1,\"state\":\"importing\",\"import\":\"i\"}}\n"), 2),
        (format!("{header}{{\"row\":1,\"state\":\"sending\",\"serialNumber\":\"S\",\"device\":\"1\"}}\n"), 2),
        (format!("{header}{{\"existing\":[\"x\"],\"isComplete\":true}}\n"), 2),
        (format!("{header}{}", "x".repeat(70_000)), 2),
    ] {
        fs::write(&path, &text).unwrap();
        let message = message(Journal::open(&path));
        assert!(message.contains(&format!("line {line} of ")), "{message}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    let error = Journal::open(path.join("missing")).unwrap_err();
    assert!(error.to_string().contains("cannot use the journal"), "{error}");
    assert!(error.source().is_some_and(<dyn Error>::is::<io::Error>) && !error.is_malformed(), "{error:?}");
}

#[test]
fn a_file_system_without_locks_is_used_as_it_is() {
    assert!(refusal(TryLockError::Error(ErrorKind::Unsupported.into())).is_none());
    assert!(matches!(refusal(TryLockError::Error(ErrorKind::PermissionDenied.into())), Some(Reason::Io(_))));
    assert!(matches!(refusal(TryLockError::WouldBlock), Some(Reason::Locked)));
}

#[test]
fn a_dropped_journal_is_free_while_it_is_still_synced() {
    let (_directory, path) = file();
    let journal = begun(&path);
    let sync = journal.sync();
    drop(journal);
    assert!(Journal::open(&path).is_ok());
    drop(sync);
}

#[test]
fn debug_shows_the_path_alone() {
    let (_directory, path) = file();
    let journal = begun(&path);
    journal.append(&[sending(1)]).unwrap();
    assert_eq!(format!("{journal:?}"), format!("Journal {{ path: {path:?}, .. }}"));
}

#[test]
fn a_row_keeps_its_device() {
    let (_directory, path) = file();
    let other = Line::Sending { row: 1, serial_number: "S".to_owned(), device: 11 };
    begun(&path).append(&[sending(1), other]).unwrap();
    assert!(message(Journal::open(&path)).contains("line 3"));
}

#[test]
fn the_record_of_a_row_that_is_sent_again_is_not_that_of_the_next_attempt() {
    let (_directory, path) = file();
    begun(&path).set_existing(&HashSet::new()).unwrap();
    let finished = |verdict| {
        let import = Some("i".to_owned());
        Line::Finished { row: 1, serial_number: "S1".to_owned(), device: 10, import, verdict }
    };
    begun(&path).append(&[sending(1), finished(Verdict::TimedOut { stage: Stage::Import })]).unwrap();
    assert_eq!(begun(&path).existing(), Some(HashSet::new()));
    let storage = Verdict::Refused { code: "StorageError".to_owned(), reason: String::new() };
    begun(&path).append(&[finished(storage), Line::Unsent { row: 1 }]).unwrap();
    assert_eq!(begun(&path).existing(), Some(HashSet::from([fingerprint(["i"])])));
}

#[test]
fn only_a_row_without_a_device_can_be_corrected() {
    let text = String::new;
    let refused = || Verdict::Refused { code: "BadRequest".to_owned(), reason: text() };
    for (verdict, import, is_correctable) in [
        (Verdict::InvalidRow { reason: text() }, None, true),
        (Verdict::MalformedHash { reason: text() }, None, true),
        (Verdict::MalformedHash { reason: text() }, Some("i"), true),
        (Verdict::InAnotherTenant, Some("i"), true),
        (Verdict::DuplicateOf { row: 2 }, None, true),
        (refused(), None, true),
        (refused(), Some("i"), false),
        (registered(), Some("i"), false),
        (Verdict::AlreadyRegistered { device_id: None }, Some("i"), false),
        (Verdict::TimedOut { stage: Stage::Import }, Some("i"), false),
        (Verdict::Unknown, None, false),
    ] {
        let (_directory, path) = file();
        let import = import.map(str::to_owned);
        let kind = verdict.kind();
        let finished = Line::Finished { row: 1, serial_number: text(), device: 10, import, verdict };
        let corrected = Line::Sending { row: 1, serial_number: "S".to_owned(), device: 11 };
        begun(&path).append(&[sending(1), finished, corrected]).unwrap();
        match Journal::open(&path) {
            Ok(journal) if is_correctable => {
                assert_eq!(journal.nth(0).map(|entry| (entry.device, &entry.state)), Some((11, &State::Sending)));
            }
            Err(error) if !is_correctable => assert!(error.is_malformed(), "{error}"),
            result => panic!("{kind}: {result:?}"),
        }
    }
}

#[test]
fn an_error_says_of_what_kind_it_is() {
    let (_directory, path) = file();
    let journal = begun(&path);
    let error = Journal::open(&path).unwrap_err();
    assert!(error.is_locked() && !error.is_other_list() && error.row().is_none(), "{error}");
    let error = journal.other_list(7);
    assert!(error.is_other_list() && error.row() == Some(7) && !error.is_other_tenant(), "{error}");
    assert!(journal.too_different(7).is_other_list());
    drop(journal);
    let error = Journal::open(&path).unwrap().begin(SERVICE, None).unwrap_err();
    assert!(error.is_other_tenant() && !error.is_other_list() && !error.is_locked(), "{error}");
}

proptest! {
    #[test]
    fn any_file_is_a_journal_or_an_error(text in "(\\{\"journal\":1\\}\n)?(.{0,40}\n?){0,4}") {
        let (_directory, path) = file();
        fs::write(&path, text).unwrap();
        drop(Journal::open(&path));
    }
}
