//! Explains how a type is generated.

use crate::credential::is_credential;
use crate::load::Loaded;
use crate::name::Names;
use crate::schema::{NavigationProperty, Operation, QualifiedName, Schema, Type};
use crate::select::{Credentials, Selection, find_operation};
use crate::text::is_invisible;
use crate::{Diagnostic, Diagnostics, Location};
use std::borrow::Cow;
use std::fmt::{self, Write};

impl Loaded {
    /// Describes a type in plain text: its declaration, the reason for its selection, its properties or members, and their
    /// Rust names. Describes an operation with its parameters likewise, given its [`Signature`](crate::schema::Signature).
    ///
    /// # Errors
    ///
    /// The document does not declare the type or operation.
    pub fn explain(&self, name: &str) -> Result<String, Diagnostics> {
        let (schema, source) = (self.declared(), self.document().source());
        let qualified = QualifiedName::split(name);
        let error = |message: String, help: String| {
            let message = format!("{message} in {}", source.name());
            Diagnostics::from(Diagnostic::without_location(message).with_help(help))
        };
        let (declared, returned) = if let Some(declared) = schema.types.get(&qualified) {
            (Cow::Borrowed(declared), None)
        } else if name.contains('(') || schema.operations.contains_key(&qualified) {
            let operation = find_operation(schema, name).map_err(|(message, help)| error(message, help))?;
            let returned = operation.return_type.as_ref().map(|returned| &returned.value);
            (Cow::Owned(Type::Structured(operation.to_structured())), returned)
        } else {
            let help = Diagnostics::default().help_for_type(name, schema.types.keys());
            return Err(error(format!("unknown type `{name}`"), help));
        };
        let mut text = String::new();
        let types = declared.as_structured().map(|structured| schema.lineage(structured)).unwrap_or_default();
        let is_bound = |of: &&Operation| of.bound_to().is_some_and(|name| types.iter().any(|base| base.name == *name));
        let operations = schema.operations.values().flatten().filter(is_bound);
        let credentials = self.selection.search(&self.models, types.iter().copied(), operations, is_credential);
        let page = Page { schema, selection: &self.selection, names: &self.names, credentials };
        // Writing to a string cannot fail.
        let _ = page.write(&declared, &Location::new(source, declared.span()), &mut text);
        if let Some(returned) = returned {
            let _ = writeln!(text, "  returns {returned}");
        }
        Ok(printable(&text))
    }
}

/// Escapes control and formatting characters except for line breaks: the names of properties can have any.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        if is_invisible(character) && !" \n".contains(character) {
            printable.extend(character.escape_default());
        } else {
            printable.push(character);
        }
    }
    printable
}

/// Escapes the line breaks in a name.
fn one_line(name: &str) -> Cow<'_, str> {
    if name.contains('\n') { Cow::Owned(name.replace('\n', "\\n")) } else { Cow::Borrowed(name) }
}

struct Page<'a> {
    schema: &'a Schema,
    selection: &'a Selection,
    names: &'a Names,
    /// The possible credentials of the type and of its operations.
    credentials: Credentials,
}

