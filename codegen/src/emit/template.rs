//! Code that is alike for every property or member, but for a few names.
//!
//! It is parsed once and copied from then on: parsing it for each of them would take most of the generator's time.

use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, LitStr, Type};

/// Stands for the field or the variant.
const NAME: &str = "__name";
/// Stands for the setter.
const SETTER: &str = "__setter";
/// Stands for the type of the field when it is set.
const VALUE: &str = "__Value";
/// Stands for the name on the wire.
const WIRE: &str = "__wire";

/// A piece of code with placeholders.
pub(super) struct Template<T> {
    code: T,
    visit: fn(&mut Filling<'_>, &mut T),
}

/// What takes the place of the placeholders.
pub(super) struct Filling<'a> {
    pub(super) name: &'a Ident,
    pub(super) setter: Option<&'a Ident>,
    pub(super) value: Option<&'a Type>,
    pub(super) wire: &'a str,
}

impl<T: Clone> Template<T> {
    pub(super) fn new(code: T, visit: fn(&mut Filling<'_>, &mut T)) -> Self {
        Self { code, visit }
    }

    pub(super) fn fill(&self, mut filling: Filling<'_>) -> T {
        let mut code = self.code.clone();
        (self.visit)(&mut filling, &mut code);
        code
    }
}

impl VisitMut for Filling<'_> {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        let filling = if ident == NAME {
            Some(self.name)
        } else if ident == SETTER {
            self.setter
        } else {
            None
        };
        if let Some(filling) = filling {
            ident.clone_from(filling);
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
