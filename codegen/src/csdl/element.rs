//! A CSDL document as a tree of elements, each with its location in the text.

use super::vocabulary::{Attr, Tag, Term};
use crate::Span;

/// An element of one of OData's two XML namespaces.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) tag: Tag,
    /// The name of an element whose tag is unknown.
    unknown: Option<Box<str>>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) children: Vec<Element>,
    /// The text inside, trimmed.
    pub(crate) text: String,
    /// The start tag.
    pub(crate) span: Span,
}

impl Element {
    /// Creates an element without a location.
    pub(crate) fn new(tag: Tag, attributes: &[(Attr, &str)], children: Vec<Self>) -> Self {
        let attributes = attributes.iter().map(|(attr, value)| Attribute::new(*attr, (*value).to_owned()));
        let (text, span) = Default::default();
        Self { tag, unknown: None, attributes: attributes.collect(), children, text, span }
    }

    /// Creates an element from its name in a document, without the prefix.
    pub(super) fn parse(name: &str, span: Span) -> Self {
        let tag = Tag::parse(name);
        let unknown = (tag == Tag::Unknown).then(|| name.into());
        // Most elements have no more attributes.
        let attributes = Vec::with_capacity(2);
        Self { tag, unknown, attributes, children: Vec::new(), text: String::new(), span }
    }

    /// Copies the element with other children.
    pub(crate) fn with_children<'a>(&self, children: impl IntoIterator<Item = &'a Self>) -> Self {
        let Self { tag, unknown, attributes, children: _, text, span } = self;
        let (unknown, attributes, text) = (unknown.clone(), attributes.clone(), text.clone());
        Self { tag: *tag, unknown, attributes, children: children.into_iter().cloned().collect(), text, span: *span }
    }

    /// Returns the name without a namespace prefix.
    pub(crate) fn name(&self) -> &str {
        self.unknown.as_deref().unwrap_or(self.tag.as_str())
    }

    /// Returns the value of an attribute.
    pub(crate) fn value(&self, attr: Attr) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.attr == attr).map(|attribute| attribute.value.as_str())
    }

    /// Returns the value of a boolean attribute, or its default.
    pub(crate) fn is(&self, attr: Attr) -> bool {
        self.value(attr).or(attr.default()) == Some("true")
    }

    /// Returns the children with a tag.
    pub(crate) fn children(&self, tag: Tag) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.tag == tag)
    }

    /// Returns the term of an annotation, if the generator understands it.
    pub(crate) fn term(&self) -> Option<Term> {
        self.value(Attr::Term).and_then(Term::parse)
    }

    /// Returns whether the values of the element's type are collections.
    pub(crate) fn is_collection(&self) -> bool {
        self.value(Attr::Type).is_some_and(|value| split_collection(value).1)
    }
}

/// An attribute other than a namespace declaration.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) attr: Attr,
    /// The name of an attribute that is foreign or unknown.
    other: Option<Box<str>>,
    pub(crate) value: String,
    /// The value, between its quotes.
    pub(crate) span: Span,
    /// The name.
    pub(crate) name_span: Span,
}

impl Attribute {
    /// Creates an attribute without a location.
    pub(super) fn new(attr: Attr, value: String) -> Self {
        let (span, name_span) = Default::default();
        Self { attr, other: None, value, span, name_span }
    }

    /// Creates an attribute from its name in a document.
    pub(super) fn parse(name: &str, value: String, span: Span, name_span: Span) -> Self {
        let attr = Attr::parse(name);
        let other = matches!(attr, Attr::Foreign | Attr::Unknown).then(|| name.into());
        Self { attr, other, value, span, name_span }
    }

    /// Returns the name, with its namespace prefix if it is foreign.
    pub(crate) fn name(&self) -> &str {
        self.other.as_deref().unwrap_or(self.attr.as_str())
    }
}

/// Returns the type of a value or, if it is a collection, of its items.
pub(crate) fn item(type_name: &str) -> &str {
    split_collection(type_name).0
}

/// Returns the type of a value or of its items, and whether it is a collection.
pub(super) fn split_collection(type_name: &str) -> (&str, bool) {
    match type_name.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')')) {
        Some(item) => (item, true),
        None => (type_name, false),
    }
}
