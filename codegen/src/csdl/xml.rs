//! Parses the XML of a CSDL document into a tree of elements.

use super::element::{Attribute, Element};
use super::role::Role;
use super::vocabulary::Tag;
use crate::{Diagnostic, Source, Span};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

pub(super) const EDM: &str = "http://docs.oasis-open.org/odata/ns/edm";
pub(super) const EDMX: &str = "http://docs.oasis-open.org/odata/ns/edmx";

/// The maximum depth of elements: deeper than any CSDL nests, shallow enough for the stack of a spawned thread.
const MAX_DEPTH: usize = 64;

/// The maximum number of elements and attributes, several times that of all of Graph. Short ones take up to a kilobyte each, as
/// declarations.
const MAX_PARTS: usize = 1_000_000;

/// Parses a document, and returns its root element.
pub(super) fn parse(source: &Source) -> Result<Element, Diagnostic> {
    // The parser accepts the character, but no reference to it: it could not be written again.
    if let Some(start) = source.text().find('\0') {
        let message = "not well-formed XML: the character U+0000 is not permitted";
        return Err(Diagnostic::new(source, Span { start, end: start + 1 }, message).with_help("remove the character"));
    }
    let reader = NsReader::from_str(source.text());
    let mut parser = Parser { source, reader, open: Vec::new(), root: None, parts: 0 };
    while parser.step()? {}
    parser.root.ok_or_else(|| {
        let end = source.text().len();
        Diagnostic::new(source, Span { start: end, end }, "the document has no XML element")
            .with_help("a CSDL document starts with <edmx:Edmx>")
    })
}

struct Parser<'a> {
    source: &'a Source,
    reader: NsReader<&'a [u8]>,
    open: Vec<Element>,
    root: Option<Element>,
    /// The number of elements and attributes so far.
    parts: usize,
}

