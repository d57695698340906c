//! Deletions, which take a while.

use super::schedule::Event;
use super::{Scope, Tenant, seconds, text};
use crate::emulator::object_kind::ObjectKind;
use serde_json::json;
use std::time::Duration;

/// The time for which a deleted device is still listed.
const DELETION: Duration = seconds(120);

impl Tenant {
    /// Begins to delete an object. Returns whether there was one that was not being deleted already.
    ///
    /// Devices are listed for a while. Other objects are gone at once.
    pub(in crate::emulator) fn delete(&mut self, kind: ObjectKind, scope: &Scope, id: &str) -> bool {
        let view = self.profile_view();
        let found = self.collection(kind).get(id);
        if found.is_none_or(|record| record.is_deleting || !view.is_in_scope(record, scope)) {
            return false;
        }
        if !matches!(kind, ObjectKind::Device | ObjectKind::AssociatedDevice) {
            return self.collection_mut(kind).remove(id).is_some();
        }
        self.collection_mut(kind).update(id, |record| {
            record.is_deleting = true;
            if kind == ObjectKind::AssociatedDevice {
                record.object.insert("associationState".to_owned(), json!("pendingRemoval"));
            }
        });
        self.after(DELETION, kind, id, Event::Gone);
        true
    }

    /// Begins to delete the devices with a serial number, and returns the id of one of them, if there are any.
    pub(in crate::emulator) fn delete_by_serial_number(&mut self, serial_number: &str) -> Option<String> {
        let found = self.collection(ObjectKind::Device).by_serial_number(serial_number);
        let ids: Vec<String> = found.filter_map(|record| text(&record.object, "id").map(str::to_owned)).collect();
        ids.into_iter().filter(|id| self.delete(ObjectKind::Device, &Scope::All, id)).last()
    }
}
