//! Reads the declarations of a document from its root.

use super::kind;
use super::node::{Entry, Node};
use super::reader::{Reader, schemas};
use crate::schema::{Declarations, QualifiedName};
use crate::{Diagnostics, Source, Subject};
use unicode_ident::is_xid_continue;

/// The maximum number of values in `components/schemas`, several times that of all of Graph. Short ones take up to a kilobyte
/// each, as declarations.
const MAX_SCHEMA_VALUES: usize = 1_000_000;

pub(super) fn read(root: &Node, source: &Source, diagnostics: &mut Diagnostics) -> Option<Declarations> {
    let mut reader = Reader::new(root, source, diagnostics);
    if !reader.outline() {
        return None;
    }
    if let Some(schemas) = schemas(root).filter(|schemas| schemas.count() > MAX_SCHEMA_VALUES) {
        let message = format!("components/schemas has more than {MAX_SCHEMA_VALUES} values");
        reader.diagnostic(schemas.span, message, "pass the description of one service");
        return None;
    }
    reader.diagnostics.about(Subject::Unmodelled);
    reader.references(root);
    for entry in schemas(root).map(Node::entries).unwrap_or_default() {
        reader.diagnostics.about(Subject::declaration(QualifiedName::split(&entry.key)));
        reader.schema(entry);
    }
    reader.diagnostics.about(Subject::Document);
    reader.operations();
    reader.combine();
    let mut declarations = reader.declarations;
    kind::find(&mut declarations.types);
    Some(declarations)
}

impl<'a> Reader<'a> {
    fn schema(&mut self, entry: &'a Entry) {
        let Entry { key, key_span, value } = entry;
        let is_plain = |character: char| is_xid_continue(character) || "._-".contains(character);
        if key.split('.').any(str::is_empty) || !key.chars().all(is_plain) {
            let message = format!("invalid schema name {key:?}");
            self.diagnostic(*key_span, message, "expected letters, digits, `_` and `-`, separated by single dots");
            self.declarations.unread.insert(QualifiedName::split(key));
        } else if self.is_type(value) {
            self.keywords(value);
            self.component(QualifiedName::split(key), value, *key_span);
        } else {
            self.value_component(entry);
        }
    }
}
