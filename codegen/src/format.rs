//! Formats syntax trees as source text.

/// The marker in the first line of every generated file. Hand-written files do not have it.
pub const MARKER: &str = "@generated";

/// Formats one file, with a header that names the schema.
pub(crate) fn format(file: &syn::File, schema: &str) -> String {
    let schema = schema.escape_default();
    let mut text = format!("// {MARKER} by `cargo xtask codegen` from the schema `{schema}`. Do not edit.\n\n");
    text += &with_blank_lines(&prettyplease::unparse(file));
    text
}

/// Separates items, and functions inside an item, with blank lines.
fn with_blank_lines(code: &str) -> String {
    let mut text = String::with_capacity(code.len() + code.len() / 32);
    let mut lines = code.lines().peekable();
    let mut inner_attribute = false;
    while let Some(line) = lines.next() {
        inner_attribute |= line.starts_with("#![");
        let ends_inner_attribute = inner_attribute && line.ends_with(")]");
        inner_attribute &= !ends_inner_attribute;
        text += line;
        text.push('\n');
        let Some(next) = lines.peek() else { break };
        let closes_outside = next.trim_start().starts_with('}');
        let ends_item = matches!(line, "}" | "    }" | "    ];") || (line.starts_with("impl") && line.ends_with("{}"));
        let ends_constants = line.starts_with("    const ") && line.ends_with(';') && next.starts_with("    fn ");
        let ends_header = ["use ", "//!"].iter().any(|start| line.starts_with(start) && !next.starts_with(start));
        if (ends_item && !closes_outside) || ends_inner_attribute || ends_constants || ends_header {
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn formatting_twice_changes_nothing() {
        let code = quote::quote! {
            #![doc = " A module."]
            use ::graph_models::odata;
            #[doc = " A type."]
            pub struct Device { pub id: Option<String> }
            impl Device {
                pub fn new() -> Self { Self { id: None } }
                pub fn id(&self) -> &str { match &self.id { Some(id) => { id } None => "" } }
            }
            odata::object!(Device);
        };
        let once = format(&syn::parse2(code).unwrap(), "a");
        let again = format(&syn::parse_file(&once).unwrap(), "a");
        assert_eq!(once, again);
        assert!(once.contains("    }\n\n    pub fn id"), "{once}");
    }
}
