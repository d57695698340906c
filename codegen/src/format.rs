//! Formats generated files as source text.

use crate::emit::{File, Paragraph};

/// The marker in the first line of every generated file. Hand-written files do not have it.
pub const MARKER: &str = "@generated";

/// Returns the comment in the first line of a generated file, without the characters that begin a comment.
#[must_use]
pub fn header(schema: &str) -> String {
    let schema = schema.escape_default();
    format!("{MARKER} by `cargo xtask codegen` from the schema `{schema}`. Do not edit.")
}

/// Formats one file, with a header that names the schema.
pub(crate) fn format(file: &File<'_>, schema: &str) -> String {
    let mut text = format!("// {}\n", header(schema));
    for paragraph in file {
        text.push('\n');
        text += &match paragraph {
            Paragraph::Code(code) => prettyplease::unparse(code),
            Paragraph::Table(table) => table.to_string(),
        };
    }
    text
}
