//! Names inside a schema: identifiers, namespaces and aliases.

use super::element::{Element, split_collection};
use super::vocabulary::{Attr, Tag};
use crate::Span;
use crate::schema::{QualifiedName, Reference, ValueType};
use std::collections::BTreeMap;
use unicode_ident::{is_xid_continue, is_xid_start};

/// The namespace of a schema, and its alias.
pub(super) struct Scope<'a> {
    pub(super) namespace: &'a str,
    pub(super) alias: Option<&'a str>,
}

impl<'a> Scope<'a> {
    /// Returns the scope of the declarations in a `<Schema>`.
    pub(super) fn of(schema: &'a Element) -> Self {
        Self { namespace: schema.value(Attr::Namespace).unwrap_or_default(), alias: schema.value(Attr::Alias) }
    }

    pub(super) fn qualify(&self, name: &str) -> QualifiedName {
        QualifiedName { namespace: self.namespace.to_owned(), name: name.to_owned() }
    }
}

/// The namespaces of a document and of its vocabularies, by alias.
#[derive(Debug, Default)]
pub(super) struct Aliases(BTreeMap<String, String>);

impl Aliases {
    pub(super) fn of(root: &Element) -> Self {
        let is_named = |child: &&Element| matches!(child.tag, Tag::Include | Tag::Schema);
        let schemas = root.children.iter().flat_map(|parent| &parent.children).filter(is_named);
        let aliases = schemas.filter_map(|schema| Some((schema.value(Attr::Alias)?, schema.value(Attr::Namespace)?)));
        // The first of several namespaces with the same alias. The alias of a later one applies in its own schema only.
        let mut first = BTreeMap::new();
        for (alias, namespace) in aliases {
            first.entry(alias.to_owned()).or_insert_with(|| namespace.to_owned());
        }
        Self(first)
    }

    /// Replaces the alias in a name by its namespace.
    pub(super) fn resolve(&self, mut name: QualifiedName, scope: &Scope<'_>) -> QualifiedName {
        // Graph uses one alias for several namespaces, so the alias of the schema itself comes first.
        if Some(name.namespace.as_str()) == scope.alias {
            scope.namespace.clone_into(&mut name.namespace);
            return name;
        }
        self.resolve_anywhere(name)
    }

    /// Replaces the alias in a name outside of any schema.
    pub(super) fn resolve_anywhere(&self, mut name: QualifiedName) -> QualifiedName {
        if let Some(namespace) = self.0.get(&name.namespace) {
            namespace.clone_into(&mut name.namespace);
        }
        name
    }

    /// Replaces the alias in a type, or in the item type of a collection.
    pub(super) fn resolve_type(&self, text: &str, scope: &Scope<'_>) -> String {
        let (item, is_collection) = split_collection(text);
        match QualifiedName::parse(item) {
            Some(name) => {
                let name = self.resolve(name, scope);
                ValueType::of(Reference { name, span: Span::default() }, is_collection).to_string()
            }
            None => text.to_owned(),
        }
    }
}

/// Returns whether a name is a `SimpleIdentifier`: OData CSDL XML 4.01, section 17.2. Hyphens are allowed, too: the metadata that
/// Microsoft's SDKs are generated from has `request-id`.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts_well = characters.next().is_some_and(|first| first == '_' || is_xid_start(first));
    let goes_on_well = characters.all(|character| character == '-' || is_xid_continue(character));
    starts_well && goes_on_well && name.chars().count() <= 128
}
