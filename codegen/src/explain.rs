//! What the generator makes of a type, for a person.

use crate::load::Loaded;
use crate::name::Names;
use crate::schema::{QualifiedName, Schema, Type};
use crate::select::Selection;
use crate::{Diagnostic, Diagnostics, Location};
use std::fmt::{self, Write};

impl Loaded {
    /// Describes a type for a person: where it is declared, why it is selected, what it consists of, and the Rust names.
    ///
    /// # Errors
    ///
    /// The document declares no such type.
    pub fn explain(&self, type_name: &str) -> Result<String, Diagnostics> {
        let (schema, source) = (self.declared(), self.document().source());
        let Some(declared) = schema.types.get(&QualifiedName::split(type_name)) else {
            let message = format!("there is no type `{type_name}` in {}", source.name());
            let help = Diagnostics::default().help_for_type(type_name, schema.types.keys());
            return Err(Diagnostic::without_location(message).with_help(help).into());
        };
        let mut text = String::new();
        let page = Page { schema, selection: &self.selection, names: &self.names };
        // Writing to a string does not fail.
        let _ = page.write(declared, &Location::new(source, declared.span()), &mut text);
        Ok(text)
    }
}

struct Page<'a> {
    schema: &'a Schema,
    selection: &'a Selection,
    names: &'a Names,
}

impl Page<'_> {
    fn write(&self, declared: &Type, location: &Location, out: &mut String) -> fmt::Result {
        let name = declared.name();
        let what = match declared {
            Type::Structured(structured) if structured.is_abstract => format!("abstract {}", structured.kind),
            Type::Structured(structured) => structured.kind.to_string(),
            Type::Enumeration(enumeration) if enumeration.is_flags => "flags enumeration".to_owned(),
            Type::Enumeration(_) => "enumeration".to_owned(),
        };
        writeln!(out, "{what} {name}")?;
        writeln!(out, "  declared at {location}")?;
        if self.is_generated(name) {
            let names = self.names.of(name);
            let path = [&self.names.root].into_iter().chain(&names.modules).chain([&names.rust]);
            let path: Vec<_> = path.map(ToString::to_string).collect();
            writeln!(out, "  generated as {}", path.join("::"))?;
        } else if self.selection.omitted.contains(name) {
            writeln!(out, "  not generated: models.toml leaves it out")?;
        } else {
            writeln!(out, "  not generated: nothing that is generated needs it")?;
        }
        // Reasons lead from later to earlier selected types, and so to a root.
        let (mut reason, mut who) = (self.selection.reasons.get(name), "it");
        while let Some(current) = reason {
            writeln!(out, "    {who} {current}")?;
            (reason, who) = (current.because_of().and_then(|name| self.selection.reasons.get(name)), "which");
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
                self.properties(selected, declared, out)
            }
            Type::Enumeration(enumeration) => {
                writeln!(out, "  members")?;
                for member in &enumeration.members {
                    let value = member.value.map(|value| format!(" = {value}")).unwrap_or_default();
                    writeln!(out, "    {}{value}{}", member.name, self.rust(name, &member.name))?;
                }
                Ok(())
            }
        }
    }

    /// Those of the selected type, and what the declared one has beside them.
    fn properties(&self, selected: &Type, declared: &Type, out: &mut String) -> fmt::Result {
        let (Some(selected), Some(declared)) = (selected.as_structured(), declared.as_structured()) else {
            return Ok(());
        };
        let schema = if self.is_generated(&selected.name) { &self.selection.schema } else { self.schema };
        writeln!(out, "  properties")?;
        for declaring in schema.lineage(selected) {
            for property in &declaring.properties {
                let facts = [
                    (property.is_navigation, "navigation property".to_owned()),
                    (!property.is_nullable, "never null".to_owned()),
                    (property.is_secret, "secret".to_owned()),
                    (property.documentation.deprecation.is_some(), "deprecated".to_owned()),
                    (declaring.name != selected.name, format!("inherited from {}", declaring.name)),
                ];
                let facts = facts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, fact)| fact);
                let said: Vec<_> = std::iter::once(property.value.to_string()).chain(facts).collect();
                writeln!(
                    out,
                    "    {}: {}{}",
                    property.name,
                    said.join(", "),
                    self.rust(&selected.name, &property.name)
                )?;
            }
        }
        let omitted = declared.properties.iter().filter(|property| selected.property(&property.name).is_none());
        for property in omitted {
            writeln!(out, "    {}: {}, left out", property.name, property.value)?;
        }
        let links = declared.navigation_properties.iter().filter(|link| selected.property(&link.name).is_none());
        for link in links {
            let target = &link.target.name;
            let target = if link.is_collection { format!("Collection({target})") } else { target.to_string() };
            writeln!(out, "    {}: {target}, navigation property, not included", link.name)?;
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
