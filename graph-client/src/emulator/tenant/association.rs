//! The association of devices with the tenant by their device link.

use super::schedule::Event;
use super::{NEVER, Object, Tenant, object, seconds, text};
use crate::emulator::object_kind::ObjectKind;
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::time::Instant;

/// The time until a device is associated.
const ASSOCIATION: Duration = seconds(60);

/// Why a device is not associated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emulator) enum AssociationError {
    /// The device link is not base64.
    InvalidLink,
    /// The device is associated already.
    Exists,
}

impl Tenant {
    /// Begins to associate a device and returns it.
    pub(in crate::emulator) fn associate(&mut self, parameters: &Object) -> Result<Object, AssociationError> {
        let link = text(parameters, "deviceLink").unwrap_or_default();
        let link = BASE64_STANDARD.decode(link).map_err(|_| AssociationError::InvalidLink)?;
        if link.is_empty() {
            return Err(AssociationError::InvalidLink);
        }
        let device = described_by(&link);
        let serial_number = text(&device, "serialNumber").map_or_else(|| digest(&link), str::to_owned);
        if self.collection(ObjectKind::AssociatedDevice).by_serial_number(&serial_number).next().is_some() {
            return Err(AssociationError::Exists);
        }
        let mut associated = object(json!({
            "serialNumber": serial_number,
            "manufacturerName": text(&device, "manufacturerName").unwrap_or_default(),
            "modelName": text(&device, "modelName").unwrap_or_default(),
            "associationState": "pending",
            "devicePreparationPolicyId": text(parameters, "devicePreparationPolicyId").unwrap_or_default(),
            "preassociationDateTime": NEVER,
            "managedDeviceId": "",
        }));
        let id = self.insert(ObjectKind::AssociatedDevice, associated.clone());
        associated.insert("id".to_owned(), json!(id));
        self.after(ASSOCIATION, ObjectKind::AssociatedDevice, &id, Event::Preassociated);
        Ok(associated)
    }

    pub(super) fn preassociated(&mut self, id: &str, at: Instant) {
        if self.collection(ObjectKind::AssociatedDevice).get(id).is_none_or(|record| record.is_deleting) {
            return;
        }
        let date = self.clock.date(at);
        self.update(ObjectKind::AssociatedDevice, id, |object| {
            object.insert("associationState".to_owned(), json!("preassociated"));
            object.insert("preassociationDateTime".to_owned(), json!(date));
        });
    }
}

/// Returns what a device link says of its device, if it is an object in JSON.
fn described_by(link: &[u8]) -> Object {
    serde_json::from_slice(link).unwrap_or_default()
}

/// Returns a serial number for a device link that names none. The link is a credential and cannot be told from it.
fn digest(link: &[u8]) -> String {
    Sha256::digest(link).iter().take(6).fold(String::new(), |text, byte| format!("{text}{byte:02X}"))
}
