//! `Edm.Untyped`: a value of which the schema says nothing.

use super::raw_json;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::fmt::{self, Debug, Formatter};
use std::hash::{Hash, Hasher};

/// Any JSON value, an OData [`Edm.Untyped`].
///
/// The JSON text is kept as it was received: no number loses a digit, no object its order. `Debug` does not show it,
/// because nobody knows whether it is secret. Two are equal when their texts are.
///
/// ```
/// use graph_models::edm::Untyped;
///
/// let received: Untyped = serde_json::from_str(r#"{"percent": 97.50}"#)?;
/// assert_eq!(received.as_str(), r#"{"percent": 97.50}"#);
/// assert_eq!(format!("{received:?}"), "[untyped]");
///
/// let made = Untyped::new(["a", "b"])?;
/// assert_eq!(made.read::<Vec<String>>()?, ["a", "b"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// [`Edm.Untyped`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_BuiltInAbstractTypes
#[derive(Clone)]
pub struct Untyped(Box<RawValue>);

impl Untyped {
    /// Writes a value of any type as JSON.
    ///
    /// # Errors
    ///
    /// Fails when the value cannot be written as JSON.
    pub fn new<T: Serialize>(value: T) -> Result<Self, serde_json::Error> {
        to_raw_value(&value).map(Self)
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The value as a type of the caller's choice.
    ///
    /// # Errors
    ///
    /// Fails when the value does not fit the type.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.0.get())
    }
}

impl From<Box<RawValue>> for Untyped {
    fn from(json: Box<RawValue>) -> Self {
        Self(json)
    }
}

impl From<Value> for Untyped {
    fn from(value: Value) -> Self {
        Self(to_raw_value(&value).expect("a `Value` has string keys only, so it can be written"))
    }
}

impl Debug for Untyped {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[untyped]")
    }
}

impl PartialEq for Untyped {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Untyped {}

impl Hash for Untyped {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Serialize for Untyped {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Untyped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        raw_json::read(deserializer).map(Self)
    }
}
