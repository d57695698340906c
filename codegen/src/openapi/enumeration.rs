//! Enumerations of strings.

use super::keywords::OWN_EXTENSIONS;
use super::node::{Entry, Node, Value};
use super::reader::Reader;
use crate::Span;
use crate::schema::{Documentation, EnumerationType, Member, Primitive, QualifiedName};
use std::collections::BTreeMap;

impl Reader<'_> {
    pub(super) fn enumeration(&mut self, name: QualifiedName, schema: &Node, span: Span) -> EnumerationType {
        let flags = schema.get("x-ms-enum-flags");
        self.object(flags, "x-ms-enum-flags");
        self.object(schema.get("x-ms-enum"), "x-ms-enum");
        let mut enumeration = EnumerationType {
            name,
            is_flags: flags.is_some_and(|flags| self.boolean(flags, "isFlags")),
            // Members are written by name.
            underlying: Primitive::Int32,
            members: Vec::new(),
            documentation: Documentation::default(),
            span,
        };
        self.documentation(schema, &mut enumeration.documentation);
        if let Some(list) = schema.get("enum") {
            if !matches!(list.value, Value::List(_)) {
                let message = format!("`enum` must be an array, not {}", list.describe());
                self.diagnostic(list.span, message, "write the members as items of an array");
            }
            for member in list.items() {
                self.member(member, &mut enumeration);
            }
        }
        if let Some(values) = schema.get("x-ms-enum").and_then(|details| details.get("values")) {
            let names = enumeration.members.iter().enumerate().map(|(index, member)| (member.name.clone(), index));
            let places: BTreeMap<String, usize> = names.collect();
            for details in values.items() {
                self.member_details(details, &places, &mut enumeration);
            }
        }
        let with_number = enumeration.members.iter().filter(|member| member.value.is_some()).count();
        if let Some(without) = enumeration.members.iter().find(|member| member.value.is_none())
            && enumeration.is_flags
            && with_number > 0
        {
            let message = format!("missing `x-odata-value` on the member {:?}: other members have one", without.name);
            self.diagnostic(without.span, message, "add it in `x-ms-enum`, or remove it from all members");
        }
        enumeration
    }

    fn member(&mut self, member: &Node, enumeration: &mut EnumerationType) {
        let EnumerationType { name, is_flags, members, .. } = enumeration;
        let text = match &member.value {
            Value::Text(text) => text,
            // Null is not a member.
            Value::Null => return,
            _ => {
                let message = format!("a member of `{name}` must be a string, not {}", member.describe());
                return self.diagnostic(member.span, message, "put quotes around it");
            }
        };
        if *is_flags && text.contains(',') {
            let message = format!("invalid member {text:?} of flags: a comma separates members");
            return self.diagnostic(member.span, message, "expected a name without a comma");
        }
        let (name, span) = (text.clone(), member.span);
        members.push(Member { name, value: None, documentation: Documentation::default(), span });
    }

    /// Adds the details of a member from `x-ms-enum`.
    fn member_details(&mut self, details: &Node, places: &BTreeMap<String, usize>, enumeration: &mut EnumerationType) {
        for Entry { key, key_span, .. } in details.entries() {
            if key.starts_with("x-odata-") && key != "x-odata-value" && !OWN_EXTENSIONS.contains(&key.as_str()) {
                let message = format!("unsupported keyword `{key}` on a member");
                self.diagnostic(*key_span, message, "expected `x-odata-value`");
            }
        }
        let Some(name) = self.text(details, "value") else { return };
        let Some(member) = places.get(name).and_then(|place| enumeration.members.get_mut(*place)) else {
            let help = match self.diagnostics.nearest(name, places.keys()) {
                Some(near) => format!("did you mean {near:?}?"),
                None => "add it to `enum`, or remove it here".to_owned(),
            };
            let message = format!("`{}` has no member {name:?}", enumeration.name);
            return self.diagnostic(details.span, message, help);
        };
        self.documentation(details, &mut member.documentation);
        if let Some(number) = details.get("x-odata-value") {
            member.value = match &number.value {
                Value::Number(digits) => digits.parse().ok(),
                _ => None,
            };
            if member.value.is_none() {
                let message = "`x-odata-value` must be a 64-bit integer";
                self.diagnostic(
                    number.span,
                    message,
                    "write decimal digits without quotes, with a leading `-` if the value is negative",
                );
            }
        }
    }
}
