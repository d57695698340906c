//! `Edm.Guid`: a globally unique identifier.

use super::text::{Syntax, text_primitive};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// A 128-bit globally unique identifier, an OData [`Edm.Guid`]: 32 hexadecimal digits in hyphenated groups of 8, 4, 4,
/// 4 and 12.
///
/// Keeps the case of the digits. Comparisons ignore it. Converting from a number gives lower case.
///
/// ```
/// use graph_models::edm::Guid;
///
/// let written = "FAC6F0B1-f0b1-fac6-b1f0-c6fab1f0c6fa";
/// let id: Guid = written.parse()?;
/// assert_eq!(id.as_str(), written);
/// assert_eq!(id.to_u128(), 0xfac6f0b1_f0b1_fac6_b1f0_c6fab1f0c6fa);
/// assert_eq!(id, Guid::from(0xfac6f0b1_f0b1_fac6_b1f0_c6fab1f0c6fa));
/// # Ok::<(), graph_models::edm::ParsePrimitiveError>(())
/// ```
///
/// [`Edm.Guid`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes
#[derive(Clone)]
pub struct Guid(Box<str>);

text_primitive!(
    Guid,
    Syntax { expected: "a GUID such as fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa", accepts: is_guid, is_shown: true }
);

const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

fn is_guid(text: &str) -> bool {
    let groups = text.split('-');
    groups.clone().map(str::len).eq(GROUPS) && groups.flat_map(str::bytes).all(|byte| byte.is_ascii_hexdigit())
}

impl Guid {
    /// Returns the GUID as a number, with the first digit as the most significant, like `Uuid::as_u128` of the `uuid`
    /// crate.
    #[must_use]
    pub fn to_u128(&self) -> u128 {
        let digits = self.0.chars().filter_map(|character| character.to_digit(16));
        digits.fold(0, |number, digit| number << 4 | u128::from(digit))
    }
}

impl From<u128> for Guid {
    fn from(number: u128) -> Self {
        let digits = format!("{number:032x}");
        let mut start = 0;
        let groups = GROUPS.map(|length| {
            start += length;
            &digits[start - length..start]
        });
        Self(groups.join("-").into())
    }
}

impl From<Guid> for u128 {
    fn from(guid: Guid) -> Self {
        guid.to_u128()
    }
}

impl PartialEq for Guid {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Guid {}

impl PartialOrd for Guid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Guid {
    fn cmp(&self, other: &Self) -> Ordering {
        self.to_u128().cmp(&other.to_u128())
    }
}

impl Hash for Guid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_u128().hash(state);
    }
}
