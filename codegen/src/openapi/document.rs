//! Reads the declarations of a document from its root.

use super::kind;
use super::node::{Entry, Node};
use super::reader::{Reader, schemas};
use crate::schema::{Declarations, QualifiedName};
use crate::{Diagnostics, Source, Subject};
use unicode_ident::is_xid_continue;

pub(super) fn read(root: &Node, source: &Source, diagnostics: &mut Diagnostics) -> Option<Declarations> {
    let mut reader = Reader::new(root, source, diagnostics);
    reader.outline()?;
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
