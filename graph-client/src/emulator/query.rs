//! The [query options] of a collection or an object, and what they make of it.
//!
//! A [`Query`] is parsed from the query of a URL and applied to JSON objects. Names of properties, operators and functions are
//! matched regardless of case, like the service does, and strings are compared regardless of case.
//!
//! [query options]: https://learn.microsoft.com/graph/query-parameters

mod entity_type;
mod error;
mod filter;
mod options;
mod order;
mod page;
mod projection;
mod property_path;
mod search;
mod skip_token;

pub(super) use entity_type::EntityType;
pub(super) use error::QueryError;
use filter::Filter;
use options::Options;
use order::OrderBy;
pub(super) use page::{Page, Row};
use projection::Projection;
use search::Search;
use serde_json::{Map, Value};
use skip_token::SkipToken;
use std::num::NonZeroUsize;

/// A JSON object.
pub(super) type JsonObject = Map<String, Value>;

/// The kind of resource that a query is applied to. It decides which options are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A collection.
    Collection,
    /// The number of items of a collection: `/$count`.
    Count,
    /// One object.
    Object,
    /// A resource that takes no options, such as an action.
    None,
}

impl Target {
    const fn options(self) -> &'static [&'static str] {
        match self {
            Self::Collection => &options::KNOWN,
            Self::Count => &["$filter", "$search"],
            Self::Object => &["$expand", "$select"],
            Self::None => &[],
        }
    }
}

/// The query options of a request.
#[derive(Debug, Default)]
pub(super) struct Query {
    filter: Filter,
    search: Option<Search>,
    order_by: OrderBy,
    projection: Projection,
    top: Option<NonZeroUsize>,
    skip: usize,
    counts: bool,
    after: Option<SkipToken>,
}

impl Query {
    /// Parses the query of a URL, without the question mark.
    pub(super) fn parse(query: Option<&str>, entity: &EntityType, target: Target) -> Result<Self, QueryError> {
        let options = Options::parse(query.unwrap_or_default(), target.options())?;
        let mut parsed = Self::default();
        for (name, value) in options.iter() {
            match name {
                "$filter" => parsed.filter = Filter::parse(value, entity)?,
                "$search" => parsed.search = Some(Search::parse(value)?),
                "$orderby" => parsed.order_by = OrderBy::parse(value, entity)?,
                "$select" => parsed.projection.select(value, entity)?,
                "$expand" => parsed.projection.expand(value, entity)?,
                "$top" => parsed.top = Some(page_size(number(name, value)?)?),
                "$skip" => parsed.skip = number(name, value)?,
                "$count" => parsed.counts = boolean(name, value)?,
                "$skiptoken" => parsed.after = Some(SkipToken::parse(value)?),
                // `Options` knows no others.
                _ => {}
            }
        }
        Ok(parsed)
    }

    /// Returns the number of rows that match `$filter` and `$search`.
    pub(super) fn count<'a>(&self, rows: impl Iterator<Item = Row<'a>>) -> usize {
        rows.filter(|row| self.matches(&row.object)).count()
    }

    /// Returns an object with the properties that `$select` and `$expand` name.
    ///
    /// `related` returns the value of a navigation property.
    pub(super) fn project(
        &self,
        object: &JsonObject,
        related: impl Fn(&JsonObject, &str) -> Option<Value>,
    ) -> JsonObject {
        self.projection.apply(object, &related)
    }

    /// Returns what follows the resource in the context URL: `(id,serialNumber)`, or nothing.
    pub(super) fn context(&self) -> String {
        self.projection.context()
    }

    fn matches(&self, object: &JsonObject) -> bool {
        self.filter.matches(object) && self.search.as_ref().is_none_or(|search| search.matches(object))
    }
}

fn number(name: &str, value: &str) -> Result<usize, QueryError> {
    value.parse().map_err(|_| {
        QueryError::bad_request(format!("Invalid value '{value}' for {name}: expected a non-negative integer."))
    })
}

fn page_size(top: usize) -> Result<NonZeroUsize, QueryError> {
    NonZeroUsize::new(top).ok_or_else(|| QueryError::bad_request("Invalid value '0' for $top: the minimum is 1."))
}

fn boolean(name: &str, value: &str) -> Result<bool, QueryError> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(QueryError::bad_request(format!("Invalid value '{value}' for {name}: expected true or false."))),
    }
}

#[cfg(test)]
mod tests;
