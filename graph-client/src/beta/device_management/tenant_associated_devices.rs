//! Devices that are associated with the tenant.

mod model;

use crate::page::Page;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::edm::Secret;
use model::ImportParameters;
pub use model::TenantAssociatedDevice;

/// The devices that are associated with the tenant before they are set up, by their device links: the successor of the
/// registration with Windows Autopilot.
///
/// Microsoft announced it in August 2026. Neither the metadata nor the reference of Microsoft Graph describes it yet, so that
/// the requests and the [model](TenantAssociatedDevice) follow what was observed, and may change.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_client::string_literal;
/// use graph_models::edm::Secret;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let devices = client.beta().device_management().tenant_associated_devices();
/// let link = Secret::from("eyJzZXJpYWxOdW1iZXIiOiJQRjJYOEsxTCJ9");
/// let device = devices.import_tenant_associated_device(link, None).await?;
/// assert_eq!(device.association_state.as_deref(), Some("pending"));
///
/// let condition = format!("serialNumber eq {}", string_literal("PF2X8K1L"));
/// let found = devices.list().filter(&condition).all().await?;
/// assert_eq!(found[0].id, device.id);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct TenantAssociatedDevices {
    resource: Resource,
}

impl TenantAssociatedDevices {
    pub(super) fn new(resource: Resource) -> Self {
        Self { resource }
    }

    /// Associates a device with the tenant by its device link, and optionally with a device preparation policy by its id.
    /// Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// Ask for the device again until its `association_state` is `preassociated` or `associated`. The service answers 409 if
    /// the device is associated already: [`status`](crate::Error::status) of the error tells. The device link is a
    /// credential: no error contains it.
    ///
    /// ```
    /// # use graph_client::emulator::Emulator;
    /// use graph_client::StatusCode;
    /// use std::time::Duration;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// let devices = client.beta().device_management().tenant_associated_devices();
    /// let policy = "fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa";
    /// let device = devices.import_tenant_associated_device("eyJzZXJpYWxOdW1iZXIiOiJQRjJYOEsxTCJ9", Some(policy)).await?;
    /// let device = devices.by_id(&device.id.unwrap_or_default());
    /// while device.get().await?.association_state.as_deref() == Some("pending") {
    ///     tokio::time::sleep(Duration::from_secs(15)).await;
    /// }
    /// assert_eq!(device.get().await?.association_state.as_deref(), Some("preassociated"));
    ///
    /// let error = devices.import_tenant_associated_device("eyJzZXJpYWxOdW1iZXIiOiJQRjJYOEsxTCJ9", None).await.unwrap_err();
    /// assert_eq!(error.status(), Some(StatusCode::CONFLICT));
    /// # Ok(()) }
    /// ```
    pub fn import_tenant_associated_device(
        &self,
        device_link: impl Into<Secret>,
        device_preparation_policy_id: Option<&str>,
    ) -> Request<TenantAssociatedDevice> {
        let parameters = ImportParameters::new(device_link.into(), device_preparation_policy_id);
        self.resource.action_with_item("importTenantAssociatedDevice").with_object(&parameters)
    }

    /// Reads the devices, page by page. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn list(&self) -> Request<Page<TenantAssociatedDevice>> {
        self.resource.list()
    }

    /// Returns the device with that id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> TenantAssociatedDeviceById {
        TenantAssociatedDeviceById { resource: self.resource.item(id) }
    }
}

/// A device that is associated with the tenant.
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # emulator.seed(ObjectKind::AssociatedDevice, &json!({ "id": "1", "serialNumber": "PF2X8K1L" }))?;
/// let device = client.beta().device_management().tenant_associated_devices().by_id("1");
/// assert_eq!(device.get().await?.serial_number.as_deref(), Some("PF2X8K1L"));
///
/// device.delete().await?;
/// assert_eq!(device.get().await?.association_state.as_deref(), Some("pendingRemoval"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct TenantAssociatedDeviceById {
    resource: Resource,
}

impl TenantAssociatedDeviceById {
    /// Reads the device. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn get(&self) -> Request<TenantAssociatedDevice> {
        self.resource.get()
    }

    /// Ends the association of the device. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// Afterwards the device does not exist, or its `association_state` is `pendingRemoval` for a while.
    pub fn delete(&self) -> Request<()> {
        self.resource.delete()
    }
}
