//! Cuts the part out of a CSDL document that `models.toml` asks for.
//!
//! A slice has the types that become models, whole, with the annotations that target them. Of other types it has what those
//! cannot do without: name, base type and key, and the navigation properties that a path leads through. Nothing else of the
//! document is in it. It is written in a canonical form, so that slices of two snapshots differ only where the snapshots do.

mod keep;
mod reduce;

use crate::Diagnostics;
use crate::csdl::{Attr, Canonical, Element, Scalar, Tag, Term};
use crate::document::Document;
use crate::load::Loaded;
use crate::text::is_blank;
use keep::Keep;
use std::collections::BTreeMap;

impl Loaded {
    /// Cuts the part out of the document that the selected types need.
    ///
    /// `current` is the slice so far. Its descriptions are kept where the document has none: they were written by hand, or an
    /// earlier snapshot had them.
    ///
    /// # Errors
    ///
    /// One of the documents is not CSDL, or the current slice has errors.
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
    /// let roots = Roots::Named(vec!["microsoft.graph.trip".to_owned()]);
    /// let slice = codegen::load(Input::new(document).with_roots(roots))?.slice(None)?;
    /// assert!(slice.contains(r#"<Property Name="to" Type="microsoft.graph.place" />"#));
    /// assert!(!slice.contains("ship"));
    /// # Ok::<(), codegen::Diagnostics>(())
    /// ```
    pub fn slice(&self, current: Option<&Document>) -> Result<String, Diagnostics> {
        let document = self.document().canonical()?;
        let current = match current {
            Some(current) => current.schema().and_then(|_| current.canonical()).map(Some)?,
            None => None,
        };
        let mut keep = Keep::new(document, &self.selection, &self.models);
        let mut slice = loop {
            let slice = reduce::reduce(document, &keep);
            if !keep.add_named(&slice) {
                break slice;
            }
        };
        if let Some(current) = current {
            keep_descriptions(&mut slice, current);
        }
        slice.references = reduce::references(document, &slice);
        Ok(slice.to_text())
    }
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
