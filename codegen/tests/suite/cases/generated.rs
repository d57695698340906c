//! Valid schemas: the generated code is as expected, from either format. The tests in `compiled` compile it.

use super::case::{Case, cases, update};
use codegen::Roots;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn read_files(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            read_files(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

fn write_files(folder: &Path, files: &BTreeMap<String, String>) {
    let _ = fs::remove_dir_all(folder);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Returns the paths of the files that differ.
fn differing(left: &BTreeMap<String, String>, right: &BTreeMap<String, String>) -> Vec<String> {
    let paths: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    paths.into_iter().filter(|path| left.get(*path) != right.get(*path)).cloned().collect()
}

#[test]
fn the_code_is_as_expected() {
    for case @ Case { name, folder, .. } in &cases("generated") {
        let generated = case.generate().unwrap_or_else(|diagnostics| panic!("{name}\n{diagnostics}"));
        let folder = folder.join("expected");
        if update() {
            write_files(&folder, &generated);
        }
        let mut expected = BTreeMap::new();
        read_files(&folder, "", &mut expected);
        let differing = differing(&generated, &expected);
        assert!(
            differing.is_empty(),
            "unexpected code in codegen/tests/generated/{name}/expected: {differing:?}; update the files with \
             `UPDATE_EXPECTED=1 cargo test -p codegen --test suite cases` and review the difference"
        );
    }
}

#[test]
fn either_notation_gives_the_same_bytes() {
    let mut written = 0;
    for case in cases("generated") {
        let loaded = case.load().unwrap();
        let stem = loaded.document().source().stem();
        let twin = loaded.twin().map(|text| (format!("{stem}.openapi.yaml"), text));
        let by_hand = case.schemas.get(1).cloned();
        for (name, text) in by_hand.into_iter().chain(twin) {
            let roots = Roots::Named(loaded.declared().types.keys().map(ToString::to_string).collect());
            let other = case.load_text(&name, &text, roots);
            let other = other.unwrap_or_else(|diagnostics| panic!("{diagnostics}\n{text}"));
            assert_eq!(differing(&loaded.generate().files, &other.generate().files), [""; 0], "{}: {name}", case.name);
            written += 1;
        }
    }
    assert!(written > 12, "{written}");
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    for case in cases("generated") {
        assert_eq!(case.generate().unwrap(), case.generate().unwrap(), "{}", case.name);
    }
}

/// Formats code again: the items one by one, because blank lines and the rows of tables are not the formatter's.
#[test]
fn formatting_twice_changes_nothing() {
    for case in cases("generated") {
        for (path, text) in case.generate().unwrap() {
            let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}/{path}: {error}", case.name));
            for item in file.items.into_iter().filter(|item| !matches!(item, syn::Item::Macro(_))) {
                let again = prettyplease::unparse(&syn::File { items: vec![item], ..syn::parse_quote!() });
                assert!(text.contains(&again), "{}/{path} lacks\n{again}", case.name);
            }
        }
    }
}
