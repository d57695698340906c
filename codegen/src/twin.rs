//! Compares a schema with its twin, the OpenAPI document of the same API.
//!
//! Everything that affects the models is compared, except for the facts that only CSDL can express: keys, containment of
//! navigation properties, the values of members that are not flags, write permissions, open types and streams.

use crate::document::Document;
use crate::schema::{Documentation, EnumerationType, Operation, QualifiedName, Schema, StructuredType, Type};
use crate::select::Operations;
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

/// Adds a diagnostic for each difference between selected operations of the schema and those of the twin.
pub(crate) fn compare_operations(
    (document, operations): (&Document, &Operations),
    (twin, declared): Side<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut comparison = Comparison::new(document, twin, diagnostics);
    for (name, operation) in operations {
        let overloads = declared.operations.get(&operation.name).into_iter().flatten();
        let other = overloads.into_iter().find(|overload| overload.signature().to_name() == *name);
        comparison.operation(&name.to_string(), operation, other);
    }
}

/// Adds a diagnostic for each type that is selected only from the twin.
pub(crate) fn find_extra(schema: Side<'_>, twin: Side<'_>, diagnostics: &mut Diagnostics) {
    let mut comparison = Comparison::new(schema.0, twin.0, diagnostics);
    for (name, declared) in &twin.1.types {
        if !schema.1.types.contains_key(name) {
            comparison.missing(&name.to_string(), declared.span(), [twin.0, schema.0], None);
        }
    }
}

