//! Schemas that declare types.

use super::node::{MAX_DEPTH, Node, Value};
use super::reader::Reader;
use super::shape::{choices, is_enumeration, is_object, parts};
use super::value_schema::ValueSchema;
use crate::schema::{
    Deprecation, Documentation, ItemType, MAX_BASES, Permission, Property, QualifiedName, Reference, StructuredKind,
    StructuredType, Type,
};
use crate::text::is_blank;
use crate::{Diagnostic, Span};
use std::collections::BTreeSet;

impl<'a> Reader<'a> {
    /// Returns whether a schema declares a type: an object, a type derived from one, or an enumeration of strings.
    pub(super) fn is_type(&self, schema: &'a Node) -> bool {
        is_enumeration(schema) || self.is_structured(schema)
    }

    /// Returns whether a schema describes objects, or combines schemas that do.
    pub(super) fn is_structured(&self, schema: &'a Node) -> bool {
        let (mut open, mut seen) = (vec![schema], BTreeSet::new());
        while let Some(schema) = open.pop() {
            // A later step reports such a long chain of types.
            if is_object(schema) || seen.len() > MAX_DEPTH {
                return true;
            }
            for part in parts(schema) {
                let mut target = Some(part);
                // A reference can lead to another one.
                while let Some(reference) = target.and_then(|part| part.get("$ref")).and_then(Node::as_text) {
                    target = self.find(reference).filter(|_| seen.insert(reference));
                }
                open.extend(target);
            }
        }
        false
    }

    /// Declares the type that a schema describes.
    pub(super) fn component(&mut self, name: QualifiedName, schema: &'a Node, span: Span) {
        let declared = if is_enumeration(schema) {
            Type::Enumeration(self.enumeration(name, schema, span))
        } else {
            let mut structured = StructuredType::new(name, StructuredKind::Complex, span);
            let base = self.choose_base(schema);
            self.structured(schema, base, &mut structured);
            Type::Structured(structured)
        };
        self.declarations.types.push(declared);
    }

    /// Adds a schema, or a part of its `allOf`, to a type.
    pub(super) fn structured(&mut self, schema: &'a Node, base: Option<&'a Node>, structured: &mut StructuredType) {
        self.documentation(schema, &mut structured.documentation);
        structured.is_abstract |= self.boolean(schema, "x-odata-abstract");
        structured.is_open |= self.boolean(schema, "x-odata-open");
        structured.has_stream |= self.boolean(schema, "x-odata-stream");
        if self.boolean(schema, "x-odata-entity") {
            structured.kind = StructuredKind::Entity;
        }
        if let Some(reference) = self.text(schema, "$ref") {
            let node = schema.get("$ref");
            let span = node.map_or(schema.span, |node| node.span);
            let is_base = base.zip(node).is_none_or(|(base, node)| std::ptr::eq(base, node));
            self.combined_with(reference, span, is_base, structured);
        }
        // The model keeps the properties of the alternatives as unknown ones.
        for keyword in choices(schema) {
            *self.declarations.skipped.entry(format!("{keyword} beside properties")).or_default() += 1;
        }
        if let Some(parts) = schema.get("allOf") {
            if !matches!(parts.value, Value::List(_)) {
                let message = format!("`allOf` must be an array, not {}", parts.describe());
                self.diagnostic(parts.span, message, "write the base type's `$ref` and the rest as items of an array");
            }
            for part in parts.items() {
                self.keywords(part);
                self.structured(part, base, structured);
            }
        }
        if let Some(properties) = schema.get("properties") {
            if !matches!(properties.value, Value::Object(_)) {
                let message = format!("`properties` must be an object, not {}", properties.describe());
                self.diagnostic(
                    properties.span,
                    message,
                    "write the name of each property, and its schema as the value",
                );
            }
            for entry in properties.entries().iter().filter(|entry| !entry.key.contains('@')) {
                self.property(&entry.key, entry.key_span, &entry.value, structured);
            }
        }
    }

