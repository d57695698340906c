//! Imports of devices into Windows Autopilot.

use crate::page::Page;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;

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
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_client::HardwareHash;
/// use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;
/// use graph_models::beta::ImportedWindowsAutopilotDeviceIdentityImportStatus as Status;
/// use graph_models::odata::Evolvable;
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let imports = client.beta().device_management().imported_windows_autopilot_device_identities();
/// let hash: HardwareHash = "Q29udG9zbwAAA".parse()?;
/// let device = ImportedWindowsAutopilotDeviceIdentity::new()
///     .with_serial_number("PF2X8K1L")
///     .with_hardware_identifier(hash)
///     .with_group_tag("lab");
/// let import = imports.create(&device).await?;
///
/// let import = imports.by_id(&import.id.unwrap_or_default());
/// let state = loop {
///     let state = import.get().await?.state.unwrap_or_default();
///     match state.device_import_status.as_ref().and_then(Evolvable::known) {
///         Some(Status::Unknown | Status::Pending) => tokio::time::sleep(Duration::from_secs(30)).await,
///         _ => break state,
///     }
/// };
/// assert_eq!(state.device_error_name.as_deref(), Some(""));
///
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// let device = devices.by_id(&state.device_registration_id.unwrap_or_default()).get().await?;
/// assert_eq!(device.group_tag.as_deref(), Some("lab"));
/// # Ok(()) }
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
    /// The status is 201 even for a device that cannot be imported; its `state` tells later. The service throttles single imports
    /// after some dozens: [`import`](Self::import) takes many devices at once.
    pub fn create(
        &self,
        device: &ImportedWindowsAutopilotDeviceIdentity,
    ) -> Request<ImportedWindowsAutopilotDeviceIdentity> {
        self.resource.create(device)
    }

    /// Imports devices with one request, and returns their records. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// The limit is not documented. Begin with 100 to 200 devices, and send fewer after a 413 or a 400 about the size. If the
    /// [outcome](crate::Error::outcome) is unknown, look the devices up before you import them again.
    ///
    /// The request fails without being sent if there are no devices.
    ///
    /// ```
    /// # use graph_client::emulator::Emulator;
    /// use graph_client::HardwareHash;
    /// use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// let imports = client.beta().device_management().imported_windows_autopilot_device_identities();
    /// let devices = [("PF2X8K1L", "T0E="), ("PF2X8K1M", "T0I=")].map(|(serial_number, hash)| {
    ///     let hash: HardwareHash = hash.parse().expect("the hash is base64");
    ///     ImportedWindowsAutopilotDeviceIdentity::new().with_serial_number(serial_number).with_hardware_identifier(hash)
    /// });
    /// for chunk in devices.chunks(200) {
    ///     let records = imports.import(chunk).await?.into_items();
    ///     assert_eq!(records.len(), chunk.len());
    ///     assert!(records.iter().all(|record| record.import_id == records[0].import_id));
    /// }
    /// # Ok(()) }
    /// ```
    pub fn import(
        &self,
        devices: &[ImportedWindowsAutopilotDeviceIdentity],
    ) -> Request<Page<ImportedWindowsAutopilotDeviceIdentity>> {
        self.resource.action_with_list("import").with_objects("importedWindowsAutopilotDeviceIdentities", devices)
    }

    /// Reads the imports, page by page. Old records make the list long. Needs the permission
    /// `DeviceManagementServiceConfig.Read.All`.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for status in ["complete", "error"] {
    /// #     emulator.seed(ObjectKind::ImportedDevice, &json!({ "state": { "deviceImportStatus": status } }))?;
    /// # }
    /// let imports = client.beta().device_management().imported_windows_autopilot_device_identities();
    /// let failed = imports.list().filter("state/deviceImportStatus eq 'error'").all().await?;
    /// assert_eq!((failed.len(), imports.count().await?), (1, 2));
    /// # Ok(()) }
    /// ```
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
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use serde_json::json;
/// use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # emulator.seed(ObjectKind::ImportedDevice, &json!({ "id": "1", "serialNumber": "PF2X8K1L" }))?;
/// let imports = client.beta().device_management().imported_windows_autopilot_device_identities();
/// let import = imports.by_id("1");
/// let changes = ImportedWindowsAutopilotDeviceIdentity::new().with_group_tag("lab");
/// import.update(&changes).await?;
/// assert_eq!(import.get().await?.group_tag.as_deref(), Some("lab"));
///
/// import.delete().await?;
/// assert!(import.get().await.is_err_and(|error| error.is_not_found()));
/// # Ok(()) }
/// ```
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
        self.resource.update(device)
    }

    /// Deletes the record of the import. The device stays registered. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn delete(&self) -> Request<()> {
        self.resource.delete()
    }
}
