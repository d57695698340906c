//! What the emulator remembers.

use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// The devices that were created, in their order.
#[derive(Default)]
pub(super) struct Store {
    registrations: Mutex<Vec<Registration>>,
}

struct Registration {
    device: WindowsAutopilotDeviceIdentity,
    /// The device whose deployment profile it was assigned to, if that is how it was created.
    assigned_through: Option<String>,
}

impl Store {
    /// Gives a device an id and keeps it.
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
        self.select(|_| true)
    }

    pub(super) fn assigned_through(&self, id: &str) -> Vec<WindowsAutopilotDeviceIdentity> {
        self.select(|registration| registration.assigned_through.as_deref() == Some(id))
    }

    pub(super) fn by_id(&self, id: &str) -> Option<WindowsAutopilotDeviceIdentity> {
        self.select(|registration| registration.device.id.as_deref() == Some(id)).pop()
    }

    /// Forgets a device. `false` if there is none.
    pub(super) fn delete(&self, id: &str) -> bool {
        let mut registrations = self.lock();
        let before = registrations.len();
        registrations.retain(|registration| registration.device.id.as_deref() != Some(id));
        registrations.len() < before
    }

    fn select(&self, wanted: impl Fn(&Registration) -> bool) -> Vec<WindowsAutopilotDeviceIdentity> {
        self.lock().iter().filter(|registration| wanted(registration)).map(|found| found.device.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Registration>> {
        // Every change is a single push or removal, so what a panicking thread leaves behind is whole.
        self.registrations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
