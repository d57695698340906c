//! Properties that the schema does not name.

mod iter;

use iter::Entry;
pub use iter::{AdditionalPropertiesIntoIter, AdditionalPropertiesIter};
use serde::de::Deserialize;
use serde::ser::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::hash::{Hash, Hasher};

/// The name of the annotation with the type of an object.
pub(super) const ODATA_TYPE: &str = "@odata.type";

/// The properties of an object that its schema does not name, in the order in which they were received.
///
/// They include annotations such as `@odata.context` and `@odata.etag`, and values that do not fit their property, such
/// as a date without an offset: the field of the property is `None`, and the value is here under the property's name. It
/// is written back unless the field is set. Each value is kept as the JSON text that was received, with all digits of a
/// number and with the order of an object's properties.
///
/// `Debug` prints only the names, because a value may be secret. Two sets are equal if they have the same names with
/// the same texts, in any order.
///
/// ```
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// let json = r#"{"serialNumber":"A","batteryHealth":{"percent":97.50,"cycles":12}}"#;
/// let mut device: WindowsAutopilotDeviceIdentity = serde_json::from_str(json)?;
///
/// let health = device.additional_properties.get("batteryHealth").ok_or("missing")?;
/// assert_eq!(health.get(), r#"{"percent":97.50,"cycles":12}"#);
///
/// device.additional_properties.insert("colour", "blue")?;
/// assert_eq!(device.additional_properties.read::<String>("colour")?.as_deref(), Some("blue"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct AdditionalProperties {
    entries: Vec<Entry>,
}

impl AdditionalProperties {
    /// Returns an empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Returns the JSON text of a property. If the name was received more than once, this is the last value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawValue> {
        self.iter().rev().find(|(listed, _)| *listed == name).map(|(_, value)| value)
    }

    /// Deserializes the value of a property. Returns `None` if there is no property of this name.
    ///
    /// # Errors
    ///
    /// Returns an error if the value cannot be deserialized as `T`.
    pub fn read<'a, T: Deserialize<'a>>(&'a self, name: &str) -> Result<Option<T>, serde_json::Error> {
        self.get(name).map(|value| serde_json::from_str(value.get())).transpose()
    }

    /// Sets a property. A new property goes to the end; one that exists keeps its position.
    ///
    /// The name is compared with those of all properties. To set thousands of properties, use
    /// [`extend`](Extend::extend), whose time is proportional to their number.
    ///
    /// # Errors
    ///
    /// Returns an error if the value cannot be serialized as JSON.
    pub fn insert<T: Serialize>(&mut self, name: impl Into<String>, value: T) -> Result<(), serde_json::Error> {
        let (name, mut value) = (name.into(), Some(to_raw_value(&value)?));
        self.entries.retain_mut(|entry| entry.name != name || entry.replace(value.take()));
        self.entries.extend(value.map(|value| Entry { name, value, is_unfit: false }));
        Ok(())
    }

    /// Adds a property as it was received, without replacing an earlier value of the same name.
    pub fn append(&mut self, name: impl Into<String>, value: Box<RawValue>) {
        self.entries.push(Entry { name: name.into(), value, is_unfit: false });
    }

    /// Adds a value that does not fit the declared property of this name.
    pub(super) fn append_unfit(&mut self, name: impl Into<String>, value: Box<RawValue>) {
        self.entries.push(Entry { name: name.into(), value, is_unfit: true });
    }

    /// Returns whether the value was received for the declared property of this name, and does not fit it.
    pub(super) fn is_unfit(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name && entry.is_unfit)
    }

    /// Removes a property and returns its JSON text.
    ///
    /// If the name was received more than once, this removes all of its values and returns the last one.
    pub fn remove(&mut self, name: &str) -> Option<Box<RawValue>> {
        self.entries.extract_if(.., |entry| entry.name == name).last().map(|entry| entry.value)
    }

    /// Returns an iterator over names and JSON texts, in the order in which they were received.
    #[must_use]
    pub fn iter(&self) -> AdditionalPropertiesIter<'_> {
        AdditionalPropertiesIter(self.entries.iter())
    }

    /// Returns the number of properties.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn sorted(&self) -> Vec<(&str, &str)> {
        let mut texts: Vec<_> = self.iter().map(|(name, value)| (name, value.get())).collect();
        texts.sort_unstable();
        texts
    }
}

impl Debug for AdditionalProperties {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        iter::fmt_names(&self.entries, f)
    }
}

impl PartialEq for AdditionalProperties {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.sorted() == other.sorted()
    }
}

impl Eq for AdditionalProperties {}

/// The order of the properties does not matter, as for `==`.
impl Hash for AdditionalProperties {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.sorted().hash(state);
    }
}

/// Sets each property as [`insert`](AdditionalProperties::insert) does. The last of several values of a name wins.
impl Extend<(String, Box<RawValue>)> for AdditionalProperties {
    fn extend<I: IntoIterator<Item = (String, Box<RawValue>)>>(&mut self, properties: I) {
        let mut names = Vec::new();
        let mut values = HashMap::new();
        for (name, value) in properties {
            if values.insert(name.clone(), Some(value)).is_none() {
                names.push(name);
            }
        }
        // A received name may repeat: its first entry takes the new value, and the others are removed.
        self.entries.retain_mut(|entry| match values.get_mut(&entry.name) {
            Some(set) => entry.replace(set.take()),
            None => true,
        });
        self.entries.extend(names.into_iter().filter_map(|name| {
            let value = values.remove(&name)??;
            Some(Entry { name, value, is_unfit: false })
        }));
    }
}

/// The last of several values of a name wins.
impl FromIterator<(String, Box<RawValue>)> for AdditionalProperties {
    fn from_iter<I: IntoIterator<Item = (String, Box<RawValue>)>>(properties: I) -> Self {
        let mut collected = Self::new();
        collected.extend(properties);
        collected
    }
}

impl IntoIterator for AdditionalProperties {
    type Item = (String, Box<RawValue>);
    type IntoIter = AdditionalPropertiesIntoIter;

    fn into_iter(self) -> Self::IntoIter {
        AdditionalPropertiesIntoIter(self.entries.into_iter())
    }
}

impl<'a> IntoIterator for &'a AdditionalProperties {
    type Item = (&'a str, &'a RawValue);
    type IntoIter = AdditionalPropertiesIter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