impl Page<'_> {
    fn write(&self, declared: &Type, location: &Location, out: &mut String) -> fmt::Result {
        let name = declared.name();
        let kind = match declared {
            Type::Structured(structured) if structured.is_abstract => format!("abstract {}", structured.kind),
            Type::Structured(structured) => structured.kind.to_string(),
            Type::Enumeration(enumeration) if enumeration.is_flags => "flags enumeration".to_owned(),
            Type::Enumeration(_) => "enumeration".to_owned(),
        };
        writeln!(out, "{kind} {name}")?;
        writeln!(out, "  declared at {location}")?;
        if self.is_generated(name) {
            let names = self.names.of(name);
            let path = [&self.names.root].into_iter().chain(&names.modules).chain([&names.rust]);
            let path: Vec<_> = path.map(ToString::to_string).collect();
            writeln!(out, "  generated as {}", path.join("::"))?;
        } else if self.selection.omitted.contains(name) {
            writeln!(out, "  not generated: models.toml omits it")?;
        } else if self.selection.operations.contains_key(name) {
            writeln!(out, "  selected, not generated: it has no parameters")?;
        } else if declared.as_structured().is_some_and(|structured| structured.operation().is_some()) {
            writeln!(out, "  not generated: models.toml does not select it")?;
        } else {
            writeln!(out, "  not generated: no generated type requires it")?;
        }
        // A reason names a type that was selected earlier, so the chain ends at a root.
        let (mut reason, mut subject) = (self.selection.reasons.get(name), "it");
        while let Some(current) = reason {
            writeln!(out, "    {subject} {current}")?;
            (reason, subject) = (current.because_of().and_then(|name| self.selection.reasons.get(name)), "which");
        }
        let selected = self.selection.schema.types.get(name).unwrap_or(declared);
        if let Some(description) = &selected.documentation().description {
            writeln!(out, "  description: {description:?}")?;
        }
        match selected {
            Type::Structured(structured) => {
                if let Some(base) = &structured.base {
                    writeln!(out, "  derived from {}", base.name)?;
                }
                self.properties(selected, declared, out)?;
                if self.credentials.0.is_empty() { Ok(()) } else { writeln!(out, "  {}", self.credentials) }
            }
            Type::Enumeration(enumeration) => {
                writeln!(out, "  members")?;
                for member in &enumeration.members {
                    let value = member.value.map(|value| format!(" = {value}")).unwrap_or_default();
                    writeln!(out, "    {}{value}{}", one_line(&member.name), self.rust(name, &member.name))?;
                }
                Ok(())
            }
        }
    }

    /// Writes the properties of the selected type, then those of the declared type that are not selected.
    fn properties(&self, selected: &Type, declared: &Type, out: &mut String) -> fmt::Result {
        let (Some(selected), Some(declared)) = (selected.as_structured(), declared.as_structured()) else {
            return Ok(());
        };
        let schema = if self.is_generated(&selected.name) { &self.selection.schema } else { self.schema };
        let is_operation = selected.operation().is_some();
        writeln!(out, "  {}", if is_operation { "parameters" } else { "properties" })?;
        for declaring in schema.lineage(selected) {
            for property in &declaring.properties {
                let facts = [
                    (property.is_navigation, "navigation property".to_owned()),
                    (!property.is_nullable, "not nullable".to_owned()),
                    (property.documentation.is_optional, "optional".to_owned()),
                    (property.is_secret, "secret".to_owned()),
                    (property.documentation.deprecation.is_some(), "deprecated".to_owned()),
                    (declaring.name != selected.name, format!("inherited from {}", declaring.name)),
                ];
                let facts = facts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, fact)| fact);
                let facts: Vec<_> = std::iter::once(property.value.to_string()).chain(facts).collect();
                writeln!(
                    out,
                    "    {}: {}{}",
                    one_line(&property.name),
                    facts.join(", "),
                    self.rust(&selected.name, &property.name)
                )?;
            }
        }
        let omitted = declared.properties.iter().filter(|property| selected.property(&property.name).is_none());
        for property in omitted {
            writeln!(out, "    {}: {}, omitted", one_line(&property.name), property.value)?;
        }
        let is_excluded = |property: &&NavigationProperty| selected.property(&property.name).is_none();
        for property in declared.navigation_properties.iter().filter(is_excluded) {
            writeln!(out, "    {}: {}, navigation property, not included", one_line(&property.name), property.value())?;
        }
        Ok(())
    }

    fn is_generated(&self, name: &QualifiedName) -> bool {
        self.selection.reasons.contains_key(name)
    }

    fn rust(&self, name: &QualifiedName, part: &str) -> String {
        if !self.is_generated(name) {
            return String::new();
        }
        format!(" -> {}", self.names.of(name).part(part))
    }
}
