//! Applies `models.toml` to a schema: omits, includes, marks as secret, and documents.

use crate::credential::can_be_secret;
use crate::models::{Entries, Models, span};
use crate::schema::{
    Documentation, ItemType, Member, NavigationProperty, Property, QualifiedName, Schema, StructuredType, Type,
    ValueType,
};
use crate::text::is_blank;
use crate::{Diagnostic, Diagnostics};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::Spanned;

/// Applies all entries except the roots, and returns the names of the omitted types. Copies a shared schema only if an entry
/// changes it.
pub(super) fn adjust(
    schema: &mut Arc<Schema>,
    models: &Models,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<QualifiedName> {
    let Entries { derived, navigation, omit, watch, secrets, not_secrets, names, docs, .. } = models.entries();
    let mut adjust = Adjust { schema, models, diagnostics };
    for (list, entries) in models.entries().lists() {
        if !list.ends_with("secrets") {
            adjust.repeated(entries);
        }
    }
    // A property is in one of the two lists.
    adjust.repeated(secrets.iter().chain(not_secrets));
    for entry in watch.iter().filter(|entry| entry.get_ref().trim_end_matches('*').contains('*')) {
        adjust.diagnostic(
            entry,
            "`*` inside a name",
            "write `*` at the end: the entry then matches all names with that prefix",
        );
    }
    for entry in derived {
        if adjust.find_type(entry).is_some_and(|declared| declared.as_structured().is_none()) {
            let message = format!("`{}` is an enumeration, which has no derived types", entry.get_ref());
            adjust.mismatch(entry, message, "list an entity type or a complex type");
        }
    }
    let (types, parts): (Vec<_>, Vec<_>) = omit.iter().partition(|entry| !entry.get_ref().contains('/'));
    let omitted: BTreeSet<QualifiedName> =
        types.into_iter().filter_map(|entry| adjust.find_type(entry).map(|found| found.name().clone())).collect();
    for entry in navigation {
        adjust.include(entry, &omitted);
    }
    for entry in names.keys() {
        adjust.check_name(entry);
    }
    for (entry, text) in docs {
        match adjust.find_documentation(entry.get_ref()) {
            _ if is_blank(text.get_ref()) => {
                adjust.diagnostic(text, "blank description", "write a description, or remove the entry");
            }
            Some(documentation) => {
                documentation.description = Some(text.get_ref().clone());
                documentation.long_description = None;
            }
            None => adjust.unmatched(entry, "type, property or member"),
        }
    }
    for (entries, is_secret) in [(secrets, true), (not_secrets, false)] {
        for entry in entries {
            adjust.set_secret(entry, is_secret);
        }
    }
    // Last, because other entries may refer to omitted types and properties.
    let parts: Vec<_> = parts.into_iter().filter(|entry| adjust.is_property(entry)).collect();
    if !omit.is_empty() {
        adjust.remove(&omitted, &parts);
    }
    omitted
}

struct Adjust<'a> {
    schema: &'a mut Arc<Schema>,
    models: &'a Models,
    diagnostics: &'a mut Diagnostics,
}

