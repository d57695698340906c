//! The checks that need no service.

use super::fingerprint::{fingerprint, normalized};
use super::{Row, Verdict};
use crate::hardware_hash::HardwareHash;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::fmt::{self, Debug, Formatter};

/// The greatest length of a text in a row other than the hash, in bytes. No real one is that long.
const LIMIT: usize = 1024;

/// A row that can be sent.
pub(super) struct Checked {
    pub(super) number: u64,
    pub(super) fingerprint: u64,
    pub(super) serial_number: String,
    pub(super) hash: HardwareHash,
    pub(super) group_tag: Option<String>,
    pub(super) assigned_user: Option<String>,
}

/// A row that cannot be sent, with the reason.
pub(super) struct Failed {
    pub(super) fingerprint: u64,
    pub(super) serial_number: String,
    pub(super) verdict: Verdict,
}

/// The checks of rows that need no service: serial numbers, hashes and duplicates among the rows.
///
/// [`register`](super::register) makes them itself. A checker remembers the devices in some 40 bytes for each.
///
/// ```
/// use graph_client::autopilot::{Checker, Row, Verdict};
///
/// let mut checker = Checker::default();
/// assert_eq!(checker.check(&Row::new(2, "PF2X8K1L", "T0EBAAAA")), Ok(()));
/// assert_eq!(checker.check(&Row::new(3, "pf2x8k1l", "T0EBAAAB")), Err(Verdict::DuplicateOf { row: 2 }));
/// ```
#[derive(Default)]
pub struct Checker {
    devices: Vec<Device>,
    /// The indices of the devices, found by the fingerprints of their serial numbers and hashes.
    by_serial_number: HashTable<u32>,
    by_hash: HashTable<u32>,
}

/// A device of a valid row.
struct Device {
    row: u64,
    /// The fingerprints, which are their own hashes: they are spread evenly.
    serial_number: u64,
    hash: u64,
}

impl Checker {
    /// Checks a row.
    ///
    /// # Errors
    ///
    /// Returns the verdict of a row that cannot be sent.
    pub fn check(&mut self, row: &Row) -> Result<(), Verdict> {
        self.take(row.clone(), fingerprint_of(row)).map(drop).map_err(|failed| failed.verdict)
    }

    /// Checks a row, and returns it in the form in which it is sent, with its fingerprint.
    pub(super) fn take(&mut self, row: Row, fingerprint: u64) -> Result<Checked, Failed> {
        let Row { number, serial_number, hardware_hash, group_tag, assigned_user } = row;
        let serial_number = serial_number.trim().to_owned();
        let [group_tag, assigned_user] = [group_tag, assigned_user].map(present);
        let optional = [group_tag.as_deref(), assigned_user.as_deref()].map(Option::unwrap_or_default);
        let texts = [("serial number", serial_number.as_str()), ("group tag", optional[0]), ("user", optional[1])];
        let invalid = texts.into_iter().find_map(|(name, text)| Some(format!("the {name} {}", invalid(text)?)));
        let verdict = if serial_number.is_empty() {
            Verdict::InvalidRow { reason: "the serial number is missing".to_owned() }
        } else if let Some(reason) = invalid {
            Verdict::InvalidRow { reason }
        } else {
            match hardware_hash.parse() {
                Err(error) => Verdict::MalformedHash { reason: format!("{error}") },
                Ok(hash) => match self.duplicate(number, &serial_number, &hash) {
                    Some(row) => Verdict::DuplicateOf { row },
                    None => return Ok(Checked { number, fingerprint, serial_number, hash, group_tag, assigned_user }),
                },
            }
        };
        Err(Failed { fingerprint, serial_number, verdict })
    }

    /// Remembers a device, unless an earlier row has it. Returns that row.
    fn duplicate(&mut self, row: u64, serial_number: &str, hash: &HardwareHash) -> Option<u64> {
        let serial_number = fingerprint([&*normalized(serial_number)]);
        let hash = fingerprint([hash.as_binary().as_str()]);
        // Devices beyond four billion are not remembered.
        let index = u32::try_from(self.devices.len()).ok()?;
        let devices = &self.devices;
        let device = |index: &u32| devices.get(*index as usize);
        let by_serial_number = self.by_serial_number.entry(
            serial_number,
            |index| device(index).is_some_and(|device| device.serial_number == serial_number),
            |index| device(index).map_or(0, |device| device.serial_number),
        );
        let by_hash = self.by_hash.entry(
            hash,
            |index| device(index).is_some_and(|device| device.hash == hash),
            |index| device(index).map_or(0, |device| device.hash),
        );
        match (by_serial_number, by_hash) {
            (Entry::Vacant(by_serial_number), Entry::Vacant(by_hash)) => {
                by_serial_number.insert(index);
                by_hash.insert(index);
                self.devices.push(Device { row, serial_number, hash });
                None
            }
            (Entry::Occupied(first), _) | (_, Entry::Occupied(first)) => device(first.get()).map(|device| device.row),
        }
    }
}

