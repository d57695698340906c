//! Slices: a document, what is asked for and perhaps the slice so far in each folder, and the slice beside them.

use crate::case::update;
use codegen::{Input, Source};
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
        let [document, models] = [&document, &models].map(|text| Source::new("api.csdl.xml", text));
        let current = current.as_ref().map(|text| Source::new("current.csdl.xml", text));
        let input = Input::new(&document).with_models(&models);
        let slice = codegen::slice(&input, current.as_ref()).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
        if update() {
            fs::write(folder.join("expected.csdl.xml"), &slice).unwrap();
        }
        assert_eq!(slice, read("expected.csdl.xml").unwrap_or_default(), "{}", folder.display());

        let source = Source::new("api.csdl.xml", &slice);
        let of_slice = Input::new(&source).with_models(&models);
        assert_eq!(codegen::slice(&of_slice, Some(&source)).unwrap(), slice);
        let [whole, cut] = [&input, &of_slice].map(codegen::generate).map(|generated| {
            let files = generated.unwrap_or_else(|diagnostics| panic!("{diagnostics}")).files;
            files.into_iter().map(|(path, text)| (path, without_docs(&text))).collect::<Vec<_>>()
        });
        assert_eq!(whole, cut, "{}", folder.display());
    }
}

/// The slice may have descriptions that the document lacks.
fn without_docs(code: &str) -> String {
    code.lines().filter(|line| !line.trim_start().starts_with("///")).collect()
}
