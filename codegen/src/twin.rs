//! Compares a schema with its twin, the OpenAPI document of the same API.
//!
//! Everything that affects the models is compared, except for the facts that only CSDL can express: keys, containment of
//! navigation properties, the values of members that are not flags, write permissions, open types and streams.

use crate::document::Document;
use crate::schema::{Documentation, EnumerationType, QualifiedName, Schema, StructuredKind, StructuredType, Type};
use crate::text::is_invisible;
use crate::{Diagnostic, Diagnostics, Span};
use std::collections::BTreeMap;

/// A document with the schema to compare: all of its declarations, or a selection.
type Side<'a> = (&'a Document, &'a Schema);

/// Adds a diagnostic for each difference between the types of the schema and those of the twin. The twin may declare more
/// types.
pub fn compare(schema: Side<'_>, twin: Side<'_>, diagnostics: &mut Diagnostics) {
    let mut comparison = Comparison::new(schema.0, twin.0, diagnostics);
    for (name, declared) in &schema.1.types {
        comparison.declared(name, declared, twin.1.types.get(name));
    }
}

/// Adds a diagnostic for each type that is selected only from the twin.
pub(crate) fn find_extra(schema: Side<'_>, twin: Side<'_>, diagnostics: &mut Diagnostics) {
    let mut comparison = Comparison::new(schema.0, twin.0, diagnostics);
    for (name, declared) in &twin.1.types {
        if !schema.1.types.contains_key(name) {
            comparison.differ(&name.to_string(), None, Some((describe(declared), declared.span())));
        }
    }
}

/// Compares the files generated from the schema and from the twin. [`compare`] finds every difference that affects a file, so
/// an error here indicates a bug in it.
pub(crate) fn compare_files(
    files: &BTreeMap<String, String>,
    twin: &BTreeMap<String, String>,
) -> Result<(), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    for path in files.keys().filter(|path| files.get(*path) != twin.get(*path)) {
        let message = format!("the twin makes another file of `{path}`, though it says the same");
        let help = "generate from either one alone with --schema and --out, and compare";
        diagnostics.push(Diagnostic::without_location(message).with_help(help));
    }
    diagnostics.none_or(())
}

