//! Registering a list again in which rows were corrected, with the same journal.

use crate::registration::{IMPORTED, error_of, hash, kinds, open, requests, row, rows, start, verdicts_of};
use futures_util::TryStreamExt;
use graph_client::autopilot::{Event, RegistrationError, Row, Verdict};
use graph_client::emulator::{Emulator, Fault, ImportError, ObjectKind};
use reqwest::StatusCode;
use std::path::PathBuf;
use tempfile::TempDir;

fn file() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    (directory, path)
}

fn serial_numbers(emulator: &Emulator) -> Vec<String> {
    let mut serial_numbers: Vec<String> =
        emulator.devices().into_iter().map(|device| device.serial_number.unwrap_or_default()).collect();
    serial_numbers.sort();
    serial_numbers
}

#[tokio::test(start_paused = true)]
async fn rows_without_a_device_can_be_corrected() {
    let (_directory, path) = file();
    let emulator = Emulator::start().await.unwrap();
    emulator.fail_import("SN4", ImportError::InvalidHardwareHash);
    emulator.fail_import("SN5", ImportError::AssignedToOtherTenant);
    let refusal = r#"{"error":{"code":"BadRequest","message":"The group tag is not allowed."}}"#;
    let refusal = || Some(Fault::respond(StatusCode::BAD_REQUEST, [("a", "b")], refusal));
    // The list, then the chunks 1, 4 to 7; 1, 4; 5 to 7; 5; 6, 7; 6.
    emulator.inject_faults([None, refusal(), None, refusal(), None, refusal(), refusal()]);
    let mut list = vec![row(1), Row::new(2, "", hash(2)), Row::new(3, "SN3", "T0EB,")];
    list.extend(rows(4..=7));
    list.push(Row::new(8, "SN1", hash(8)));
    let first = verdicts_of(start(&emulator, list).concurrency(1).journal(open(&path))).await;
    let expected = [
        (1, "registered"),
        (2, "invalid-row"),
        (3, "malformed-hash"),
        (4, "malformed-hash"),
        (5, "another-tenant"),
        (6, "refused"),
        (7, "registered"),
        (8, "duplicate"),
    ];
    assert_eq!(kinds(&first), expected);
    let imports = requests(&emulator)[&format!("POST {IMPORTED}/import")];

    let list = || {
        let corrected = (1..=8).map(|number| match number {
            4..=6 => Row::new(number, format!("SN{number}"), hash(number + 10)),
            _ => row(number),
        });
        corrected.collect::<Vec<Row>>()
    };
    emulator.fail_import("SN4", None);
    emulator.fail_import("SN5", None);
    let second = verdicts_of(start(&emulator, list()).journal(open(&path))).await;
    assert_eq!(
        second.values().filter(|verdict| matches!(verdict, Verdict::Registered { .. })).count(),
        8,
        "{second:?}"
    );
    assert_eq!((&second[&1], &second[&7]), (&first[&1], &first[&7]));
    assert_eq!(serial_numbers(&emulator), ["SN1", "SN2", "SN3", "SN4", "SN5", "SN6", "SN7", "SN8"]);
    assert_eq!(requests(&emulator)[&format!("POST {IMPORTED}/import")], imports + 1);
    assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty());

    // In the third run, everything is known, and no row can be corrected.
    let before = emulator.requests().len();
    assert_eq!(verdicts_of(start(&emulator, list()).journal(open(&path))).await, second);
    let error = error_of(start(&emulator, rows(1..=8)).journal(open(&path)).start()).await;
    assert!(matches!(&error, RegistrationError::Journal(error) if error.row() == Some(4)), "{error}");
    assert_eq!(emulator.requests().len(), before);
}