impl Debug for Checker {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checker").field("devices", &self.devices.len()).finish_non_exhaustive()
    }
}

/// Returns the fingerprint of a whole row.
pub(super) fn fingerprint_of(row: &Row) -> u64 {
    let optional = [&row.group_tag, &row.assigned_user].map(|text| text.as_deref().unwrap_or_default());
    let texts = [row.serial_number.as_str(), row.hardware_hash.as_str()];
    fingerprint(texts.into_iter().chain(optional).map(str::trim))
}

/// Returns a text without blanks around it, unless nothing is left.
fn present(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Returns why a text cannot be sent.
fn invalid(text: &str) -> Option<String> {
    if text.len() > LIMIT {
        return Some(format!("is longer than {LIMIT} bytes"));
    }
    let control = text.chars().find(|c| c.is_control())?;
    Some(format!("contains the control character {control:?}"))
}

#[cfg(test)]
mod tests {
    use super::{Checker, LIMIT, fingerprint_of};
    use crate::autopilot::{Row, Verdict};

    fn check(rows: impl IntoIterator<Item = Row>) -> Vec<Option<Verdict>> {
        let mut checker = Checker::default();
        rows.into_iter().map(|row| checker.check(&row).err()).collect()
    }

    fn verdict(row: Row) -> String {
        check([row]).remove(0).map_or("valid".to_owned(), |verdict| verdict.to_string())
    }

    #[test]
    fn a_row_needs_a_serial_number_and_a_hash() {
        for (serial_number, hash, expected) in [
            ("PF2X8K1L", "T0EB", "valid"),
            (" PF 2X8K1L ", " T0 EB\r\n", "valid"),
            ("", "T0EB", "invalid row: the serial number is missing"),
            (" ", "T0EB", "invalid row: the serial number is missing"),
            ("A\0B", "T0EB", "invalid row: the serial number contains the control character '\\0'"),
            (&"A".repeat(LIMIT + 1), "T0EB", "invalid row: the serial number is longer than 1024 bytes"),
            ("PF2X8K1L", "", "malformed hash: the hardware hash is empty"),
            (
                "PF2X8K1L",
                "T0,B",
                "malformed hash: the hardware hash is not base64: unexpected character ',' at position 2",
            ),
        ] {
            assert_eq!(verdict(Row::new(1, serial_number, hash)), expected);
        }
        let row = Row::new(1, "A", "T0EB").with_group_tag("a\nb");
        assert_eq!(verdict(row), "invalid row: the group tag contains the control character '\\n'");
    }

    #[test]
    fn the_same_serial_number_or_hash_is_a_duplicate_of_the_first_valid_row() {
        let duplicate = |row| Some(Verdict::DuplicateOf { row });
        let rows = [
            Row::new(2, "A", "malformed!"),
            Row::new(3, "A", "T0EB"),
            Row::new(4, " a ", "T0EC"),
            Row::new(5, "B", "T0 EB="),
            Row::new(6, "C", "T0EC"),
            // Row 4 is not registered, so its hash is not a duplicate of it.
            Row::new(9, "c", "T0ED"),
        ];
        let verdicts = check(rows);
        assert!(matches!(verdicts[0], Some(Verdict::MalformedHash { .. })));
        assert_eq!(verdicts[1..], [None, duplicate(3), duplicate(3), None, duplicate(6)]);
    }

    #[test]
    fn the_fingerprint_is_that_of_the_whole_row() {
        let fingerprint = |row| fingerprint_of(&row);
        let row = Row::new(1, "A", "T0EB").with_group_tag("b");
        let same = Row { number: 2, serial_number: " A".to_owned(), ..row.clone() };
        assert_eq!(fingerprint(row.clone()), fingerprint(same));
        let others = [
            Row::new(1, "A", "T0EB").with_assigned_user("b"),
            Row::new(1, "A", "T0EC").with_group_tag("b"),
            Row::new(1, "AT", "0EB").with_group_tag("b"),
            Row::new(1, "", "T0EB").with_group_tag("b"),
        ];
        for other in others {
            assert_ne!(fingerprint(row.clone()), fingerprint(other));
        }
    }
}
