//! Iterators over additional properties. Their `Debug` prints only the names.

use serde_json::value::RawValue;
use std::fmt::{self, Debug, Formatter};
use std::iter::FusedIterator;

/// A property.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) value: Box<RawValue>,
    /// Whether the value was received for a declared property of this name, and does not fit it.
    pub(super) is_unfit: bool,
}

impl Entry {
    /// Sets the value if there is one. Returns whether there is.
    pub(super) fn replace(&mut self, value: Option<Box<RawValue>>) -> bool {
        let Some(value) = value else { return false };
        (self.value, self.is_unfit) = (value, false);
        true
    }
}

/// An iterator over the names and JSON texts of [`AdditionalProperties`](super::AdditionalProperties).
#[derive(Clone)]
pub struct AdditionalPropertiesIter<'a>(pub(super) std::slice::Iter<'a, Entry>);

/// An iterator that moves the names and JSON texts out of [`AdditionalProperties`](super::AdditionalProperties).
#[derive(Clone)]
pub struct AdditionalPropertiesIntoIter(pub(super) std::vec::IntoIter<Entry>);

fn borrowed(entry: &Entry) -> (&str, &RawValue) {
    (&entry.name, &entry.value)
}

fn owned(entry: Entry) -> (String, Box<RawValue>) {
    (entry.name, entry.value)
}

impl<'a> Iterator for AdditionalPropertiesIter<'a> {
    type Item = (&'a str, &'a RawValue);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(borrowed)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for AdditionalPropertiesIter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(borrowed)
    }
}

impl ExactSizeIterator for AdditionalPropertiesIter<'_> {}

impl FusedIterator for AdditionalPropertiesIter<'_> {}

impl Debug for AdditionalPropertiesIter<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        fmt_names(self.0.as_slice(), f)
    }
}

impl Iterator for AdditionalPropertiesIntoIter {
    type Item = (String, Box<RawValue>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(owned)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for AdditionalPropertiesIntoIter {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(owned)
    }
}

impl ExactSizeIterator for AdditionalPropertiesIntoIter {}

impl FusedIterator for AdditionalPropertiesIntoIter {}

impl Debug for AdditionalPropertiesIntoIter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        fmt_names(self.0.as_slice(), f)
    }
}

/// Prints only the names, because a value may be secret.
pub(super) fn fmt_names(entries: &[Entry], f: &mut Formatter<'_>) -> fmt::Result {
    f.debug_set().entries(entries.iter().map(|entry| &entry.name)).finish()
}
