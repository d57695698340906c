//! What tells an element from its siblings.

use super::element::Element;
use super::vocabulary::{Attr, Tag};

impl Element {
    /// What tells the element from others beside it: its name, for most.
    ///
    /// The binding parameter tells overloads of an action apart; for a function, the names of the other parameters do so, too
    /// ([CSDL, section 12](https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_ActionandFunction)).
    pub(crate) fn identity(&self) -> String {
        let name = self.value(Attr::Name).unwrap_or_default();
        match self.tag {
            Tag::ReturnType => "$ReturnType".to_owned(),
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

    /// What tells an annotation, or a navigation property binding, from others of the same element.
    pub(super) fn annotation_key(&self) -> [String; 2] {
        let first = self.value(Attr::Term).or_else(|| self.value(Attr::PATH));
        [first, self.value(Attr::Qualifier)].map(|value| value.unwrap_or_default().to_owned())
    }
}
