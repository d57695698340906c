//! The component that declares a type, with Microsoft's keywords for Graph, and extensions of this crate for the rest.

use super::super::kind::ENTITY;
use super::super::node::Value;
use super::super::reference::SCHEMAS;
use super::super::version::Version;
use crate::schema::{
    Deprecation, Documentation, EnumerationType, ItemType, Member, NavigationProperty, Primitive, Property,
    QualifiedName, StructuredKind, StructuredType, Type, ValueType,
};

/// The keywords of an object, in the order in which they are written.
pub(super) type Keywords = Vec<(&'static str, Value)>;

/// The extension of navigation properties.
const NAVIGATION: (&str, Value) = ("x-ms-navigationProperty", Value::Boolean(true));

pub(super) fn component(declared: &Type, version: Version) -> Value {
    match declared {
        Type::Structured(structured) => self::structured(structured, version),
        Type::Enumeration(enumeration) => self::enumeration(enumeration),
    }
}

fn structured(structured: &StructuredType, version: Version) -> Value {
    let StructuredType { name, base, properties, navigation_properties, .. } = structured;
    let mut keywords = titled(name, &structured.documentation);
    keywords.push(("type", Value::text("object")));
    if structured.is_abstract {
        keywords.push(("x-odata-abstract", Value::Boolean(true)));
    }
    // A navigation property elsewhere often implies it, but then a change there would change this.
    if structured.kind == StructuredKind::Entity && base.is_none() && name.to_string() != ENTITY {
        keywords.push(("x-odata-entity", Value::Boolean(true)));
    }
    let control = ("@odata.type", Value::object([("type", Value::text("string"))]));
    let own = properties.iter().map(|property| (property.name.as_str(), self::property(property, version)));
    let links = navigation_properties.iter().map(|link| (link.name.as_str(), self::link(link, version)));
    keywords.push(("properties", Value::object(std::iter::once(control).chain(own).chain(links))));
    match base {
        Some(base) => Value::object([("allOf", Value::list([reference(&base.name), Value::object(keywords)]))]),
        None => Value::object(keywords),
    }
}

/// Returns the schema of a property or parameter.
pub(super) fn property(property: &Property, version: Version) -> Value {
    let Property { value: ValueType { item, is_collection }, is_nullable, is_secret, .. } = property;
    let mut keywords = self::item(item, *is_nullable, version);
    if *is_secret && *item == ItemType::Primitive(Primitive::String) {
        keywords.insert(1, ("format", Value::text("password")));
    }
    let mut beside = documentation(&property.documentation);
    if property.documentation.is_optional {
        beside.push(("x-odata-optional", Value::Boolean(true)));
    }
    if property.is_navigation {
        beside.push(NAVIGATION);
    }
    value(keywords, *is_collection, beside)
}

fn link(link: &NavigationProperty, version: Version) -> Value {
    let item = ItemType::Named(link.target.clone());
    let mut beside = documentation(&link.documentation);
    beside.push(NAVIGATION);
    value(self::item(&item, !link.is_collection, version), link.is_collection, beside)
}

/// Returns the schema of a value, given the keywords of each item, and those of the value itself.
fn value(item: Keywords, is_collection: bool, beside: Keywords) -> Value {
    let mut keywords = if is_collection {
        vec![("type", Value::text("array")), ("items", Value::object(item))]
    } else if !beside.is_empty() && item.iter().any(|(keyword, _)| *keyword == "$ref") {
        // OpenAPI 3.0 ignores keywords beside a reference.
        vec![("allOf", Value::list([Value::object(item)]))]
    } else {
        item
    };
    keywords.extend(beside);
    Value::object(keywords)
}

fn item(item: &ItemType, is_nullable: bool, version: Version) -> Keywords {
    match item {
        ItemType::Named(named) if is_nullable => {
            let null = match version {
                Version::V3_0 => vec![("type", Value::text("object")), ("nullable", Value::Boolean(true))],
                Version::V3_1 => vec![("type", Value::text("null"))],
            };
            vec![("anyOf", Value::list([reference(&named.name), Value::object(null)]))]
        }
        ItemType::Named(named) => vec![("$ref", pointer(&named.name))],
        // Any JSON, or any JSON but null, which is written as an object.
        ItemType::Primitive(Primitive::Untyped) if is_nullable => Vec::new(),
        ItemType::Primitive(primitive) => {
            let (kind, format) = self::primitive(*primitive);
            let kind = Value::text(kind);
            let format = format.map(|format| ("format", Value::text(format)));
            let (kind, nullable) = match version {
                _ if !is_nullable => (kind, None),
                Version::V3_0 => (kind, Some(("nullable", Value::Boolean(true)))),
                Version::V3_1 => (Value::list([kind, Value::text("null")]), None),
            };
            [Some(("type", kind)), format, nullable].into_iter().flatten().collect()
        }
    }
}

/// Returns the type and the format of a primitive type.
fn primitive(primitive: Primitive) -> (&'static str, Option<&'static str>) {
    match primitive {
        Primitive::Binary => ("string", Some("base64url")),
        Primitive::Boolean => ("boolean", None),
        Primitive::Byte => ("integer", Some("uint8")),
        Primitive::Date => ("string", Some("date")),
        Primitive::DateTimeOffset => ("string", Some("date-time")),
        Primitive::Decimal => ("number", Some("decimal")),
        Primitive::Double => ("number", Some("double")),
        Primitive::Duration => ("string", Some("duration")),
        Primitive::Guid => ("string", Some("uuid")),
        Primitive::Int16 => ("integer", Some("int16")),
        Primitive::Int32 => ("integer", Some("int32")),
        Primitive::Int64 => ("integer", Some("int64")),
        Primitive::SByte => ("integer", Some("int8")),
        Primitive::Single => ("number", Some("float")),
        Primitive::Stream => ("string", Some("binary")),
        Primitive::String => ("string", None),
        Primitive::TimeOfDay => ("string", Some("time")),
        Primitive::Untyped => ("object", None),
    }
}

fn enumeration(enumeration: &EnumerationType) -> Value {
    let EnumerationType { name, members, is_flags, .. } = enumeration;
    let mut keywords = titled(name, &enumeration.documentation);
    keywords.push(("type", Value::text("string")));
    keywords.push(("enum", Value::list(members.iter().map(|member| Value::text(&member.name)))));
    if *is_flags {
        keywords.push(("x-ms-enum-flags", Value::object([("isFlags", Value::Boolean(true))])));
    }
    let values = Value::list(members.iter().map(|member| self::member(member, *is_flags)));
    let details = [("name", Value::text(&name.name)), ("values", values)];
    keywords.push(("x-ms-enum", Value::object(details)));
    Value::object(keywords)
}

fn member(Member { name, value, documentation, .. }: &Member, is_flag: bool) -> Value {
    let mut keywords = vec![("value", Value::text(name))];
    // Other members are identified by name alone.
    let number = value.filter(|_| is_flag).map(|value| Value::Number(value.to_string()));
    keywords.extend(number.map(|number| ("x-odata-value", number)));
    keywords.extend(self::documentation(documentation));
    Value::object(keywords)
}

fn titled(name: &QualifiedName, documentation: &Documentation) -> Keywords {
    let mut keywords = vec![("title", Value::text(&name.name))];
    keywords.extend(self::documentation(documentation));
    keywords
}

/// Returns the keywords of a description and a deprecation.
pub(super) fn documentation(Documentation { description, deprecation, .. }: &Documentation) -> Keywords {
    let mut keywords = Keywords::new();
    keywords.extend(description.iter().map(|text| ("description", Value::text(text))));
    if let Some(Deprecation { description, date, removal_date, version }) = deprecation {
        keywords.push(("deprecated", Value::Boolean(true)));
        let details =
            [("description", description), ("date", date), ("removalDate", removal_date), ("version", version)];
        let details = details.into_iter().filter_map(|(key, detail)| Some((key, Value::text(detail.as_ref()?))));
        let details: Keywords = details.collect();
        if !details.is_empty() {
            keywords.push(("x-ms-deprecation", Value::object(details)));
        }
    }
    keywords
}

fn reference(name: &QualifiedName) -> Value {
    Value::object([("$ref", pointer(name))])
}

fn pointer(name: &QualifiedName) -> Value {
    Value::text(format!("{SCHEMAS}{name}"))
}
