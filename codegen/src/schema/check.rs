//! Validates declarations and links them into a [`Schema`].

use super::{
    Declarations, EnumerationType, ItemType, Member, NavigationProperty, Property, QualifiedName, Reference, Schema,
    StructuredKind, StructuredType, Type, ValueType,
};
use crate::{Diagnostic, Diagnostics, Source, Span, Subject};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The largest number of base types. Graph has four; a model has the properties of all of them.
pub(crate) const MAX_BASES: usize = 32;

/// The largest number of parts in a namespace. Graph has three; each becomes a folder.
const MAX_PARTS: usize = 16;

/// The longest name of a type, in bytes. It becomes a file name.
const MAX_NAME: usize = 200;

pub(super) fn check(declarations: Declarations, source: &Source, diagnostics: &mut Diagnostics) -> Schema {
    let Declarations { unread, uses, skipped, .. } = declarations;
    let mut schema = Schema { skipped, unread, uses, ..Schema::default() };
    let mut check = Check { source, diagnostics };
    for declared in declarations.types {
        check.about(declared.name());
        let QualifiedName { namespace, name } = declared.name();
        if namespace.split('.').count() > MAX_PARTS || name.len() > MAX_NAME {
            let message = format!("the name `{}` is too long", declared.name());
            let help = format!("use at most {MAX_NAME} bytes, in a namespace of at most {MAX_PARTS} parts");
            check.diagnostic(declared.span(), message, &help);
            schema.unread.insert(declared.name().clone());
            continue;
        }
        match schema.types.entry(declared.name().clone()) {
            Entry::Vacant(free) => {
                free.insert(declared);
            }
            Entry::Occupied(first) => {
                check.duplicate("type", &first.key().to_string(), declared.span(), first.get().span());
            }
        }
    }
    for definition in declarations.type_definitions {
        check.about(&definition.name);
        let declared = schema.types.get(&definition.name).map(Type::span);
        let declared = declared.or(schema.type_definitions.get(&definition.name).map(|first| first.span));
        if let Some(first) = declared {
            check.duplicate("type", &definition.name.to_string(), definition.span, first);
        } else {
            schema.type_definitions.insert(definition.name.clone(), definition);
        }
    }
    schema.resolve_type_definitions();
    check.diagnostics.about(Subject::Unmodelled);
    for entry in declarations.entry_points {
        check.entity_reference(&schema, &entry.entity);
        if let Some(first) = schema.entry_points.get(&entry.name) {
            check.duplicate("entity set or singleton", &entry.name, entry.span, first.span);
        } else {
            schema.entry_points.insert(entry.name.clone(), entry);
        }
    }
    for mut operation in declarations.operations {
        schema.resolve_type_definitions_of(&mut operation);
        // An error only if the operation is selected.
        if let Some(unknown) = operation.values().find(|value| !schema.knows(value)).and_then(ValueType::named) {
            schema.unresolved.insert(operation.signature().to_name(), unknown.clone());
            *schema.skipped.entry("operations with a type that is not declared".to_owned()).or_default() += 1;
        } else {
            schema.operations.entry(operation.name.clone()).or_default().push(operation);
        }
    }
    // Check base types first: `lineage` terminates only without cycles.
    let structured = schema.types.values().filter_map(Type::as_structured);
    let baseless: Vec<_> =
        structured.filter(|structured| !check.base(&schema, structured)).map(|found| found.name.clone()).collect();
    for name in baseless {
        if let Some(Type::Structured(structured)) = schema.types.get_mut(&name) {
            structured.base = None;
        }
    }
    let mut repeated = Vec::new();
    for declared in schema.types.values() {
        check.about(declared.name());
        let spans = match declared {
            Type::Structured(structured) => check.structured(&schema, structured),
            Type::Enumeration(enumeration) => check.enumeration(enumeration),
        };
        if !spans.is_empty() {
            repeated.push((declared.name().clone(), spans));
        }
    }
    for (name, spans) in repeated {
        let starts: BTreeSet<usize> = spans.into_iter().map(|span| span.start).collect();
        let is_first = |span: &Span| !starts.contains(&span.start);
        match schema.types.get_mut(&name) {
            Some(Type::Structured(structured)) => {
                structured.properties.retain(|Property { span, .. }| is_first(span));
                structured.navigation_properties.retain(|NavigationProperty { span, .. }| is_first(span));
            }
            Some(Type::Enumeration(enumeration)) => enumeration.members.retain(|Member { span, .. }| is_first(span)),
            None => {}
        }
    }
    check.diagnostics.about(Subject::Document);
    schema
}

struct Check<'a> {
    source: &'a Source,
    diagnostics: &'a mut Diagnostics,
}

