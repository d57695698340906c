//! Damaged input: files of the other tests with bytes changed and parts removed, repeated or inserted. The generator returns
//! files or diagnostics for any of them, and never panics.
//!
//! `PROPTEST_CASES=100000 cargo test --release -p codegen --test mutations` runs more cases.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use codegen::{Document, Input, Roots, Source};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// Pieces of text with a meaning in one of the formats.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/>",
    "\"",
    "'",
    "&",
    "&#x0;",
    "<!--",
    "<![CDATA[",
    "<!DOCTYPE a [",
    "Type=\"Collection(",
    "BaseType=\"graph.a\"",
    "IsFlags=\"true\"",
    "Name=\"\"",
    "xmlns=\"\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "- ",
    ", ",
    "\n",
    "\n  ",
    "\t",
    "#",
    "|",
    "? ",
    "&a",
    "*a",
    "!!str ",
    "%YAML 1.1\n",
    "---\n",
    "null",
    "true",
    "1e999",
    "\\u0000",
    "\\ud800",
    "$ref: ",
    "allOf: ",
    "anyOf: ",
    "enum: ",
    "type: ",
    "nullable: true",
    "\"$ref\":",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "é",
    "😀",
    "[names]\n",
    "roots = [",
    "/",
];

/// The input files of the cases in a folder, and the schema of the workspace.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let groups = ["generated", "refused", "sliced", "compared"].map(|group| tests.join(group));
    let cases = groups.iter().flat_map(|group| fs::read_dir(group).unwrap()).map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = cases
        .flat_map(|case| fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.is_file() && path.file_name().unwrap() != "expected.txt")
        .collect();
    files.sort();
    files.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
});

#[derive(Clone, Debug)]
enum Mutation {
    Set(Index, u8),
    Cut(Index, Index),
    Repeat(Index, Index),
    Insert(Index, &'static str),
    /// A part of another file.
    Splice(Index, Index, Index, Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let index = any::<Index>;
    prop_oneof![
        (index(), any::<u8>()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        (index(), index()).prop_map(|(start, end)| Mutation::Cut(start, end)),
        (index(), index()).prop_map(|(start, end)| Mutation::Repeat(start, end)),
        (index(), select(PIECES)).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (index(), index(), index(), index()).prop_map(|(at, file, from, to)| Mutation::Splice(at, file, from, to)),
    ]
}

fn apply(mutation: &Mutation, bytes: &mut Vec<u8>) {
    let range = |start: &Index, end: &Index, length: usize| {
        let (start, end) = (start.index(length + 1), end.index(length + 1));
        // Short parts do damage without destroying everything.
        start.min(end)..start.max(end).min(start.min(end) + 200)
    };
    let offsets = bytes.len() + 1;
    let offset = |index: &Index| index.index(offsets);
    match mutation {
        Mutation::Set(at, byte) => {
            let at = offset(at);
            bytes.splice(at..bytes.len().min(at + 1), [*byte]);
        }
        Mutation::Cut(start, end) => {
            bytes.drain(range(start, end, bytes.len()));
        }
        Mutation::Repeat(start, end) => {
            let range = range(start, end, bytes.len());
            let part = bytes[range.clone()].to_vec();
            bytes.splice(range.end..range.end, part);
        }
        Mutation::Insert(at, piece) => {
            let at = offset(at);
            bytes.splice(at..at, piece.bytes());
        }
        Mutation::Splice(at, file, from, to) => {
            let at = offset(at);
            let other = file.get(&SEEDS).as_bytes();
            bytes.splice(at..at, other[range(from, to, other.len())].iter().copied());
        }
    }
}

fn damaged() -> impl Strategy<Value = String> {
    (any::<Index>(), vec(mutation(), 0..6)).prop_map(|(seed, mutations)| {
        let mut bytes = seed.get(&SEEDS).clone().into_bytes();
        for mutation in &mutations {
            apply(mutation, &mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

proptest! {
    #[test]
    fn damaged_input_leads_to_files_or_to_problems(schema in damaged(), models in damaged()) {
        let [schema, models] =
            [("a.xml", schema), ("models.toml", models)].map(|(name, text)| Source::new(name, text));
        for input in [
            Input::new(schema.clone()).with_roots(Roots::All),
            Input::new(schema).with_models(models),
        ] {
            match codegen::load(input) {
                Ok(loaded) => {
                    prop_assert!(loaded.generate().files.contains_key("mod.rs"));
                    let twin = loaded.twin().map(|text| Document::read(Source::new("b.yaml", text)));
                    prop_assert!(twin.is_none_or(|twin| twin.schema().is_ok()));
                }
                Err(diagnostics) => {
                    prop_assert!(!diagnostics.is_empty());
                    prop_assert!(diagnostics.to_string().contains("error: "));
                }
            }
        }
    }

    #[test]
    fn damaged_documents_are_cut_and_compared_or_refused(old in damaged(), new in damaged()) {
        let [old, new] = [old, new].map(|text| Document::read(Source::new("a.csdl.xml", text)));
        let load = |document: &Document| codegen::load(Input::new(document.clone()).with_roots(Roots::All));
        let (before, after) = (load(&old), load(&new));
        match before.clone().and_then(|before| codegen::diff(&before, &after?)) {
            Ok(diff) => prop_assert!(diff.entries.iter().all(|entry| entry.old != entry.new)),
            Err(diagnostics) => prop_assert!(!diagnostics.is_empty()),
        }
        let Ok(slice) = before.and_then(|before| before.slice(Some(&new))) else { return Ok(()) };
        let of_slice = load(&Source::new("a.csdl.xml", &*slice).into());
        let of_slice = of_slice.unwrap_or_else(|diagnostics| panic!("{diagnostics}\n{slice}"));
        prop_assert_eq!(of_slice.slice(Some(&new)), Ok(slice));
        prop_assert!(codegen::diff(&of_slice, &of_slice).unwrap().is_empty());
    }
}
