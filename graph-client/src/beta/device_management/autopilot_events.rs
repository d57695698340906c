//! Events of Windows Autopilot.

use crate::page::Page;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::beta::DeviceManagementAutopilotEvent;

/// The events of Windows Autopilot: one for each time that a device was set up, with the time and the result of its phases.
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # let event = json!({ "deviceSerialNumber": "PF2X8K1L", "deploymentState": "failure" });
/// # emulator.seed(ObjectKind::AutopilotEvent, &event)?;
/// let events = client.beta().device_management().autopilot_events();
/// assert_eq!(events.count().await?, 1);
///
/// let failed = events.list().filter("deploymentState eq 'failure'").all().await?;
/// assert_eq!(failed[0].device_serial_number.as_deref(), Some("PF2X8K1L"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct AutopilotEvents {
    resource: Resource,
}

impl AutopilotEvents {
    pub(super) fn new(resource: Resource) -> Self {
        Self { resource }
    }

    /// Reads the events, page by page. Needs the permission `DeviceManagementManagedDevices.Read.All`.
    pub fn list(&self) -> Request<Page<DeviceManagementAutopilotEvent>> {
        self.resource.list()
    }

    /// Reads the number of events. Needs the permission `DeviceManagementManagedDevices.Read.All`.
    pub fn count(&self) -> Request<u64> {
        self.resource.count()
    }

    /// Returns the event with that id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> AutopilotEventById {
        AutopilotEventById { resource: self.resource.item(id) }
    }
}

/// An event of Windows Autopilot.
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # let policies = json!([{ "displayName": "Company Portal", "complianceStatus": "error" }]);
/// # emulator.seed(ObjectKind::AutopilotEvent, &json!({ "id": "1", "policyStatusDetails": policies }))?;
/// let event = client.beta().device_management().autopilot_events().by_id("1");
/// let event = event.get().expand(["policyStatusDetails"]).await?;
/// let policies = event.policy_status_details.unwrap_or_default();
/// assert_eq!(policies[0].display_name.as_deref(), Some("Company Portal"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct AutopilotEventById {
    resource: Resource,
}

impl AutopilotEventById {
    /// Reads the event. Expand `policyStatusDetails` to read the policies and applications that setup waited for. Needs the
    /// permission `DeviceManagementManagedDevices.Read.All`.
    pub fn get(&self) -> Request<DeviceManagementAutopilotEvent> {
        self.resource.get()
    }
}
