//! `Edm.Untyped`: a value of any type.

use super::raw_json;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::fmt::{self, Debug, Formatter};
use std::hash::{Hash, Hasher};

/// Any JSON value, an OData [`Edm.Untyped`].
///
/// The JSON text is kept as it was received, with all digits of a number and with the order of an object's properties.
/// `Debug` does not show it, because it may be secret. Two values are equal if their texts are equal.
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
    /// Serializes a value of any type as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the value cannot be serialized as JSON.
    pub fn new<T: Serialize>(value: T) -> Result<Self, serde_json::Error> {
        to_raw_value(&value).map(Self)
    }

    /// Returns the JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Deserializes the value.
    ///
    /// # Errors
    ///
    /// Returns an error if the value cannot be deserialized as `T`.
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
        Self(to_raw_value(&value).expect("a `Value` has only string keys, so it can be serialized"))
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
