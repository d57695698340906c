//! Finding what a document carries beyond its schema.

use super::enumeration::known_member;
use super::property::Lookup;
use super::{Enumeration, Object, Property, PropertyVisitor};
use std::fmt::{self, Display};

/// One thing in an object that the schema does not know. See [`Object::unrecognized`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
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

pub(super) fn find<T: Object>(object: &T) -> Vec<Unrecognized> {
    let mut finder = Finder::default();
    finder.object(object);
    finder.found
}

impl Finder {
    /// Walks through an object that stands at the current path.
    pub fn object<T: Object>(&mut self, object: &T) {
        object.visit(self);
        for (name, _) in object.additional_properties().iter() {
            // An annotation is of the object itself or of one of its properties.
            let target = name.split_once('@').map(|(target, _)| target);
            if !target.is_some_and(|target| target.is_empty() || Lookup::of(object, target).is_declared) {
                let separator = self.separator();
                let path = format!("{}{separator}{name}", self.path);
                self.found.push(if Lookup::of(object, name).is_declared {
                    Unrecognized::Value { path }
                } else {
                    Unrecognized::Property { path, type_name: T::type_name() }
                });
            }
        }
    }

    /// Looks at an enumeration member that stands at the current path.
    pub fn member<T: Enumeration>(&mut self, member: &T) {
        if known_member::<T>(member.as_str()).is_none() {
            self.found.push(Unrecognized::Member { path: self.path.clone(), member: member.as_str().to_owned() });
        }
    }

    pub(super) fn within<T: Property>(&mut self, step: &str, value: &T) {
        let outer = self.path.len();
        self.path.push_str(step);
        value.find_unrecognized(self);
        self.path.truncate(outer);
    }

    fn separator(&self) -> &'static str {
        if self.path.is_empty() { "" } else { "." }
    }
}

impl PropertyVisitor<'_> for Finder {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            let separator = self.separator();
            self.within(&format!("{separator}{name}"), value);
        }
    }
}
