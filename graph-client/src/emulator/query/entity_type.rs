//! The properties that a query may name.

use super::error::QueryError;
use graph_models::odata::{Object, Property, PropertyVisitor};

/// An entity type, as far as queries depend on it.
#[derive(Clone, Debug)]
pub(in crate::emulator) struct EntityType {
    name: &'static str,
    properties: Vec<&'static str>,
    navigation_properties: &'static [&'static str],
}

impl EntityType {
    /// Returns the type of a model, with the navigation properties that `$expand` may name.
    pub(in crate::emulator) fn of<T: Object>(navigation_properties: &'static [&'static str]) -> Self {
        let mut names = Names(Vec::new());
        T::default().visit(&mut names);
        let properties = names.0.into_iter().filter(|name| !navigation_properties.contains(name)).collect();
        Self { name: T::type_name(), properties, navigation_properties }
    }

    /// Returns the declared name of a property that is written in any case.
    pub(in crate::emulator) fn property(&self, name: &str) -> Result<&'static str, QueryError> {
        find(&self.properties, name).ok_or_else(|| self.unknown(name))
    }

    /// Returns the declared name of a navigation property.
    pub(super) fn navigation_property(&self, name: &str) -> Result<&'static str, QueryError> {
        find(self.navigation_properties, name).ok_or_else(|| match find(&self.properties, name) {
            Some(name) => QueryError::bad_request(format!(
                "Property '{name}' on type '{}' is not a navigation property or complex property. Only navigation \
                 properties can be expanded.",
                self.name
            )),
            None => self.unknown(name),
        })
    }

    fn unknown(&self, name: &str) -> QueryError {
        QueryError::bad_request(format!("Could not find a property named '{name}' on type '{}'.", self.name))
    }
}

fn find(names: &[&'static str], name: &str) -> Option<&'static str> {
    names.iter().find(|declared| declared.eq_ignore_ascii_case(name)).copied()
}

struct Names(Vec<&'static str>);

impl<'a> PropertyVisitor<'a> for Names {
    fn property<T: Property>(&mut self, name: &'static str, _: &'a Option<T>) {
        self.0.push(name);
    }
}
