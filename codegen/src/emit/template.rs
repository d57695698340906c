//! Templates for code that is the same for every property or member, except for a few names.
//!
//! A template is parsed once and then cloned: parsing the code of every property would take most of the generator's time.

use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, LitStr, Type};

/// The placeholder for the field or variant.
const NAME: &str = "__name";
/// The placeholder for the setter.
const SETTER: &str = "__setter";
/// The placeholder for the type of the field's value.
const VALUE: &str = "__Value";
/// The placeholder for the name on the wire.
const WIRE: &str = "__wire";

/// Code with placeholders.
pub(super) struct Template<T> {
    code: T,
    visit: fn(&mut Substitution<'_>, &mut T),
}

/// The values of the placeholders.
pub(super) struct Substitution<'a> {
    pub(super) name: &'a Ident,
    pub(super) setter: Option<&'a Ident>,
    pub(super) value: Option<&'a Type>,
    pub(super) wire: &'a str,
}

impl<T: Clone> Template<T> {
    pub(super) fn new(code: T, visit: fn(&mut Substitution<'_>, &mut T)) -> Self {
        Self { code, visit }
    }

    /// Returns the code with the placeholders replaced.
    pub(super) fn instantiate(&self, mut substitution: Substitution<'_>) -> T {
        let mut code = self.code.clone();
        (self.visit)(&mut substitution, &mut code);
        code
    }
}

impl VisitMut for Substitution<'_> {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        let value = if ident == NAME {
            Some(self.name)
        } else if ident == SETTER {
            self.setter
        } else {
            None
        };
        if let Some(value) = value {
            ident.clone_from(value);
        }
    }

    fn visit_type_mut(&mut self, code: &mut Type) {
        match code {
            Type::Path(path) if path.path.is_ident(VALUE) => {
                if let Some(value) = self.value {
                    code.clone_from(value);
                }
            }
            _ => visit_mut::visit_type_mut(self, code),
        }
    }

    fn visit_lit_str_mut(&mut self, literal: &mut LitStr) {
        if literal.value() == WIRE {
            *literal = LitStr::new(self.wire, literal.span());
        }
    }

    // Documentation has no placeholders.
    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
}
