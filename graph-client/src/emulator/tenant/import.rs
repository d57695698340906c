//! Imports: records that lead to devices.

use super::schedule::Event;
use super::{Object, Tenant, object, seconds, text};
use crate::emulator::object_kind::ObjectKind;
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// The time until an import is `pending`.
const PENDING_AFTER: Duration = seconds(20);

/// The time that an import takes, as measured in Microsoft's service.
const IMPORT: Duration = seconds(95);

/// The reason of an import that fails.
///
/// An import reports it in its `state`, while the status of the HTTP response is 201. Microsoft publishes no number for some of
/// them: they have the number 0 here. Decide by the name.
///
/// ```
/// use graph_client::HardwareHash;
/// use graph_client::emulator::{Emulator, ImportError};
/// use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.fail_import("PF2X8K1L", ImportError::Storage);
/// let imports = emulator.client()?.beta().device_management().imported_windows_autopilot_device_identities();
/// let device = ImportedWindowsAutopilotDeviceIdentity::new()
///     .with_serial_number("PF2X8K1L")
///     .with_hardware_identifier("T0E=".parse::<HardwareHash>()?);
/// let import = imports.create(&device).await?;
/// tokio::time::sleep(Duration::from_secs(95)).await;
///
/// let state = imports.by_id(&import.id.unwrap_or_default()).get().await?.state.unwrap_or_default();
/// assert_eq!(state.device_error_name.as_deref(), Some(ImportError::Storage.name()));
/// assert_eq!(state.device_error_code, Some(ImportError::Storage.code()));
/// # Ok(()) }
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportError {
    /// `InvalidZtdHardwareHash`: the hash lacks the manufacturer or the serial number, or is damaged.
    InvalidHardwareHash,
    /// `ZtdDeviceAlreadyAssigned`: the device is registered in this tenant.
    AlreadyAssigned,
    /// `ZtdDeviceAssignedToOtherTenant`: the device is registered in another tenant.
    AssignedToOtherTenant,
    /// `ZtdDeviceDuplicated`: another import of the batch has the same hash.
    Duplicated,
    /// `StorageError`: a transient failure of the service.
    Storage,
    /// `ZtdDeviceNotFound`: no device has the product key.
    NotFound,
}

impl ImportError {
    /// Returns the `deviceErrorName`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidHardwareHash => "InvalidZtdHardwareHash",
            Self::AlreadyAssigned => "ZtdDeviceAlreadyAssigned",
            Self::AssignedToOtherTenant => "ZtdDeviceAssignedToOtherTenant",
            Self::Duplicated => "ZtdDeviceDuplicated",
            Self::Storage => "StorageError",
            Self::NotFound => "ZtdDeviceNotFound",
        }
    }

    /// Returns the `deviceErrorCode`.
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::InvalidHardwareHash => 802,
            Self::AlreadyAssigned => 806,
            Self::AssignedToOtherTenant => 808,
            Self::Duplicated | Self::Storage | Self::NotFound => 0,
        }
    }
}

impl Tenant {
    /// Begins to import a batch of devices and returns their records.
    pub(in crate::emulator) fn import(&mut self, batch: Vec<Object>) -> Vec<Object> {
        let import_id = Uuid::new_v4().to_string();
        let mut hashes = HashSet::new();
        let mut records = Vec::new();
        for mut record in batch {
            let is_twin = text(&record, "hardwareIdentifier").is_some_and(|hash| !hashes.insert(hash.to_owned()));
            record.insert("importId".to_owned(), json!(import_id));
            record.insert("state".to_owned(), state("unknown", "", None));
            let id = self.insert(ObjectKind::ImportedDevice, record.clone());
            record.insert("id".to_owned(), json!(id));
            records.push(record);
            self.after(PENDING_AFTER, ObjectKind::ImportedDevice, &id, Event::ImportPending);
            self.after(IMPORT, ObjectKind::ImportedDevice, &id, Event::ImportEnds { is_twin });
        }
        records
    }

    /// Lets imports of a serial number or a hardware hash fail, or no longer.
    pub(in crate::emulator) fn fail_import(&mut self, device: String, error: Option<ImportError>) {
        match error {
            Some(error) => self.import_errors.insert(device, error),
            None => self.import_errors.remove(&device),
        };
    }

    pub(super) fn import_pending(&mut self, id: &str) {
        self.set_state(id, state("pending", "", None));
    }

    /// Registers an imported device, or says why not.
    pub(super) fn import_ends(&mut self, id: &str, is_twin: bool, at: Instant) {
        let Some(imported) = self.collection(ObjectKind::ImportedDevice).get(id).map(|record| &record.object) else {
            return;
        };
        let state = match self.import_error(imported, is_twin) {
            Some(error) => state("error", "", Some(error)),
            None => state("complete", &self.register(registered(imported), at), None),
        };
        self.set_state(id, state);
    }

    fn import_error(&self, imported: &Object, is_twin: bool) -> Option<ImportError> {
        let (serial_number, hash) = (text(imported, "serialNumber"), text(imported, "hardwareIdentifier"));
        let chosen = [serial_number, hash].into_iter().flatten().find_map(|key| self.import_errors.get(key).copied());
        let is_registered = |serial| self.collection(ObjectKind::Device).by_serial_number(serial).next().is_some();
        chosen.or(match (hash, serial_number) {
            _ if is_twin => Some(ImportError::Duplicated),
            (None, _) if text(imported, "productKey").is_some() => Some(ImportError::NotFound),
            (None, _) | (_, None) => Some(ImportError::InvalidHardwareHash),
            (_, Some(serial_number)) => is_registered(serial_number).then_some(ImportError::AlreadyAssigned),
        })
    }

    fn set_state(&mut self, id: &str, state: serde_json::Value) {
        self.update(ObjectKind::ImportedDevice, id, |object| object.insert("state".to_owned(), state));
    }
}

/// Returns the state of an import.
fn state(status: &str, registration: &str, error: Option<ImportError>) -> serde_json::Value {
    json!({
        "deviceImportStatus": status,
        "deviceRegistrationId": registration,
        "deviceErrorCode": error.map_or(0, ImportError::code),
        "deviceErrorName": error.map_or("", ImportError::name),
    })
}

/// Returns the device that an import registers.
fn registered(imported: &Object) -> Object {
    let text = |name| text(imported, name).unwrap_or_default();
    object(json!({
        "@odata.type": "#microsoft.graph.windowsAutopilotDeviceIdentity",
        "serialNumber": text("serialNumber"),
        "groupTag": text("groupTag"),
        "userPrincipalName": text("assignedUserPrincipalName"),
    }))
}
