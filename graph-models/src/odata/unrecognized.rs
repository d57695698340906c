//! Finding what a document carries beyond its schema.

use super::enumeration::{Enumeration, known_member};
use std::fmt::{self, Display};
use std::mem;

/// One thing in an object that the schema does not know. See [`Object::unrecognized`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unrecognized {
    /// A property that the type does not have.
    #[non_exhaustive]
    Property {
        /// Where it stands, such as `settings.items[2].colour`.
        path: String,
        /// The qualified name of the type that lacks it.
        type_name: &'static str,
    },
    /// A value that its property has no room for: a list with nulls among its items. It is among the additional
    /// properties.
    #[non_exhaustive]
    Value {
        /// Where it stands, such as `settings.items[2].colours`.
        path: String,
    },
    /// A member that the enumeration does not have.
    #[non_exhaustive]
    Member {
        /// The property that holds it, such as `settings.items[2].state`.
        path: String,
        /// The member as received.
        member: String,
    },
}

impl Unrecognized {
    /// Where it stands in the object, such as `settings.items[2].colour`.
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
            Self::Value { path } => write!(f, "`{path}` has a value that its property has no room for"),
            Self::Member { path, member } => write!(f, "`{path}` has the unknown member `{member}`"),
        }
    }
}

/// Collects what is unrecognized on a walk through an object.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Finder {
    path: String,
    found: Vec<Unrecognized>,
}

impl Finder {
    /// Looks at an enumeration member that stands at the current path.
    pub fn member<T: Enumeration>(&mut self, member: &T) {
        if known_member::<T>(member.as_str()).is_none() {
            self.found.push(Unrecognized::Member { path: self.path.clone(), member: member.as_str().to_owned() });
        }
    }

    /// Reports a property that the type of the object at the current path does not have.
    pub(super) fn unknown_property(&mut self, name: &str, type_name: &'static str) {
        let path = self.path_of(name);
        self.found.push(Unrecognized::Property { path, type_name });
    }

    /// Reports a value that the property of the object at the current path has no room for.
    pub(super) fn unexpected_value(&mut self, name: &str) {
        let path = self.path_of(name);
        self.found.push(Unrecognized::Value { path });
    }

    /// Looks into the property of the object at the current path.
    pub(super) fn in_property(&mut self, name: &str, look: impl FnOnce(&mut Self)) {
        self.within(self.path_of(name), look);
    }

    /// Looks into the item of the collection at the current path.
    pub(super) fn in_item(&mut self, index: usize, look: impl FnOnce(&mut Self)) {
        self.within(format!("{}[{index}]", self.path), look);
    }

    fn within(&mut self, path: String, look: impl FnOnce(&mut Self)) {
        let outer = mem::replace(&mut self.path, path);
        look(self);
        self.path = outer;
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(super) fn into_found(self) -> Vec<Unrecognized> {
        self.found
    }
}
