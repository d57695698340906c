//! Enumerations.

use super::annotation::ANNOTATION;
use super::attributes::Attributes;
use super::document::Document;
use super::scope::Scope;
use super::xml::{Attribute, Element};
use crate::schema::{Documentation, EnumerationType, Member, Primitive, Type};

impl Document<'_> {
    pub(super) fn enumeration(&mut self, element: &Element, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes);
        let is_flags = self.boolean(&mut attributes, "IsFlags", false);
        let underlying = attributes.take("UnderlyingType").map(|underlying| self.integer_type(underlying));
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
            match child.name.as_str() {
                "Member" => enumeration.members.extend(self.member(child)),
                ANNOTATION => self.annotation(child, &mut enumeration.documentation),
                _ => self.not_understood(child, element, "<Member> and <Annotation>"),
            }
        }
        self.values(&mut enumeration);
        self.declarations.types.extend(name.is_some().then_some(Type::Enumeration(enumeration)));
    }

    fn member(&mut self, element: &Element) -> Option<Member> {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let value = attributes.take("Value").map(|value| self.integer(value));
        self.finish(attributes);
        let documentation = self.documentation(element);
        Some(Member { name: name?, value, documentation, span: element.span })
    }

    fn integer_type(&mut self, attribute: &Attribute) -> Primitive {
        let integers = [Primitive::Byte, Primitive::SByte, Primitive::Int16, Primitive::Int32, Primitive::Int64];
        integers.into_iter().find(|integer| integer.as_str() == attribute.value).unwrap_or_else(|| {
            let message = format!("{:?} cannot be the underlying type of an enumeration", attribute.value);
            self.diagnostic(
                attribute.span,
                message,
                format!("understood are {}", integers.map(Primitive::as_str).join(", ")),
            );
            Primitive::Int32
        })
    }

    fn integer(&mut self, attribute: &Attribute) -> i64 {
        attribute.value.parse().unwrap_or_else(|_| {
            let message = format!("`Value` is no whole number of 64 bits, but {:?}", attribute.value);
            self.diagnostic(attribute.span, message, "write digits, with a `-` before them where it is negative");
            0
        })
    }

    /// Flags must have values, and other enumerations all or none. Without values, members are numbered from 0 on.
    fn values(&mut self, enumeration: &mut EnumerationType) {
        let EnumerationType { is_flags, members, .. } = enumeration;
        let has_values = *is_flags || members.iter().any(|member| member.value.is_some());
        for (number, member) in members.iter_mut().enumerate() {
            if member.value.is_some() {
                continue;
            }
            if has_values {
                let why = if *is_flags { "flags are numbers" } else { "other members have one" };
                let message = format!("the member `{}` needs a `Value`: {why}", member.name);
                self.diagnostic(member.span, message, "give every member a value, as in Value=\"1\"");
            }
            member.value = i64::try_from(number).ok();
        }
    }
}
