//! CSDL.

use super::schema;
use codegen::{Diagnostics, Document, Input, Loaded, Roots, Source};
use std::sync::LazyLock;

static OTHER: LazyLock<Loaded> =
    LazyLock::new(|| load(include_str!("../../generated/adjusted/adjusted.csdl.xml")).expect("a valid schema"));

/// Checks a text as CSDL: its models, its slices, its twin, and its differences from another schema.
pub(crate) fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let document = Document::read(Source::new("a.csdl.xml", text));
    let Some(loaded) = schema::load(everything(document)) else { return };
    if let Some(twin) = loaded.twin() {
        let twin = Document::read(Source::new("a.openapi.yaml", twin));
        assert!(twin.schema().is_ok(), "{}\n{}", twin.schema().unwrap_err(), twin.source().text());
    }
    match codegen::diff(&loaded, &OTHER) {
        Ok(diff) => assert!(diff.entries.iter().all(|entry| entry.old != entry.new)),
        Err(diagnostics) => assert!(loaded.document().require_csdl().is_err(), "{diagnostics}"),
    }
    assert!(codegen::diff(&loaded, &loaded).map_or(true, |diff| diff.is_empty()));
    if let Ok(slice) = loaded.slice(Some(OTHER.document())) {
        let of_slice = load(&slice).unwrap_or_else(|diagnostics| panic!("{diagnostics}\n{slice}"));
        assert_eq!(of_slice.slice(Some(OTHER.document())).as_ref(), Ok(&slice));
    }
}

fn everything(document: Document) -> Input {
    Input::new(document).with_roots(Roots::All).with_all_operations()
}

fn load(text: &str) -> Result<Loaded, Diagnostics> {
    codegen::load(everything(Document::read(Source::new("a.csdl.xml", text))))
}
