//! The option `$filter`: `contains`, `startswith`, `eq` and `and`.

mod literal;
mod parser;
mod token;

use super::JsonObject;
use super::entity_type::EntityType;
use super::error::QueryError;
use super::property_path::PropertyPath;
use literal::Literal;
use serde_json::Value;

/// A condition on an object.
#[derive(Debug, PartialEq)]
pub(super) enum Filter {
    /// All of the conditions. There are none by default.
    All(Vec<Filter>),
    /// A property is a string that contains a text in lower case.
    Contains(PropertyPath, String),
    /// A property is a string that starts with a text in lower case.
    StartsWith(PropertyPath, String),
    /// A property has a value.
    Equal(PropertyPath, Literal),
}

impl Default for Filter {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Filter {
    pub(super) fn parse(text: &str, entity: &EntityType) -> Result<Self, QueryError> {
        parser::parse(text, entity).map_err(|error| match error {
            QueryError::BadRequest(message) => QueryError::BadRequest(format!("Invalid filter clause: {message}")),
            QueryError::NotEmulated(_) => error,
        })
    }

    pub(super) fn matches(&self, object: &JsonObject) -> bool {
        match self {
            Self::All(filters) => filters.iter().all(|filter| filter.matches(object)),
            Self::Contains(property, text) => lowercase(property, object).is_some_and(|value| value.contains(text)),
            Self::StartsWith(property, text) => {
                lowercase(property, object).is_some_and(|value| value.starts_with(text))
            }
            Self::Equal(property, literal) => literal.equals(property.value(object)),
        }
    }
}

fn lowercase(property: &PropertyPath, object: &JsonObject) -> Option<String> {
    property.value(object).and_then(Value::as_str).map(str::to_lowercase)
}

#[cfg(test)]
mod tests;
