//! Finding the devices that the rows of a job name by their serial numbers.

use super::fingerprint::normalized;
use super::outbox::Outbox;
use super::service::{Device, Service, Wanted};
use super::{Event, Verdict};
use crate::error::Error;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Devices by their serial numbers, in the form in which serial numbers are compared.
pub(super) struct Devices(HashMap<String, Vec<Device>>);

impl Devices {
    /// Finds the devices with some serial numbers.
    pub(super) async fn find(service: &Service, serial_numbers: impl Iterator<Item = &str>) -> Result<Self, Error> {
        let mut devices: HashMap<String, Vec<Device>> = HashMap::new();
        for device in service.devices(Wanted::by_serial_number(serial_numbers)).await? {
            devices.entry(device.key.clone()).or_default().push(device);
        }
        Ok(Self(devices))
    }

    /// Takes the device with a serial number, `None` if there is none.
    ///
    /// # Errors
    ///
    /// Returns the verdict if there are several.
    pub(super) fn take(&mut self, key: &str) -> Result<Option<Device>, Verdict> {
        let mut devices = self.0.remove(key).unwrap_or_default();
        if devices.len() > 1 {
            return Err(Verdict::Ambiguous { device_ids: devices.into_iter().map(|device| device.id).collect() });
        }
        Ok(devices.pop())
    }
}

/// Returns the rows that have their part in the job, with their numbers and what was found for them. The others get their
/// verdict.
///
/// The position of a row, counted from 1, is its number. `find` is called with each serial number once, in the form in which
/// serial numbers are compared.
pub(super) fn divide<R, T>(
    rows: Vec<R>,
    serial_number: impl Fn(&R) -> &str,
    outbox: &Outbox,
    mut find: impl FnMut(&str) -> Result<T, Verdict>,
) -> Vec<(u64, R, T)> {
    let (mut found, mut first) = (Vec::new(), HashMap::new());
    for (number, row) in (1..).zip(rows) {
        let key = normalized(serial_number(&row));
        let result = match first.entry(key) {
            Entry::Vacant(entry) if entry.key().is_empty() => {
                Err(Verdict::InvalidRow { reason: "the serial number is missing".to_owned() })
            }
            Entry::Vacant(entry) => {
                let result = find(entry.key());
                entry.insert(number);
                result
            }
            Entry::Occupied(entry) => Err(Verdict::DuplicateOf { row: *entry.get() }),
        };
        match result {
            Ok(item) => found.push((number, row, item)),
            Err(verdict) => {
                let serial_number = serial_number(&row).to_owned();
                outbox.push(Event::Finished { row: number, serial_number, verdict });
            }
        }
    }
    found
}
