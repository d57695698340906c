//! Enumerations of texts.

use super::document::Document;
use super::node::{Entry, Node, Value};
use crate::Span;
use crate::schema::{Documentation, EnumerationType, Member, Primitive, QualifiedName};
use std::collections::BTreeMap;

impl Document<'_> {
    pub(super) fn enumeration(&mut self, name: QualifiedName, schema: &Node, span: Span) -> EnumerationType {
        self.keywords(schema);
        self.unknown_types(schema);
        let flags = schema.get("x-ms-enum-flags");
        self.object(flags, "x-ms-enum-flags");
        self.object(schema.get("x-ms-enum"), "x-ms-enum");
        let mut enumeration = EnumerationType {
            name,
            is_flags: flags.is_some_and(|flags| self.boolean(flags, "isFlags")),
            // It has no say in how members are written.
            underlying: Primitive::Int32,
            members: Vec::new(),
            documentation: Documentation::default(),
            span,
        };
        self.documentation(schema, &mut enumeration.documentation);
        if let Some(list) = schema.get("enum") {
            if !matches!(list.value, Value::List(_)) {
                let message = format!("`enum` must be a list, not {}", list.describe());
                self.diagnostic(list.span, message, "write the members as items of a list");
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
            let message = format!("the member {:?} needs an `x-odata-value`: other members have one", without.name);
            self.diagnostic(without.span, message, "give it one in `x-ms-enum`, or none of them");
        }
        enumeration
    }

    fn member(&mut self, member: &Node, enumeration: &mut EnumerationType) {
        let EnumerationType { name, is_flags, members, .. } = enumeration;
        let text = match &member.value {
            Value::Text(text) => text,
            // Allows null beside the members.
            Value::Null => return,
            _ => {
                let message = format!("a member of `{name}` must be a text, not {}", member.describe());
                return self.diagnostic(member.span, message, "put quotes around it");
            }
        };
        if *is_flags && text.contains(',') {
            let message = format!("the member {text:?} of flags has a comma, which stands between members");
            return self.diagnostic(member.span, message, "members of flags are single words");
        }
        let (name, span) = (text.clone(), member.span);
        members.push(Member { name, value: None, documentation: Documentation::default(), span });
    }

    /// What `x-ms-enum` says about a member.
    fn member_details(&mut self, details: &Node, places: &BTreeMap<String, usize>, enumeration: &mut EnumerationType) {
        for Entry { key, key_span, .. } in details.entries() {
            if key.starts_with("x-odata-") && key != "x-odata-value" {
                let message = format!("the keyword {key:?} of a member is not understood");
                self.diagnostic(*key_span, message, "write `x-odata-value`, or remove it");
            }
        }
        let Some(name) = self.text(details, "value") else { return };
        let Some(member) = places.get(name).and_then(|place| enumeration.members.get_mut(*place)) else {
            let help = match self.diagnostics.nearest(name, places.keys()) {
                Some(near) => format!("write {near:?}, or remove it"),
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
                let message = "`x-odata-value` must be a whole number of 64 bits";
                self.diagnostic(
                    number.span,
                    message,
                    "write digits without quotes, with a `-` before them where negative",
                );
            }
        }
    }
}
