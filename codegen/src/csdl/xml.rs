//! The XML of a CSDL document as a tree of elements, each with its place in the text.

use crate::{Problem, Source, Span};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

const EDM: &[u8] = b"http://docs.oasis-open.org/odata/ns/edm";
const EDMX: &[u8] = b"http://docs.oasis-open.org/odata/ns/edmx";

/// The elements around schemas; all others belong to [`EDM`].
const EDMX_ELEMENTS: [&str; 4] = ["DataServices", "Edmx", "Include", "Reference"];

/// Deeper than any CSDL nests, shallow enough for every stack.
const MAX_DEPTH: usize = 64;

/// An element that has one of OData's two namespaces.
#[derive(Debug)]
pub(super) struct Element {
    /// The name without its namespace prefix.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// The start tag.
    pub(super) span: Span,
}

/// The root element of a document.
pub(super) fn parse(source: Source<'_>) -> Result<Element, Problem> {
    let mut parser = Parser { source, reader: NsReader::from_str(source.text), open: Vec::new(), root: None };
    while parser.step()? {}
    let end = source.text.len();
    let missing = Problem::new(source, Span { start: end, end }, "there is no XML element in the document");
    parser.root.ok_or(missing)
}

struct Parser<'a> {
    source: Source<'a>,
    reader: NsReader<&'a [u8]>,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Parser<'_> {
    /// Takes one event in; false at the end of the document.
    fn step(&mut self) -> Result<bool, Problem> {
        let start = position(self.reader.buffer_position());
        let event = self.reader.read_event();
        let span = Span { start, end: position(self.reader.buffer_position()) };
        match event {
            Ok(Event::Start(tag)) => {
                let element = self.element(&tag, span)?;
                if self.open.len() == MAX_DEPTH {
                    return Err(self.problem(span, format!("elements are nested more than {MAX_DEPTH} deep")));
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
            Ok(Event::Text(text)) => {
                if !text.trim().is_empty() {
                    return Err(self.problem(span, "text between elements is not understood"));
                }
            }
            Ok(Event::CData(_) | Event::GeneralRef(_)) => {
                return Err(self.problem(span, "text between elements is not understood"));
            }
            Ok(Event::DocType(_)) => {
                let message = "a document type definition is refused: it could pull in or multiply text";
                return Err(self.problem(span, message).with_help("remove the <!DOCTYPE …>; CSDL needs none"));
            }
            Ok(Event::Decl(_) | Event::Comment(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => {
                return match self.open.last() {
                    Some(open) => {
                        let message = format!("<{}> is never closed", open.name);
                        Err(self.problem(open.span, message))
                    }
                    None => Ok(false),
                };
            }
            Err(error) => {
                let start = position(self.reader.error_position());
                return Err(self.problem(Span { start, end: start }, format!("not well-formed XML: {error}")));
            }
        }
        Ok(true)
    }

    fn element(&self, tag: &BytesStart<'_>, span: Span) -> Result<Element, Problem> {
        let (namespace, local) = self.reader.resolver().resolve_element(tag.name());
        let name = local.as_ref().to_owned();
        let expected = if EDMX_ELEMENTS.contains(&name.as_str()) { EDMX } else { EDM };
        if !matches!(namespace, ResolveResult::Bound(bound) if bound.as_ref().as_bytes() == expected) {
            let message = format!("<{name}> is not an element of OData 4");
            return Err(self.problem(span, message).with_help(concat!(
                "declare xmlns=\"http://docs.oasis-open.org/odata/ns/edm\" on <Schema> and ",
                "xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\" on <edmx:Edmx>",
            )));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let not_well_formed = |error: &dyn std::fmt::Display| {
                self.problem(span, format!("an attribute of <{name}> is not well-formed: {error}"))
            };
            let attribute = attribute.map_err(|error| not_well_formed(&error))?;
            if attribute.key.as_namespace_binding().is_none() {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                let value = value.map_err(|error| not_well_formed(&error))?;
                attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
            }
        }
        Ok(Element { name, attributes, children: Vec::new(), span })
    }

    fn close(&mut self, element: Element) -> Result<(), Problem> {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if self.root.is_none() => self.root = Some(element),
            None => return Err(self.problem(element.span, "a document has one root element, this is a second")),
        }
        Ok(())
    }

    fn problem(&self, span: Span, message: impl Into<String>) -> Problem {
        Problem::new(self.source, span, message)
    }
}

/// The input is in memory, so every position in it is a `usize`.
fn position(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
