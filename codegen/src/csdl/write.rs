//! A document as text: an element a line, indented by two blanks.

use super::canonical::{Canonical, element};
use super::xml::{EDM, EDMX, EDMX_ELEMENTS, Element};
use std::fmt::Write;

impl Canonical {
    /// The text of the document.
    pub(crate) fn to_text(&self) -> String {
        let schemas = self.schemas.iter().map(|(namespace, contents)| {
            let attributes = [("Namespace", namespace.as_str()), ("xmlns", EDM)];
            // Those of the namespace itself stand first, and alone.
            let (own, unattached): (Vec<_>, Vec<_>) =
                contents.unattached.values().partition(|annotations| annotations.value("Target").is_none());
            let own = own.into_iter().flat_map(|annotations| &annotations.children);
            let children = own.chain(&contents.declarations).chain(unattached).cloned().collect();
            element("Schema", &attributes, children)
        });
        let services = element("DataServices", &[], schemas.collect());
        let children = self.references.iter().cloned().chain([services]).collect();
        let root = element("Edmx", &[("Version", "4.0"), ("xmlns:edmx", EDMX)], children);
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        write(&mut text, &root, 0);
        text
    }
}

/// What an annotation says: its constant or, where it says more, the XML on one line.
pub(crate) fn compact(annotation: &Element) -> String {
    let is_constant = |name: &str| !["Term", "Qualifier"].contains(&name);
    let constants = annotation.attributes.iter().filter(|attribute| is_constant(&attribute.name));
    // A text is what most annotations say.
    let constants = constants.map(|constant| match constant.name.as_str() {
        "String" => constant.value.clone(),
        kind => format!("{kind} {}", constant.value),
    });
    let mut text = constants.collect::<Vec<_>>().join(" ");
    let mut inside = String::new();
    for child in &annotation.children {
        write(&mut inside, child, 0);
    }
    text.extend(inside.lines().map(str::trim_start));
    // A term without a value says that something is so.
    if text.is_empty() && annotation.attributes.len() < 2 { "true".to_owned() } else { text }
}

fn write(text: &mut String, element: &Element, depth: usize) {
    let prefix = if EDMX_ELEMENTS.contains(&element.name.as_str()) { "edmx:" } else { "" };
    let name = &element.name;
    text.extend(std::iter::repeat_n("  ", depth));
    // Writing to a `String` does not fail.
    let _ = write!(text, "<{prefix}{name}");
    for attribute in &element.attributes {
        let _ = write!(text, " {}=\"", attribute.name);
        escape(text, &attribute.value);
        text.push('"');
    }
    if element.children.is_empty() && element.text.is_empty() {
        text.push_str(" />\n");
        return;
    }
    text.push('>');
    escape(text, &element.text);
    if !element.children.is_empty() {
        text.push('\n');
        for child in &element.children {
            write(text, child, depth + 1);
        }
        text.extend(std::iter::repeat_n("  ", depth));
    }
    let _ = writeln!(text, "</{prefix}{name}>");
}

/// Writes a value so that it is read again as it is, in an attribute too, where white space becomes a blank otherwise.
fn escape(text: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            control if control.is_control() => {
                let _ = write!(text, "&#{};", u32::from(control));
            }
            other => text.push(other),
        }
    }
}
