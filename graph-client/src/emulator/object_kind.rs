//! The kinds of objects that the emulator stores.

/// A kind of object that the emulator stores, each in a collection of its own.
///
/// ```
/// use graph_client::emulator::{Emulator, ObjectKind};
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.seed(ObjectKind::AutopilotEvent, &json!({ "deviceSerialNumber": "PF2X8K1L" }))?;
/// assert_eq!(emulator.objects(ObjectKind::AutopilotEvent)[0]["deviceSerialNumber"], "PF2X8K1L");
/// # Ok(()) }
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectKind {
    /// `windowsAutopilotDeviceIdentity`: a registered device.
    Device,
    /// `importedWindowsAutopilotDeviceIdentity`: the record of an import.
    ImportedDevice,
    /// `windowsAutopilotDeploymentProfile`.
    DeploymentProfile,
    /// `windowsAutopilotDeploymentProfileAssignment`. Its `sourceId` is the id of its profile.
    ProfileAssignment,
    /// `windowsAutopilotSettings`, of which there is exactly one.
    Settings,
    /// A tenant-associated device.
    AssociatedDevice,
    /// `deviceManagementAutopilotEvent`.
    AutopilotEvent,
}

impl ObjectKind {
    /// The number of kinds.
    pub(super) const COUNT: usize = Self::AutopilotEvent as usize + 1;

    /// Returns what an error calls such an object.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::ImportedDevice => "imported device",
            Self::DeploymentProfile => "deployment profile",
            Self::ProfileAssignment => "assignment",
            Self::Settings => "settings",
            Self::AssociatedDevice => "associated device",
            Self::AutopilotEvent => "event",
        }
    }
}
