//! Pages of a collection.

use super::options::next_query;
use super::order::SortKey;
use super::skip_token::SkipToken;
use super::{JsonObject, Query};
use serde_json::Value;
use std::borrow::Cow;
use std::num::NonZeroUsize;

/// An item of a collection.
#[derive(Clone, Debug)]
pub(in crate::emulator) struct Row<'a> {
    /// The key of the item in the order of the collection. It is never given to another item.
    pub(in crate::emulator) position: u64,
    pub(in crate::emulator) object: Cow<'a, JsonObject>,
}

/// A page of a collection.
#[derive(Debug, PartialEq)]
pub(in crate::emulator) struct Page {
    pub(in crate::emulator) objects: Vec<JsonObject>,
    /// The number of items on all pages, if the query asks for it.
    pub(in crate::emulator) count: Option<usize>,
    /// The query of the next page, if there is one.
    pub(in crate::emulator) next_query: Option<String>,
}

impl Query {
    /// Returns a page of rows, which come in the order of their positions.
    ///
    /// `query` is the text that this value was parsed from. A page has at most `$top` items, or `page_size` if that is less.
    /// `related` returns the value of a navigation property.
    pub(in crate::emulator) fn page<'a>(
        &self,
        query: Option<&str>,
        rows: impl Iterator<Item = Row<'a>>,
        page_size: Option<NonZeroUsize>,
        related: impl Fn(&JsonObject, &str) -> Option<Value>,
    ) -> Page {
        let size = self.top.into_iter().chain(page_size).min().map_or(usize::MAX, NonZeroUsize::get);
        let (rows, has_more, count) = if self.is_in_order() {
            // Stop behind the page: a collection may be large.
            let after = self.after.as_ref().map(|after| after.position);
            let rest = rows.filter(|row| after.is_none_or(|after| row.position > after));
            let (rows, has_more) = self.first(rest.filter(|row| self.matches(&row.object)), size);
            (rows, has_more, None)
        } else {
            let ordered = self.ordered(rows.filter(|row| self.matches(&row.object)));
            let count = self.counts.then_some(ordered.len());
            let after =
                self.after.as_ref().map(|after| (self.order_by.keys(after.values.iter().map(Some)), after.position));
            let rest = ordered.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after));
            let (rows, has_more) = self.first(rest.map(|(_, row)| row), size);
            (rows, has_more, count)
        };
        let last = rows.last().filter(|_| has_more);
        let next_query = last.map(|last| {
            let token = SkipToken::encode(last.position, &self.order_by.values(&last.object));
            next_query(query.unwrap_or_default(), &token)
        });
        let objects = rows.iter().map(|row| self.projection.apply(&row.object, &related)).collect();
        Page { objects, count, next_query }
    }

    /// Returns the position before which [`page`](Self::page) needs no rows.
    pub(in crate::emulator) fn first_position(&self) -> u64 {
        let after = self.after.as_ref().filter(|_| self.is_in_order());
        after.map_or(0, |after| after.position.saturating_add(1))
    }

    /// Returns whether the rows behind a page are of no interest, nor those before it.
    fn is_in_order(&self) -> bool {
        self.order_by.is_empty() && !self.counts
    }

    /// Returns the rows of a page, and whether there are more.
    fn first<'a>(&self, rows: impl Iterator<Item = Row<'a>>, size: usize) -> (Vec<Row<'a>>, bool) {
        // The query of a next link has no `$skip`.
        let mut rows = rows.skip(self.skip);
        let page = rows.by_ref().take(size).collect();
        (page, rows.next().is_some())
    }

    /// Sorts rows by `$orderby`, and those with equal values by their position.
    fn ordered<'a>(&self, rows: impl Iterator<Item = Row<'a>>) -> Vec<((Vec<SortKey>, u64), Row<'a>)> {
        let keyed = rows.map(|row| ((self.order_by.keys(self.order_by.values(&row.object)), row.position), row));
        let mut keyed: Vec<_> = keyed.collect();
        keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
        keyed
    }
}