    /// Returns the `$ref` to the base type in a schema or in the parts of its `allOf`: the first with a discriminator, or the
    /// first of all.
    fn choose_base(&mut self, schema: &'a Node) -> Option<&'a Node> {
        let (mut open, mut references) = (vec![schema], Vec::new());
        while let Some(schema) = open.pop() {
            references.extend(schema.get("$ref"));
            open.extend(parts(schema).iter().rev());
        }
        let several = references.len() > 1;
        let with_discriminator =
            references.iter().take(MAX_BASES).filter(|_| several).find(|reference| self.has_discriminator(reference));
        with_discriminator.or(references.first()).copied()
    }

    /// Returns whether the target of a reference, or one of its base types, has a discriminator.
    fn has_discriminator(&self, reference: &'a Node) -> bool {
        let (mut open, mut seen) = (vec![reference], BTreeSet::new());
        while let Some(target) = open.pop().and_then(Node::as_text) {
            if !seen.insert(target) || seen.len() > MAX_BASES {
                continue;
            }
            let mut pending: Vec<_> = self.find(target).into_iter().collect();
            while let Some(part) = pending.pop() {
                if part.get("discriminator").is_some() {
                    return true;
                }
                open.extend(part.get("$ref"));
                pending.extend(parts(part));
            }
        }
        false
    }

    /// Makes the target of a reference the base of a type, or records that its properties are copied.
    fn combined_with(&mut self, reference: &str, span: Span, is_base: bool, structured: &mut StructuredType) {
        let Some(mut target) = self.resolve(reference, span) else { return };
        // The target can be an alias of the base type.
        for _ in 0..MAX_DEPTH {
            let Some(next) = target.value.get("$ref").filter(|_| !self.is_type(&target.value)) else { break };
            let Some(entry) = next.as_text().and_then(|reference| self.resolve(reference, next.span)) else { break };
            target = entry;
        }
        if !(self.is_structured(&target.value) || is_base && self.is_type(&target.value)) {
            let message = format!("the base of `{}` is not an object type", structured.name);
            let diagnostic = Diagnostic::new(self.source, span, message);
            let diagnostic = diagnostic.with_related(self.source, target.key_span, "this schema is the base");
            return self.diagnostics.push(diagnostic.with_help("refer to a schema with `type: object`"));
        }
        let name = QualifiedName::split(&target.key);
        if is_base {
            structured.base = Some(Reference { name, span });
        } else {
            self.uses(&name);
            self.copies.entry(structured.name.clone()).or_default().push((name, span));
        }
    }

    /// Adds a property to a type.
    pub(super) fn property(&mut self, key: &str, span: Span, schema: &'a Node, structured: &mut StructuredType) {
        let plain = key.replace(|character: char| !character.is_alphanumeric(), "_");
        let inline = QualifiedName {
            namespace: structured.name.namespace.clone(),
            name: format!("{}_{plain}", structured.name.name),
        };
        let ValueSchema { value, is_nullable, is_secret } = self.value(schema, &inline, span);
        let mut documentation = Documentation::default();
        self.documentation(schema, &mut documentation);
        // In OpenAPI 3.0, keywords beside a reference are in another part of `allOf`.
        for part in parts(schema).iter().filter(|part| part.get("$ref").is_none()) {
            self.documentation(part, &mut documentation);
        }
        let is_navigation = self.boolean(schema, "x-ms-navigationProperty");
        if is_navigation && matches!(value.item, ItemType::Primitive(_)) {
            let message = format!("the navigation property `{key}` has a primitive type");
            self.diagnostic(span, message, "refer to a schema, or remove `x-ms-navigationProperty`");
        }
        structured.properties.push(Property {
            name: key.to_owned(),
            value,
            is_nullable,
            is_secret,
            is_navigation,
            documentation,
            span,
        });
    }

    /// Adds the documentation of a schema. The first of several descriptions applies.
    pub(super) fn documentation(&mut self, schema: &Node, documentation: &mut Documentation) {
        if let Some(description) = self.text(schema, "description").filter(|text| !is_blank(text)) {
            documentation.description.get_or_insert_with(|| description.to_owned());
        }
        if let Some(description) = self.text(schema, "x-odata-long-description") {
            documentation.long_description.get_or_insert_with(|| description.to_owned());
        }
        documentation.is_computed |= schema.get("readOnly").is_some_and(Node::is_true);
        documentation.is_immutable |= self.boolean(schema, "x-odata-immutable");
        documentation.is_optional |= self.boolean(schema, "x-odata-optional");
        if let (Some(name), Some(value)) = (self.text(schema, "x-odata-permission"), schema.get("x-odata-permission")) {
            let permission = Permission::ALL.into_iter().find(|permission| permission.as_str() == name);
            if permission.is_none() {
                let names = Permission::ALL.map(|permission| format!("`{}`", permission.as_str())).join(", ");
                self.diagnostic(value.span, format!("unknown permission `{name}`"), format!("expected one of {names}"));
            }
            documentation.permission = documentation.permission.or(permission);
        }
        let is_deprecated = self.boolean(schema, "deprecated");
        let details = schema.get("x-ms-deprecation");
        self.object(details, "x-ms-deprecation");
        if is_deprecated || details.is_some() {
            let mut detail = |key| self.text(details?, key).map(str::to_owned);
            documentation.deprecation.get_or_insert(Deprecation {
                description: detail("description"),
                date: detail("date"),
                removal_date: detail("removalDate"),
                version: detail("version"),
            });
        }
    }
}