/// Compares the files generated from the schema and from the twin. [`compare`] finds every difference that affects a file,
/// so an error here indicates a bug in it.
pub(crate) fn compare_files(
    files: &BTreeMap<String, String>,
    twin: &BTreeMap<String, String>,
) -> Result<(), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    for path in files.keys().filter(|path| files.get(*path) != twin.get(*path)) {
        let message = format!("the twin generates a different `{path}`, although the types are the same");
        let help = "generate from each document alone with --schema and --out, and compare the files";
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

struct Comparison<'a> {
    documents: [&'a Document; 2],
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Comparison<'a> {
    fn new(schema: &'a Document, twin: &'a Document, diagnostics: &'a mut Diagnostics) -> Self {
        Self { documents: [schema, twin], diagnostics }
    }

    /// Reports a difference between two declarations.
    fn differ(&mut self, path: &str, [left, right]: [String; 2], [left_span, right_span]: [Span; 2]) {
        let [left_document, right_document] = self.documents;
        let formats = [left_document, right_document].map(Document::format);
        let message = format!("`{path}` differs: {left} in {}, {right} in {}", formats[0], formats[1]);
        let diagnostic = Diagnostic::new(left_document.source(), left_span, message);
        let note = format!("declared here in {}", formats[1]);
        let diagnostic = diagnostic.with_related(right_document.source(), right_span, note);
        self.diagnostics.push(diagnostic.with_help("make both documents agree"));
    }

    /// Reports a declaration that is missing in the document `lacking`. `parent` is the declaration in `lacking` that should
    /// contain it.
    fn missing(&mut self, path: &str, span: Span, [declaring, lacking]: [&Document; 2], parent: Option<Span>) {
        let message = format!("`{path}` is missing in {}", lacking.format());
        let mut diagnostic = Diagnostic::new(declaring.source(), span, message);
        if let Some(parent) = parent {
            diagnostic = diagnostic.with_related(lacking.source(), parent, "expected here");
        }
        self.diagnostics.push(diagnostic.with_help("make both documents agree"));
    }

    /// Reports two values that differ.
    fn same<T: PartialEq>(&mut self, path: &str, values: [T; 2], spans: [Span; 2], show: impl Fn(&T) -> String) {
        let [left, right] = values;
        if left != right {
            self.differ(path, [left, right].map(|value| show(&value)), spans);
        }
    }

    fn declared(&mut self, name: &QualifiedName, left: &Type, right: Option<&Type>) {
        let path = name.to_string();
        match (left, right) {
            (_, None) => self.missing(&path, left.span(), self.documents, None),
            (Type::Structured(left), Some(Type::Structured(right))) => self.structured(&path, left, right),
            (Type::Enumeration(left), Some(Type::Enumeration(right))) => self.enumeration(&path, left, right),
            (_, Some(right)) => {
                self.differ(&path, [left, right].map(describe), [left.span(), right.span()]);
            }
        }
    }

    fn structured(&mut self, path: &str, left: &StructuredType, right: &StructuredType) {
        let spans = [left.span, right.span];
        self.same(path, [left.kind, right.kind], spans, ToString::to_string);
        self.same(path, [left.is_abstract, right.is_abstract], spans, negatable("abstract"));
        let base = |structured: &StructuredType| structured.base.as_ref().map(|base| base.name.clone());
        self.same(path, [base(left), base(right)], spans, |base| match base {
            Some(base) => format!("derived from `{base}`"),
            None => "no base type".to_owned(),
        });
        self.documentation(path, [&left.documentation, &right.documentation], spans);

        let pairs =
            self.pairs(path, spans, &left.properties, &right.properties, |property| (&property.name, property.span));
        for (left, right) in pairs {
            let (path, spans) = (format!("{path}/{}", left.name), [left.span, right.span]);
            self.same(&path, [left.value.to_string(), right.value.to_string()], spans, |value| format!("`{value}`"));
            self.same(&path, [left.is_nullable, right.is_nullable], spans, negatable("nullable"));
            self.documentation(&path, [&left.documentation, &right.documentation], spans);
        }
        let [left, right] = [left, right].map(|structured| &structured.navigation_properties);
        let pairs = self.pairs(path, spans, left, right, |property| (&property.name, property.span));
        for (left, right) in pairs {
            let (path, spans) = (format!("{path}/{}", left.name), [left.span, right.span]);
            self.same(&path, [left, right].map(|link| link.value().to_string()), spans, |value| format!("`{value}`"));
            self.documentation(&path, [&left.documentation, &right.documentation], spans);
        }
    }

    fn operation(&mut self, path: &str, left: &Operation, right: Option<&Operation>) {
        let Some(right) = right else { return self.missing(path, left.span, self.documents, None) };
        let spans = [left.span, right.span];
        match (left.parameters_type(), right.parameters_type()) {
            (Some(left), Some(right)) => self.structured(path, &left, &right),
            (None, None) => self.same(path, [left.kind, right.kind], spans, ToString::to_string),
            (left, right) => {
                let counts = [left, right].map(|parameters| parameters.map_or(0, |of| of.properties.len()));
                self.same(path, counts, spans, |count| format!("{count} parameters"));
            }
        }
        let returned =
            [left, right].map(|operation| operation.return_type.as_ref().map(|returned| returned.value.to_string()));
        self.same(path, returned, spans, |returned| match returned {
            Some(value) => format!("returns `{value}`"),
            None => "returns nothing".to_owned(),
        });
    }

    fn enumeration(&mut self, path: &str, left: &EnumerationType, right: &EnumerationType) {
        let spans = [left.span, right.span];
        self.same(path, [left.is_flags, right.is_flags], spans, negatable("flags"));
        self.documentation(path, [&left.documentation, &right.documentation], spans);
        let pairs = self.pairs(path, spans, &left.members, &right.members, |member| (&member.name, member.span));
        for (a, b) in pairs {
            let (path, spans) = (format!("{path}/{}", a.name), [a.span, b.span]);
            if left.is_flags && right.is_flags {
                self.same(&path, [a.value, b.value], spans, |value| match value {
                    Some(value) => format!("value {value}"),
                    None => "no value".to_owned(),
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
            Some(text) => format!("description {text:?}"),
            None => "no description".to_owned(),
        });
        self.same(path, sides.map(|side| &side.deprecation), spans, |deprecation| match deprecation {
            Some(deprecation) => format!("deprecated ({:?})", deprecation.to_string()),
            None => "not deprecated".to_owned(),
        });
    }

    /// Pairs the items of both sides by name, in the order of the left side. Reports items that only one side has, and the
    /// first item whose position differs.
    fn pairs<'t, T>(
        &mut self,
        path: &str,
        [left_span, right_span]: [Span; 2],
        left: &'t [T],
        right: &'t [T],
        of: impl Fn(&T) -> (&String, Span),
    ) -> Vec<(&'t T, &'t T)> {
        let [of_left, of_right] = [left, right]
            .map(|items| items.iter().map(|item| (of(item).0.clone(), item)).collect::<BTreeMap<String, &T>>());
        let [left_document, right_document] = self.documents;
        let mut pairs = Vec::new();
        for item in left {
            let (name, span) = of(item);
            if let Some(other) = of_right.get(name) {
                pairs.push((item, *other));
            } else {
                self.missing(&format!("{path}/{name}"), span, [left_document, right_document], Some(right_span));
            }
        }
        let is_left = |other: &&T| of_left.contains_key(of(other).0);
        for other in right.iter().filter(|other| !is_left(other)) {
            let (name, span) = of(other);
            self.missing(&format!("{path}/{name}"), span, [right_document, left_document], Some(left_span));
        }
        let order = pairs.iter().map(|(item, _)| *item).zip(right.iter().filter(is_left));
        if let Some((left, right)) = order.into_iter().find(|(left, right)| of(left).0 != of(right).0) {
            let [left, right] = [left, right].map(of);
            let names = [left.0, right.0].map(|name| format!("`{name}` at this position"));
            self.differ(path, names, [left.1, right.1]);
        }
        pairs
    }
}

fn describe(declared: &Type) -> String {
    match declared {
        Type::Structured(structured) => structured.kind.to_string(),
        Type::Enumeration(_) => "enumeration".to_owned(),
    }
}

/// Returns a function that describes a fact: the term itself if it is true, otherwise its negation.
fn negatable(term: &str) -> impl Fn(&bool) -> String {
    move |holds| if *holds { term.to_owned() } else { format!("not {term}") }
}
