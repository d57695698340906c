//! The paths below `/deviceManagement`.

mod autopilot_events;
mod imported_windows_autopilot_device_identities;
mod tenant_associated_devices;
mod windows_autopilot_deployment_profiles;
mod windows_autopilot_device_identities;
mod windows_autopilot_settings;

use crate::resource::{Permissions, Resource};
pub use autopilot_events::{AutopilotEventById, AutopilotEvents};
pub use imported_windows_autopilot_device_identities::{
    ImportedWindowsAutopilotDeviceIdentities, ImportedWindowsAutopilotDeviceIdentityById,
};
pub use tenant_associated_devices::{TenantAssociatedDevice, TenantAssociatedDeviceById, TenantAssociatedDevices};
pub use windows_autopilot_deployment_profiles::{
    WindowsAutopilotDeploymentProfileAssignmentById, WindowsAutopilotDeploymentProfileAssignments,
    WindowsAutopilotDeploymentProfileById, WindowsAutopilotDeploymentProfiles,
};
pub use windows_autopilot_device_identities::{
    DeploymentProfile, WindowsAutopilotDeviceIdentities, WindowsAutopilotDeviceIdentityById,
};
pub use windows_autopilot_settings::{SyncTrigger, WindowsAutopilotSettingsSingleton};

/// The permissions for the configuration of Intune, to which Windows Autopilot belongs.
const SERVICE_CONFIG: Permissions = Permissions {
    read: Some("DeviceManagementServiceConfig.Read.All"),
    write: Some("DeviceManagementServiceConfig.ReadWrite.All"),
};

/// The permissions for what managed devices report.
const MANAGED_DEVICES: Permissions = Permissions {
    read: Some("DeviceManagementManagedDevices.Read.All"),
    write: Some("DeviceManagementManagedDevices.ReadWrite.All"),
};

/// Device management by Intune: `/deviceManagement`. All requests need an active Intune licence.
///
/// Each method names the permission that it needs, delegated or as an application. Newer pages of the reference also accept
/// `DeviceManagementConfiguration.Read.All` and `DeviceManagementConfiguration.ReadWrite.All` in place of those with
/// `ServiceConfig`.
///
/// None of these resources has delta queries or change notifications: to wait for a state, ask for it again. Intune publishes no
/// limits for them; the nearest are 100 writes in 20 seconds per application and tenant. It often throttles without
/// `Retry-After`.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_models::beta::WindowsAutopilotSyncStatus;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let management = client.beta().device_management();
/// assert_eq!(management.windows_autopilot_device_identities().count().await?, 0);
/// assert_eq!(management.imported_windows_autopilot_device_identities().count().await?, 0);
/// assert_eq!(management.windows_autopilot_deployment_profiles().count().await?, 0);
/// assert_eq!(management.autopilot_events().count().await?, 0);
/// assert!(management.tenant_associated_devices().list().all().await?.is_empty());
///
/// let settings = management.windows_autopilot_settings().get().await?;
/// assert_eq!(settings.sync_status.unwrap(), WindowsAutopilotSyncStatus::Unknown);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct DeviceManagement {
    resource: Resource,
}

impl DeviceManagement {
    pub(crate) fn new(root: &Resource) -> Self {
        Self { resource: root.child("deviceManagement").needing(SERVICE_CONFIG) }
    }

    /// Returns the events of Windows Autopilot: `/deviceManagement/autopilotEvents`.
    #[must_use]
    pub fn autopilot_events(&self) -> AutopilotEvents {
        AutopilotEvents::new(self.resource.child("autopilotEvents").needing(MANAGED_DEVICES))
    }

    /// Returns the imports of devices into Windows Autopilot:
    /// `/deviceManagement/importedWindowsAutopilotDeviceIdentities`.
    #[must_use]
    pub fn imported_windows_autopilot_device_identities(&self) -> ImportedWindowsAutopilotDeviceIdentities {
        ImportedWindowsAutopilotDeviceIdentities::new(self.resource.child("importedWindowsAutopilotDeviceIdentities"))
    }

    /// Returns the devices that are associated with the tenant before they are set up:
    /// `/deviceManagement/tenantAssociatedDevices`.
    #[must_use]
    pub fn tenant_associated_devices(&self) -> TenantAssociatedDevices {
        TenantAssociatedDevices::new(self.resource.child("tenantAssociatedDevices"))
    }

    /// Returns the deployment profiles of Windows Autopilot:
    /// `/deviceManagement/windowsAutopilotDeploymentProfiles`.
    #[must_use]
    pub fn windows_autopilot_deployment_profiles(&self) -> WindowsAutopilotDeploymentProfiles {
        WindowsAutopilotDeploymentProfiles::new(self.resource.child("windowsAutopilotDeploymentProfiles"))
    }

    /// Returns the devices that are registered with Windows Autopilot:
    /// `/deviceManagement/windowsAutopilotDeviceIdentities`.
    #[must_use]
    pub fn windows_autopilot_device_identities(&self) -> WindowsAutopilotDeviceIdentities {
        WindowsAutopilotDeviceIdentities::new(self.resource.child("windowsAutopilotDeviceIdentities"))
    }

    /// Returns the settings and the synchronization of Windows Autopilot: `/deviceManagement/windowsAutopilotSettings`.
    #[must_use]
    pub fn windows_autopilot_settings(&self) -> WindowsAutopilotSettingsSingleton {
        WindowsAutopilotSettingsSingleton::new(self.resource.child("windowsAutopilotSettings"))
    }
}
