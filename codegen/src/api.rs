//! The public surface of models as text: a line for every item that a dependent crate can name.
//!
//! ```text
//! beta::Entity: struct non_exhaustive
//! beta::Entity: odata::object!
//! beta::Entity::id: field Option<String>
//! beta::Entity::with_id: fn(self, impl Into<String>) -> Self
//! beta::EnrollmentState::Blocked: variant
//! beta::security: mod
//! ```
//!
//! A deprecated item has a second line that marks it as deprecated. The lines are derived from the syntax trees and tables
//! that are formatted as code, so the two cannot disagree. Implementations of traits are listed, but not their items; a macro
//! of `graph_models::odata` that implements traits is listed as its invocation.

use crate::emit::{File, Paragraph, Setter, Table, code};
use quote::ToTokens;
use std::fmt::{self, Display, Formatter};
use syn::{Attribute, Fields, Item, Visibility};

/// The description that marks a deprecated item.
const DEPRECATED: &str = "deprecated";

/// A line of the public surface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The path of the item.
    pub path: String,
    /// The kind of the item with its type, or something else to know of it. An item has a line for each.
    pub description: String,
}

impl Line {
    /// Reads a line of text. It has no description if it is not of the form `path: description`.
    pub(crate) fn read(line: &str) -> Self {
        let (path, description) = line.split_once(": ").unwrap_or((line, ""));
        Self { path: path.to_owned(), description: description.to_owned() }
    }

    /// Returns whether the line marks a deprecated item.
    pub(crate) fn is_deprecation(&self) -> bool {
        self.description == DEPRECATED
    }
}

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.description)
    }
}

/// Returns the lines of a file. `module` is the path of the module that exports its items.
pub(crate) fn lines(module: &str, file: &File<'_>) -> Vec<Line> {
    let mut lines = Lines { module, lines: Vec::new() };
    for paragraph in file {
        match paragraph {
            Paragraph::Code(code) => code.items.iter().for_each(|item| lines.item(item)),
            Paragraph::Table(table) => lines.table(table),
        }
    }
    lines.lines
}

struct Lines<'a> {
    module: &'a str,
    lines: Vec<Line>,
}

impl Lines<'_> {
    fn add(&mut self, path: &str, description: impl Display) {
        let (path, description) = (format!("{}::{path}", self.module), description.to_string());
        self.lines.push(Line { path, description });
    }

    fn attributes(&mut self, path: &str, attributes: &[Attribute]) {
        if attributes.iter().any(|attribute| attribute.path().is_ident(DEPRECATED)) {
            self.add(path, DEPRECATED);
        }
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
            if let syn::Meta::List(list) = &attribute.meta {
                for derived in code(&list.tokens).split(", ") {
                    self.add(path, derived);
                }
            }
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let name = item.ident.to_string();
                self.add(&name, with_exhaustiveness("struct", &item.attrs));
                self.attributes(&name, &item.attrs);
                if let Fields::Named(fields) = &item.fields {
                    for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                        let path = format!("{name}::{}", field.ident.to_token_stream());
                        self.add(&path, format_args!("field {}", code(&field.ty)));
                        self.attributes(&path, &field.attrs);
                    }
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = item.ident.to_string();
                self.add(&name, with_exhaustiveness("enum", &item.attrs));
                self.attributes(&name, &item.attrs);
                for variant in &item.variants {
                    let path = format!("{name}::{}", variant.ident);
                    self.add(&path, "variant");
                    self.attributes(&path, &variant.attrs);
                }
            }
            Item::Impl(item) => {
                if let Some((implemented, _)) = &item.trait_ {
                    self.add(&code(&item.self_ty), code(implemented));
                }
            }
            Item::Mod(item) if is_public(&item.vis) => self.add(&item.ident.to_string(), "mod"),
            // The file of a type is a private module; its items are listed under the module that exports them.
            _ => {}
        }
    }

    fn table(&mut self, table: &Table<'_>) {
        let name = table.rust().to_string();
        let Table::Setters { setters, .. } = table else {
            // Flags have all implementations of an enumeration, and one more.
            if let Table::Enumeration { is_flags: true, .. } = table {
                self.add(&name, "odata::enumeration!");
            }
            return self.add(&name, format_args!("odata::{}!", table.macro_name()));
        };
        self.add(&format!("{name}::new"), "fn() -> Self");
        for Setter { deprecated, field, value } in setters {
            let path = format!("{name}::{}", field.to_setter());
            self.add(&path, format_args!("fn(self, impl Into<{value}>) -> Self"));
            self.attributes(&path, deprecated.as_slice());
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns the kind of an item, followed by `non_exhaustive` if it has that attribute.
fn with_exhaustiveness(kind: &str, attributes: &[Attribute]) -> String {
    let is_non_exhaustive = attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
    if is_non_exhaustive { format!("{kind} non_exhaustive") } else { kind.to_owned() }
}
