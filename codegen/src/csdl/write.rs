//! Writes a document as text, with one element a line, indented by two spaces.

use super::canonical::Canonical;
use super::element::{Attribute, Element};
use super::vocabulary::{Attr, Scalar, Tag};
use super::xml::{EDM, EDMX};
use std::fmt::Write;

impl Canonical {
    /// Returns the text of the document.
    pub(crate) fn to_text(&self) -> String {
        let schemas = self.schemas.iter().map(|(namespace, contents)| {
            // The annotations of the namespace itself come first, without a group around them.
            let (own, unattached): (Vec<_>, Vec<_>) =
                contents.unattached.values().partition(|annotations| annotations.value(Attr::Target).is_none());
            let own = own.into_iter().flat_map(|annotations| &annotations.children);
            let children = own.chain(&contents.declarations).chain(unattached).cloned().collect();
            Element::new(Tag::Schema, &[(Attr::Namespace, namespace)], children)
        });
        let services = Element::new(Tag::DataServices, &[], schemas.collect());
        let children = self.references.iter().cloned().chain([services]).collect();
        let root = Element::new(Tag::Edmx, &[(Attr::Version, "4.0")], children);
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        write(&mut text, &root, 0);
        text
    }
}

/// Returns the value of an annotation: its constant or, if it has children, its XML on one line.
pub(crate) fn compact(annotation: &Element) -> String {
    let is_constant = |attribute: &&Attribute| !matches!(attribute.attr, Attr::Term | Attr::Qualifier);
    let constants = annotation.attributes.iter().filter(is_constant);
    // Most annotations are strings.
    let constants = constants.map(|constant| match constant.attr {
        Attr::Scalar(Scalar::String) => constant.value.clone(),
        _ => format!("{} {}", constant.name(), constant.value),
    });
    let mut text = constants.collect::<Vec<_>>().join(" ");
    let mut inside = String::new();
    for child in &annotation.children {
        write(&mut inside, child, 0);
    }
    text.extend(inside.lines().map(str::trim_start));
    // A term without a value is true.
    if text.is_empty() && annotation.attributes.len() < 2 { "true".to_owned() } else { text }
}

fn write(text: &mut String, element: &Element, depth: usize) {
    let (prefix, name) = (element.tag.prefix(), element.name());
    text.extend(std::iter::repeat_n("  ", depth));
    // Writing to a `String` does not fail.
    let _ = write!(text, "<{prefix}{name}");
    for attribute in &element.attributes {
        let _ = write!(text, " {}=\"", attribute.name());
        escape(text, &attribute.value);
        text.push('"');
    }
    let _ = match element.tag {
        Tag::Edmx => write!(text, " xmlns:edmx=\"{EDMX}\""),
        Tag::Schema => write!(text, " xmlns=\"{EDM}\""),
        _ => Ok(()),
    };
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

/// Escapes a value so that it reads back unchanged. In an attribute, XML would turn white space into spaces.
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
