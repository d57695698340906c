//! Slices: each folder has a document, a `models.toml`, optionally the current slice, and the expected slice.

use super::case::update;
use codegen::{Document, Input, Source};
use std::fs;
use std::path::{Path, PathBuf};

fn folders() -> Vec<PathBuf> {
    let group = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sliced");
    fs::read_dir(group).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn the_slice_is_as_expected_and_is_its_own_slice() {
    for folder in folders() {
        let read = |name: &str| fs::read_to_string(folder.join(name));
        let [document, models] = ["document.csdl.xml", "models.toml"].map(|name| read(name).unwrap());
        let current = read("current.csdl.xml").ok();
        let current = current.map(|text| Document::read(Source::new("current.csdl.xml", text)));
        let load = |document: Document| {
            let input = Input::new(document).with_models(Source::new("models.toml", &*models));
            codegen::load(input).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
        };
        let whole = load(Source::new("api.csdl.xml", document).into());
        let slice = whole.slice(current.as_ref()).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
        if update() {
            fs::write(folder.join("expected.csdl.xml"), &slice).unwrap();
        }
        assert_eq!(slice, read("expected.csdl.xml").unwrap_or_default(), "{}", folder.display());

        let of_slice = Document::read(Source::new("api.csdl.xml", &*slice));
        let cut = load(of_slice.clone());
        assert_eq!(cut.slice(Some(&of_slice)).unwrap(), slice);
        let [whole, cut] = [whole, cut].map(|loaded| {
            let files = loaded.generate().files;
            files.into_iter().map(|(path, text)| (path, without_docs(&text))).collect::<Vec<_>>()
        });
        assert_eq!(whole, cut, "{}", folder.display());
    }
}

/// Removes doc comments: the slice may have descriptions that the document lacks.
fn without_docs(code: &str) -> String {
    code.lines().filter(|line| !line.trim_start().starts_with("///")).collect()
}
