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
/// ```no_run
/// use graph_client::string_literal;
/// use graph_models::edm::Secret;
///
/// # async fn example(client: graph_client::GraphClient, link: Secret) -> Result<(), graph_client::Error> {
/// let devices = client.beta().device_management().tenant_associated_devices();
/// let device = devices.import_tenant_associated_device(link, None).await?;
/// println!("{}", device.association_state.unwrap_or_default());
///
/// let serial_number = format!("serialNumber eq {}", string_literal("PF2X8K1L"));
/// let found = devices.list().filter(&serial_number).all().await?;
/// # Ok(())
/// # }
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