impl Adjust<'_> {
    fn diagnostic(&mut self, entry: &Spanned<String>, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(self.models.source(), span(entry), message).with_help(help));
    }

    fn repeated<'e>(&mut self, entries: impl IntoIterator<Item = &'e Spanned<String>>) {
        let mut first = BTreeMap::new();
        for entry in entries {
            if let Some(first) = first.insert(entry.get_ref(), entry) {
                let message = format!("duplicate entry `{}`", entry.get_ref());
                let diagnostic = Diagnostic::new(self.models.source(), span(entry), message);
                let diagnostic = diagnostic.with_related(self.models.source(), span(first), "first entry");
                self.diagnostics.push(diagnostic.with_help("remove one of them"));
            }
        }
    }

    /// Reports an entry that matches nothing.
    fn mismatch(&mut self, entry: &Spanned<String>, message: impl Into<String>, help: impl Into<String>) {
        let diagnostic = Diagnostic::new(self.models.source(), span(entry), message);
        self.diagnostics.push_unmatched(diagnostic.with_help(help));
    }

    /// Reports an entry that matches nothing, with a suggestion.
    fn unmatched(&mut self, entry: &Spanned<String>, expected: &str) {
        let path = entry.get_ref();
        let (type_name, part) = split(path);
        if self.schema.unread.contains(&type_name) {
            return;
        }
        let types = &self.schema.types;
        let declared = types.get(&type_name);
        if let Some(actual) = declared.and_then(|declared| kind(declared, part)) {
            let help = match actual {
                "a navigation property" if expected != "property" => {
                    "list it under `navigation` as well, to make it a property".to_owned()
                }
                _ => format!("write the path of a {expected}, or remove the entry"),
            };
            return self.mismatch(entry, format!("`{path}` is {actual}; expected a {expected}"), help);
        }
        let lineage = declared.and_then(Type::as_structured).map(|structured| self.schema.lineage(structured));
        let declaring = lineage.iter().flatten().find(|base| part.is_some_and(|part| base.property(part).is_some()));
        if let (Some(base), Some(part)) = (declaring, part) {
            let help = format!("write `{}/{part}`, with the declaring type", base.name);
            return self.mismatch(entry, format!("`{path}` is an inherited property"), help);
        }
        if let Some(operations) = self.schema.operations.get(&type_name) {
            let parameters = operations.iter().flat_map(|operation| &operation.parameters).map(|of| &of.name);
            let near = part.and_then(|part| self.diagnostics.nearest(part, parameters));
            let help = match near {
                Some(near) => format!("did you mean `{type_name}/{near}`?"),
                None => "write `operation/parameter`, or remove the entry".to_owned(),
            };
            return self.mismatch(entry, format!("unknown parameter `{path}`"), help);
        }
        // Search for the part in the named type or, if there is no such type, in the suggested one.
        let near_type = self.diagnostics.nearest(&type_name.to_string(), types.keys());
        let in_type = declared.or_else(|| types.get(&QualifiedName::split(near_type.as_ref()?)));
        let near_part = part.zip(in_type).and_then(|(part, declared)| {
            self.diagnostics.nearest(part, parts(declared)).map(|near| format!("{}/{near}", declared.name()))
        });
        let help = match (near_part, near_type) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(near)) if declared.is_none() => format!("did you mean the type `{near}`?"),
            _ if expected == "type" => {
                "write a qualified name, such as `microsoft.graph.entity`, or remove the entry".to_owned()
            }
            _ => "write `type/name`, with the declaring type, or remove the entry".to_owned(),
        };
        self.mismatch(entry, format!("unknown {expected} `{path}`"), help);
    }

    fn find_type(&mut self, entry: &Spanned<String>) -> Option<&Type> {
        let name = QualifiedName::split(entry.get_ref());
        if !self.schema.types.contains_key(&name) {
            self.unmatched(entry, "type");
        }
        self.schema.types.get(&name)
    }

    fn find_structured(&mut self, path: &str) -> Option<(&mut StructuredType, String)> {
        let (type_name, part) = split(path);
        match Arc::make_mut(self.schema).types.get_mut(&type_name) {
            Some(Type::Structured(structured)) => Some((structured, part?.to_owned())),
            _ => None,
        }
    }

    fn find_property(&mut self, path: &str) -> Option<&mut Property> {
        let (structured, name) = self.find_structured(path)?;
        structured.properties.iter_mut().find(|property| property.name == name)
    }

    /// Finds the documentation of a type, property or member.
    fn find_documentation(&mut self, path: &str) -> Option<&mut Documentation> {
        let (type_name, part) = split(path);
        let declared = Arc::make_mut(self.schema).types.get_mut(&type_name)?;
        let Some(part) = part else { return Some(declared.documentation_mut()) };
        match declared {
            Type::Structured(StructuredType { properties, .. }) => {
                let property = properties.iter_mut().find(|property| property.name == part);
                property.map(|property| &mut property.documentation)
            }
            Type::Enumeration(enumeration) => {
                let member = enumeration.members.iter_mut().find(|Member { name, .. }| name == part);
                member.map(|member| &mut member.documentation)
            }
        }
    }

    fn is_property(&mut self, entry: &Spanned<String>) -> bool {
        let found = self.find_property(entry.get_ref()).is_some();
        if !found {
            self.unmatched(entry, "type or property");
        }
        found
    }

    /// Checks that an entry under `[names]` refers to a type, property, member, or (the start of) a namespace.
    fn check_name(&mut self, entry: &Spanned<String>) {
        let path = entry.get_ref();
        let is_within = |namespace: &str| {
            namespace.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let is_namespace = self.schema.types.keys().any(|name| is_within(&name.namespace));
        if is_namespace && (path.is_empty() || crate::name::ROOT_NAMESPACE == path) {
            let help = "remove the entry; the root module has the name of the schema's file";
            self.diagnostic(entry, format!("cannot name the module of the namespace {path:?}"), help);
        } else if !is_namespace && self.find_documentation(path).is_none() {
            self.unmatched(entry, "type, property, member or namespace");
        }
    }

    /// Sets whether a property is secret, or a parameter in all overloads of an operation.
    fn set_secret(&mut self, entry: &Spanned<String>, is_secret: bool) {
        let path = entry.get_ref();
        let refused = match self.find_property(path) {
            Some(property) if can_be_secret(&property.value) => {
                property.is_secret = is_secret;
                return;
            }
            Some(property) => format!("property of type {}", property.value),
            None => match self.parameter_types(path).as_slice() {
                [] if self.models.is_exempt(path) => return,
                [] => return self.unmatched(entry, "property"),
                types if types.iter().any(|value| can_be_secret(value)) => {
                    return self.set_parameter_secret(path, is_secret);
                }
                [first, ..] => format!("parameter of type {first}"),
            },
        };
        let help =
            "only an Edm.String, Edm.Binary or Edm.Untyped can be secret; omit the property, or remove the entry";
        self.diagnostic(entry, format!("a {refused} cannot be secret"), help);
    }

    /// Sets whether a parameter is secret in the selected overloads of an operation.
    fn set_parameter_secret(&mut self, path: &str, is_secret: bool) {
        let (name, part) = split(path);
        let types = Arc::make_mut(self.schema).types.values_mut();
        let structured = types.filter_map(|declared| match declared {
            Type::Structured(structured) if structured.operation().as_ref() == Some(&name) => Some(structured),
            _ => None,
        });
        for property in structured.flat_map(|structured| &mut structured.properties) {
            if Some(&*property.name) == part && can_be_secret(&property.value) {
                property.is_secret = is_secret;
            }
        }
    }

    /// Returns the types of a parameter in all overloads of an operation.
    fn parameter_types(&self, path: &str) -> Vec<&ValueType> {
        let (name, part) = split(path);
        let parameters = self.schema.operations.get(&name).into_iter().flatten().flat_map(|of| &of.parameters);
        parameters.filter(|parameter| Some(&*parameter.name) == part).map(|parameter| &parameter.value).collect()
    }

    /// Turns a navigation property into a property.
    fn include(&mut self, entry: &Spanned<String>, omitted: &BTreeSet<QualifiedName>) {
        let found = self.find_structured(entry.get_ref());
        let target = found.and_then(|(structured, name)| {
            let index = structured.navigation_properties.iter().position(|property| property.name == name)?;
            let NavigationProperty { target, is_collection, documentation, span, .. } =
                structured.navigation_properties.remove(index);
            structured.properties.push(Property {
                name,
                value: ValueType::of(target.clone(), is_collection),
                is_nullable: true,
                is_secret: false,
                is_navigation: true,
                documentation,
                span,
            });
            Some(target.name)
        });
        match target {
            Some(target) if omitted.contains(&target) => {
                let message = format!("`{}` refers to the omitted type `{target}`", entry.get_ref());
                self.diagnostic(entry, message, "remove this entry, or remove the type from `omit`");
            }
            Some(_) => {}
            None => self.unmatched(entry, "navigation property"),
        }
    }

    /// Removes types, all properties of these types, and single properties.
    fn remove(&mut self, omitted: &BTreeSet<QualifiedName>, parts: &[&Spanned<String>]) {
        for entry in parts {
            if let Some((structured, name)) = self.find_structured(entry.get_ref()) {
                structured.properties.retain(|property| property.name != name);
            }
        }
        let is_kept = |name: &QualifiedName| !omitted.contains(name);
        let types = &mut Arc::make_mut(self.schema).types;
        types.retain(|name, _| is_kept(name));
        for declared in types.values_mut() {
            if let Type::Structured(structured) = declared {
                structured.properties.retain(|property| match &property.value.item {
                    ItemType::Named(reference) => is_kept(&reference.name),
                    ItemType::Primitive(_) => true,
                });
            }
        }
    }
}

