//! The hardware hash of a device.

use graph_models::edm::Binary;
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::str::FromStr;

/// The greatest length of a hash, in characters without white space. Hashes have about 4,000.
const LIMIT: usize = 64 * 1024;

/// The bytes of the digest that are shown.
const DIGEST_BYTES: usize = 6;

/// The hardware hash of a device, which identifies it to Windows Autopilot.
///
/// It is parsed from what Windows and scripts hand out: base64 with or without padding, with white space and line breaks, in
/// the standard or the URL-safe alphabet. Microsoft Graph refuses a hash without padding with the status 400. The padding is
/// mended as [Microsoft's documentation was asked to][rule]: the `=` at the end are removed, an `A` is added if the rest is one
/// character longer than a multiple of four, and `=` pads the text to a multiple of four. A hash that has lost characters at
/// its end can therefore pass: only the service knows the real one.
///
/// Two hashes are equal if their bytes are. `Debug` and `Display` show a short [digest](Self::digest), since a whole hash
/// identifies the device and belongs in no log.
///
/// [rule]: https://github.com/MicrosoftDocs/windows-itpro-docs/issues/6150
///
/// ```
/// use graph_client::HardwareHash;
/// use graph_models::edm::Binary;
///
/// let hash: HardwareHash = "Q29udG9z\r\nbwAAA".parse()?;
/// assert_eq!(hash.as_binary().as_str(), "Q29udG9zbwAAAA==");
/// assert_eq!(hash.digest(), "sha256:e8c02ea46a06");
/// assert_eq!(hash.to_string(), hash.digest());
///
/// let error = "Contoso, 1234".parse::<HardwareHash>().unwrap_err();
/// assert_eq!(error.to_string(), "the hardware hash is not base64: unexpected character ',' at position 7");
/// # Ok::<(), graph_client::InvalidHardwareHashError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HardwareHash(Binary);

impl HardwareHash {
    /// Returns the hash in base64 with padding, as Microsoft Graph expects it in `hardwareIdentifier`.
    #[must_use]
    pub const fn as_binary(&self) -> &Binary {
        &self.0
    }

    /// Returns a digest that tells hashes apart without revealing them: `sha256:` and the first 12 hexadecimal digits of the
    /// SHA-256 of the hash's bytes.
    #[must_use]
    pub fn digest(&self) -> String {
        let digest = Sha256::digest(self.0.to_bytes());
        digest.iter().take(DIGEST_BYTES).fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
    }
}

impl FromStr for HardwareHash {
    type Err = InvalidHardwareHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_ignored = |c: char| c.is_whitespace() || c == '\u{feff}';
        let unpadded = text.trim_end_matches(|c| c == '=' || is_ignored(c));
        let mut base64 = String::with_capacity(unpadded.len().min(LIMIT) + 1);
        for (position, c) in unpadded.chars().enumerate() {
            match c {
                '-' => base64.push('+'),
                '_' => base64.push('/'),
                'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' => base64.push(c),
                c if is_ignored(c) => {}
                c => return Err(InvalidHardwareHashError(Reason::Character { c, position })),
            }
            if base64.len() > LIMIT {
                return Err(InvalidHardwareHashError(Reason::TooLong));
            }
        }
        if base64.is_empty() {
            return Err(InvalidHardwareHashError(Reason::Empty));
        }
        if base64.len() % 4 == 1 {
            base64.push('A');
        }
        // All characters are of the alphabet, and no length but the one that was mended is impossible.
        let unpadded: Binary = base64.parse().expect("base64 of a possible length");
        Ok(Self(Binary::from(unpadded.to_bytes())))
    }
}

impl TryFrom<&Binary> for HardwareHash {
    type Error = InvalidHardwareHashError;

    fn try_from(binary: &Binary) -> Result<Self, Self::Error> {
        binary.as_str().parse()
    }
}

impl From<HardwareHash> for Binary {
    fn from(hash: HardwareHash) -> Self {
        hash.0
    }
}

