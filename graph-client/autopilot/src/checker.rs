//! The checks that need no service.

use graph_client::HardwareHash;
use graph_client::autopilot::{Row, Verdict};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Checks rows one by one, and remembers their devices in 16 bytes for each.
#[derive(Debug, Default)]
pub(crate) struct Checker {
    hasher: RandomState,
    /// The rows by their serial numbers and hashes, which are kept as 64 bits.
    rows: HashMap<u64, u64>,
}

impl Checker {
    /// Checks a row.
    pub(crate) fn check(&mut self, row: &Row) -> Result<(), Verdict> {
        let serial_number = row.serial_number.trim().to_lowercase();
        if serial_number.is_empty() {
            return Err(Verdict::InvalidRow { reason: "the serial number is missing".to_owned() });
        }
        let hash: HardwareHash = match row.hardware_hash.parse() {
            Ok(hash) => hash,
            Err(error) => return Err(Verdict::MalformedHash { reason: format!("{error}") }),
        };
        let keys = [("serial number", serial_number.as_str()), ("hash", hash.as_binary().as_str())];
        let keys = keys.map(|key| self.hasher.hash_one(key));
        if let Some(row) = keys.iter().find_map(|key| self.rows.get(key)) {
            return Err(Verdict::DuplicateOf { row: *row });
        }
        self.rows.extend(keys.map(|key| (key, row.number)));
        Ok(())
    }
}
