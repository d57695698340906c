//! Events of Windows Autopilot.

use crate::page::Page;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::beta::DeviceManagementAutopilotEvent;

/// The events of Windows Autopilot: one for each time that a device was set up, with the time and the result of its phases.
///
/// ```no_run
/// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
/// let events = client.beta().device_management().autopilot_events();
/// for event in events.list().all().await? {
///     println!("{}: {:?}", event.device_serial_number.unwrap_or_default(), event.deployment_state);
/// }
/// # Ok(())
/// # }
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
