//! The requests for many devices.

use super::check::Checked;
use super::fingerprint::{fingerprint, normalized};
use crate::batch::BatchHandle;
use crate::beta::{ImportedWindowsAutopilotDeviceIdentities, SyncTrigger, WindowsAutopilotDeviceIdentities};
use crate::client::GraphClient;
use crate::error::Error;
use crate::request::Request;
use futures_util::TryStreamExt;
use graph_models::beta::{
    ImportedWindowsAutopilotDeviceIdentity, ImportedWindowsAutopilotDeviceIdentityImportStatus as ImportStatus,
    ImportedWindowsAutopilotDeviceIdentityState, WindowsAutopilotDeviceDeletionState as DeletionState,
    WindowsAutopilotDeviceIdentity, WindowsAutopilotDeviceIdentityAssignUserToDeviceParameters as AssignUser,
    WindowsAutopilotDeviceIdentityUpdateDevicePropertiesParameters as UpdateProperties,
    WindowsAutopilotProfileAssignmentStatus as AssignmentStatus,
};
use graph_models::odata::Evolvable;
use std::collections::HashSet;
use std::future::ready;

/// The service, as jobs use it.
#[derive(Clone)]
pub(super) struct Service {
    client: GraphClient,
}

/// The record of an import.
pub(super) struct Record {
    pub(super) id: String,
    /// In the form in which serial numbers are compared.
    pub(super) serial_number: String,
    pub(super) state: ImportState,
}

/// The state of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ImportState {
    Running,
    Complete { device_id: String },
    Failed { name: String },
}

/// A registered device.
pub(super) struct Device {
    pub(super) id: String,
    pub(super) serial_number: String,
    /// The serial number in the form in which serial numbers are compared.
    pub(super) key: String,
    pub(super) group_tag: String,
    pub(super) user: String,
    pub(super) profile: ProfileState,
}

/// The state of the assignment of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ProfileState {
    Pending,
    Assigned,
    Failed { reason: String },
}

/// What to change of a device.
#[derive(Clone)]
pub(super) struct DeviceUpdate {
    pub(super) row: u64,
    pub(super) device_id: String,
    pub(super) group_tag: Option<String>,
    /// An empty one unassigns the user.
    pub(super) user: Option<String>,
    pub(super) display_name: Option<String>,
}

/// A deletion that was asked for.
pub(super) struct Deletion {
    pub(super) row: u64,
    pub(super) id: String,
    pub(super) result: Result<(), Error>,
}

/// The records or devices to look for: by id, and by serial number in the form in which they are compared.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) ids: HashSet<String>,
    pub(super) serial_numbers: HashSet<String>,
}

impl Wanted {
    /// Wants what has some serial numbers.
    pub(super) fn by_serial_number<'a>(serial_numbers: impl Iterator<Item = &'a str>) -> Self {
        Self { serial_numbers: serial_numbers.map(normalized).collect(), ..Self::default() }
    }

    fn contains(&self, id: &str, serial_number: &str) -> bool {
        self.ids.contains(id) || self.serial_numbers.contains(serial_number)
    }
}

impl Service {
    pub(super) fn new(client: &GraphClient) -> Self {
        Self { client: client.clone() }
    }

    pub(super) fn endpoint(&self) -> &str {
        self.client.endpoint()
    }

    /// Returns the id of the tenant, if the token names it.
    pub(super) async fn tenant(&self) -> Result<Option<String>, Error> {
        self.client.tenant_id().await
    }

    /// Imports devices with one request, or a single one with a request of its own.
    pub(super) async fn import(
        &self,
        rows: impl Iterator<Item = &Checked>,
        one_by_one: bool,
    ) -> Result<Vec<Record>, Error> {
        let devices: Vec<ImportedWindowsAutopilotDeviceIdentity> = rows
            .map(|row| {
                let mut device = ImportedWindowsAutopilotDeviceIdentity::new()
                    .with_serial_number(row.serial_number.as_str())
                    .with_hardware_identifier(row.hash.clone());
                device.group_tag.clone_from(&row.group_tag);
                device.assigned_user_principal_name.clone_from(&row.assigned_user);
                device
            })
            .collect();
        let imports = self.imports();
        let records = match devices.as_slice() {
            [device] if one_by_one => vec![imports.create(device).await?],
            devices => imports.import(devices).await?.into_items(),
        };
        Ok(records.into_iter().filter_map(Record::new).collect())
    }

    /// Returns the fingerprints of all records.
    pub(super) async fn existing_records(&self) -> Result<HashSet<u64>, Error> {
        let ids = self.imports().list().items().try_filter_map(|record| ready(Ok(record.id)));
        ids.map_ok(|id| fingerprint([id.as_str()])).try_collect().await
    }

    /// Reads all records, and returns those that are wanted.
    pub(super) async fn records(&self, wanted: Wanted) -> Result<Vec<Record>, Error> {
        let records = self.imports().list().items().try_filter_map(|record| {
            let record = Record::new(record);
            ready(Ok(record.filter(|record| wanted.contains(&record.id, &record.serial_number))))
        });
        records.try_collect().await
    }

    /// Reads all devices, and returns those that are wanted.
    pub(super) async fn devices(&self, wanted: Wanted) -> Result<Vec<Device>, Error> {
        let devices = self.identities().list().items().try_filter_map(|device| {
            let device = Device::new(device);
            ready(Ok(device.filter(|device| wanted.contains(&device.id, &device.key))))
        });
        devices.try_collect().await
    }

