//! Schemas of values: those of properties, and components that do not declare types.

use super::node::{Entry, MAX_DEPTH, Node, Value};
use super::reader::Reader;
use super::shape::{
    CHOICES, is_enumeration, is_null, is_number_as_text, is_sized_number, says_nothing, says_null, types,
};
use super::value_schema::ValueSchema;
use crate::schema::{ItemType, Primitive, QualifiedName, Reference, Type, ValueType};
use crate::{Span, Subject};

impl<'a> Reader<'a> {
    /// Reads a component that does not declare a type as a value.
    pub(super) fn value_component(&mut self, entry: &'a Entry) -> ValueSchema {
        let untyped = ValueSchema::primitive(Primitive::Untyped, true);
        let name = QualifiedName::split(&entry.key);
        self.uses(&name);
        match self.value_schemas.get(&entry.key) {
            Some(Some(known)) => return known.clone(),
            Some(None) => {
                let message = format!("the schema `{}` refers to itself", entry.key);
                self.diagnostic(entry.key_span, message, "describe it with `type`, or refer to another schema");
                self.value_schemas.insert(entry.key.clone(), Some(untyped.clone()));
                return untyped;
            }
            None => {}
        }
        if self.open_components == MAX_DEPTH {
            let message = format!("the schema `{}` is at the end of a chain of {MAX_DEPTH} references", entry.key);
            self.diagnostic(entry.key_span, message, "refer to the last schema directly");
            return untyped;
        }
        self.value_schemas.insert(entry.key.clone(), None);
        self.open_components += 1;
        let subject = self.diagnostics.about(Subject::declaration(name.clone()));
        let value_schema = self.value(&entry.value, &name, entry.key_span);
        self.diagnostics.about(subject);
        self.open_components -= 1;
        self.value_schemas.insert(entry.key.clone(), Some(value_schema.clone()));
        value_schema
    }

    /// Reads a schema as a value. Declares a type inside it with the name `inline`.
    pub(super) fn value(&mut self, schema: &'a Node, inline: &QualifiedName, span: Span) -> ValueSchema {
        self.keywords(schema);
        let mut value_schema = if schema.get("properties").is_some() || is_enumeration(schema) {
            self.inline(schema, inline, span)
        } else if let Some(reference) = schema.get("$ref") {
            self.referred(reference)
        } else if let Some(parts) = schema.get("allOf") {
            self.combined(schema, parts, inline, span)
        } else if let Some(choices) = CHOICES.into_iter().find_map(|keyword| schema.get(keyword)) {
            self.chosen(choices, inline, span)
        } else {
            self.plain(schema, inline, span)
        };
        let may_be_null = self.may_be_null(schema);
        if !value_schema.value.is_collection {
            value_schema.is_nullable |= may_be_null;
        }
        value_schema
    }

    /// Returns whether a schema allows null in addition to the values that it describes.
    fn may_be_null(&mut self, schema: &Node) -> bool {
        self.boolean(schema, "nullable") || says_null(schema)
    }

    /// Declares a type inside a schema.
    fn inline(&mut self, schema: &'a Node, name: &QualifiedName, span: Span) -> ValueSchema {
        self.component(name.clone(), schema, span);
        self.merge_inline(name, span);
        ValueSchema::of(ItemType::Named(Reference { name: name.clone(), span }), false)
    }

    /// Merges the type that was declared last with an earlier type of the same name, if both are inside the same property:
    /// several parts of `allOf` can describe it.
    fn merge_inline(&mut self, name: &QualifiedName, span: Span) {
        let text = |span: Span| self.source.text().get(span.start..span.end).map(|key| key.trim_matches(['"', '\'']));
        let types = &mut self.declarations.types;
        let is_same = |declared: &Type| declared.name() == name && text(declared.span()) == text(span);
        let Some(earlier) = self.inlined.get(name).copied() else {
            self.inlined.insert(name.clone(), types.len().saturating_sub(1));
            return;
        };
        let Some(last) = types.pop() else { return };
        match (types.get_mut(earlier).filter(|declared| is_same(declared)), last) {
            (Some(Type::Structured(earlier)), Type::Structured(last)) => earlier.properties.extend(last.properties),
            (Some(Type::Enumeration(_)), Type::Enumeration(_)) => {}
            (_, last) => types.push(last),
        }
    }

    fn referred(&mut self, reference: &Node) -> ValueSchema {
        let untyped = ValueSchema::primitive(Primitive::Untyped, true);
        let Some(text) = reference.as_text() else {
            let message = format!("`$ref` must be a string, not {}", reference.describe());
            self.diagnostic(reference.span, message, "write `#/components/schemas/` followed by the name of a schema");
            return untyped;
        };
        let Some(target) = self.resolve(text, reference.span) else { return untyped };
        if self.is_type(&target.value) {
            let name = QualifiedName::split(&target.key);
            let is_nullable = self.may_be_null(&target.value);
            return ValueSchema::of(ItemType::Named(Reference { name, span: reference.span }), is_nullable);
        }
        self.value_component(target)
    }

