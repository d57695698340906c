//! `models.toml`.

use super::schema;
use codegen::{Document, Input, Source};
use std::sync::LazyLock;

static SCHEMAS: LazyLock<[Document; 2]> = LazyLock::new(|| {
    [
        Source::new("a.csdl.xml", include_str!("../../generated/adjusted/adjusted.csdl.xml")),
        Source::new("a.csdl.xml", include_str!("../../generated/operations/api.csdl.xml")),
    ]
    .map(Document::read)
});

/// Checks a text as the configuration of two schemas.
pub(crate) fn check(input: &[u8]) {
    let models = codegen::Models::read(Source::new("models.toml", String::from_utf8_lossy(input)));
    for document in &*SCHEMAS {
        let strict = Input::new(document.clone()).with_models(models.clone());
        let lenient = Input { allows_unmatched: true, ..strict.clone() };
        let strict = schema::load(strict);
        let lenient = schema::load(lenient);
        if let Some(strict) = strict {
            let lenient = lenient.expect("the lenient input has fewer errors");
            assert!(strict.generate().files == lenient.generate().files, "nothing is unmatched");
        }
    }
}
