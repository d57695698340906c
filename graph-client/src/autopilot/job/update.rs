//! Group tags and users that the import did not set, and the synchronization.

use super::Job;
use super::task::Completed;
use super::waiting::WaitingFor;
use crate::autopilot::failure::{Failure, refused};
use crate::autopilot::service::DeviceUpdate;
use crate::autopilot::{Event, RegistrationError, Verdict};
use crate::beta::SyncTrigger;
use crate::error::Error;

/// The maximum number of devices that one task changes.
const UPDATES: usize = 200;

impl Job {
    pub(super) fn update_devices(&mut self, updates: Vec<DeviceUpdate>) {
        if self.is_stopping {
            return;
        }
        let mut updates = updates.into_iter().peekable();
        while updates.peek().is_some() {
            let some: Vec<DeviceUpdate> = updates.by_ref().take(UPDATES).collect();
            let service = self.service.clone();
            self.tasks.push(Box::pin(async move { Completed::Updated(service.update(some).await) }));
        }
    }

    pub(super) fn updated(&mut self, results: Vec<(u64, Result<(), Error>)>) -> Result<(), RegistrationError> {
        for (number, result) in results {
            let Some(mut waiting) = self.waiting.remove(&number) else { continue };
            let WaitingFor::Update { id } = &waiting.stage else { continue };
            let device_id = id.clone();
            match result.map_err(|error| (Failure::of(&error), error)) {
                Ok(()) if self.settings.waits_for_profile => {
                    waiting.stage = WaitingFor::Profile { id: device_id };
                    self.waiting.insert(number, waiting);
                }
                Ok(()) => self.finish(number, waiting, Verdict::Registered { device_id }),
                Err((Failure::Fatal, error)) => return self.stop(error),
                Err((Failure::Unknown | Failure::Passing, _)) => {
                    // The next round compares the device again.
                    waiting.stage = WaitingFor::Device { id: Some(device_id) };
                    self.waiting.insert(number, waiting);
                }
                Err((_, error)) => {
                    let meaning =
                        format!("registered as {device_id}, but the group tag or the user could not be set: ");
                    self.finish(number, waiting, refused(&error, &meaning));
                }
            }
        }
        Ok(())
    }

    /// Asks for a synchronization once all imports have ended.
    pub(super) fn synchronize(&mut self) {
        let is_importing = |stage: &WaitingFor| matches!(stage, WaitingFor::Import { .. } | WaitingFor::Trace { .. });
        if !self.needs_synchronization
            || !self.has_sent_all()
            || self.waiting.values().any(|row| is_importing(&row.stage))
        {
            return;
        }
        self.needs_synchronization = false;
        let service = self.service.clone();
        self.tasks.push(Box::pin(async move { Completed::Synchronized(service.synchronize().await) }));
    }

    pub(super) fn synchronized(&mut self, trigger: Result<SyncTrigger, Error>) -> Result<(), RegistrationError> {
        match trigger {
            Ok(trigger) => self.outbox.push(Event::Synchronized(trigger)),
            Err(error) if Failure::of(&error) == Failure::Fatal => return self.stop(error),
            // The service synchronizes by itself, only later.
            Err(_) => {}
        }
        Ok(())
    }
}
