//! Sample documents with every property of a type, and values in every form.

use codegen::schema::{ItemType, Primitive, Property, QualifiedName, Schema, StructuredKind, StructuredType, Type};
use std::cell::Cell;

/// The maximum depth of nested objects. Deeper objects are empty.
const DEPTH: usize = 3;

/// Returns JSON for each primitive type. The models preserve it byte for byte.
const fn forms(primitive: Primitive) -> &'static [&'static str] {
    match primitive {
        Primitive::Binary => &["\"\"", "\"AP_-\"", "\"SGVsbG8\""],
        Primitive::Boolean => &["true", "false"],
        Primitive::Byte => &["0", "255"],
        Primitive::Date => &["\"2026-02-28\"", "\"0001-01-01\"", "\"9999-12-31\""],
        Primitive::DateTimeOffset => &[
            "\"0001-01-01T00:00:00Z\"",
            "\"2026-02-28T01:02:03.1234567Z\"",
            "\"9999-12-31T23:59:59.9999999Z\"",
            "\"2026-02-28T01:02:03.123456789012-08:00\"",
            "\"2026-02-28T01:02:03.00000+05:30\"",
        ],
        Primitive::Decimal => &["0.10000000000000000000000000000000001", "-1.50", "12345678901234567890123456789"],
        Primitive::Double | Primitive::Single => &["-1.5", "\"INF\"", "\"-INF\"", "\"NaN\"", "1e+300", "0.1"],
        Primitive::Duration => &["\"P1DT2H0.5S\"", "\"-PT1M\"", "\"P0D\""],
        Primitive::Guid => &["\"00000000-0000-0000-0000-000000000000\"", "\"FAC6F0B1-f0b1-fac6-b1f0-c6fab1f0c6fa\""],
        Primitive::Int16 => &["-32768", "32767"],
        Primitive::Int32 => &["-2147483648", "2147483647", "0"],
        Primitive::Int64 => &["-9223372036854775808", "9223372036854775807"],
        Primitive::SByte => &["-128", "127"],
        Primitive::String => &["\"\"", "\"a \\\"b\\\" \\\\ \\n \u{20ac} \u{1f600}\"", "\"text\""],
        Primitive::TimeOfDay => &["\"23:59:59.1234567\"", "\"00:00:00\""],
        Primitive::Stream | Primitive::Untyped => &["\"AP_-\"", "{\"any\":[1.50,null,\"x\"]}", "[]", "1e400"],
    }
}

/// A source of sample documents.
pub(crate) struct Samples<'a> {
    schema: &'a Schema,
    /// Advances with every value, so that all forms occur.
    counter: Cell<usize>,
}

impl<'a> Samples<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        Self { schema, counter: Cell::new(0) }
    }

    /// Returns the names of all entity and complex types, and a document of each.
    pub(crate) fn documents(&self) -> (Vec<&'a QualifiedName>, Vec<String>) {
        let structured = self.schema.types.values().filter_map(Type::as_structured);
        structured.map(|structured| (&structured.name, self.object(structured, DEPTH))).unzip()
    }

    fn object(&self, structured: &StructuredType, depth: usize) -> String {
        let mut properties = Vec::new();
        if structured.kind == StructuredKind::Entity || structured.base.is_some() {
            // Include abstract types, and derived types that the schema lacks.
            let unknown = if self.next(3) == 0 { "New" } else { "" };
            properties.push(format!("\"@odata.type\":\"#{}{unknown}\"", structured.name));
        }
        if depth > 0 {
            for Property { name, value, .. } in
                self.schema.lineage(structured).into_iter().flat_map(|base| &base.properties)
            {
                let value = match (value.is_collection, self.next(4)) {
                    (false, _) => self.item(&value.item, depth),
                    (true, 0) => "[]".to_owned(),
                    (true, _) => format!("[{},{}]", self.item(&value.item, depth), self.item(&value.item, depth)),
                };
                properties.push(format!("\"{name}\":{value}"));
            }
            properties.push("\"some@odata.annotation\":[1]".to_owned());
            properties.push("\"newProperty\":{\"of\":[1.50,\"any\"],\"kind\":null}".to_owned());
        }
        format!("{{{}}}", properties.join(","))
    }

    fn item(&self, item: &ItemType, depth: usize) -> String {
        match item {
            ItemType::Primitive(primitive) => {
                let forms = forms(*primitive);
                forms[self.next(forms.len())].to_owned()
            }
            ItemType::Named(reference) => match &self.schema.types[&reference.name] {
                Type::Structured(structured) => self.object(structured, depth - 1),
                Type::Enumeration(enumeration) => {
                    let known = enumeration.members.iter().map(|member| member.name.as_str());
                    let members: Vec<&str> = known.chain(["newMember"]).collect();
                    let member = || members[self.next(members.len())];
                    let (first, second) = (member(), member());
                    if enumeration.is_flags && first != second {
                        format!("\"{first},{second}\"")
                    } else {
                        format!("\"{first}\"")
                    }
                }
            },
        }
    }

    /// Returns the next number below the limit.
    fn next(&self, limit: usize) -> usize {
        let count = self.counter.get();
        self.counter.set(count + 1);
        count % limit
    }
}