    /// Deletes the records of rows, and returns a result for each.
    pub(super) async fn delete_records(&self, records: Vec<(u64, String)>) -> Vec<Deletion> {
        let imports = self.imports();
        self.delete_all(records, |id| imports.by_id(id).delete()).await
    }

    /// Changes devices, and returns a result for each, in their order.
    pub(super) async fn update(&self, updates: Vec<DeviceUpdate>) -> Vec<(u64, Result<(), Error>)> {
        let devices = self.identities();
        let mut batch = self.client.beta().batch();
        let mut handles = Vec::new();
        for DeviceUpdate { row, device_id, group_tag, user, display_name } in updates {
            let device = devices.by_id(&device_id);
            let properties = (group_tag.is_some() || display_name.is_some()).then(|| {
                let mut properties = UpdateProperties::new();
                properties.group_tag = group_tag;
                properties.display_name = display_name;
                batch.add(device.update_device_properties(&properties))
            });
            let user = user.map(|user| {
                if user.is_empty() {
                    return batch.add(device.unassign_user_from_device());
                }
                let user = AssignUser::new().with_user_principal_name(user.as_str()).with_addressable_user_name(user);
                batch.add(device.assign_user_to_device(&user))
            });
            handles.push((row, [properties, user]));
        }
        let mut responses = batch.send().await;
        let mut result = |handles: [Option<BatchHandle<()>>; 2]| {
            handles.into_iter().flatten().try_for_each(|handle| responses.take(handle).map(drop))
        };
        handles.into_iter().map(|(row, handles)| (row, result(handles))).collect()
    }

    /// Asks the service to delete devices, and returns the serial numbers that it has accepted, in the form in which they are
    /// compared.
    pub(super) async fn delete_devices(
        &self,
        serial_numbers: impl Iterator<Item = &str>,
    ) -> Result<HashSet<String>, Error> {
        let states = self.identities().delete_devices(serial_numbers).await?.into_items().into_iter();
        let accepted = states.filter(|state| state.deletion_state == Some(DeletionState::Accepted.into()));
        Ok(accepted.filter_map(|state| Some(normalized(&state.serial_number?))).collect())
    }

    /// Deletes the devices of rows, and returns a result for each.
    pub(super) async fn delete_by_id(&self, devices: Vec<(u64, String)>) -> Vec<Deletion> {
        let identities = self.identities();
        self.delete_all(devices, |id| identities.by_id(id).delete()).await
    }

    /// Sends deletions in batches. What does not exist is deleted.
    async fn delete_all(&self, ids: Vec<(u64, String)>, delete: impl Fn(&str) -> Request<()>) -> Vec<Deletion> {
        let mut batch = self.client.beta().batch();
        let handles: Vec<_> = ids.iter().map(|(_, id)| batch.add(delete(id))).collect();
        let mut responses = batch.send().await;
        let mut result = |handle| match responses.take(handle) {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        };
        ids.into_iter().zip(handles).map(|((row, id), handle)| Deletion { row, id, result: result(handle) }).collect()
    }

    fn imports(&self) -> ImportedWindowsAutopilotDeviceIdentities {
        self.client.beta().device_management().imported_windows_autopilot_device_identities()
    }

    fn identities(&self) -> WindowsAutopilotDeviceIdentities {
        self.client.beta().device_management().windows_autopilot_device_identities()
    }

    pub(super) async fn synchronize(&self) -> Result<SyncTrigger, Error> {
        self.client.beta().device_management().windows_autopilot_settings().sync().await
    }
}

impl Record {
    fn new(record: ImportedWindowsAutopilotDeviceIdentity) -> Option<Self> {
        let serial_number = normalized(&record.serial_number.unwrap_or_default());
        let state = ImportState::new(record.state.map(|state| *state).unwrap_or_default());
        Some(Self { id: record.id?, serial_number, state })
    }
}

impl ImportState {
    fn new(state: ImportedWindowsAutopilotDeviceIdentityState) -> Self {
        let status = state.device_import_status;
        match &status {
            None | Some(Evolvable::Known(ImportStatus::Unknown | ImportStatus::Pending)) => Self::Running,
            Some(Evolvable::Known(ImportStatus::Complete)) => {
                match state.device_registration_id.filter(|id| !id.trim().is_empty()) {
                    Some(device_id) => Self::Complete { device_id },
                    // It is to come.
                    None => Self::Running,
                }
            }
            Some(other) => {
                let name = state.device_error_name.filter(|name| !name.trim().is_empty());
                Self::Failed { name: name.unwrap_or_else(|| other.as_str().to_owned()) }
            }
        }
    }
}

impl Device {
    fn new(device: WindowsAutopilotDeviceIdentity) -> Option<Self> {
        let profile = match &device.deployment_profile_assignment_status {
            Some(Evolvable::Known(
                AssignmentStatus::AssignedInSync
                | AssignmentStatus::AssignedOutOfSync
                | AssignmentStatus::AssignedUnkownSyncState,
            )) => ProfileState::Assigned,
            Some(Evolvable::Known(AssignmentStatus::Failed)) => {
                let detail = device.deployment_profile_assignment_detailed_status.as_ref();
                ProfileState::Failed { reason: detail.map_or("", Evolvable::as_str).to_owned() }
            }
            _ => ProfileState::Pending,
        };
        let serial_number = device.serial_number.unwrap_or_default();
        Some(Self {
            id: device.id?,
            key: normalized(&serial_number),
            serial_number,
            group_tag: device.group_tag.unwrap_or_default(),
            user: device.user_principal_name.unwrap_or_default(),
            profile,
        })
    }
}
