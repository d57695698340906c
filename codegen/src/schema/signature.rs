//! The signatures of operations, which tell overloads apart.

use super::QualifiedName;
use std::fmt::{self, Display, Formatter};

/// The signature of an operation: its name, the type that it is bound to and, for functions, the names of the other
/// parameters. It identifies an overload ([CSDL, section 12]).
///
/// As text, it is `ns.action(ns.type)`, `ns.action(Collection(ns.type))` or `ns.function(ns.type,from,to)` for bound
/// operations, and `ns.action()` or `ns.function(from,to)` for unbound ones. The names of parameters are sorted.
///
/// [CSDL, section 12]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_ActionandFunction
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signature {
    /// The qualified name of the operation.
    pub operation: QualifiedName,
    /// The type of the binding parameter. `None` if the operation is unbound.
    pub binding: Option<BindingType>,
    /// The names of the parameters of a function, without the binding parameter, sorted. Empty for an action.
    pub parameters: Vec<String>,
}

/// The type that an operation is bound to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BindingType {
    /// The type, or the type of the items of a collection.
    pub item: QualifiedName,
    /// Whether the operation is bound to a collection.
    pub is_collection: bool,
}

impl Signature {
    /// Creates a signature. Sorts the names of the parameters.
    pub(crate) fn new(operation: QualifiedName, binding: Option<BindingType>, mut parameters: Vec<String>) -> Self {
        parameters.sort_unstable();
        Self { operation, binding, parameters }
    }

    /// Parses a signature. Parentheses without contents may be missing, and parameters may be in any order.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let Some((operation, rest)) = text.split_once('(') else {
            return QualifiedName::parse(text).map(|operation| Self::new(operation, None, Vec::new()));
        };
        let operation = QualifiedName::parse(operation)?;
        let mut items: Vec<&str> = rest.strip_suffix(')')?.split(',').map(str::trim).collect();
        if items == [""] {
            items.clear();
        }
        // Names of parameters have no dots.
        let binding = items.first().and_then(|first| BindingType::parse(first));
        let parameters = items.into_iter().skip(usize::from(binding.is_some()));
        let parameters: Vec<_> = parameters.map(str::to_owned).collect();
        let is_name = |name: &String| !name.is_empty() && !name.contains(['(', ')']);
        parameters.iter().all(is_name).then(|| Self::new(operation, binding, parameters))
    }

    /// Returns the signature as a qualified name, which identifies the type of the parameters.
    pub(crate) fn to_name(&self) -> QualifiedName {
        let binding = self.binding.iter().map(ToString::to_string);
        let items: Vec<_> = binding.chain(self.parameters.iter().cloned()).collect();
        let QualifiedName { namespace, name } = &self.operation;
        QualifiedName { namespace: namespace.clone(), name: format!("{name}({})", items.join(",")) }
    }
}

impl BindingType {
    /// Parses the type of a binding parameter.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let collection = text.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
        let item = collection.unwrap_or(text);
        let item = QualifiedName::parse(item).filter(|_| !item.contains(['(', ')']))?;
        Some(Self { item, is_collection: collection.is_some() })
    }
}

impl Display for Signature {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.to_name().fmt(f)
    }
}

impl Display for BindingType {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_collection { write!(f, "Collection({})", self.item) } else { self.item.fmt(f) }
    }
}

#[cfg(test)]
mod tests {
    use super::Signature;

    #[test]
    fn the_text_of_a_signature_has_one_form() {
        for (text, expected) in [
            ("a.b.act(a.b.thing)", Some("a.b.act(a.b.thing)")),
            ("a.act( Collection(a.thing) )", Some("a.act(Collection(a.thing))")),
            ("a.find(a.thing, to,from)", Some("a.find(a.thing,from,to)")),
            ("a.find(to,from)", Some("a.find(from,to)")),
            ("a.act", Some("a.act()")),
            ("a.act()", Some("a.act()")),
            ("act(a.thing)", None),
            ("a.act(a.thing", None),
            ("a.act(a.thing,)", None),
            ("a.act(Set(a.thing))", None),
            ("a.act((a.thing))", None),
            ("", None),
        ] {
            let parsed = Signature::parse(text);
            assert_eq!(parsed.as_ref().map(ToString::to_string).as_deref(), expected, "{text}");
            let again = parsed.as_ref().and_then(|parsed| Signature::parse(&parsed.to_string()));
            assert_eq!(again, parsed, "{text}");
        }
    }
}
