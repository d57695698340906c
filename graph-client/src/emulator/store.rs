//! The devices that the emulator stores.

use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// The created devices, in the order of creation.
#[derive(Default)]
pub(super) struct Store {
    registrations: Mutex<Vec<Registration>>,
}

struct Registration {
    device: WindowsAutopilotDeviceIdentity,
    /// The id of the device through whose deployment profile this device was created, if any.
    assigned_through: Option<String>,
}

impl Store {
    /// Stores a device under a new id and returns it with that id.
    pub(super) fn create(
        &self,
        device: WindowsAutopilotDeviceIdentity,
        assigned_through: Option<&str>,
    ) -> WindowsAutopilotDeviceIdentity {
        let device = device.with_id(Uuid::new_v4().to_string());
        let assigned_through = assigned_through.map(str::to_owned);
        self.lock().push(Registration { device: device.clone(), assigned_through });
        device
    }

    pub(super) fn devices(&self) -> Vec<WindowsAutopilotDeviceIdentity> {
        self.page(None, 0, usize::MAX).0
    }

    pub(super) fn assigned_through(&self, id: &str) -> Vec<WindowsAutopilotDeviceIdentity> {
        self.page(Some(id), 0, usize::MAX).0
    }

    /// Returns up to `size` devices behind the first `skipped` ones, and whether there are more. Only the devices that were
    /// created through the deployment profile of a device count, if its id is given.
    pub(super) fn page(
        &self,
        assigned_through: Option<&str>,
        skipped: usize,
        size: usize,
    ) -> (Vec<WindowsAutopilotDeviceIdentity>, bool) {
        let registrations = self.lock();
        let mut rest = registrations
            .iter()
            .filter(|registration| {
                assigned_through.is_none() || registration.assigned_through.as_deref() == assigned_through
            })
            .skip(skipped);
        let devices = rest.by_ref().take(size).map(|found| found.device.clone()).collect();
        (devices, rest.next().is_some())
    }

    pub(super) fn device(&self, id: &str) -> Option<WindowsAutopilotDeviceIdentity> {
        self.lock().iter().map(|found| &found.device).find(|device| device.id.as_deref() == Some(id)).cloned()
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
