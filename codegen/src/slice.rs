//! Cuts the part out of a CSDL document that `models.toml` asks for.
//!
//! A slice has the types that become models, whole, with the annotations that target them. Of other types it has what those
//! cannot do without: name, base type and key, and the navigation properties that a path leads through. Nothing else of the
//! document is in it. It is written in a canonical form, so that slices of two editions differ only where the editions do.

mod keep;
mod reduce;

use crate::csdl::{self, Attr, Canonical, Element, Scalar, Tag, Term};
use crate::input::Notation;
use crate::schema::Schema;
use crate::text::is_blank;
use crate::{Diagnostic, Diagnostics, Input, Source, select};
use keep::Keep;
use std::collections::BTreeMap;

/// Cuts a slice for the roots of the input out of its schema.
///
/// `current` is the slice so far. Where the document has no description, that of the slice so far is kept: it was written by
/// hand, or was in an earlier edition.
///
/// # Errors
///
/// Every diagnostic that was found in the document, in `models.toml` and in the current slice. Only CSDL can be cut.
///
/// ```
/// use codegen::{Input, Roots, Source};
///
/// let document = Source::new("all.csdl", r#"
///   <edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
///     <Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
///       <ComplexType Name="trip"><Property Name="to" Type="graph.place" Nullable="true" /></ComplexType>
///       <ComplexType Name="place"><Property Name="city" Type="Edm.String" /></ComplexType>
///       <ComplexType Name="ship"><Property Name="name" Type="Edm.String" /></ComplexType>
///     </Schema>
///   </edmx:DataServices></edmx:Edmx>"#);
/// let input = Input::new(&document).with_roots(Roots::Named(vec!["microsoft.graph.trip".to_owned()]));
/// let slice = codegen::slice(&input, None)?;
/// assert!(slice.contains(r#"<Property Name="to" Type="microsoft.graph.place" />"#));
/// assert!(!slice.contains("ship"));
/// # Ok::<(), codegen::Diagnostics>(())
/// ```
pub fn slice(input: &Input<'_>, current: Option<&Source<'_>>) -> Result<String, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let document = read(input.schema, &mut diagnostics);
    let current = current.and_then(|current| read(current, &mut diagnostics)).map(|(_, current)| current);
    let models = input.read_models(&mut diagnostics);
    let (Some((schema, document)), Some(models)) = (document, models) else { return Err(diagnostics) };
    let selection = select::select(schema, &models, &input.roots, &mut diagnostics);
    let mut keep = Keep::new(&document, &selection, &models);
    let mut slice = loop {
        let slice = reduce::reduce(&document, &keep);
        if !keep.add_named(&slice) {
            break slice;
        }
    };
    if let Some(current) = current {
        keep_descriptions(&mut slice, &current);
    }
    slice.references = reduce::references(&document, &slice);
    diagnostics.none_or(slice.to_text())
}

fn read(source: &Source<'_>, diagnostics: &mut Diagnostics) -> Option<(Schema, Canonical)> {
    if Notation::of(source) != Notation::Csdl {
        let diagnostic =
            Diagnostic::without_location(format!("{} is not CSDL, and a slice is cut out of CSDL", source.name));
        diagnostics.push(diagnostic.with_help("take the metadata of the service: its CSDL begins with <edmx:Edmx>"));
        return None;
    }
    let (declarations, canonical) = csdl::read_canonical(source, diagnostics)?;
    Some((Schema::new(declarations, source, diagnostics), canonical))
}

/// Takes descriptions over from an earlier slice where the new one has none.
fn keep_descriptions(slice: &mut Canonical, current: &Canonical) {
    for (namespace, contents) in &mut slice.schemas {
        if let Some(current) = current.schemas.get(namespace) {
            describe(&mut contents.declarations, &current.declarations);
        }
    }
}

fn describe(elements: &mut [Element], current: &[Element]) {
    let key = |element: &Element| (element.tag, element.identity());
    let current: BTreeMap<_, _> = current.iter().map(|element| (key(element), element)).collect();
    for element in elements {
        let Some(current) = current.get(&key(element)) else { continue };
        for term in Term::DESCRIPTIONS {
            let is_of_term = |child: &Element| child.term() == Some(term) && child.value(Attr::Qualifier).is_none();
            let is_description = |child: &&Element| {
                is_of_term(child) && child.value(Attr::Scalar(Scalar::String)).is_some_and(|text| !is_blank(text))
            };
            if element.children.iter().any(|child| is_description(&child)) {
                continue;
            }
            if let Some(description) = current.children.iter().find(is_description) {
                element.children.retain(|child| !is_of_term(child));
                // Annotations come first, in the order of their terms.
                let term = description.value(Attr::Term);
                let is_before = |child: &Element| child.tag == Tag::Annotation && child.value(Attr::Term) < term;
                let place = element.children.iter().take_while(|child| is_before(child)).count();
                element.children.insert(place, description.clone());
            }
        }
        describe(&mut element.children, &current.children);
    }
}
