//! The version of a document.

use super::node::{Node, Value};
use super::reader::{Reader, schemas};

impl Reader<'_> {
    /// Returns whether the version of the document is supported, and checks that the components are objects.
    pub(super) fn outline(&mut self) -> bool {
        self.object(self.root.get("components"), "components");
        self.object(schemas(self.root), "schemas");
        self.is_supported()
    }

    fn is_supported(&mut self) -> bool {
        let Node { span, .. } = *self.root;
        let help = "start the document with `openapi: 3.1.0`, or with <edmx:Edmx> if it is CSDL";
        if self.root.get("swagger").is_some() {
            self.diagnostic(span, "unsupported format: OpenAPI 2 (Swagger)", "convert the document to OpenAPI 3");
        } else if self.root.get("$Version").is_some() {
            self.diagnostic(span, "unsupported format: CSDL JSON", "convert the document to CSDL XML");
        } else if let Some(version) = self.root.get("openapi") {
            match &version.value {
                Value::Text(text) if text.starts_with("3.0.") || text.starts_with("3.1.") => return true,
                Value::Text(text) | Value::Number(text) => {
                    let message = format!("unsupported OpenAPI version {text:?}");
                    self.diagnostic(version.span, message, "expected 3.0 or 3.1 with a patch version, such as `3.1.0`");
                }
                _ => self.diagnostic(
                    version.span,
                    format!("`openapi` must be a string, not {}", version.describe()),
                    help,
                ),
            }
        } else {
            let keys: Vec<_> = self.root.entries().iter().map(|entry| entry.key.as_str()).collect();
            let near = keys.iter().find(|key| self.diagnostics.nearest(key, ["openapi"]).is_some());
            let help = near.map_or(help.to_owned(), |near| format!("write `openapi` instead of `{near}`"));
            self.diagnostic(span, "the document is neither OpenAPI nor CSDL", help);
        }
        false
    }
}
