//! Invocations of the macros of `graph_models::odata`, with a row for each property or member.
//!
//! They are written as text, a row a line: formatting token streams would put several rows on a line.

use crate::name::Identifier;
use proc_macro2::Literal;
use std::fmt::{self, Display, Formatter, Write};
use syn::Attribute;

/// An invocation of a macro.
pub(crate) enum Table<'a> {
    /// The properties of a structured type.
    Object {
        rust: &'a Identifier,
        /// The name of the type with a `#`, as in `@odata.type`.
        odata_type: String,
        /// Whether `@odata.type` is written even if it was not received.
        writes_odata_type: bool,
        /// The names of the properties in JSON and in Rust.
        properties: Vec<(&'a str, &'a Identifier)>,
    },
    /// The setters of a structured type.
    Setters { rust: &'a Identifier, setters: Vec<Setter<'a>> },
    /// The members of an enumeration.
    Enumeration { rust: &'a Identifier, is_flags: bool, members: Vec<Member<'a>> },
}

pub(crate) struct Setter<'a> {
    pub(crate) deprecated: Option<Attribute>,
    pub(crate) field: &'a Identifier,
    /// The type of the value as code.
    pub(crate) value: String,
}

pub(crate) struct Member<'a> {
    pub(crate) wire: &'a str,
    pub(crate) rust: &'a Identifier,
    /// The bits of a flag.
    pub(crate) value: Option<i64>,
}

impl Table<'_> {
    /// Returns the name of the macro in `graph_models::odata`.
    pub(crate) fn macro_name(&self) -> &'static str {
        match self {
            Self::Object { .. } => "object",
            Self::Setters { .. } => "setters",
            Self::Enumeration { is_flags: false, .. } => "enumeration",
            Self::Enumeration { is_flags: true, .. } => "flags",
        }
    }

    /// Returns the type for which the macro is invoked.
    pub(crate) fn rust(&self) -> &Identifier {
        match self {
            Self::Object { rust, .. } | Self::Setters { rust, .. } | Self::Enumeration { rust, .. } => rust,
        }
    }

    fn write_rows(&self, out: &mut String) -> fmt::Result {
        match self {
            Self::Object { properties, .. } => {
                for (wire, field) in properties {
                    writeln!(out, "        {} => {field},", Literal::string(wire))?;
                }
            }
            Self::Setters { setters, .. } => {
                for Setter { deprecated, field, value } in setters {
                    if let Some(deprecated) = deprecated {
                        writeln!(out, "        {}", super::code(deprecated))?;
                    }
                    writeln!(out, "        {}({field}: {value}),", field.to_setter())?;
                }
            }
            Self::Enumeration { members, .. } => {
                for Member { wire, rust, value } in members {
                    let value = value.map(|value| format!(" = {value}")).unwrap_or_default();
                    writeln!(out, "        {} => {rust}{value},", Literal::string(wire))?;
                }
            }
        }
        Ok(())
    }
}

impl Display for Table<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "odata::{}! {{\n    {} ", self.macro_name(), self.rust())?;
        if let Self::Object { odata_type, writes_odata_type, .. } = self {
            write!(f, "= {}{} ", if *writes_odata_type { "" } else { "untyped " }, Literal::string(odata_type))?;
        }
        let mut rows = String::new();
        self.write_rows(&mut rows)?;
        if !rows.is_empty() {
            rows = format!("\n{rows}    ");
        }
        writeln!(f, "{{{rows}}}\n}}")
    }
}
