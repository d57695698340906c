//! The options `$select` and `$expand`.

use super::JsonObject;
use super::entity_type::EntityType;
use super::error::QueryError;
use serde_json::Value;

/// The properties of an object that are returned.
#[derive(Debug, Default)]
pub(super) struct Projection {
    /// All, if it is `None`.
    selected: Option<Vec<&'static str>>,
    expanded: Vec<&'static str>,
}

impl Projection {
    pub(super) fn select(&mut self, text: &str, entity: &EntityType) -> Result<(), QueryError> {
        let mut selected = Vec::new();
        for name in names(text, "$select")? {
            if name == "*" {
                return Ok(());
            }
            // A navigation property can be selected; only `$expand` returns it.
            let property = entity.property(name).or_else(|error| entity.navigation_property(name).map_err(|_| error));
            selected.push(property.map_err(in_option)?);
        }
        self.selected = Some(selected);
        Ok(())
    }

    pub(super) fn expand(&mut self, text: &str, entity: &EntityType) -> Result<(), QueryError> {
        if text.contains('(') {
            return Err(QueryError::not_emulated(format!("Options within $expand are not emulated: '{text}'.")));
        }
        for name in names(text, "$expand")? {
            self.expanded.push(entity.navigation_property(name).map_err(in_option)?);
        }
        Ok(())
    }

    pub(super) fn apply(
        &self,
        object: &JsonObject,
        related: &impl Fn(&JsonObject, &str) -> Option<Value>,
    ) -> JsonObject {
        let is_selected = |name: &str| {
            let property = name.split('@').next().unwrap_or_default();
            // Annotations of the object stay, those of a property stay with it.
            property.is_empty() || self.selected.as_ref().is_none_or(|selected| selected.contains(&property))
        };
        let kept = object.iter().filter(|(name, _)| is_selected(name));
        let mut projected: JsonObject = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        for name in &self.expanded {
            projected.insert((*name).to_owned(), related(object, name).unwrap_or(Value::Null));
        }
        projected
    }

    pub(super) fn context(&self) -> String {
        let selected = self.selected.iter().flatten().map(|name| (*name).to_owned());
        let names: Vec<String> = selected.chain(self.expanded.iter().map(|name| format!("{name}()"))).collect();
        if names.is_empty() { String::new() } else { format!("({})", names.join(",")) }
    }
}

fn names<'a>(text: &'a str, option: &str) -> Result<Vec<&'a str>, QueryError> {
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    if names.iter().any(|name| name.is_empty()) {
        return Err(QueryError::bad_request(format!("Invalid {option}: an empty name in '{text}'.")));
    }
    Ok(names)
}

fn in_option(error: QueryError) -> QueryError {
    match error {
        QueryError::BadRequest(message) => {
            QueryError::BadRequest(format!("Parsing OData Select and Expand failed: {message}"))
        }
        QueryError::NotEmulated(_) => error,
    }
}
