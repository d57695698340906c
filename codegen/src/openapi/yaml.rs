//! YAML as a tree of values.
//!
//! Anchors and aliases are not allowed: a few lines of them can exhaust the memory. The [core schema] distinguishes
//! numbers, booleans and null from strings.
//!
//! [core schema]: https://yaml.org/spec/1.2.2/#103-core-schema

use super::node::{Entry, MAX_DEPTH, Node, Value, object, own};
use crate::{Diagnostic, Source, Span};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span as Markers};

pub(super) fn parse(source: &Source) -> Result<Node, Diagnostic> {
    let mut builder = Builder { source, offsets: Offsets::of(source.text()), open: Vec::new(), root: None };
    for event in Parser::new_from_str(source.text()) {
        match event {
            Ok((event, markers)) => builder.take(event, markers)?,
            Err(error) => {
                let span = builder.span(Markers::empty(*error.marker()));
                let diagnostic = Diagnostic::new(source, span, format!("not well-formed YAML: {}", error.info()));
                return Err(
                    diagnostic.with_help("check the characters before this location, and the indentation of the line")
                );
            }
        }
    }
    let end = Span { start: source.text().len(), end: source.text().len() };
    let empty = || Diagnostic::new(source, end, "the document is empty").with_help("start with `openapi: 3.1.0`");
    builder.root.ok_or_else(empty)
}

/// An unclosed array or object.
enum Open {
    List {
        items: Vec<Node>,
        start: Span,
    },
    /// The entries so far, and the key whose value comes next.
    Object {
        entries: Vec<Entry>,
        key: Option<(String, Span)>,
        start: Span,
    },
}

struct Builder<'a> {
    source: &'a Source,
    offsets: Offsets<'a>,
    open: Vec<Open>,
    root: Option<Node>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, markers: Markers) -> Result<(), Diagnostic> {
        let span = self.span(markers);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => match self.root {
                Some(_) => Err(self.diagnostic(span, "more than one document", "move it into another file")),
                None => Ok(()),
            },
            Event::Alias(_) => Err(self.no_alias(span)),
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _)
                if anchor != 0 =>
            {
                Err(self.no_alias(span))
            }
            Event::Scalar(text, style, _, tag) => {
                let is_text = style != ScalarStyle::Plain || tag.is_some();
                let value = if is_text { Value::Text(own(text)) } else { plain(own(text)) };
                self.add(Node { value, span })
            }
            Event::SequenceStart(..) => self.begin(Open::List { items: Vec::new(), start: span }),
            Event::MappingStart(..) => self.begin(Open::Object { entries: Vec::new(), key: None, start: span }),
            Event::SequenceEnd | Event::MappingEnd => {
                let (value, start) = match self.open.pop() {
                    Some(Open::List { items, start }) => (Value::List(items), start),
                    Some(Open::Object { entries, start, .. }) => (object(entries, self.source)?, start),
                    // The parser closes only what it opened.
                    None => return Ok(()),
                };
                self.add(Node { value, span: Span { start: start.start, end: span.start.max(start.start) } })
            }
        }
    }

    fn begin(&mut self, open: Open) -> Result<(), Diagnostic> {
        if self.open.len() == MAX_DEPTH {
            let (Open::List { start, .. } | Open::Object { start, .. }) = open;
            let message = format!("values are nested more than {MAX_DEPTH} levels deep");
            let help = "declare inner schemas under components/schemas, and refer to them";
            return Err(self.diagnostic(start, message, help));
        }
        self.open.push(open);
        Ok(())
    }

    fn add(&mut self, node: Node) -> Result<(), Diagnostic> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Object { entries, key, .. }) => {
                let span = node.span;
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry { key, key_span, value: node });
                    return Ok(());
                }
                let text = match node.value {
                    // Many documents write a status such as 201 without quotes.
                    Value::Text(text) | Value::Number(text) => text,
                    Value::Boolean(value) => value.to_string(),
                    Value::Null => "null".to_owned(),
                    Value::List(_) | Value::Object(_) => {
                        return Err(self.diagnostic(span, "a key must be a string", "write a name and a colon"));
                    }
                };
                *key = Some((text, span));
            }
        }
        Ok(())
    }

    fn no_alias(&self, span: Span) -> Diagnostic {
        let message = "anchors and aliases are not allowed: a few of them can expand without end";
        self.diagnostic(span, message, "write out the value, or refer to a schema with `$ref`")
    }

    fn diagnostic(&self, span: Span, message: impl Into<String>, help: &str) -> Diagnostic {
        Diagnostic::new(self.source, span, message).with_help(help)
    }

    fn span(&self, markers: Markers) -> Span {
        let [start, end] = [markers.start, markers.end].map(|marker| self.offsets.byte(marker));
        Span { start, end: end.max(start) }
    }
}

/// Returns the value of a scalar without quotes, by the core schema.
fn plain(text: String) -> Value {
    let is_number = || {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
        let is_special = digits.starts_with(|first: char| first.is_ascii_alphabetic());
        !is_special && text.parse::<f64>().is_ok()
    };
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        _ if is_number() => Value::Number(text),
        _ => Value::Text(text),
    }
}

/// The byte offsets of characters: the parser counts characters.
struct Offsets<'a> {
    text: &'a str,
    /// The offset of every character whose number is a multiple of [`STEP`]. Empty if every character is one byte.
    starts: Vec<usize>,
}

/// The number of characters to count at most for an offset.
const STEP: usize = 64;

impl<'a> Offsets<'a> {
    fn of(text: &'a str) -> Self {
        let starts = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STEP).map(|(start, _)| start).collect()
        };
        Self { text, starts }
    }

    fn byte(&self, marker: Marker) -> usize {
        let index = marker.index();
        if self.starts.is_empty() {
            return index.min(self.text.len());
        }
        let start = self.starts.get(index / STEP).copied().unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        rest.char_indices().nth(index % STEP).map_or(self.text.len(), |(offset, _)| start + offset)
    }
}
