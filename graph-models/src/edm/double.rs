//! `Edm.Double` and `Edm.Single`: floating-point numbers.

use super::ParsePrimitiveError;
use super::raw_json;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{Hash, Hasher};

const EXPECTED: &str = r#"a number within the range of a double, or "INF", "-INF" or "NaN""#;

/// A floating-point number, an OData [`Edm.Double`] or `Edm.Single`.
///
/// JSON cannot represent infinities and NaN as numbers, so OData writes them as the strings `"INF"`, `"-INF"` and
/// `"NaN"`. An integer of up to 64 bits is written back with all of its digits. Other numbers are written in their
/// shortest form: `1.50` as `1.5`.
///
/// Two values are equal if their numbers are equal: `1` equals `1.0`. `NaN` equals itself, so that objects can be
/// compared.
///
/// ```
/// use graph_models::edm::Double;
///
/// let written = r#"[1,1.0,"-INF","NaN"]"#;
/// let read: Vec<Double> = serde_json::from_str(written)?;
/// assert_eq!(read, [1.0, 1.0, f64::NEG_INFINITY, f64::NAN].map(Double::from));
/// assert_eq!(serde_json::to_string(&read)?, written);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// [`Edm.Double`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes
#[derive(Clone, Copy)]
pub struct Double(Written);

/// The number as it is written in JSON.
#[derive(Clone, Copy)]
enum Written {
    Float(f64),
    Integer(i64),
    /// Beyond `i64`.
    Unsigned(u64),
}

impl Double {
    /// Returns the number. An integer of more than 53 bits is rounded to the nearest double.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "the property is a double")]
        match self.0 {
            Written::Float(value) => value,
            Written::Integer(value) => value as f64,
            Written::Unsigned(value) => value as f64,
        }
    }

    fn of_json(raw: &str) -> Option<Self> {
        // An integer would lose the sign.
        if raw == "-0" {
            return Some(Self::from(-0.0));
        }
        if raw.starts_with('"') {
            return match serde_json::from_str::<String>(raw).ok()?.as_str() {
                "INF" => Some(Self::from(f64::INFINITY)),
                "-INF" => Some(Self::from(f64::NEG_INFINITY)),
                "NaN" => Some(Self::from(f64::NAN)),
                _ => None,
            };
        }
        let integer = raw.parse().map(Written::Integer).or_else(|_| raw.parse().map(Written::Unsigned));
        let written = integer.or_else(|_| raw.parse().map(Written::Float)).ok();
        written.map(Self).filter(|double| double.to_f64().is_finite())
    }
}

/// Returns the name of a value that JSON cannot represent as a number.
fn name(value: f64) -> Option<&'static str> {
    match value {
        f64::INFINITY => Some("INF"),
        f64::NEG_INFINITY => Some("-INF"),
        _ if value.is_nan() => Some("NaN"),
        _ => None,
    }
}

impl From<f64> for Double {
    fn from(value: f64) -> Self {
        Self(Written::Float(value))
    }
}

impl From<f32> for Double {
    fn from(value: f32) -> Self {
        Self::from(f64::from(value))
    }
}

/// Implements `From` for integers that a double represents exactly.
macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Double {
            fn from(value: $integer) -> Self {
                Self(Written::Integer(value.into()))
            }
        }
    )*};
}

from_integers!(i8 i16 i32 u8 u16 u32);

impl From<Double> for f64 {
    fn from(double: Double) -> Self {
        double.to_f64()
    }
}

impl PartialEq for Double {
    fn eq(&self, other: &Self) -> bool {
        let (value, other) = (self.to_f64(), other.to_f64());
        value == other || (value.is_nan() && other.is_nan())
    }
}

impl Eq for Double {}

impl Hash for Double {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let value = self.to_f64();
        // All NaNs are equal, and so are both zeros: adding 0.0 turns -0.0 into 0.0 and changes no other value.
        let bits = if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() };
        bits.hash(state);
    }
}

impl Display for Double {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Written::Integer(value) => Display::fmt(&value, f),
            Written::Unsigned(value) => Display::fmt(&value, f),
            Written::Float(value) => match name(value) {
                Some(name) => f.pad(name),
                // `Display` of a float omits `.0` and writes no exponents.
                None => Debug::fmt(&value, f),
            },
        }
    }
}

impl Debug for Double {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl Serialize for Double {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Written::Integer(value) => serializer.serialize_i64(value),
            Written::Unsigned(value) => serializer.serialize_u64(value),
            Written::Float(value) => match name(value) {
                Some(name) => serializer.serialize_str(name),
                None => serializer.serialize_f64(value),
            },
        }
    }
}

impl<'de> Deserialize<'de> for Double {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = raw_json::read(deserializer)?;
        Self::of_json(raw.get()).ok_or_else(|| D::Error::custom(ParsePrimitiveError::of_json(raw.get(), EXPECTED)))
    }
}