    /// Reads `allOf` as a value. In OpenAPI 3.0, a single schema in it gives a reference a description.
    fn combined(&mut self, schema: &'a Node, parts: &'a Node, inline: &QualifiedName, span: Span) -> ValueSchema {
        let mut telling = parts.items().iter().filter(|part| !(says_nothing(part) || is_null(part)));
        let (Some(only), None) = (telling.next(), telling.next()) else {
            if self.is_structured(schema) {
                return self.inline(schema, inline, span);
            }
            let message = "unsupported `allOf`: a value cannot combine several schemas";
            self.diagnostic(parts.span, message, "declare the combination under components/schemas, and refer to it");
            return ValueSchema::primitive(Primitive::Untyped, true);
        };
        let is_nullable = parts.items().iter().any(|part| self.may_be_null(part));
        let mut value_schema = self.value(only, inline, span);
        value_schema.is_nullable |= is_nullable;
        value_schema
    }

    /// Reads alternatives as a value: a schema or null, a number or the strings for special numbers, or any JSON.
    fn chosen(&mut self, choices: &'a Node, inline: &QualifiedName, span: Span) -> ValueSchema {
        if !matches!(choices.value, Value::List(_)) {
            let message = format!("`anyOf` and `oneOf` must be arrays, not {}", choices.describe());
            self.diagnostic(choices.span, message, "write the schemas to choose from as items of an array");
        }
        let choices = choices.items();
        let is_nullable = choices.iter().any(|choice| self.may_be_null(choice));
        let telling: Vec<_> = choices.iter().filter(|choice| !is_null(choice)).collect();
        // OData writes infinite numbers as strings and, on request, long ones.
        let (texts, others): (Vec<&Node>, Vec<&Node>) = telling.iter().partition(|choice| self.is_text(choice));
        let mut value_schema = match (telling.as_slice(), others.as_slice()) {
            ([only], _) => self.value(only, inline, span),
            (_, [number]) if is_sized_number(number) && !texts.is_empty() => self.value(number, inline, span),
            _ => {
                // Models do not depend on them, but they must be valid.
                for choice in telling {
                    self.keywords(choice);
                }
                ValueSchema::primitive(Primitive::Untyped, true)
            }
        };
        value_schema.is_nullable |= is_nullable;
        value_schema
    }

    /// Returns whether a schema, or the one that it refers to, describes numbers as strings.
    fn is_text(&mut self, schema: &Node) -> bool {
        let reference = schema.get("$ref").and_then(Node::as_text);
        let target = reference.and_then(|reference| self.resolve(reference, schema.span));
        is_number_as_text(target.map_or(schema, |target| &target.value))
    }

    fn plain(&mut self, schema: &'a Node, inline: &QualifiedName, span: Span) -> ValueSchema {
        let format = self.text(schema, "format").unwrap_or_default();
        let mut types = types(schema);
        if is_sized_number(schema) {
            types.retain(|name| *name != "string");
        }
        let primitive = match (types.as_slice(), format) {
            (["array"], _) => return self.collection(schema, inline, span),
            (["boolean"], _) => Primitive::Boolean,
            (["string"], "base64url" | "byte") => Primitive::Binary,
            (["string"], "binary") => Primitive::Stream,
            (["string"], "date") => Primitive::Date,
            (["string"], "date-time") => Primitive::DateTimeOffset,
            (["string"], "duration") if self.is_odata => Primitive::Duration,
            (["string"], "time") if self.is_odata => Primitive::TimeOfDay,
            (["string"], "password") => {
                return ValueSchema { is_secret: true, ..ValueSchema::primitive(Primitive::String, false) };
            }
            (["string"], "uuid") => Primitive::Guid,
            // Other formats are plain strings.
            (["string"], _) => Primitive::String,
            (["integer" | "number"], "int8") => Primitive::SByte,
            (["integer" | "number"], "uint8") => Primitive::Byte,
            (["integer" | "number"], "int16") => Primitive::Int16,
            (["integer" | "number"], "int32") => Primitive::Int32,
            (["integer"], "uint64") => Primitive::Decimal,
            (["integer"], _) | (["number"], "int64") => Primitive::Int64,
            (["number"], "double") => Primitive::Double,
            (["number"], "float") => Primitive::Single,
            (["number"], _) => Primitive::Decimal,
            _ => return ValueSchema::primitive(Primitive::Untyped, types.is_empty()),
        };
        ValueSchema::primitive(primitive, false)
    }

    fn collection(&mut self, schema: &'a Node, inline: &QualifiedName, span: Span) -> ValueSchema {
        // OData has no collections of collections.
        let untyped = || ValueSchema::primitive(Primitive::Untyped, true);
        let items = match schema.get("items") {
            Some(items) if types(items) != ["array"] => Some(self.value(items, inline, span)),
            _ => None,
        };
        let items = items.filter(|items| !items.value.is_collection);
        let ValueSchema { value, is_nullable, .. } = items.unwrap_or_else(untyped);
        ValueSchema { value: ValueType { is_collection: true, ..value }, is_nullable, is_secret: false }
    }
}
