//! Fingerprints: 64 bits of a SHA-256, which tell texts apart without keeping them.
//!
//! They are the same on every machine, so that a journal can have them. Among a million texts, two different ones have the same
//! fingerprint with a probability of one in 37 million.

use sha2::{Digest, Sha256};

/// Returns the fingerprint of some texts in this order.
pub(super) fn fingerprint<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut hasher = Sha256::new();
    for text in texts {
        // With its length, no text can be a part of the next one.
        hasher.update(text.len().to_le_bytes().as_slice());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// Returns a serial number in the form in which serial numbers are compared: the service is careless of case and of blanks
/// around them.
pub(super) fn normalized(serial_number: &str) -> String {
    serial_number.trim().to_lowercase()
}