impl Parser<'_> {
    /// Reads one event. Returns `false` at the end of the document.
    fn step(&mut self) -> Result<bool, Diagnostic> {
        let start = position(self.reader.buffer_position());
        let event = self.reader.read_event();
        let span = Span { start, end: position(self.reader.buffer_position()) };
        match event {
            Ok(Event::Start(tag)) => {
                let element = self.element(&tag, span)?;
                if self.open.len() == MAX_DEPTH {
                    return Err(self
                        .diagnostic(span, format!("elements are nested more than {MAX_DEPTH} levels deep"))
                        .with_help("close the elements before this one; CSDL never nests so deep"));
                }
                self.open.push(element);
            }
            Ok(Event::Empty(tag)) => {
                let element = self.element(&tag, span)?;
                self.close(element)?;
            }
            Ok(Event::End(_)) => {
                // The reader has checked that every end tag closes the last open element.
                if let Some(element) = self.open.pop() {
                    self.close(element)?;
                }
            }
            Ok(Event::Text(text)) => self.text(&text, span)?,
            Ok(Event::CData(text)) => self.text(&text, span)?,
            Ok(Event::GeneralRef(reference)) => {
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                let text = character.as_deref().or_else(|| resolve_xml_entity(&reference));
                let undeclared = || {
                    let message = format!("undeclared entity `&{};`", &*reference);
                    self.diagnostic(span, message)
                        .with_help("write &amp; for &, or the code point of a character, such as &#8211;")
                };
                self.text(text.ok_or_else(undeclared)?, span)?;
            }
            Ok(Event::DocType(_)) => {
                let message = "document type definitions are not allowed: they can include or multiply text";
                return Err(self.diagnostic(span, message).with_help("remove <!DOCTYPE …>; CSDL does not need it"));
            }
            Ok(Event::Decl(_) | Event::Comment(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => {
                return match self.open.last() {
                    Some(open) => {
                        let message = format!("unclosed element <{}>", open.name());
                        Err(self.diagnostic(open.span, message).with_help(format!("add </{}>", open.name())))
                    }
                    None => Ok(false),
                };
            }
            Err(error) => {
                let start = position(self.reader.error_position());
                let diagnostic = self.diagnostic(Span { start, end: start }, format!("not well-formed XML: {error}"));
                return Err(diagnostic.with_help("close every quote and every element, the innermost first"));
            }
        }
        Ok(true)
    }

    /// Adds text to the open element. White space between elements is layout.
    fn text(&mut self, text: &str, span: Span) -> Result<(), Diagnostic> {
        match self.open.last_mut() {
            Some(open) if matches!(open.tag, Tag::Scalar(_)) => open.text.push_str(text),
            _ if text.trim().is_empty() => {}
            _ => return Err(self.stray_text(span)),
        }
        Ok(())
    }

    fn element(&mut self, tag: &BytesStart<'_>, span: Span) -> Result<Element, Diagnostic> {
        let (namespace, local) = self.reader.resolver().resolve_element(tag.name());
        let name = local.as_ref();
        let mut element = Element::parse(name, span);
        let expected: &[&str] = match element.tag.role() {
            Role::Envelope => &[EDMX],
            // The reader reports it, with the elements that it expects there.
            Role::Unknown => &[EDM, EDMX],
            _ => &[EDM],
        };
        if !matches!(namespace, ResolveResult::Bound(bound) if expected.contains(&bound.as_ref())) {
            let message = format!("<{name}> does not belong to an OData 4 namespace");
            return Err(self.diagnostic(span, message).with_help(concat!(
                "declare xmlns=\"http://docs.oasis-open.org/odata/ns/edm\" on <Schema> and ",
                "xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\" on <edmx:Edmx>",
            )));
        }
        self.count_part(span)?;
        for attribute in tag.attributes() {
            self.count_part(span)?;
            let malformed = |span: Span, error: String| {
                // The parser prefixes the error with its position in the tag.
                let what =
                    error.split_once(": ").filter(|(place, _)| place.ends_with(|end: char| end.is_ascii_digit()));
                let what = what.map_or(error.as_str(), |(_, what)| what);
                self.diagnostic(span, format!("malformed attribute on <{name}>: {what}"))
                    .with_help("write name=\"value\", with &amp; for & and &lt; for < in the value")
            };
            let attribute = attribute.map_err(|error| match error {
                AttrError::Duplicated(..) => {
                    self.diagnostic(span, format!("duplicate attribute on <{name}>")).with_help("remove one of the two")
                }
                error => malformed(span, error.to_string()),
            })?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let [name_span, value_span] =
                [attribute.key.as_ref(), attribute.value.as_ref()].map(|part| self.span_of(part).unwrap_or(span));
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| malformed(value_span, error.to_string()))?.into_owned();
            element.attributes.push(Attribute::parse(attribute.key.as_ref(), value, value_span, name_span));
        }
        Ok(element)
    }

    fn count_part(&mut self, span: Span) -> Result<(), Diagnostic> {
        self.parts += 1;
        if self.parts <= MAX_PARTS {
            return Ok(());
        }
        let message = format!("the document has more than {MAX_PARTS} elements and attributes");
        Err(self.diagnostic(span, message).with_help("pass the metadata of one service"))
    }

    fn close(&mut self, mut element: Element) -> Result<(), Diagnostic> {
        if element.text.trim().len() < element.text.len() {
            element.text = String::from(element.text.trim());
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if self.root.is_none() => self.root = Some(element),
            None => {
                return Err(self
                    .diagnostic(element.span, "more than one root element")
                    .with_help("move it into the first root element, or into another file"));
            }
        }
        Ok(())
    }

    /// Returns the location of a slice of the text. The parser returns slices without their positions.
    fn span_of(&self, part: &str) -> Option<Span> {
        let start = part.as_ptr().addr().checked_sub(self.source.text().as_ptr().addr())?;
        let end = start + part.len();
        (end <= self.source.text().len()).then_some(Span { start, end })
    }

    fn stray_text(&self, mut span: Span) -> Diagnostic {
        let text = self.source.text().get(span.start..span.end).unwrap_or_default();
        span.start += text.len() - text.trim_start().len();
        self.diagnostic(span, "unexpected text between elements")
            .with_help("only the values of annotations have text; use an attribute")
    }

    fn diagnostic(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.source, span, message)
    }
}

/// Converts a position. The input is in memory, so every position in it fits.
fn position(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
