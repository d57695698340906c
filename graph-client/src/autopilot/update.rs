//! Changing many registered devices.

use super::events::Events;
use super::failure::{Failure, refused};
use super::lookup::{Devices, divide};
use super::outbox::Outbox;
use super::service::{DeviceUpdate, Service};
use super::{Event, RegistrationError, Verdict};
use crate::client::GraphClient;

/// The maximum number of devices that are changed before their verdicts are events.
const CHUNK: usize = 200;

/// The attempts to change a device, each with the retries of the client's policy.
const ATTEMPTS: u32 = 3;

/// A change of a registered device: what is `None` stays as it is.
///
/// ```
/// use graph_client::autopilot::Change;
///
/// let change = Change::new("PF2X8K1L").with_group_tag("Kiosk").with_display_name("Lobby");
/// assert_eq!(change.group_tag.as_deref(), Some("Kiosk"));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Change {
    /// The serial number of the device.
    pub serial_number: String,
    /// The group tag. An empty one removes it.
    pub group_tag: Option<String>,
    /// The user principal name of the user to assign. An empty one unassigns the user.
    pub user: Option<String>,
    /// The name of the device.
    pub display_name: Option<String>,
}

impl Change {
    /// Creates a change of nothing.
    #[must_use]
    pub fn new(serial_number: impl Into<String>) -> Self {
        Self { serial_number: serial_number.into(), ..Self::default() }
    }

    /// Sets the group tag. An empty one removes it.
    #[must_use]
    pub fn with_group_tag(mut self, group_tag: impl Into<String>) -> Self {
        self.group_tag = Some(group_tag.into());
        self
    }

    /// Sets the user to assign. An empty one unassigns the user.
    #[must_use]
    pub fn with_user(mut self, user_principal_name: impl Into<String>) -> Self {
        self.user = Some(user_principal_name.into());
        self
    }

    /// Sets the name of the device.
    #[must_use]
    pub fn with_display_name(mut self, display_name: impl Into<String>) -> Self {
        self.display_name = Some(display_name.into());
        self
    }
}

/// Changes the group tags, the users and the names of registered devices, found by their serial numbers.
///
/// The position of a change, counted from 1, is the row of its [events](Event). A later change of the same device is refused as a
/// duplicate. The changes are sent in batches; the same call again goes on after an interruption, because changes can be
/// repeated. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
#[cfg_attr(
    feature = "emulator",
    doc = "
```
use futures_util::TryStreamExt;
use graph_client::autopilot::{Change, update};
use graph_client::emulator::{Emulator, ObjectKind};
use serde_json::json;

# #[tokio::main(flavor = \"current_thread\")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
let emulator = Emulator::start().await?;
emulator.seed(ObjectKind::Device, &json!({ \"serialNumber\": \"PF2X8K1L\" }))?;

let client = emulator.client()?;
let events: Vec<_> = update(&client, [Change::new(\"PF2X8K1L\").with_group_tag(\"Kiosk\")]).try_collect().await?;
assert_eq!(emulator.devices()[0].group_tag.as_deref(), Some(\"Kiosk\"));
# Ok(()) }
```
"
)]
pub fn update(client: &GraphClient, changes: impl IntoIterator<Item = Change>) -> Events {
    let outbox = Outbox::default();
    Events::new(outbox.clone(), run(Service::new(client), changes.into_iter().collect(), outbox))
}

async fn run(service: Service, changes: Vec<Change>, outbox: Outbox) -> Result<(), RegistrationError> {
    let serial_numbers = changes.iter().map(|change| change.serial_number.as_str());
    let mut devices = Devices::find(&service, serial_numbers).await.map_err(RegistrationError::Request)?;
    let find = |key: &str| devices.take(key)?.ok_or(Verdict::NotFound);
    let found = divide(changes, |change| &change.serial_number, &outbox, find).into_iter();
    let updates: Vec<(String, DeviceUpdate)> = found
        .map(|(row, change, device)| {
            let Change { serial_number, group_tag, user, display_name } = change;
            (serial_number, DeviceUpdate { row, device_id: device.id, group_tag, user, display_name })
        })
        .collect();
    for chunk in updates.chunks(CHUNK) {
        outbox.push(Event::Sent { rows: chunk.iter().map(|(_, update)| update.row).collect() });
        let mut left: Vec<&(String, DeviceUpdate)> = chunk.iter().collect();
        for attempt in 1..=ATTEMPTS {
            let results = service.update(left.iter().map(|(_, update)| update.clone()).collect()).await;
            let mut again = Vec::new();
            for (item, (row, result)) in left.into_iter().zip(results) {
                let (serial_number, update) = item;
                let verdict = match result.map_err(|error| (Failure::of(&error), error)) {
                    Ok(()) => Verdict::Updated { device_id: update.device_id.clone() },
                    Err((Failure::Fatal, error)) => return Err(RegistrationError::Request(error)),
                    // The change is the same, however often it is made.
                    Err((Failure::Unknown | Failure::Passing, _)) if attempt < ATTEMPTS => {
                        again.push(item);
                        continue;
                    }
                    Err((Failure::Unknown, _)) => Verdict::Unknown,
                    Err((_, error)) => refused(&error, ""),
                };
                outbox.push(Event::Finished { row, serial_number: serial_number.clone(), verdict });
            }
            left = again;
        }
    }
    Ok(())
}
