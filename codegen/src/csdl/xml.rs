//! The XML of a CSDL document as a tree of elements, each with its place in the text.

use crate::{Diagnostic, Source, Span};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

pub(super) const EDM: &str = "http://docs.oasis-open.org/odata/ns/edm";
pub(super) const EDMX: &str = "http://docs.oasis-open.org/odata/ns/edmx";

/// The elements around schemas; all others belong to [`EDM`].
pub(super) const EDMX_ELEMENTS: [&str; 4] = ["DataServices", "Edmx", "Include", "Reference"];

/// Elements with text inside: the expressions of annotations.
pub(super) const TEXT_ELEMENTS: &[&str] = &[
    "AnnotationPath",
    "Binary",
    "Bool",
    "Date",
    "DateTimeOffset",
    "Decimal",
    "Duration",
    "EnumMember",
    "Float",
    "Guid",
    "Int",
    "ModelElementPath",
    "NavigationPropertyPath",
    "Path",
    "PropertyPath",
    "String",
    "TimeOfDay",
];

/// Deeper than any CSDL nests, shallow enough for every stack.
const MAX_DEPTH: usize = 64;

/// An element that has one of OData's two namespaces.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    /// The name without its namespace prefix.
    pub(crate) name: String,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) children: Vec<Element>,
    /// The text inside, without the blanks around it.
    pub(crate) text: String,
    /// The start tag.
    pub(crate) span: Span,
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.as_str())
    }
}

/// An attribute that is no namespace declaration.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) value: String,
    /// The value, between its quotes.
    pub(crate) span: Span,
    /// The name.
    pub(crate) name_span: Span,
}

/// The root element of a document.
pub(super) fn parse(source: &Source) -> Result<Element, Diagnostic> {
    let mut parser = Parser { source, reader: NsReader::from_str(source.text()), open: Vec::new(), root: None };
    while parser.step()? {}
    let end = source.text().len();
    let missing = Diagnostic::new(source, Span { start: end, end }, "there is no XML element in the document")
        .with_help("a CSDL document begins with <edmx:Edmx>");
    parser.root.ok_or(missing)
}

struct Parser<'a> {
    source: &'a Source,
    reader: NsReader<&'a [u8]>,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Parser<'_> {
    /// Takes one event in; false at the end of the document.
    fn step(&mut self) -> Result<bool, Diagnostic> {
        let start = position(self.reader.buffer_position());
        let event = self.reader.read_event();
        let span = Span { start, end: position(self.reader.buffer_position()) };
        match event {
            Ok(Event::Start(tag)) => {
                let element = self.element(&tag, span)?;
                if self.open.len() == MAX_DEPTH {
                    return Err(self
                        .diagnostic(span, format!("elements are nested more than {MAX_DEPTH} deep"))
                        .with_help("no CSDL is; close the elements before this one"));
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
                    let message = format!("the entity `&{};` is not declared", &*reference);
                    self.diagnostic(span, message)
                        .with_help("write &amp; for &, or the number of a character, as in &#8211;")
                };
                self.text(text.ok_or_else(undeclared)?, span)?;
            }
            Ok(Event::DocType(_)) => {
                let message = "a document type definition is refused: it could pull in or multiply text";
                return Err(self.diagnostic(span, message).with_help("remove the <!DOCTYPE …>; CSDL needs none"));
            }
            Ok(Event::Decl(_) | Event::Comment(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => {
                return match self.open.last() {
                    Some(open) => {
                        let message = format!("<{}> is never closed", open.name);
                        Err(self.diagnostic(open.span, message).with_help(format!("write </{}>", open.name)))
                    }
                    None => Ok(false),
                };
            }
            Err(error) => {
                let start = position(self.reader.error_position());
                let diagnostic = self.diagnostic(Span { start, end: start }, format!("not well-formed XML: {error}"));
                return Err(
                    diagnostic.with_help("close every quote and every element that was opened, the innermost first")
                );
            }
        }
        Ok(true)
    }

    /// Takes in a piece of text. Blanks around elements only lay the document out.
    fn text(&mut self, text: &str, span: Span) -> Result<(), Diagnostic> {
        match self.open.last_mut() {
            Some(open) if TEXT_ELEMENTS.contains(&open.name.as_str()) => open.text.push_str(text),
            _ if text.trim().is_empty() => {}
            _ => return Err(self.stray_text(span)),
        }
        Ok(())
    }

    fn element(&self, tag: &BytesStart<'_>, span: Span) -> Result<Element, Diagnostic> {
        let (namespace, local) = self.reader.resolver().resolve_element(tag.name());
        let name = local.as_ref().to_owned();
        let expected = if EDMX_ELEMENTS.contains(&name.as_str()) { EDMX } else { EDM };
        if !matches!(namespace, ResolveResult::Bound(bound) if bound.as_ref() == expected) {
            let message = format!("<{name}> is not an element of OData 4");
            return Err(self.diagnostic(span, message).with_help(concat!(
                "declare xmlns=\"http://docs.oasis-open.org/odata/ns/edm\" on <Schema> and ",
                "xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\" on <edmx:Edmx>",
            )));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let not_well_formed = |span: Span, error: String| {
                // Where in the tag it is, the parser puts before what it is.
                let what =
                    error.split_once(": ").filter(|(place, _)| place.ends_with(|end: char| end.is_ascii_digit()));
                let what = what.map_or(error.as_str(), |(_, what)| what);
                let message = format!("an attribute of <{name}> is not well-formed: {what}");
                self.diagnostic(span, message)
                    .with_help("write name=\"value\" once, with &amp; for & and &lt; for < in the value")
            };
            let attribute = attribute.map_err(|error| match error {
                AttrError::Duplicated(..) => not_well_formed(span, "it is there twice".to_owned()),
                error => not_well_formed(span, error.to_string()),
            })?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let [name_span, value_span] =
                [attribute.key.as_ref(), attribute.value.as_ref()].map(|part| self.place_of(part).unwrap_or(span));
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| not_well_formed(value_span, error.to_string()))?.into_owned();
            attributes.push(Attribute { name: attribute.key.as_ref().to_owned(), value, span: value_span, name_span });
        }
        Ok(Element { name, attributes, children: Vec::new(), text: String::new(), span })
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
                    .diagnostic(element.span, "a document has one root element, this is a second")
                    .with_help("move it into the first, or into a file of its own"));
            }
        }
        Ok(())
    }

    /// Where a part of the text stands. The reader hands out parts of it without saying where they are from.
    fn place_of(&self, part: &str) -> Option<Span> {
        let start = part.as_ptr().addr().checked_sub(self.source.text().as_ptr().addr())?;
        let end = start + part.len();
        (self.source.text().get(start..end) == Some(part)).then_some(Span { start, end })
    }

    fn stray_text(&self, mut span: Span) -> Diagnostic {
        let text = self.source.text().get(span.start..span.end).unwrap_or_default();
        span.start += text.len() - text.trim_start().len();
        self.diagnostic(span, "text between elements is not understood")
            .with_help("only the values of annotations have text inside; put it into an attribute")
    }

    fn diagnostic(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.source, span, message)
    }
}

/// The input is in memory, so every position in it is a `usize`.
fn position(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
