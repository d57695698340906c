//! Imports of devices into Windows Autopilot.

use crate::page::Page;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;
use graph_models::edm::{Binary, Secret};

/// The imports of devices into Windows Autopilot, which register them.
///
/// A successful request only begins an import. Its `state` has the result some minutes later: ask for it again while
/// `device_import_status` is `unknown` or `pending`. Then `device_registration_id` is the id of the
/// [registered device](super::WindowsAutopilotDeviceIdentities), or `device_error_name` the reason of the failure, such as
/// `ZtdDeviceAlreadyAssigned`; decide by the name, since the numbers vary. A record stays until it is deleted.
///
/// The service expects the hardware hash in base64 with padding, which Windows omits: parse it as a
/// [`HardwareHash`](crate::HardwareHash). Errors never contain the hash, although the service quotes a malformed one.
///
/// ```no_run
/// use graph_client::HardwareHash;
/// use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;
///
/// # async fn example(client: graph_client::GraphClient, hash: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let imports = client.beta().device_management().imported_windows_autopilot_device_identities();
/// let hash: HardwareHash = hash.parse()?;
/// let device = ImportedWindowsAutopilotDeviceIdentity::new()
///     .with_serial_number("PF2X8K1L")
///     .with_hardware_identifier(hash)
///     .with_group_tag("lab");
///
/// let import = imports.create(&device).await?;
/// let import = imports.by_id(&import.id.unwrap_or_default()).get().await?;
/// println!("{:?}", import.state);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ImportedWindowsAutopilotDeviceIdentities {
    resource: Resource,
}

impl ImportedWindowsAutopilotDeviceIdentities {
    pub(super) fn new(resource: Resource) -> Self {
        Self { resource }
    }

    /// Imports a device. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// The service throttles single imports after some dozens: [`import`](Self::import) takes many devices at once.
    pub fn create(
        &self,
        device: &ImportedWindowsAutopilotDeviceIdentity,
    ) -> Request<ImportedWindowsAutopilotDeviceIdentity> {
        self.resource.create(device).with_secrets(hardware_hash(device))
    }

    /// Imports devices with one request, and returns their records. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// The limit is not documented. Begin with 100 to 200 devices, and send fewer after a 413 or a 400 about the size. If the
    /// [outcome](crate::Error::outcome) is unknown, look the devices up before you import them again.
    ///
    /// The request fails without being sent if there are no devices.
    ///
    /// ```no_run
    /// use graph_client::{Error, GraphClient};
    /// use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;
    ///
    /// async fn import(client: GraphClient, devices: &[ImportedWindowsAutopilotDeviceIdentity]) -> Result<(), Error> {
    ///     let imports = client.beta().device_management().imported_windows_autopilot_device_identities();
    ///     for chunk in devices.chunks(200) {
    ///         let records = imports.import(chunk).await?;
    ///         println!("{} of {} devices were accepted", records.items().len(), chunk.len());
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn import(
        &self,
        devices: &[ImportedWindowsAutopilotDeviceIdentity],
    ) -> Request<Page<ImportedWindowsAutopilotDeviceIdentity>> {
        let request = self.resource.action_with_list("import");
        request
            .with_objects("importedWindowsAutopilotDeviceIdentities", devices)
            .with_secrets(devices.iter().filter_map(hardware_hash))
    }

    /// Reads the imports, page by page. Old records make the list long. Needs the permission
    /// `DeviceManagementServiceConfig.Read.All`.
    pub fn list(&self) -> Request<Page<ImportedWindowsAutopilotDeviceIdentity>> {
        self.resource.list()
    }

    /// Reads the number of imports. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn count(&self) -> Request<u64> {
        self.resource.count()
    }

    /// Returns the import with that id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> ImportedWindowsAutopilotDeviceIdentityById {
        ImportedWindowsAutopilotDeviceIdentityById { resource: self.resource.item(id) }
    }
}

/// An import of a device into Windows Autopilot.
#[derive(Clone, Debug)]
pub struct ImportedWindowsAutopilotDeviceIdentityById {
    resource: Resource,
}

impl ImportedWindowsAutopilotDeviceIdentityById {
    /// Reads the import with its `state`. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn get(&self) -> Request<ImportedWindowsAutopilotDeviceIdentity> {
        self.resource.get()
    }

    /// Changes the properties that are set. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn update(
        &self,
        device: &ImportedWindowsAutopilotDeviceIdentity,
    ) -> Request<ImportedWindowsAutopilotDeviceIdentity> {
        self.resource.update(device).with_secrets(hardware_hash(device))
    }

    /// Deletes the record of the import. The device stays registered. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn delete(&self) -> Request<()> {
        self.resource.delete()
    }
}

/// Returns the hardware hash of a device, even if it is not base64. Without padding, it is also a part of the hash with
/// padding.
fn hardware_hash(device: &ImportedWindowsAutopilotDeviceIdentity) -> Option<Secret> {
    let unfit = || device.additional_properties.read("hardwareIdentifier").ok().flatten();
    let hash = device.hardware_identifier.as_ref().map(Binary::to_string).or_else(unfit)?;
    Some(Secret::from(hash.trim_end_matches('=')))
}
