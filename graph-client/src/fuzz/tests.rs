use super::{batch, challenge, corpus, journal, odata_error, redaction, retry_after};
use std::path::Path;

fn run(target: &str, check: fn(&[u8])) {
    // Only a published package has this file, and no corpus.
    if Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml.orig").exists() {
        println!("skipped: a package does not contain the corpus of {target}");
    } else {
        corpus::run(&corpus::of_target(target), check);
    }
}

#[test]
fn batch_holds() {
    run("batch", batch::check);
}

#[test]
fn challenge_holds() {
    run("challenge", challenge::check);
}

#[cfg(feature = "csv")]
#[test]
fn csv_holds() {
    let mut lists = corpus::files(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/csv"));
    lists.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    corpus::run(&lists, super::csv::check);
    run("csv", super::csv::check);
}

#[test]
fn journal_holds() {
    run("journal", journal::check);
}

#[test]
fn odata_error_holds() {
    run("odata_error", odata_error::check);
}

#[test]
fn redaction_holds() {
    run("redaction", redaction::check);
}

#[test]
fn retry_after_holds() {
    run("retry_after", retry_after::check);
}
