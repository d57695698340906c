//! The synchronization of devices, in the settings.

use super::schedule::Event;
use super::{NEVER, Object, SETTINGS_ID, Tenant, object, seconds, text};
use crate::emulator::object_kind::ObjectKind;
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

/// The time that a synchronization takes.
const SYNC: Duration = seconds(60);

/// The time after a synchronization in which there cannot be another one.
const INTERVAL: Duration = seconds(600);

/// Why a synchronization does not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emulator) enum SyncError {
    IsRunning,
    IsTooEarly,
}

/// Returns the settings of a tenant that was never synchronized.
pub(super) fn settings() -> Object {
    object(json!({
        "@odata.type": "#microsoft.graph.windowsAutopilotSettings",
        "id": SETTINGS_ID,
        "lastSyncDateTime": NEVER,
        "lastManualSyncTriggerDateTime": NEVER,
        "syncStatus": "unknown",
    }))
}

impl Tenant {
    /// Starts a synchronization.
    pub(in crate::emulator) fn sync(&mut self) -> Result<(), SyncError> {
        let now = Instant::now();
        let settings = self.collection(ObjectKind::Settings).get(SETTINGS_ID).map(|record| &record.object);
        if settings.and_then(|settings| text(settings, "syncStatus")) == Some("inProgress") {
            return Err(SyncError::IsRunning);
        }
        let last = settings.and_then(|settings| text(settings, "lastSyncDateTime"));
        let elapsed = last.and_then(|last| self.clock.since(last, now));
        if elapsed.is_some_and(|elapsed| elapsed < self.schedule.scaled(INTERVAL)) {
            return Err(SyncError::IsTooEarly);
        }
        self.set_sync("inProgress", "lastManualSyncTriggerDateTime", now);
        self.after(SYNC, ObjectKind::Settings, SETTINGS_ID, Event::SyncEnds);
        Ok(())
    }

    pub(super) fn sync_ends(&mut self, at: Instant) {
        self.set_sync("completed", "lastSyncDateTime", at);
    }

    fn set_sync(&mut self, status: &str, date_property: &str, at: Instant) {
        let date = self.clock.date(at);
        self.update(ObjectKind::Settings, SETTINGS_ID, |settings| {
            settings.insert("syncStatus".to_owned(), json!(status));
            settings.insert(date_property.to_owned(), json!(date));
        });
    }
}
