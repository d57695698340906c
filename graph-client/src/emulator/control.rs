//! Control of a running emulator: its objects, its time, its limits and its quirks.

use super::Emulator;
use super::object_kind::ObjectKind;
use super::tenant::{ImportError, Object, Scope};
use super::throttle::Throttle;
use graph_models::beta::{AzureAdWindowsAutopilotDeploymentProfile, WindowsAutopilotDeviceIdentity};
use graph_models::odata::{self, Object as _};
use serde::ser::{Error, Serialize};
use serde_json::Value;
use std::num::NonZeroUsize;

impl Emulator {
    /// Inserts an object, a model or JSON, and returns its id.
    ///
    /// The object is not validated. It replaces one with the same id; without an id, it gets one. Settings replace the only ones.
    /// A deployment profile without `@odata.type` is an `azureADWindowsAutopilotDeploymentProfile`.
    ///
    /// # Errors
    ///
    /// Returns an error if the object cannot be serialized, or not as a JSON object.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, ObjectKind};
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// let id = emulator.seed(ObjectKind::Device, &WindowsAutopilotDeviceIdentity::new().with_group_tag("Kiosk"))?;
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// assert_eq!(devices.by_id(&id).get().await?.group_tag.as_deref(), Some("Kiosk"));
    ///
    /// emulator.seed(ObjectKind::ImportedDevice, &json!({ "id": "1", "state": { "deviceImportStatus": "partial" } }))?;
    /// # Ok(()) }
    /// ```
    pub fn seed(&self, kind: ObjectKind, object: &impl Serialize) -> Result<String, serde_json::Error> {
        match serde_json::to_value(object)? {
            Value::Object(mut object) => {
                if kind == ObjectKind::DeploymentProfile {
                    object
                        .entry("@odata.type")
                        .or_insert_with(|| AzureAdWindowsAutopilotDeploymentProfile::ODATA_TYPE.into());
                }
                Ok(self.server.tenant().insert(kind, object))
            }
            _ => Err(serde_json::Error::custom("expected an object")),
        }
    }

    /// Changes an object in place. Returns whether there is one with this id. The id stays the same.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, ObjectKind};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// let id = emulator.seed(ObjectKind::Device, &json!({ "serialNumber": "PF2X8K1L" }))?;
    /// emulator.edit(ObjectKind::Device, &id, |device| {
    ///     device.insert("userlessEnrollmentStatus".to_owned(), json!("blocked"));
    /// });
    /// assert_eq!(emulator.objects(ObjectKind::Device)[0]["userlessEnrollmentStatus"], "blocked");
    /// # Ok(()) }
    /// ```
    pub fn edit(&self, kind: ObjectKind, id: &str, edit: impl FnOnce(&mut serde_json::Map<String, Value>)) -> bool {
        self.server.tenant().update(kind, id, edit).is_some()
    }