impl Display for HardwareHash {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(&self.digest())
    }
}

impl Debug for HardwareHash {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HardwareHash").field(&format_args!("{}", self.digest())).finish()
    }
}

/// The error returned when a text is not a [`HardwareHash`]. It contains no more than one character of the text.
///
/// ```
/// use graph_client::{HardwareHash, InvalidHardwareHashError};
///
/// let error: InvalidHardwareHashError = "T0E=T0E=".parse::<HardwareHash>().unwrap_err();
/// assert!(error.to_string().contains("it may be two hashes in one"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InvalidHardwareHashError(Reason);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Reason {
    Empty,
    TooLong,
    /// The position is counted in characters from 0.
    Character {
        c: char,
        position: usize,
    },
}

impl Display for InvalidHardwareHashError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Reason::Empty => f.write_str("the hardware hash is empty"),
            Reason::TooLong => write!(f, "the hardware hash is longer than {LIMIT} characters"),
            Reason::Character { c: '=', position } => {
                write!(
                    f,
                    "the hardware hash goes on after the padding at position {position}; it may be two hashes in one"
                )
            }
            Reason::Character { c, position } => {
                write!(f, "the hardware hash is not base64: unexpected character {c:?} at position {position}")
            }
        }
    }
}

impl Error for InvalidHardwareHashError {}

#[cfg(test)]
mod tests {
    use super::{HardwareHash, LIMIT};
    use graph_models::edm::Binary;
    use proptest::prelude::*;

    #[test]
    fn padding_is_mended() {
        for (text, expected) in [
            ("T0E", "T0E="),
            ("T0E=", "T0E="),
            ("T0F", "T0E="),
            ("T0F=", "T0E="),
            ("T0E==", "T0E="),
            ("T0", "Tw=="),
            ("T0=\r\n=", "Tw=="),
            ("Q29udG9zbwAAA", "Q29udG9zbwAAAA=="),
            ("Q29u dG9z\r\nbwAAAA==\n", "Q29udG9zbwAAAA=="),
            ("\u{feff}-_-_", "+/+/"),
        ] {
            let hash: HardwareHash = text.parse().unwrap();
            assert_eq!(hash.as_binary().as_str(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_text_that_cannot_be_a_hash_is_refused_with_the_reason() {
        for (text, expected) in [
            ("", "is empty"),
            (" \r\n", "is empty"),
            ("==", "is empty"),
            ("T0E=T0E=", "after the padding at position 3"),
            ("T0E,", "unexpected character ',' at position 3"),
            ("T\0E", "unexpected character '\\0' at position 1"),
            (&"A".repeat(LIMIT + 1), "longer than 65536 characters"),
        ] {
            let error = text.parse::<HardwareHash>().unwrap_err().to_string();
            assert!(error.contains(expected), "{text:.20}: {error}");
        }
    }

    #[test]
    fn only_the_digest_is_shown() {
        let hash: HardwareHash = "Q29udG9zbwAAA".parse().unwrap();
        assert_eq!(format!("{hash:?}"), "HardwareHash(sha256:e8c02ea46a06)");
        assert_eq!(format!("{hash:>22}"), "   sha256:e8c02ea46a06");
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_hash(bytes in prop::collection::vec(any::<u8>(), 1..200)) {
            let binary = Binary::from(bytes.as_slice());
            let unpadded: HardwareHash = binary.as_str().trim_end_matches('=').parse().unwrap();
            prop_assert_eq!(unpadded.as_binary().to_bytes(), bytes);
            prop_assert_eq!(HardwareHash::try_from(&binary).unwrap(), unpadded);
        }

        #[test]
        fn any_text_is_a_hash_or_an_error(text in "[A-Za-z0-9+/=_ -]{0,40}|.{0,40}") {
            if let Ok(hash) = text.parse::<HardwareHash>() {
                prop_assert!(hash.as_binary().as_str().len().is_multiple_of(4));
            }
        }
    }
}
