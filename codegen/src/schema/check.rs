//! What makes a heap of declarations a schema.

use super::{
    EnumerationType, ItemType, QualifiedName, Reference, Schema, Singleton, StructuredKind, StructuredType, Type,
};
use crate::{Problem, Problems, Source, Span};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(types: Vec<Type>, singletons: Vec<Singleton>, source: Source<'_>) -> Result<Schema, Problems> {
    let mut check = Check { source, problems: Vec::new() };
    let mut schema = Schema { types: BTreeMap::new(), singletons: BTreeMap::new() };
    for declared in types {
        check.identifier(&declared.name().name, declared.span());
        if let Some(first) = schema.types.get(declared.name()) {
            check.duplicate("type", &declared.name().to_string(), declared.span(), first.span());
        } else {
            schema.types.insert(declared.name().clone(), declared);
        }
    }
    for singleton in singletons {
        check.identifier(&singleton.name, singleton.span);
        check.entity_reference(&schema, &singleton.entity);
        if let Some(first) = schema.singletons.get(&singleton.name) {
            check.duplicate("singleton", &singleton.name, singleton.span, first.span);
        } else {
            schema.singletons.insert(singleton.name.clone(), singleton);
        }
    }
    // Bases first: a walk up the lineage ends only where there is no circle.
    for declared in schema.types.values() {
        if let Type::Structured(structured) = declared {
            check.base(&schema, structured);
        }
    }
    Problems::none_or(std::mem::take(&mut check.problems))?;
    for declared in schema.types.values() {
        match declared {
            Type::Structured(structured) => check.structured(&schema, structured),
            Type::Enumeration(enumeration) => check.enumeration(enumeration),
        }
    }
    Problems::none_or(check.problems)?;
    Ok(schema)
}

struct Check<'a> {
    source: Source<'a>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn problem(&mut self, span: Span, message: String) {
        self.problems.push(Problem::new(self.source, span, message));
    }

    fn problem_with_help(&mut self, span: Span, message: String, help: &str) {
        self.problems.push(Problem::new(self.source, span, message).with_help(help));
    }

    fn identifier(&mut self, name: &str, span: Span) {
        if !is_identifier(name) {
            let message = format!("{name:?} is not an OData identifier");
            self.problem_with_help(span, message, "a letter or `_`, then up to 127 letters, digits or `_`");
        }
    }

    fn duplicate(&mut self, what: &str, name: &str, span: Span, first: Span) {
        let (line, column) = self.source.line_and_column(first.start);
        let file = self.source.name;
        self.problem(span, format!("{what} `{name}` is declared already at {file}:{line}:{column}"));
    }

    fn entity_reference(&mut self, schema: &Schema, reference: &Reference) {
        match schema.types.get(&reference.name) {
            None => self.unknown_type(&reference.name, reference.span),
            Some(Type::Structured(StructuredType { kind: StructuredKind::Entity, .. })) => {}
            Some(_) => self.problem(reference.span, format!("`{}` is not an entity type", reference.name)),
        }
    }

    fn unknown_type(&mut self, name: &QualifiedName, span: Span) {
        let help = "declare the type, or correct the name: an alias stands for its namespace in its own <Schema> only";
        self.problem_with_help(span, format!("there is no type `{name}`"), help);
    }

    fn base(&mut self, schema: &Schema, structured: &StructuredType) {
        let Some(base) = &structured.base else { return };
        match schema.types.get(&base.name) {
            None => return self.unknown_type(&base.name, base.span),
            Some(Type::Structured(found)) if found.kind == structured.kind => {}
            Some(_) => {
                let message = format!("`{}` cannot be the base of an {}: it is not one", base.name, structured.kind);
                return self.problem(base.span, message.replace("an complex", "a complex"));
            }
        }
        let mut seen = BTreeSet::from([&structured.name]);
        let mut next = Some(&base.name);
        while let Some(name) = next {
            if !seen.insert(name) {
                // Each type of the circle reports it, a type that merely leads into it does not.
                if name == &structured.name {
                    self.problem(base.span, format!("`{name}` is derived from itself"));
                }
                return;
            }
            next = match schema.types.get(name) {
                Some(Type::Structured(found)) => found.base.as_ref().map(|base| &base.name),
                _ => None,
            };
        }
    }

    fn structured(&mut self, schema: &Schema, structured: &StructuredType) {
        let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
        let lineage = schema.lineage(structured);
        for declaring in &lineage {
            let own = std::ptr::eq(*declaring, structured);
            let properties = declaring.properties.iter().map(|property| (property.name.as_str(), property.span));
            let links = declaring.navigation_properties.iter().map(|link| (link.name.as_str(), link.span));
            for (name, span) in properties.chain(links) {
                let first = taken.insert(name, span);
                if own {
                    self.identifier(name, span);
                    if let Some(first) = first {
                        self.duplicate("property", &format!("{}/{name}", structured.name), span, first);
                    }
                }
            }
        }
        for key in &structured.key {
            if !lineage.iter().any(|declaring| declaring.properties.iter().any(|property| &property.name == key)) {
                self.problem(structured.span, format!("the key `{key}` is not a property of `{}`", structured.name));
            }
        }
        for property in &structured.properties {
            if let ItemType::Named(reference) = &property.value.item
                && !schema.types.contains_key(&reference.name)
            {
                self.unknown_type(&reference.name, reference.span);
            }
        }
        for link in &structured.navigation_properties {
            self.entity_reference(schema, &link.target);
        }
    }

    fn enumeration(&mut self, enumeration: &EnumerationType) {
        let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
        for member in &enumeration.members {
            self.identifier(&member.name, member.span);
            if let Some(first) = taken.insert(&member.name, member.span) {
                self.duplicate("member", &format!("{}/{}", enumeration.name, member.name), member.span, first);
            }
        }
    }
}

/// The rule for a `SimpleIdentifier`: OData CSDL XML 4.01, section 17.2.
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts_well = characters.next().is_some_and(|first| first == '_' || first.is_alphabetic());
    let goes_on_well = characters.all(|character| character == '_' || character.is_alphanumeric());
    starts_well && goes_on_well && name.chars().count() <= 128
}
