//! The identity of an element among its siblings.

use super::element::Element;
use super::vocabulary::{Attr, Tag};

/// The name of the return type of an operation in the target of annotations.
pub(super) const RETURN_TYPE: &str = "$ReturnType";

/// The name of the binding parameter of an operation in the paths of differences. Its own name does not matter.
pub(crate) const BINDING_PARAMETER: &str = "$Binding";

impl Element {
    /// Returns a key that is unique among siblings; for most elements, the name.
    ///
    /// The binding parameter identifies an overload of an action; that and the names of the other parameters identify an
    /// overload of a function ([CSDL, section 12]).
    ///
    /// [CSDL, section 12]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_ActionandFunction
    pub(crate) fn identity(&self) -> String {
        let name = self.value(Attr::Name).unwrap_or_default();
        match self.tag {
            Tag::ReturnType => RETURN_TYPE.to_owned(),
            Tag::Annotation => self.annotation_key().join("#").trim_end_matches('#').to_owned(),
            Tag::Action | Tag::Function => {
                let mut parameters = self.children(Tag::Parameter);
                let binding = if self.is(Attr::IsBound) { parameters.next() } else { None };
                let mut parts: Vec<&str> = binding.and_then(|binding| binding.value(Attr::Type)).into_iter().collect();
                if self.tag == Tag::Function {
                    let mut names: Vec<_> = parameters.filter_map(|parameter| parameter.value(Attr::Name)).collect();
                    names.sort_unstable();
                    parts.extend(names);
                }
                format!("{name}({})", parts.join(","))
            }
            _ => name.to_owned(),
        }
    }

    /// Returns the term or path, and the qualifier: the key of an annotation or a navigation property binding.
    pub(super) fn annotation_key(&self) -> [String; 2] {
        let first = self.value(Attr::Term).or_else(|| self.value(Attr::PATH));
        [first, self.value(Attr::Qualifier)].map(|value| value.unwrap_or_default().to_owned())
    }
}
