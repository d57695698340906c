//! The types of tenant-associated devices, written by hand: no metadata describes them yet.

use graph_models::edm::{DateTimeOffset, Secret};
use graph_models::odata;

/// A device that is associated with the tenant.
///
/// It follows what was observed: neither the metadata nor the reference of Microsoft Graph describes it yet. It will be
/// replaced by a type of `graph_models`.
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # emulator.seed(ObjectKind::AssociatedDevice, &json!({ "manufacturerName": "Contoso", "color": "blue" }))?;
/// let devices = client.beta().device_management().tenant_associated_devices();
/// for device in devices.list().all().await? {
///     assert_eq!(device.manufacturer_name.as_deref(), Some("Contoso"));
///     assert!(device.additional_properties.get("color").is_some());
/// }
/// # Ok(()) }
/// ```
#[non_exhaustive]
pub struct TenantAssociatedDevice {
    /// The id of the device.
    pub id: Option<String>,
    /// The state of the association, such as `preassociated`, `associated` or `pendingRemoval`.
    pub association_state: Option<String>,
    /// The id of the device preparation policy.
    pub device_preparation_policy_id: Option<String>,
    /// The id of the managed device in Intune, once the device is enrolled.
    pub managed_device_id: Option<String>,
    /// The manufacturer of the device.
    pub manufacturer_name: Option<String>,
    /// The manufacturer's name of the model.
    pub model_name: Option<String>,
    /// The time at which the device was associated before its setup.
    pub preassociation_date_time: Option<DateTimeOffset>,
    /// The serial number that the manufacturer gave the device.
    pub serial_number: Option<String>,
    /// Unknown properties, kept as received.
    pub additional_properties: odata::AdditionalProperties,
}

odata::object! {
    TenantAssociatedDevice = untyped "#microsoft.graph.tenantAssociatedDevice" {
        "id" => id,
        "associationState" => association_state,
        "devicePreparationPolicyId" => device_preparation_policy_id,
        "managedDeviceId" => managed_device_id,
        "manufacturerName" => manufacturer_name,
        "modelName" => model_name,
        "preassociationDateTime" => preassociation_date_time,
        "serialNumber" => serial_number,
    }
}

/// The parameters of the action `importTenantAssociatedDevice`.
pub(super) struct ImportParameters {
    device_link: Option<Secret>,
    device_preparation_policy_id: Option<String>,
    additional_properties: odata::AdditionalProperties,
}

impl ImportParameters {
    pub(super) fn new(device_link: Secret, device_preparation_policy_id: Option<&str>) -> Self {
        Self {
            device_link: Some(device_link),
            device_preparation_policy_id: device_preparation_policy_id.map(str::to_owned),
            ..Self::default()
        }
    }
}

odata::object! {
    ImportParameters = untyped "importTenantAssociatedDevice" {
        "deviceLink" => device_link,
        "devicePreparationPolicyId" => device_preparation_policy_id,
    }
}
