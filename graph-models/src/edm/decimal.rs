//! `Edm.Decimal`: decimal numbers of any precision.

use super::ParsePrimitiveError;
use super::digits::is_digits;
use super::raw_json;
use super::text::Syntax;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{self, Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// A decimal number of any precision, an OData [`Edm.Decimal`], such as `1.10`. All digits are kept.
///
/// A service sends a JSON number, or a string if the request specified [`IEEE754Compatible=true`]. The value is written
/// in the form in which it was received. `INF`, `-INF` and `NaN` are always strings. In a [`serde_json::Value`], and
/// where serde buffers its input (`flatten`, untagged enums), a number has only the precision of a double.
///
/// Parsing a text requires the syntax of a JSON number, without a plus sign or leading zeros. Two decimals are equal if
/// their digits are equal: `1.10` is not `1.1`, but the number `1.1` equals the string `"1.1"`.
///
/// ```
/// use graph_models::edm::Decimal;
///
/// let price: Decimal = "1.10".parse()?;
/// assert_eq!(price.as_str(), "1.10");
/// assert_eq!(serde_json::to_string(&[price, Decimal::from(7)])?, "[1.10,7]");
///
/// let compatible: Decimal = serde_json::from_str(r#""12345678901234567890.5""#)?;
/// assert_eq!(serde_json::to_string(&compatible)?, r#""12345678901234567890.5""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`Edm.Decimal`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes
/// [`IEEE754Compatible=true`]: https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_ControllingtheRepresentationofNumbers
#[derive(Clone)]
pub struct Decimal {
    text: Box<str>,
    is_string: bool,
}

const EXPECTED: &str = "a decimal number such as 1.10";

/// The texts that a program may parse.
const NUMBER: Syntax =
    Syntax { expected: EXPECTED, accepts: |text| is_json_number(text) || is_not_finite(text), is_shown: true };

/// The texts that a service may send as a string, by the ABNF.
const STRING: Syntax =
    Syntax { expected: EXPECTED, accepts: |text| is_decimal(text) || is_not_finite(text), is_shown: true };

fn is_not_finite(text: &str) -> bool {
    matches!(text, "INF" | "-INF" | "NaN")
}

fn is_decimal(text: &str) -> bool {
    split(text).is_some()
}

/// Returns the digits before and after the decimal point, and the exponent.
fn split(text: &str) -> Option<[&str; 3]> {
    let unsigned = without_sign(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    [whole, fraction, without_sign(exponent)]
        .iter()
        .all(|digits| is_digits(digits))
        .then_some([whole, fraction, exponent])
}

/// Returns the integer that a decimal number such as `1.0` or `1e2` equals. Returns `None` if there is none, or if it
/// exceeds 128 bits.
pub(crate) fn integer(text: &str) -> Option<i128> {
    if let Ok(integer) = text.parse() {
        return Some(integer);
    }
    let [whole, fraction, exponent] = split(text)?;
    let sign = if text.starts_with('-') { "-" } else { "" };
    let digits = [sign, whole, fraction].concat();
    let significant = digits.trim_end_matches('0');
    if significant == sign {
        return Some(0);
    }
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let fraction = i64::try_from(fraction.len()).ok()?;
    let power = exponent.parse::<i64>().ok()?.checked_add(zeros - fraction)?;
    let factor = 10_i128.checked_pow(power.try_into().ok()?)?;
    significant.parse::<i128>().ok()?.checked_mul(factor)
}

fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let has_leading_zero = unsigned.starts_with('0') && unsigned[1..].starts_with(|next: char| next.is_ascii_digit());
    is_decimal(text) && !text.starts_with('+') && !has_leading_zero
}

fn without_sign(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

impl Decimal {
    /// Returns the digits as they were received, without the quotes of a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn of_json(raw: Box<RawValue>) -> Result<Self, ParsePrimitiveError> {
        if raw.get().starts_with('"') {
            let text: String =
                serde_json::from_str(raw.get()).map_err(|_| ParsePrimitiveError::of_json(raw.get(), EXPECTED))?;
            STRING.check(&text)?;
            return Ok(Self { text: text.into(), is_string: true });
        }
        if !is_json_number(raw.get()) {
            return Err(ParsePrimitiveError::of_json(raw.get(), EXPECTED));
        }
        Ok(Self { text: raw.into(), is_string: false })
    }
}

impl FromStr for Decimal {
    type Err = ParsePrimitiveError;

    fn from_str(text: &str) -> Result<Self, ParsePrimitiveError> {
        Ok(Self { text: NUMBER.parse(text)?, is_string: is_not_finite(text) })
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Decimal {
            fn from(value: $integer) -> Self {
                Self { text: value.to_string().into(), is_string: false }
            }
        }
    )*};
}

from_integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl Display for Decimal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Debug for Decimal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl AsRef<str> for Decimal {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_string {
            return serializer.serialize_str(&self.text);
        }
        let raw: &RawValue = serde_json::from_str(&self.text).map_err(ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        raw_json::read(deserializer).and_then(|raw| Self::of_json(raw).map_err(D::Error::custom))
    }
}