/// Splits a path into the name of a type and that of a property or member.
fn split(path: &str) -> (QualifiedName, Option<&str>) {
    match path.split_once('/') {
        Some((type_name, part)) => (QualifiedName::split(type_name), Some(part)),
        None => (QualifiedName::split(path), None),
    }
}

/// Returns the kind of the type, property or member.
fn kind(declared: &Type, part: Option<&str>) -> Option<&'static str> {
    let Some(part) = part else { return Some("a type") };
    match declared {
        Type::Structured(structured) if structured.property(part).is_some() => Some("a property"),
        Type::Structured(structured) => structured.navigation_property(part).map(|_| "a navigation property"),
        Type::Enumeration(enumeration) => {
            enumeration.members.iter().find(|member| member.name == part).map(|_| "a member")
        }
    }
}

/// Returns the names of the properties or members of a type.
fn parts(declared: &Type) -> Box<dyn Iterator<Item = &String> + '_> {
    match declared {
        Type::Structured(StructuredType { properties, navigation_properties, .. }) => {
            let properties = properties.iter().map(|property| &property.name);
            Box::new(properties.chain(navigation_properties.iter().map(|property| &property.name)))
        }
        Type::Enumeration(enumeration) => Box::new(enumeration.members.iter().map(|member| &member.name)),
    }
}
