//! Devices: registration and lookup.

use super::collection::ProfileAssignment;
use super::defaults::complete;
use super::{Object, Scope, Tenant, text};
use crate::emulator::object_kind::ObjectKind;
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

impl Tenant {
    /// Creates a device in a part of the collection and returns its id.
    pub(in crate::emulator) fn create_device(&mut self, device: Object, scope: &Scope) -> String {
        let (parent, profile) = match scope {
            Scope::AssignedThrough { device, .. } => {
                let profile = self.profile_of(device, true).and_then(|profile| text(profile, "id"));
                (Some(device.clone()), profile.map(str::to_owned))
            }
            Scope::AssignedTo(id) => (None, Some(id.clone())),
            Scope::All | Scope::AssignmentsOf(_) => (None, None),
        };
        let profile = profile.map(|profile| ProfileAssignment { profile, at: Instant::now() });
        self.insert_record(ObjectKind::Device, registered(device), parent, profile)
    }

    /// Adds a device that was imported, and returns its id.
    pub(super) fn register(&mut self, device: Object, at: Instant) -> String {
        let id = self.insert(ObjectKind::Device, registered(device));
        // The event may be applied late: keep the time at which it was due.
        self.collection_mut(ObjectKind::Device).update(&id, |record| record.created = at);
        id
    }
}

/// Adds the properties that the service sets when it registers a device, such as the id of the new device in Microsoft Entra ID.
fn registered(mut device: Object) -> Object {
    let entra_id = json!(Uuid::new_v4().to_string());
    for name in ["azureActiveDirectoryDeviceId", "azureAdDeviceId"] {
        device.entry(name).or_insert_with(|| entra_id.clone());
    }
    complete(ObjectKind::Device, &mut device);
    device
}
