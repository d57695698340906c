//! Paths to properties, such as `state/deviceImportStatus`.

use super::JsonObject;
use super::entity_type::EntityType;
use super::error::QueryError;
use serde_json::Value;

/// A path to a property of an object or, with `/`, of a nested object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PropertyPath(Vec<String>);

impl PropertyPath {
    /// Parses a path, or returns `None` if the text has not the form of one.
    pub(super) fn parse(text: &str, entity: &EntityType) -> Option<Result<Self, QueryError>> {
        let mut segments = text.split('/');
        if !segments.clone().all(is_identifier) {
            return None;
        }
        let first = entity.property(segments.next()?);
        Some(first.map(|first| Self([first].into_iter().chain(segments).map(str::to_owned).collect())))
    }

    /// Returns the value of the property, unless it is absent or null.
    pub(super) fn value<'a>(&self, object: &'a JsonObject) -> Option<&'a Value> {
        let (last, parents) = self.0.split_last()?;
        let parent = parents.iter().try_fold(object, |object, name| member(object, name)?.as_object())?;
        member(parent, last).filter(|value| !value.is_null())
    }
}

/// Returns a member whose name is written in any case.
fn member<'a>(object: &'a JsonObject, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| {
        let mut members = object.iter();
        members.find(|(member, _)| member.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
