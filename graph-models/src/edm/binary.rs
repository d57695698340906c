//! `Edm.Binary`: bytes in base64.

use super::text::{Syntax, text_primitive};
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, PAD_INDIFFERENT, STANDARD, URL_SAFE};
use base64::{Engine, alphabet};

/// Bytes in base64, an OData [`Edm.Binary`].
///
/// OData specifies the URL-safe alphabet (`-` and `_`) with optional padding, but services also send the standard
/// alphabet (`+` and `/`). Both are accepted, with or without padding, and kept as received. The last character may have
/// bits that belong to no byte, as in `T0F=`: .NET ignores them, too. Line breaks are not accepted, and neither is one
/// `=` in place of two.
///
/// Converting from bytes gives the standard alphabet with padding, because older versions of Microsoft's OData library
/// read only this form. [`in_base64url`](Self::in_base64url) gives the URL-safe alphabet.
///
/// `Debug` and errors show only the length, because the content may be large, a key or the hardware hash of a device.
/// [`Object::secrets`](crate::odata::Object::secrets) has it for the same reason. Two values are equal if their
/// texts are equal; compare [`to_bytes`](Self::to_bytes) if only the content matters.
///
/// ```
/// use graph_models::edm::Binary;
///
/// let received: Binary = "fn5+".parse()?;
/// assert_eq!(received.to_bytes(), b"~~~");
/// assert_eq!(received.as_str(), "fn5+");
///
/// assert_eq!(Binary::from(b"~~~~").as_str(), "fn5+fg==");
/// assert_eq!(Binary::in_base64url(b"~~~~").as_str(), "fn5-fg==");
/// # Ok::<(), graph_models::edm::ParsePrimitiveError>(())
/// ```
///
/// [`Edm.Binary`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Binary(Box<str>);

text_primitive!(
    Binary,
    Syntax { expected: "base64 without line breaks", accepts: |text| decode(text).is_some(), is_shown: false }
);

const LENIENT: GeneralPurposeConfig = PAD_INDIFFERENT.with_decode_allow_trailing_bits(true);
const STANDARD_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

fn decode(text: &str) -> Option<Vec<u8>> {
    // The decoder would accept one `=` in place of two.
    if text.ends_with('=') && !text.len().is_multiple_of(4) {
        return None;
    }
    let engine = if text.contains(['+', '/']) { &STANDARD_LENIENT } else { &URL_SAFE_LENIENT };
    engine.decode(text).ok()
}

impl Binary {
    /// Encodes bytes in the URL-safe alphabet (`-` and `_`), with padding.
    #[must_use]
    pub fn in_base64url(bytes: impl AsRef<[u8]>) -> Self {
        Self(URL_SAFE.encode(bytes).into())
    }

    /// Returns the decoded bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Never the default: the same function has validated the text.
        decode(&self.0).unwrap_or_default()
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        Self(STANDARD.encode(bytes).into())
    }
}

impl<const N: usize> From<&[u8; N]> for Binary {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl<const N: usize> From<[u8; N]> for Binary {
    fn from(bytes: [u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<Binary> for Vec<u8> {
    fn from(binary: Binary) -> Self {
        binary.to_bytes()
    }
}
