//! The component that declares a type, with Microsoft's keywords for Graph, and extensions of this crate for the rest.

use super::super::kind::ENTITY;
use super::super::node::Value;
use super::super::reference::SCHEMAS;
use crate::schema::{
    Deprecation, Documentation, EnumerationType, ItemType, Member, NavigationProperty, Primitive, Property,
    QualifiedName, Schema, StructuredKind, StructuredType, Type, ValueType,
};
use std::collections::BTreeMap;

/// The keywords of an object, in the order in which they are written.
pub(super) type Keywords = Vec<(&'static str, Value)>;

/// The control information with the type of an object.
const ODATA_TYPE: &str = "@odata.type";

/// The extension of navigation properties.
const NAVIGATION: (&str, Value) = ("x-ms-navigationProperty", Value::Boolean(true));

/// Returns the components of all types of a schema.
pub(super) fn components(schema: &Schema) -> Vec<(String, Value)> {
    let mut derived: BTreeMap<&QualifiedName, Vec<&QualifiedName>> = BTreeMap::new();
    for structured in schema.types.values().filter_map(Type::as_structured) {
        for base in schema.lineage(structured).into_iter().filter(|base| base.name != structured.name) {
            derived.entry(&base.name).or_default().push(&structured.name);
        }
    }
    let component = |declared: &Type| match declared {
        Type::Structured(structured) => self::structured(structured, derived.get(&structured.name)),
        Type::Enumeration(enumeration) => self::enumeration(enumeration),
    };
    schema.types.iter().map(|(name, declared)| (name.to_string(), component(declared))).collect()
}

fn structured(structured: &StructuredType, derived: Option<&Vec<&QualifiedName>>) -> Value {
    let StructuredType { name, base, properties, navigation_properties, .. } = structured;
    let mut keywords = titled(name, &structured.documentation);
    keywords.push(("type", Value::text("object")));
    // A navigation property elsewhere often implies that a type is an entity type, but then a change there would change this.
    let is_root = structured.kind == StructuredKind::Entity && base.is_none() && name.to_string() != ENTITY;
    let facts = [
        ("x-odata-abstract", structured.is_abstract),
        ("x-odata-entity", is_root),
        ("x-odata-open", structured.is_open),
        ("x-odata-stream", structured.has_stream),
    ];
    keywords.extend(flags(facts));
    let control = (ODATA_TYPE, Value::object([("type", Value::text("string"))]));
    let own = properties.iter().map(|property| (property.name.as_str(), self::property(property)));
    let links = navigation_properties.iter().map(|link| (link.name.as_str(), self::link(link)));
    keywords.push(("properties", Value::object(std::iter::once(control).chain(own).chain(links))));
    keywords.extend(derived.map(|derived| ("discriminator", discriminator(derived))));
    let mut whole = match base {
        Some(base) => vec![("allOf", Value::list([reference(&base.name), Value::object(keywords)]))],
        None => keywords,
    };
    if base.is_some() || derived.is_some() {
        whole.push(("x-ms-discriminator-value", Value::text(format!("#{name}"))));
    }
    Value::object(whole)
}

/// Returns the discriminator of a base type. Its property is not required: services omit it if the type is the declared one.
fn discriminator(derived: &[&QualifiedName]) -> Value {
    let mapping = derived.iter().map(|name| (format!("#{name}"), pointer(name)));
    Value::object([("propertyName", Value::text(ODATA_TYPE)), ("mapping", Value::object(mapping))])
}

/// Returns the schema of a property or parameter.
pub(super) fn property(property: &Property) -> Value {
    let Property { value: ValueType { item, is_collection }, is_nullable, is_secret, .. } = property;
    let mut keywords = self::item(item, *is_nullable);
    if *is_secret && *item == ItemType::Primitive(Primitive::String) {
        keywords.insert(1, ("format", Value::text("password")));
    }
    let mut beside = documentation(&property.documentation);
    if property.is_navigation {
        beside.push(NAVIGATION);
    }
    value(keywords, *is_collection, beside)
}

fn link(link: &NavigationProperty) -> Value {
    let item = ItemType::Named(link.target.clone());
    let mut beside = documentation(&link.documentation);
    beside.push(NAVIGATION);
    value(self::item(&item, !link.is_collection), link.is_collection, beside)
}

/// Returns the schema of a value, given the keywords of each item, and those of the value itself.
pub(super) fn value(item: Keywords, is_collection: bool, beside: Keywords) -> Value {
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

pub(super) fn item(item: &ItemType, is_nullable: bool) -> Keywords {
    let nullable = ("nullable", Value::Boolean(true));
    match item {
        ItemType::Named(named) if is_nullable => {
            let null = Value::object([("type", Value::text("object")), nullable]);
            vec![("anyOf", Value::list([reference(&named.name), null]))]
        }
        ItemType::Named(named) => vec![("$ref", pointer(&named.name))],
        // Any JSON, or any JSON but null, which is written as an object.
        ItemType::Primitive(Primitive::Untyped) if is_nullable => Vec::new(),
        ItemType::Primitive(primitive) => {
            let (kind, format) = self::primitive(*primitive);
            let mut keywords = vec![("type", Value::text(kind))];
            keywords.extend(format.map(|format| ("format", Value::text(format))));
            keywords.extend(limits(*primitive));
            keywords.extend(is_nullable.then_some(nullable));
            keywords
        }
    }
}

/// Returns the keywords that restrict the values of a primitive type.
fn limits(primitive: Primitive) -> Keywords {
    let pattern = |pattern: &str| vec![("pattern", Value::text(pattern))];
    let range = |least: i64, most: i64| {
        vec![("minimum", Value::Number(least.to_string())), ("maximum", Value::Number(most.to_string()))]
    };
    match primitive {
        Primitive::DateTimeOffset => pattern(
            "^[0-9]{4,}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\
             ([.][0-9]{1,12})?(Z|[+-][0-9][0-9]:[0-9][0-9])$",
        ),
        Primitive::Date => pattern("^[0-9]{4,}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$"),
        Primitive::TimeOfDay => pattern("^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,12})?$"),
        Primitive::Duration => pattern("^-?P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?$"),
        Primitive::Guid => pattern("^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"),
        Primitive::SByte => range(i8::MIN.into(), i8::MAX.into()),
        Primitive::Int16 => range(i16::MIN.into(), i16::MAX.into()),
        Primitive::Int32 => range(i32::MIN.into(), i32::MAX.into()),
        _ => Keywords::new(),
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

/// Returns the keywords of descriptions and other annotations.
pub(super) fn documentation(documentation: &Documentation) -> Keywords {
    let Documentation { description, long_description, deprecation, permission, .. } = documentation;
    let mut keywords = Keywords::new();
    keywords.extend(description.iter().map(|text| ("description", Value::text(text))));
    keywords.extend(long_description.iter().map(|text| ("x-odata-long-description", Value::text(text))));
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
    keywords.extend(flags([
        ("readOnly", documentation.is_computed),
        ("x-odata-immutable", documentation.is_immutable),
        ("x-odata-optional", documentation.is_optional),
    ]));
    keywords.extend(permission.map(|permission| ("x-odata-permission", Value::text(permission.as_str()))));
    keywords
}

/// Returns the keywords that are true.
fn flags<const N: usize>(keywords: [(&'static str, bool); N]) -> impl Iterator<Item = (&'static str, Value)> {
    keywords.into_iter().filter(|(_, holds)| *holds).map(|(keyword, _)| (keyword, Value::Boolean(true)))
}

pub(super) fn reference(name: &QualifiedName) -> Value {
    Value::object([("$ref", pointer(name))])
}

fn pointer(name: &QualifiedName) -> Value {
    Value::text(format!("{SCHEMAS}{name}"))
}
