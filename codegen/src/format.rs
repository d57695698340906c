//! Formats generated files as source text.

use crate::emit::{File, Paragraph};

/// The marker in the first line of every generated file. Hand-written files do not have it.
pub const MARKER: &str = "@generated";

/// Formats one file, with a header that names the schema.
pub(crate) fn format(file: &File<'_>, schema: &str) -> String {
    let schema = schema.escape_default();
    let mut text = format!("// {MARKER} by `cargo xtask codegen` from the schema `{schema}`. Do not edit.\n");
    for paragraph in file {
        text.push('\n');
        text += &match paragraph {
            Paragraph::Code(code) => prettyplease::unparse(code),
            Paragraph::Table(table) => table.to_string(),
        };
    }
    text
}