/// Copies the facts that only CSDL can express to the twin.
pub(crate) fn complete(twin: &mut Schema, schema: &Schema) {
    let add = |documentation: &mut Documentation, full: &Documentation| {
        let Documentation { description, deprecation, .. } = std::mem::take(documentation);
        *documentation = Documentation { description, deprecation, ..full.clone() };
    };
    for (name, declared) in &mut twin.types {
        let Some(full) = schema.types.get(name) else { continue };
        add(declared.documentation_mut(), full.documentation());
        match (declared, full) {
            (Type::Structured(declared), Type::Structured(full)) => {
                declared.is_open = full.is_open;
                declared.has_stream = full.has_stream;
                declared.key.clone_from(&full.key);
                for property in &mut declared.properties {
                    if let Some(full) = full.property(&property.name) {
                        add(&mut property.documentation, &full.documentation);
                    }
                }
            }
            (Type::Enumeration(declared), Type::Enumeration(full)) => {
                declared.underlying = full.underlying;
                for member in &mut declared.members {
                    if let Some(full) = full.members.iter().find(|full| full.name == member.name) {
                        if !declared.is_flags {
                            member.value = full.value;
                        }
                        add(&mut member.documentation, &full.documentation);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A value as text and the span that declares it, or `None` if the side does not declare it.
type Value = Option<(String, Span)>;

struct Comparison<'a> {
    documents: [&'a Document; 2],
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Comparison<'a> {
    fn new(schema: &'a Document, twin: &'a Document, diagnostics: &'a mut Diagnostics) -> Self {
        Self { documents: [schema, twin], diagnostics }
    }

    fn differ(&mut self, what: &str, left: Value, right: Value) {
        self.differ_within(what, left, right, [None, None]);
    }

    /// The same for something that may be missing in what stands at the other place.
    fn differ_within(&mut self, what: &str, left: Value, right: Value, within: [Option<Span>; 2]) {
        let says = |document: &Document, said: &Value| {
            let said = said.as_ref().map_or("nothing", |(text, _)| text.as_str());
            format!("{} says {said}", document.notation())
        };
        let [left_document, right_document] = self.documents;
        let message = format!("{what}: {}, {}", says(left_document, &left), says(right_document, &right));
        let [left_source, right_source] = self.documents.map(Document::source);
        let [left_within, right_within] = within;
        let missing = [(left_source, left_within), (right_source, right_within)];
        let missing = [&left, &right].iter().zip(missing).find(|(said, _)| said.is_none()).map(|(_, within)| within);
        let places: Vec<_> = [(left_source, left), (right_source, right)]
            .into_iter()
            .filter_map(|(source, said)| Some((source, said?.1)))
            .collect();
        let mut diagnostic = match places.first() {
            Some((source, span)) => Diagnostic::new(source, *span, message),
            None => Diagnostic::without_location(message),
        };
        if let Some((source, span)) = places.get(1) {
            diagnostic =
                diagnostic.with_related(source, *span, format!("the twin, {}, says otherwise here", source.name()));
        }
        if let Some((source, Some(span))) = missing {
            diagnostic = diagnostic.with_related(
                source,
                span,
                format!("{}, which says nothing, would say it in here", source.name()),
            );
        }
        self.diagnostics.push(diagnostic.with_help("make both say the same"));
    }

    /// Reports two values that differ.
    fn same<T: PartialEq>(&mut self, what: &str, values: [T; 2], spans: [Span; 2], show: impl Fn(&T) -> String) {
        let [left, right] = values;
        if left != right {
            self.differ(what, Some((show(&left), spans[0])), Some((show(&right), spans[1])));
        }
    }

    fn declared(&mut self, name: &QualifiedName, left: &Type, right: Option<&Type>) {
        let said = |declared: &Type| Some((describe(declared), declared.span()));
        let path = name.to_string();
        match (left, right) {
            (_, None) => self.differ(&path, said(left), None),
            (Type::Structured(left), Some(Type::Structured(right))) => self.structured(&path, left, right),
            (Type::Enumeration(left), Some(Type::Enumeration(right))) => self.enumeration(&path, left, right),
            (_, Some(right)) => self.differ(&path, said(left), said(right)),
        }
    }

    fn structured(&mut self, path: &str, left: &StructuredType, right: &StructuredType) {
        let spans = [left.span, right.span];
        self.same(path, [left.kind, right.kind], spans, |kind| it_is(*kind));
        self.same(path, [left.is_abstract, right.is_abstract], spans, |is| {
            say(*is, "it is abstract", "it is not abstract")
        });
        let base = |structured: &StructuredType| structured.base.as_ref().map(|base| base.name.clone());
        self.same(path, [base(left), base(right)], spans, |base| match base {
            Some(base) => format!("it is derived from `{base}`"),
            None => "it has no base type".to_owned(),
        });
        self.documentation(path, [&left.documentation, &right.documentation], spans);

        let pairs =
            self.pairs(path, spans, &left.properties, &right.properties, |property| (&property.name, property.span));
        for (left, right) in pairs {
            let (path, spans) = (format!("{path}.{}", left.name), [left.span, right.span]);
            self.same(&path, [left.value.to_string(), right.value.to_string()], spans, |value| format!("`{value}`"));
            self.same(&path, [left.is_nullable, right.is_nullable], spans, |is| {
                say(*is, "it can be null", "it cannot be null")
            });
            self.documentation(&path, [&left.documentation, &right.documentation], spans);
        }
        let [left, right] = [left, right].map(|structured| &structured.navigation_properties);
        let pairs = self.pairs(path, spans, left, right, |property| (&property.name, property.span));
        for (left, right) in pairs {
            let (path, spans) = (format!("{path}.{}", left.name), [left.span, right.span]);
            let targets = [left, right].map(|property| (property.target.name.to_string(), property.is_collection));
            self.same(&path, targets, spans, |(target, is_collection)| {
                format!("it leads to {} `{target}`", if *is_collection { "any number of" } else { "one" })
            });
            self.documentation(&path, [&left.documentation, &right.documentation], spans);
        }
    }

    fn enumeration(&mut self, path: &str, left: &EnumerationType, right: &EnumerationType) {
        let spans = [left.span, right.span];
        self.same(path, [left.is_flags, right.is_flags], spans, |is| {
            say(*is, "its members combine", "its members do not combine")
        });
        self.documentation(path, [&left.documentation, &right.documentation], spans);
        let pairs = self.pairs(path, spans, &left.members, &right.members, |member| (&member.name, member.span));
        for (a, b) in pairs {
            let (path, spans) = (format!("{path}.{}", a.name), [a.span, b.span]);
            if left.is_flags && right.is_flags {
                self.same(&path, [a.value, b.value], spans, |value| match value {
                    Some(value) => format!("its number is {value}"),
                    None => "it has no number".to_owned(),
                });
            }
            self.documentation(&path, [&a.documentation, &b.documentation], spans);
        }
    }

    fn documentation(&mut self, path: &str, sides: [&Documentation; 2], spans: [Span; 2]) {
        // White space does not matter: documentation joins words with single spaces.
        let words =
            |text: &String| text.split(is_invisible).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let descriptions = sides.map(|side| side.description.as_ref().map(words));
        self.same(path, descriptions, spans, |description| match description {
            Some(text) => format!("its description is {text:?}"),
            None => "it has no description".to_owned(),
        });
        self.same(path, sides.map(|side| &side.deprecation), spans, |deprecation| match deprecation {
            Some(deprecation) => format!("it is deprecated: \"{deprecation}\""),
            None => "it is not deprecated".to_owned(),
        });
    }

    /// Pairs the items of both sides by name, in the order of the left side. Reports items that only one side has, and the first
    /// item whose position differs.
    fn pairs<'t, T>(
        &mut self,
        path: &str,
        [left_span, right_span]: [Span; 2],
        left: &'t [T],
        right: &'t [T],
        of: impl Fn(&T) -> (&String, Span),
    ) -> Vec<(&'t T, &'t T)> {
        let said = |item: &T| Some(("it is there".to_owned(), of(item).1));
        let [of_left, of_right] = [left, right]
            .map(|items| items.iter().map(|item| (of(item).0.clone(), item)).collect::<BTreeMap<String, &T>>());
        let mut pairs = Vec::new();
        for item in left {
            if let Some(other) = of_right.get(of(item).0) {
                pairs.push((item, *other));
            } else {
                let what = format!("{path}.{}", of(item).0);
                self.differ_within(&what, said(item), None, [None, Some(right_span)]);
            }
        }
        let is_left = |other: &&T| of_left.contains_key(of(other).0);
        for other in right.iter().filter(|other| !is_left(other)) {
            let what = format!("{path}.{}", of(other).0);
            self.differ_within(&what, None, said(other), [Some(left_span), None]);
        }
        let order = right.iter().filter(is_left);
        if let Some(((item, _), other)) = pairs.iter().zip(order).find(|((item, _), other)| of(item).0 != of(other).0) {
            let here = |item: &T| Some((format!("`{}` comes here", of(item).0), of(item).1));
            self.differ(path, here(item), here(other));
        }
        pairs
    }
}

fn say(is_so: bool, yes: &str, no: &str) -> String {
    if is_so { yes.to_owned() } else { no.to_owned() }
}

fn describe(declared: &Type) -> String {
    match declared {
        Type::Structured(structured) => it_is(structured.kind),
        Type::Enumeration(_) => "it is an enumeration".to_owned(),
    }
}

fn it_is(kind: StructuredKind) -> String {
    match kind {
        StructuredKind::Entity => "it is an entity type".to_owned(),
        StructuredKind::Complex => "it is a complex type".to_owned(),
    }
}
