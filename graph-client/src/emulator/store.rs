//! The devices that the emulator stores.

use super::query::{JsonObject, Row};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// The created devices, in the order of creation.
#[derive(Default)]
pub(super) struct Store {
    registrations: Mutex<Vec<Registration>>,
    /// The number of devices that were ever created.
    created: AtomicU64,
}

struct Registration {
    /// The number of devices that were created before.
    position: u64,
    /// The device as JSON.
    object: JsonObject,
    device: WindowsAutopilotDeviceIdentity,
    /// The id of the device through whose deployment profile this device was created, if any.
    assigned_through: Option<String>,
}

impl Store {
    /// Stores a device under a new id and returns it with that id, as JSON.
    pub(super) fn create(&self, device: WindowsAutopilotDeviceIdentity, assigned_through: Option<&str>) -> JsonObject {
        let device = device.with_id(Uuid::new_v4().to_string());
        let object = match serde_json::to_value(&device) {
            Ok(Value::Object(object)) => object,
            // A device is an object, whose keys are strings.
            _ => JsonObject::new(),
        };
        let assigned_through = assigned_through.map(str::to_owned);
        let mut registrations = self.lock();
        // The lock keeps the positions in order.
        let position = self.created.fetch_add(1, Ordering::Relaxed);
        registrations.push(Registration { position, object: object.clone(), device, assigned_through });
        object
    }

    pub(super) fn devices(&self) -> Vec<WindowsAutopilotDeviceIdentity> {
        self.lock().iter().map(|found| found.device.clone()).collect()
    }

    pub(super) fn assigned_through(&self, id: &str) -> Vec<WindowsAutopilotDeviceIdentity> {
        let registrations = self.lock();
        let assigned = registrations.iter().filter(|found| found.assigned_through.as_deref() == Some(id));
        assigned.map(|found| found.device.clone()).collect()
    }

    /// Calls a function with the devices, or with those that were created through the deployment profile of a device.
    pub(super) fn rows<T>(
        &self,
        assigned_through: Option<&str>,
        read: impl FnOnce(&mut dyn Iterator<Item = Row<'_>>) -> T,
    ) -> T {
        let registrations = self.lock();
        let selected = registrations.iter().filter(|registration| {
            assigned_through.is_none() || registration.assigned_through.as_deref() == assigned_through
        });
        read(&mut selected.map(|found| Row { position: found.position, object: Cow::Borrowed(&found.object) }))
    }

    /// Returns the device with this id as JSON.
    pub(super) fn object(&self, id: &str) -> Option<JsonObject> {
        let registrations = self.lock();
        let found = registrations.iter().find(|found| found.device.id.as_deref() == Some(id));
        found.map(|found| found.object.clone())
    }

    /// Deletes a device. Returns whether it existed.
    pub(super) fn delete(&self, id: &str) -> bool {
        let mut registrations = self.lock();
        let before = registrations.len();
        registrations.retain(|registration| registration.device.id.as_deref() != Some(id));
        registrations.len() < before
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Registration>> {
        // Every update is a single push or removal, so a panic cannot leave a partial one.
        self.registrations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
