//! The version of a document.

use super::node::{Node, Value};
use super::reader::{Reader, schemas};

/// What a version of OpenAPI says in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Null is what `nullable` allows.
    V3_0,
    /// Null is a type.
    V3_1,
}

impl Reader<'_> {
    /// The version of the document, if it can be read. Whatever components it has are held to be objects.
    pub(super) fn outline(&mut self) -> Option<Version> {
        let version = self.version()?;
        self.object(self.root.get("components"), "components");
        self.object(schemas(self.root), "schemas");
        Some(version)
    }

    fn version(&mut self) -> Option<Version> {
        let Node { span, .. } = *self.root;
        let help = "begin with `openapi: 3.1.0`, or with <edmx:Edmx> for CSDL";
        if self.root.get("swagger").is_some() {
            self.diagnostic(span, "OpenAPI 2 (Swagger) is not understood", "convert the document to OpenAPI 3");
        } else if self.root.get("$Version").is_some() {
            self.diagnostic(span, "CSDL in JSON is not understood", "convert the document to CSDL XML");
        } else if let Some(version) = self.root.get("openapi") {
            match &version.value {
                Value::Text(text) if text.starts_with("3.0.") => return Some(Version::V3_0),
                Value::Text(text) if text.starts_with("3.1.") => return Some(Version::V3_1),
                Value::Text(text) | Value::Number(text) => {
                    let message = format!("OpenAPI version {text:?} is not understood");
                    self.diagnostic(
                        version.span,
                        message,
                        "understood are 3.0 and 3.1, with a third number, as in 3.1.0",
                    );
                }
                _ => self.diagnostic(version.span, format!("a version cannot be {}", version.describe()), help),
            }
        } else {
            let keys: Vec<_> = self.root.entries().iter().map(|entry| entry.key.as_str()).collect();
            let near = keys.iter().find(|key| self.diagnostics.nearest(key, ["openapi"]).is_some());
            let help = near.map_or(help.to_owned(), |near| format!("write `openapi` instead of {near:?}"));
            self.diagnostic(span, "this is neither OpenAPI nor CSDL", help);
        }
        None
    }
}
