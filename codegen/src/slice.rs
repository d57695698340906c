//! Cuts the slice of a CSDL document that `models.toml` selects.
//!
//! A slice contains the selected types in full, with the annotations that target them. Of other types that these require, it
//! contains the name, the base type, the key, and the navigation properties of paths. Of operations, it contains those that are
//! selected, and those whose parameters are listed. It contains nothing else. It is written in canonical form, so that slices of two snapshots differ
//! only where the snapshots do.

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
    /// Cuts the slice of the document that the selected types require.
    ///
    /// `current` is the current slice. Its descriptions are kept for elements that the document does not describe: they were
    /// written by hand, or come from an earlier snapshot.
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

/// Copies descriptions from the current slice to elements of the new one that have none.
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
                let index = element.children.iter().take_while(|child| is_before(child)).count();
                element.children.insert(index, description.clone());
            }
        }
        describe(&mut element.children, &current.children);
    }
}
