//! Properties, values and members that the schema does not name.

use std::fmt::{self, Display};
use std::mem;

/// A part of an object that the schema does not describe. See [`Object::unrecognized`](super::Object::unrecognized).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unrecognized {
    /// A property that the type does not have.
    #[non_exhaustive]
    Property {
        /// The path of the property, such as `settings.items[2].colour`.
        path: String,
        /// The qualified name of the type that lacks the property.
        type_name: &'static str,
    },
    /// A value that the property's type cannot hold, such as a date without an offset, an empty string for a GUID, a
    /// number for an enumeration, or a list with nulls among its items.
    ///
    /// It is kept among the additional properties under the property's name, and written back. Setting the field of the
    /// property replaces it.
    #[non_exhaustive]
    Value {
        /// The path of the property, such as `settings.items[2].colours`.
        path: String,
    },
    /// A member that the enumeration does not have.
    #[non_exhaustive]
    Member {
        /// The path of the property, such as `settings.items[2].state`.
        path: String,
        /// The member as it was received.
        member: String,
    },
}

impl Unrecognized {
    /// Returns the path of the property, such as `settings.items[2].colour`.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Property { path, .. } | Self::Value { path } | Self::Member { path, .. } => path,
        }
    }
}

impl Display for Unrecognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property { path, type_name } => write!(f, "`{path}` is not a property of `{type_name}`"),
            Self::Value { path } => write!(f, "`{path}` has a value that its type cannot hold"),
            Self::Member { path, member } => write!(f, "`{path}` has the unknown member `{member}`"),
        }
    }
}

/// Collects the parts of an object that the schema does not describe.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct UnrecognizedVisitor {
    path: String,
    found: Vec<Unrecognized>,
}

impl UnrecognizedVisitor {
    /// Reports an unknown enumeration member at the current path.
    pub(super) fn unknown_member(&mut self, member: &str) {
        self.found.push(Unrecognized::Member { path: self.path.clone(), member: member.to_owned() });
    }

    /// Reports an unknown property of the object at the current path.
    pub(super) fn unknown_property(&mut self, name: &str, type_name: &'static str) {
        let path = self.path_of(name);
        self.found.push(Unrecognized::Property { path, type_name });
    }

    /// Reports a value that does not fit the property of the object at the current path.
    pub(super) fn unexpected_value(&mut self, name: &str) {
        let path = self.path_of(name);
        self.found.push(Unrecognized::Value { path });
    }

    /// Visits a property of the object at the current path.
    pub(super) fn visit_property(&mut self, name: &str, visit: impl FnOnce(&mut Self)) {
        self.within(self.path_of(name), visit);
    }

    /// Visits an item of the list at the current path.
    pub(super) fn visit_item(&mut self, index: usize, visit: impl FnOnce(&mut Self)) {
        self.within(format!("{}[{index}]", self.path), visit);
    }

    fn within(&mut self, path: String, visit: impl FnOnce(&mut Self)) {
        let outer = mem::replace(&mut self.path, path);
        visit(self);
        self.path = outer;
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(super) fn into_found(self) -> Vec<Unrecognized> {
        self.found
    }
}