impl Check<'_> {
    fn about(&mut self, name: &QualifiedName) {
        self.diagnostics.about(Subject::declaration(name.clone()));
    }

    fn diagnostic(&mut self, span: Span, message: String, help: &str) {
        self.diagnostics.push(Diagnostic::new(self.source, span, message).with_help(help));
    }

    fn duplicate(&mut self, kind: &str, name: &str, span: Span, first: Span) {
        let diagnostic = Diagnostic::new(self.source, span, format!("duplicate {kind} `{name}`"));
        let diagnostic = diagnostic.with_related(self.source, first, "first declared here");
        self.diagnostics.push(diagnostic.with_help("remove one of them, or rename it"));
    }

    fn entity_reference(&mut self, schema: &Schema, reference: &Reference) {
        match schema.types.get(&reference.name) {
            None => self.unknown_type(schema, reference),
            Some(Type::Structured(StructuredType { kind: StructuredKind::Entity, .. })) => {}
            Some(found) => {
                let diagnostic =
                    Diagnostic::new(self.source, reference.span, format!("`{}` is not an entity type", reference.name));
                let diagnostic = diagnostic.with_related(self.source, found.span(), "declared here");
                self.diagnostics.push(diagnostic.with_help("refer to an entity type"));
            }
        }
    }

    fn unknown_type(&mut self, schema: &Schema, reference: &Reference) {
        let name = &reference.name;
        if schema.unread.contains(name) {
            return;
        }
        let near = self.diagnostics.nearest(&name.to_string(), schema.types.keys());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare the type or correct the name".to_owned(),
        };
        self.diagnostic(reference.span, format!("unknown type `{name}`"), &help);
    }

    /// Returns whether the base type is valid.
    fn base(&mut self, schema: &Schema, structured: &StructuredType) -> bool {
        let Some(base) = &structured.base else { return true };
        self.about(&structured.name);
        match schema.types.get(&base.name) {
            None => {
                self.unknown_type(schema, base);
                return false;
            }
            Some(Type::Structured(found)) if found.kind == structured.kind => {}
            Some(found) => {
                let (kind, name) = (structured.kind, &structured.name);
                let message = format!("cannot derive the {kind} `{name}` from `{}`", base.name);
                let diagnostic = Diagnostic::new(self.source, base.span, message);
                let note = "expected a type of the same kind";
                let diagnostic = diagnostic.with_related(self.source, found.span(), note);
                self.diagnostics.push(
                    diagnostic.with_help("derive entity types from entity types, and complex types from complex types"),
                );
                return false;
            }
        }
        let mut seen = BTreeSet::from([&structured.name]);
        let mut next = Some(&base.name);
        while let Some(name) = next {
            if !seen.insert(name) {
                // Report each type of the cycle, but not types that are derived from it.
                if name == &structured.name {
                    self.diagnostic(
                        base.span,
                        format!("`{name}` is derived from itself"),
                        "break the cycle of base types",
                    );
                }
                return false;
            }
            if seen.len() > MAX_BASES {
                let message = format!("`{}` has more than {MAX_BASES} base types", structured.name);
                self.diagnostic(base.span, message, "derive from fewer; a model has the properties of all of them");
                return false;
            }
            next = match schema.types.get(name) {
                Some(Type::Structured(found)) => found.base.as_ref().map(|base| &base.name),
                _ => None,
            };
        }
        true
    }

    /// Checks a type and returns the spans of duplicate declarations.
    fn structured(&mut self, schema: &Schema, structured: &StructuredType) -> Vec<Span> {
        let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
        let mut repeated = Vec::new();
        let lineage = schema.lineage(structured);
        for declaring in &lineage {
            let own = std::ptr::eq(*declaring, structured);
            let properties = declaring.properties.iter().map(|property| (property.name.as_str(), property.span));
            let navigation_properties = declaring.navigation_properties.iter();
            let navigation_properties = navigation_properties.map(|property| (property.name.as_str(), property.span));
            for (name, span) in properties.chain(navigation_properties) {
                match taken.get(name) {
                    Some(first) if own => {
                        self.duplicate("property", &format!("{}/{name}", structured.name), span, *first);
                        repeated.push(span);
                    }
                    Some(_) => {}
                    None => {
                        taken.insert(name, span);
                    }
                }
            }
        }
        for key in &structured.key {
            if !has_path(schema, structured, key) {
                let message = format!("unknown property `{key}` in the key of `{}`", structured.name);
                self.diagnostic(structured.span, message, "list properties of the type or of its base types");
            }
        }
        for property in &structured.properties {
            if let ItemType::Named(reference) = &property.value.item
                && !schema.types.contains_key(&reference.name)
            {
                self.unknown_type(schema, reference);
            }
        }
        for property in &structured.navigation_properties {
            self.entity_reference(schema, &property.target);
        }
        repeated
    }

    /// Checks a type and returns the spans of duplicate declarations.
    fn enumeration(&mut self, enumeration: &EnumerationType) -> Vec<Span> {
        let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
        let mut repeated = Vec::new();
        for member in &enumeration.members {
            if let Some(first) = taken.get(member.name.as_str()) {
                self.duplicate("member", &format!("{}/{}", enumeration.name, member.name), member.span, *first);
                repeated.push(member.span);
            } else {
                taken.insert(&member.name, member.span);
            }
        }
        repeated
    }
}

/// Returns whether a path leads to a property, through complex properties. The key of an entity can be such a path, with an
/// alias.
fn has_path(schema: &Schema, structured: &StructuredType, path: &str) -> bool {
    let (name, rest) = path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let lineage = schema.lineage(structured);
    let property = lineage.iter().find_map(|declaring| declaring.property(name));
    let Some(rest) = rest else { return property.is_some() };
    let target = property.and_then(|property| property.value.named()).and_then(|name| schema.types.get(name));
    target.and_then(Type::as_structured).is_some_and(|target| has_path(schema, target, rest))
}
