//! The option `$search`.

use super::JsonObject;
use super::error::QueryError;
use serde_json::Value;

/// A phrase that one of the strings of an object must contain, regardless of case. Ids and dates do not count.
#[derive(Debug)]
pub(super) struct Search {
    lowercase: String,
}

impl Search {
    pub(super) fn parse(text: &str) -> Result<Self, QueryError> {
        let text = text.trim();
        let phrase = match text.strip_prefix('"') {
            Some(rest) => match rest.strip_suffix('"') {
                Some(phrase) if !phrase.contains('"') => phrase,
                _ => {
                    let message = format!("Only a single phrase is emulated in $search, not '{text}'.");
                    return Err(QueryError::not_emulated(message));
                }
            },
            None => text,
        };
        if phrase.trim().is_empty() {
            return Err(QueryError::bad_request("Invalid $search: the phrase is empty."));
        }
        Ok(Self { lowercase: phrase.to_lowercase() })
    }

    pub(super) fn matches(&self, object: &JsonObject) -> bool {
        let is_ignored = |name: &str| name == "id" || name.ends_with("Id") || name.ends_with("DateTime");
        let is_searched = |name: &str| !is_ignored(name) && !name.contains('@');
        let values = object.iter().filter(|(name, _)| is_searched(name)).map(|(_, value)| value);
        values.filter_map(Value::as_str).any(|text| text.to_lowercase().contains(&self.lowercase))
    }
}