#[tokio::test(start_paused = true)]
async fn a_row_with_a_record_that_may_have_a_device_cannot_be_corrected() {
    let (_directory, path) = file();
    let emulator = Emulator::start().await.unwrap();
    emulator.fail_import("SN2", ImportError::Duplicated);
    assert_eq!(kinds(&verdicts_of(start(&emulator, rows(1..=2)).journal(open(&path))).await)[1], (2, "refused"));
    let list = vec![row(1), Row::new(2, "SN2", hash(12))];
    let error = error_of(start(&emulator, list).journal(open(&path)).start()).await;
    assert!(matches!(&error, RegistrationError::Journal(error) if error.row() == Some(2)), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_corrected_row_yields_to_those_that_were_sent() {
    let (_directory, path) = file();
    let emulator = Emulator::start().await.unwrap();
    emulator.fail_import("SN3", ImportError::InvalidHardwareHash);
    // Row 4 is a duplicate of row 3, which fails.
    let list = |first: Row, third: Row| vec![first, row(2), third, Row::new(4, "SN3", hash(4)), row(5)];
    let before = verdicts_of(start(&emulator, list(Row::new(1, "", hash(1)), row(3))).journal(open(&path))).await;
    assert_eq!(before[&4], Verdict::DuplicateOf { row: 3 });
    emulator.fail_import("SN3", None);

    // Row 1 is the device of row 5 now, with another hash. Row 3 is corrected, and row 4 is still its duplicate.
    let corrected = list(Row::new(1, "SN5", hash(1)), Row::new(3, "SN3", hash(13)));
    let after = verdicts_of(start(&emulator, corrected).journal(open(&path))).await;
    assert_eq!(after[&1], Verdict::DuplicateOf { row: 5 });
    assert_eq!(after[&4], Verdict::DuplicateOf { row: 3 });
    assert_eq!(serial_numbers(&emulator), ["SN2", "SN3", "SN5"]);

    // Row 1 is another device, after all.
    let corrected = list(row(1), Row::new(3, "SN3", hash(13)));
    let after = verdicts_of(start(&emulator, corrected).journal(open(&path))).await;
    assert_eq!(after.values().filter(|verdict| verdict.is_success()).count(), 4, "{after:?}");
    assert_eq!(serial_numbers(&emulator), ["SN1", "SN2", "SN3", "SN5"]);
}

#[tokio::test(start_paused = true)]
async fn rows_can_be_added_before_others_but_none_can_be_left_out() {
    let (_directory, path) = file();
    let emulator = Emulator::start().await.unwrap();
    let first = || vec![row(1), Row::new(3, "", hash(3)), row(5)];
    let before = verdicts_of(start(&emulator, first()).journal(open(&path))).await;
    assert_eq!(kinds(&before), [(1, "registered"), (3, "invalid-row"), (5, "registered")]);
    // Row 5 does not take the place of row 3, although that can be corrected.
    let error = error_of(start(&emulator, vec![row(1), row(5)]).journal(open(&path)).start()).await;
    assert!(matches!(&error, RegistrationError::Journal(error) if error.row() == Some(3)), "{error}");
    let after = verdicts_of(start(&emulator, rows(1..=6)).journal(open(&path))).await;
    assert_eq!(after.values().filter(|verdict| verdict.is_success()).count(), 6, "{after:?}");
    assert_eq!(emulator.devices().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn an_added_row_yields_to_the_later_one_that_was_sent() {
    let (_directory, path) = file();
    let emulator = Emulator::start().await.unwrap();
    let until = async |list, is_last: fn(&Event) -> bool| {
        let mut events = start(&emulator, list).journal(open(&path)).start();
        while !is_last(&events.try_next().await.unwrap().unwrap()) {}
    };
    until(vec![row(3)], |event| matches!(event, Event::Waiting { .. })).await;
    let list = || vec![Row::new(2, "SN3", hash(2)), row(3)];
    until(list(), |event| matches!(event, Event::Finished { .. })).await;
    let verdicts = verdicts_of(start(&emulator, list()).journal(open(&path))).await;
    assert_eq!(kinds(&verdicts), [(2, "duplicate"), (3, "registered")]);
}

#[tokio::test(start_paused = true)]
async fn the_record_of_a_row_that_was_corrected_is_deleted() {
    for keeps in [false, true] {
        let (_directory, path) = file();
        let emulator = Emulator::start().await.unwrap();
        emulator.fail_import("SN2", ImportError::AssignedToOtherTenant);
        verdicts_of(start(&emulator, rows(1..=2)).keep_records().journal(open(&path))).await;
        assert_eq!(emulator.objects(ObjectKind::ImportedDevice).len(), 2);
        let corrected = start(&emulator, vec![row(1), Row::new(2, "SN2b", hash(2))]).journal(open(&path));
        let corrected = if keeps { corrected.keep_records() } else { corrected };
        assert_eq!(kinds(&verdicts_of(corrected).await), [(1, "registered"), (2, "registered")]);
        assert_eq!(emulator.objects(ObjectKind::ImportedDevice).len(), if keeps { 3 } else { 0 });
    }
}

#[tokio::test(start_paused = true)]
async fn a_row_is_no_duplicate_once_the_other_is_corrected() {
    let (_directory, path) = file();
    let emulator = Emulator::start().await.unwrap();
    emulator.fail_import("SN2", ImportError::InvalidHardwareHash);
    let list = |first: Row| vec![first, Row::new(2, "SN2", hash(2))];
    let before = verdicts_of(start(&emulator, list(Row::new(1, "SN2", hash(1)))).journal(open(&path))).await;
    assert_eq!(kinds(&before), [(1, "malformed-hash"), (2, "duplicate")]);
    emulator.fail_import("SN2", None);
    let after = verdicts_of(start(&emulator, list(row(1))).journal(open(&path))).await;
    assert_eq!(kinds(&after), [(1, "registered"), (2, "registered")]);
    assert_eq!(serial_numbers(&emulator), ["SN1", "SN2"]);
}

#[tokio::test(start_paused = true)]
async fn the_record_of_the_earlier_row_is_not_that_of_the_corrected_one() {
    for is_interrupted in [false, true] {
        let (_directory, path) = file();
        let emulator = Emulator::start().await.unwrap();
        emulator.fail_import("SN1", ImportError::InvalidHardwareHash);
        let before = verdicts_of(start(&emulator, rows(1..=1)).keep_records().journal(open(&path))).await;
        assert_eq!(kinds(&before), [(1, "malformed-hash")]);
        emulator.fail_import("SN1", None);

        // The request does not reach the service, which is not known.
        emulator.inject_faults([Some(Fault::ClosedBeforeReading)]);
        let corrected = || start(&emulator, vec![Row::new(1, "SN1", hash(11))]).keep_records().journal(open(&path));
        if is_interrupted {
            let mut events = corrected().start();
            while !matches!(events.try_next().await.unwrap().unwrap(), Event::Waiting { .. }) {}
        }
        assert_eq!(kinds(&verdicts_of(corrected()).await), [(1, "registered")]);
        assert_eq!(serial_numbers(&emulator), ["SN1"]);
        assert_eq!(emulator.objects(ObjectKind::ImportedDevice).len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_with_very_many_corrected_rows_is_another_one() {
    let (_directory, path) = file();
    let emulator = Emulator::start().await.unwrap();
    let damaged = (1..=20_002).map(|number| Row::new(number, format!("SN{number}"), ","));
    verdicts_of(start(&emulator, damaged.collect()).journal(open(&path))).await;
    let error = error_of(start(&emulator, rows(1..=20_002)).journal(open(&path)).start()).await;
    assert!(matches!(&error, RegistrationError::Journal(error) if error.row() == Some(20_001)), "{error}");
    assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty());
}