    /// Returns the objects of a kind as they are now, in the order of creation, without those that are being deleted.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, ObjectKind};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// assert_eq!(emulator.objects(ObjectKind::Settings)[0]["syncStatus"], "unknown");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn objects(&self, kind: ObjectKind) -> Vec<serde_json::Map<String, Value>> {
        self.server.tenant().objects(kind, &Scope::All)
    }

    /// Returns the registered devices, in the order of creation, without those that are being deleted.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, ObjectKind};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.seed(ObjectKind::Device, &json!({ "serialNumber": "PF2X8K1L" }))?;
    /// assert_eq!(emulator.devices()[0].serial_number.as_deref(), Some("PF2X8K1L"));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn devices(&self) -> Vec<WindowsAutopilotDeviceIdentity> {
        models(&self.objects(ObjectKind::Device))
    }

    /// Returns the devices of the deployment profile of the device with this id, and those that were created through it.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, ObjectKind};
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// let id = emulator.seed(ObjectKind::Device, &json!({}))?;
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// let assigned = devices.by_id(&id).deployment_profile().assigned_devices();
    /// let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L");
    /// assigned.create(&device).await?;
    /// assert_eq!(emulator.assigned_devices(&id)[0].serial_number, device.serial_number);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn assigned_devices(&self, id: &str) -> Vec<WindowsAutopilotDeviceIdentity> {
        let scope = Scope::AssignedThrough { device: id.to_owned(), is_intended: false };
        models(&self.server.tenant().objects(ObjectKind::Device, &scope))
    }

    /// Lets imports of a device fail, by its serial number or its hardware hash as it is sent. With `None`, they succeed again.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, ImportError, ObjectKind};
    /// use serde_json::json;
    /// use std::time::Duration;
    ///
    /// // With tokio's clock paused, waiting takes no time.
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.fail_import("PF2X8K1L", ImportError::AssignedToOtherTenant);
    ///
    /// let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities";
    /// let device = json!({ "serialNumber": "PF2X8K1L", "hardwareIdentifier": "T0E=" });
    /// emulator.client()?.beta().request("POST", path).json(&device).await?;
    /// tokio::time::sleep(Duration::from_secs(95)).await;
    ///
    /// let state = &emulator.objects(ObjectKind::ImportedDevice)[0]["state"];
    /// assert_eq!(state["deviceErrorName"], "ZtdDeviceAssignedToOtherTenant");
    /// # Ok(()) }
    /// ```
    pub fn fail_import(&self, device: impl Into<String>, error: impl Into<Option<ImportError>>) {
        self.server.tenant().fail_import(device.into(), error.into());
    }

    /// Divides the time of everything that takes time by this number: with 95.0, an import takes a second.
    ///
    /// Pending events keep their times, except for the assignment of profiles. The number is clamped to between a millionth and a
    /// billion; NaN counts as 1.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, ObjectKind};
    /// use serde_json::json;
    /// use std::time::Duration;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.set_time_scale(1000.0);
    /// let device = json!({ "serialNumber": "PF2X8K1L", "hardwareIdentifier": "T0E=" });
    /// let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities";
    /// emulator.client()?.beta().request("POST", path).json(&device).await?;
    /// tokio::time::sleep(Duration::from_millis(100)).await;
    /// assert_eq!(emulator.devices().len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn set_time_scale(&self, scale: f64) {
        let scale = if scale.is_nan() { 1.0 } else { scale };
        self.server.tenant().set_time_scale(scale.clamp(1e-6, 1e9));
    }

    /// Refuses to create devices, as Microsoft's service does: with 400 and the code `No method match route template`.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.without_create_route();
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// let error = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
    /// assert!(error.is_route_missing());
    /// # Ok(()) }
    /// ```
    pub fn without_create_route(&self) {
        self.server.quirks().lacks_create_route = true;
    }

    /// Responds to the DELETE of a device that does not exist as Microsoft's service does: with 400 and a sentence, instead of
    /// the documented 404.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.without_not_found();
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// let error = devices.by_id("1").delete().await.unwrap_err();
    /// assert_eq!(error.status().unwrap().as_u16(), 400);
    /// assert!(error.is_not_found());
    /// # Ok(()) }
    /// ```
    pub fn without_not_found(&self) {
        self.server.quirks().lacks_not_found = true;
    }

    /// Limits the writes, such as POST and DELETE. By default, and with `None`, there is no limit. Injected faults come first.
    ///
    /// ```
    /// use graph_client::RetryPolicy;
    /// use graph_client::emulator::{Emulator, Throttle};
    /// use std::time::Duration;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.set_throttle(Throttle::new(1, Duration::from_secs(20)));
    /// let client = emulator.client_builder().retry(RetryPolicy::never()).build()?;
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// devices.by_id("1").delete().await.unwrap_err();
    /// assert!(devices.by_id("2").delete().await.is_err_and(|error| error.is_throttled()));
    ///
    /// emulator.set_throttle(None);
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// assert!(devices.by_id("2").delete().await.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) }
    /// ```
    pub fn set_throttle(&self, throttle: impl Into<Option<Throttle>>) {
        *self.server.throttle() = throttle.into();
    }

    /// Sets the page size of collections. By default, and with `None`, a collection is a single page.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    /// use std::num::NonZeroUsize;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.set_page_size(NonZeroUsize::new(1));
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// for serial_number in ["1", "2"] {
    ///     devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number(serial_number)).await?;
    /// }
    /// let first = devices.list().await?;
    /// assert_eq!((first.items().len(), first.next_link().is_some()), (1, true));
    /// # Ok(()) }
    /// ```
    pub fn set_page_size(&self, size: impl Into<Option<NonZeroUsize>>) {
        *self.server.page_size() = size.into();
    }

    /// Shuffles the responses in batches with this seed, instead of 0.
    ///
    /// The same seed yields the same orders. The requests are carried out one after the other in their own order.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    /// use serde_json::{Value, json};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.shuffle_batches(7);
    /// let url = "/deviceManagement/windowsAutopilotDeviceIdentities";
    /// let batch = json!({ "requests": [
    ///     { "id": "create", "method": "POST", "url": url, "headers": { "Content-Type": "application/json" }, "body": {} },
    ///     { "id": "list", "method": "GET", "url": url, "dependsOn": ["create"] },
    /// ] });
    ///
    /// let response = emulator.client()?.beta().request("POST", "/$batch").json(&batch).await?;
    /// let list = response["responses"].as_array().and_then(|all| all.iter().find(|response| response["id"] == "list"));
    /// assert_eq!(list.and_then(|list| list["body"]["value"].as_array()).map(Vec::len), Some(1));
    /// # Ok(()) }
    /// ```
    pub fn shuffle_batches(&self, seed: u64) {
        self.server.batch_order().seed(seed);
    }

    /// Resets the emulator to how it started: without objects, faults, limits and received requests. Endpoint and token stay.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, ObjectKind};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.seed(ObjectKind::Device, &json!({}))?;
    /// emulator.reset();
    /// assert!(emulator.devices().is_empty());
    /// # Ok(()) }
    /// ```
    pub fn reset(&self) {
        self.server.reset();
    }
}

/// Reads devices as models. One that was seeded and is no device is left out.
fn models(objects: &[Object]) -> Vec<WindowsAutopilotDeviceIdentity> {
    let read = |object| odata::from_slice(&serde_json::to_vec(object).ok()?).ok();
    objects.iter().filter_map(read).collect()
}
