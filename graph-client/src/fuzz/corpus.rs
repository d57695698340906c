//! Runs the check of a fuzz target on a corpus and on mutations of it, for the tests on the stable toolchain.
//!
//! The tests of the other packages include this file.

use super::memory::bounded;
use fastrand::Rng;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The number of mutations of a corpus, unless the environment variable `FUZZ_CASES` sets another.
const CASES: usize = 300;

/// Checks files and mutations of them, always the same ones.
pub(crate) fn run(paths: &[PathBuf], check: fn(&[u8])) {
    assert!(!paths.is_empty(), "no files");
    let corpus: Vec<_> = paths.iter().map(|path| fs::read(path).expect("a readable file")).collect();
    for (path, input) in paths.iter().zip(&corpus) {
        check_named(check, &path.display().to_string(), input);
    }
    let cases = env::var("FUZZ_CASES").map_or(CASES, |cases| cases.parse().expect("FUZZ_CASES is a number"));
    let mut random = Rng::with_seed(0);
    for case in 0..cases {
        let mut input = corpus[random.usize(..corpus.len())].clone();
        for _ in 0..=random.usize(..4) {
            mutate(&mut input, &corpus[random.usize(..corpus.len())], &mut random);
        }
        check_named(check, &format!("mutation {case}"), &input);
    }
}

/// Returns the corpus of a target of the package that includes this file.
pub(crate) fn of_target(target: &str) -> Vec<PathBuf> {
    files(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target))
}

/// Returns the files in a folder, in the order of their names. Omits those that a fuzzer has added: their names have no extension.
pub(crate) fn files(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.as_ref().display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.is_file() && path.extension().is_some());
    paths.sort();
    paths
}

/// Replaces a part by a byte, by nothing, by itself twice, or by a part of another input.
fn mutate(input: &mut Vec<u8>, other: &[u8], random: &mut Rng) {
    // Short parts do damage without destroying everything.
    let part = |length: usize, random: &mut Rng| {
        let start = random.usize(..=length);
        let longest = 1 << random.u32(..8);
        start..length.min(start + random.usize(..longest))
    };
    let replaced = part(input.len(), random);
    let replacement = match random.u8(..4) {
        0 => vec![random.u8(..)],
        1 => Vec::new(),
        2 => input[replaced.clone()].repeat(2),
        _ => other[part(other.len(), random)].to_vec(),
    };
    input.splice(replaced, replacement);
}

fn check_named(check: fn(&[u8]), name: &str, input: &[u8]) {
    /// Prints an input if its check panics.
    struct Failure<'a>(&'a str, &'a [u8]);

    impl Drop for Failure<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("{} does not hold: {}", self.0, self.1.escape_ascii());
            }
        }
    }

    let _failure = Failure(name, input);
    bounded(check, input);
}
