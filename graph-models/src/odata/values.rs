//! Cloning and comparing objects.
//!
//! Two objects of a type have the same properties in the same order, so the values of one are listed, and the other is
//! visited beside the list.

use super::{AdditionalProperties, Object, Property, PropertyVisitor, PropertyVisitorMut};
use std::any::Any;

/// Clones an object.
pub fn clone_object<T: Object>(object: &T) -> T {
    let mut values = Values::new();
    values.list(object);
    let mut clone = T::default();
    clone.visit_mut(&mut Filler(&mut values));
    clone
}

/// Compares two objects, property by property. The order of additional properties does not matter.
pub fn eq_objects<T: Object>(object: &T, other: &T) -> bool {
    let mut values = Values::new();
    values.list(other);
    let mut comparer = Comparer { others: &mut values, is_equal: true };
    object.visit(&mut comparer);
    comparer.is_equal
}

/// The number of values for which a list needs no memory of its own. Few types have more properties.
const INLINE: usize = 32;

/// The values of an object, in visiting order.
struct Values<'a> {
    inline: [Option<&'a dyn Any>; INLINE],
    more: Vec<Option<&'a dyn Any>>,
    /// The number of listed values, and then the position of the next one.
    position: usize,
    additional: Option<&'a AdditionalProperties>,
}

impl<'a> Values<'a> {
    #[inline]
    fn new() -> Self {
        Self { inline: [None; INLINE], more: Vec::new(), position: 0, additional: None }
    }

    /// Lists the values of an object and goes back to the first one.
    fn list<T: Object>(&mut self, object: &'a T) {
        object.visit(self);
        self.position = 0;
    }

    /// Returns the next value. Its type is the one that it was listed with.
    fn next<T: 'static>(&mut self) -> Option<&'a T> {
        let value = match self.inline.get(self.position) {
            Some(value) => *value,
            None => self.more.get(self.position - INLINE).copied().flatten(),
        };
        self.position += 1;
        let value = value?.downcast_ref();
        debug_assert!(value.is_some(), "both visits have the same properties in the same order");
        value
    }
}

impl<'a> PropertyVisitor<'a> for Values<'a> {
    fn property<T: Property>(&mut self, _name: &'static str, value: &'a Option<T>) {
        let value = value.as_ref().map(|value| value as &dyn Any);
        match self.inline.get_mut(self.position) {
            Some(inline) => *inline = value,
            None => self.more.push(value),
        }
        self.position += 1;
    }

    fn additional_properties(&mut self, properties: &'a AdditionalProperties) {
        self.additional = Some(properties);
    }
}

/// Fills the properties of an object with clones.
struct Filler<'v, 'a>(&'v mut Values<'a>);

impl PropertyVisitorMut for Filler<'_, '_> {
    fn property<T: Property>(&mut self, _name: &'static str, value: &mut Option<T>) {
        *value = self.0.next().cloned();
    }

    fn additional_properties(&mut self, properties: &mut AdditionalProperties) {
        if let Some(additional) = self.0.additional {
            properties.clone_from(additional);
        }
    }
}

struct Comparer<'v, 'a> {
    others: &'v mut Values<'a>,
    is_equal: bool,
}

impl<'a> PropertyVisitor<'a> for Comparer<'_, '_> {
    fn property<T: Property>(&mut self, _name: &'static str, value: &'a Option<T>) {
        self.is_equal = self.is_equal && self.others.next() == value.as_ref();
    }

    fn additional_properties(&mut self, properties: &'a AdditionalProperties) {
        self.is_equal = self.is_equal && self.others.additional == Some(properties);
    }
}
