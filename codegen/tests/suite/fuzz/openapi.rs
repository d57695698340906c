//! OpenAPI.

use super::schema;
use codegen::{Input, Roots, Source};

/// Checks a text as YAML or JSON.
pub(crate) fn check(input: &[u8]) {
    let source = Source::new("a.openapi.yaml", String::from_utf8_lossy(input));
    if let Some(loaded) = schema::load(Input::new(source).with_roots(Roots::All).with_all_operations()) {
        for name in loaded.selection().schema.types.keys() {
            let explained = loaded.explain(&name.to_string());
            assert!(explained.is_ok_and(|text| text.contains(&name.to_string())), "{name}");
        }
    }
}
