//! Objects by order of creation, by id and by serial number.

use super::{Object, text};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tokio::time::Instant;

/// An object, and what its properties do not tell.
pub(super) struct Record {
    pub(super) object: Object,
    /// Distinguishes the object from others that have its id before or after it.
    pub(super) incarnation: u64,
    pub(super) created: Instant,
    /// The id of the object through whose navigation property this one was created, if any.
    pub(super) parent: Option<String>,
    /// The profile that was assigned to this single device.
    pub(super) profile: Option<ProfileAssignment>,
    /// Whether the object is being deleted.
    pub(super) is_deleting: bool,
}

/// The assignment of a profile to a device.
#[derive(Clone)]
pub(super) struct ProfileAssignment {
    pub(super) profile: String,
    pub(super) at: Instant,
}

#[derive(Default)]
pub(super) struct Collection {
    records: BTreeMap<u64, Record>,
    numbers: HashMap<String, u64>,
    serial_numbers: HashMap<String, BTreeSet<u64>>,
    next: u64,
}

impl Collection {
    /// Adds an object. One with the same id keeps its place and is replaced.
    pub(super) fn insert(&mut self, id: String, record: Record) {
        let number = self.numbers.get(&id).copied().unwrap_or(self.next);
        self.next = self.next.max(number + 1);
        self.remove(&id);
        self.index(number, &record);
        self.numbers.insert(id, number);
        self.records.insert(number, record);
    }

    pub(super) fn get(&self, id: &str) -> Option<&Record> {
        self.records.get(self.numbers.get(id)?)
    }

    /// Changes a record.
    pub(super) fn update<R>(&mut self, id: &str, update: impl FnOnce(&mut Record) -> R) -> Option<R> {
        let number = *self.numbers.get(id)?;
        let mut record = self.records.remove(&number)?;
        self.forget(number, &record);
        let result = update(&mut record);
        self.index(number, &record);
        self.records.insert(number, record);
        Some(result)
    }

    pub(super) fn remove(&mut self, id: &str) -> Option<Record> {
        let number = self.numbers.remove(id)?;
        let record = self.records.remove(&number)?;
        self.forget(number, &record);
        Some(record)
    }

    /// Returns the records with their numbers, in the order of creation.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &Record)> {
        self.iter_from(0)
    }

    /// Returns the records from a number on.
    pub(super) fn iter_from(&self, number: u64) -> impl Iterator<Item = (u64, &Record)> {
        self.records.range(number..).map(|(number, record)| (*number, record))
    }

    pub(super) fn by_serial_number(&self, serial_number: &str) -> impl Iterator<Item = &Record> {
        self.serial_numbers.get(serial_number).into_iter().flatten().filter_map(|number| self.records.get(number))
    }

    fn index(&mut self, number: u64, record: &Record) {
        if let Some(serial_number) = text(&record.object, "serialNumber") {
            self.serial_numbers.entry(serial_number.to_owned()).or_default().insert(number);
        }
    }

    fn forget(&mut self, number: u64, record: &Record) {
        let Some(serial_number) = text(&record.object, "serialNumber") else { return };
        if let Some(numbers) = self.serial_numbers.get_mut(serial_number) {
            numbers.remove(&number);
            if numbers.is_empty() {
                self.serial_numbers.remove(serial_number);
            }
        }
    }
}
