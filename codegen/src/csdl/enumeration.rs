//! Enumeration types.

use super::attributes::Attributes;
use super::element::{Attribute, Element};
use super::reader::Reader;
use super::scope::Scope;
use super::vocabulary::{Attr, Tag};
use crate::schema::{Documentation, EnumerationType, Member, Primitive, Type};

impl Reader<'_> {
    pub(super) fn enumeration(&mut self, element: &Element, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes);
        let is_flags = self.boolean(&mut attributes, Attr::IsFlags);
        let underlying = attributes.take(Attr::UnderlyingType).map(|underlying| self.integer_type(underlying));
        self.finish(attributes);
        let mut enumeration = EnumerationType {
            name: scope.qualify(name.unwrap_or_default()),
            is_flags,
            underlying: underlying.unwrap_or(Primitive::Int32),
            members: Vec::new(),
            documentation: Documentation::default(),
            span: element.span,
        };
        for child in &element.children {
            match child.tag {
                Tag::Member => enumeration.members.extend(self.member(child)),
                Tag::Annotation => self.annotation(child, &mut enumeration.documentation),
                _ => self.unsupported_element(child, element, &[Tag::Member, Tag::Annotation]),
            }
        }
        self.values(&mut enumeration);
        self.declarations.types.extend(name.is_some().then_some(Type::Enumeration(enumeration)));
    }

    fn member(&mut self, element: &Element) -> Option<Member> {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let value = attributes.take(Attr::Value).map(|value| self.integer(value));
        self.finish(attributes);
        let documentation = self.documentation(element);
        Some(Member { name: name?, value, documentation, span: element.span })
    }

    fn integer_type(&mut self, attribute: &Attribute) -> Primitive {
        let integers = [Primitive::Byte, Primitive::SByte, Primitive::Int16, Primitive::Int32, Primitive::Int64];
        integers.into_iter().find(|integer| integer.as_str() == attribute.value).unwrap_or_else(|| {
            let message = format!("unsupported underlying type {:?} for an enumeration", attribute.value);
            let help = format!("expected one of {}", integers.map(Primitive::as_str).join(", "));
            self.diagnostic(attribute.span, message, help);
            Primitive::Int32
        })
    }

    fn integer(&mut self, attribute: &Attribute) -> i64 {
        attribute.value.parse().unwrap_or_else(|_| {
            let message = format!("invalid value {:?}: expected a 64-bit integer", attribute.value);
            let help = "write decimal digits, with a leading `-` if the value is negative";
            self.diagnostic(attribute.span, message, help);
            0
        })
    }

    /// Checks that all members have a value, or none: flags must have them. Numbers members without values from 0.
    fn values(&mut self, enumeration: &mut EnumerationType) {
        let EnumerationType { is_flags, members, .. } = enumeration;
        let has_values = *is_flags || members.iter().any(|member| member.value.is_some());
        for (number, member) in members.iter_mut().enumerate() {
            if member.value.is_some() {
                continue;
            }
            if has_values {
                let why = if *is_flags { "members of flags have one" } else { "other members have one" };
                let message = format!("missing attribute `Value` on the member `{}`: {why}", member.name);
                self.diagnostic(member.span, message, "give every member a value, such as Value=\"1\"");
            }
            member.value = i64::try_from(number).ok();
        }
    }
}
