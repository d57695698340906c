//! Rounds of questions: one list of the imports and, if necessary, one of the devices, for all rows that wait.

use super::Job;
use super::task::Completed;
use super::waiting::{Waiting, WaitingFor};
use crate::autopilot::failure::Failure;
use crate::autopilot::fingerprint::{fingerprint, normalized};
use crate::autopilot::journal::Line;
use crate::autopilot::service::{Device, DeviceUpdate, ImportState, ProfileState, Record, Wanted};
use crate::autopilot::{Event, RegistrationError, Verdict};
use crate::error::Error;
use std::collections::HashMap;
use tokio::time::Instant;

/// The error of an import whose device is registered in this tenant.
const ALREADY_ASSIGNED: &str = "ZtdDeviceAlreadyAssigned";

/// The rounds of questions.
#[derive(Default)]
pub(super) enum Round {
    #[default]
    None,
    Failed(Error),
    Due(Instant),
    Running {
        since: Instant,
    },
}

impl Job {
    /// Plans the next round if rows wait for the service.
    pub(super) fn schedule_round(&mut self) {
        if self.waiting.is_empty() || !matches!(self.round, Round::None | Round::Failed(_)) {
            return;
        }
        let wait = self.settings.poll_interval.mul_f64(1.0 + fastrand::f64());
        if let Some(due) = Instant::now().checked_add(wait) {
            self.outbox.push(match std::mem::replace(&mut self.round, Round::Due(due)) {
                Round::Failed(error) => Event::Retrying { error: error.into(), wait },
                _ => Event::Waiting { rows: self.waiting.len(), wait },
            });
        }
    }

    pub(super) fn next_round(&self) -> Option<Instant> {
        match self.round {
            Round::Due(due) => Some(due),
            Round::None | Round::Failed(_) | Round::Running { .. } => None,
        }
    }

    pub(super) fn begin_round(&mut self, now: Instant) {
        self.round = Round::Running { since: now };
        let mut wanted = Wanted::default();
        for waiting in self.waiting.values() {
            match (&waiting.stage, &waiting.import) {
                (WaitingFor::Trace { .. }, _) => {
                    wanted.serial_numbers.insert(normalized(&waiting.serial_number));
                }
                (WaitingFor::Import { .. }, Some(id)) => {
                    wanted.ids.insert(id.clone());
                }
                _ => {}
            }
        }
        if wanted.ids.is_empty() && wanted.serial_numbers.is_empty() {
            self.ask_for_devices();
            return;
        }
        let service = self.service.clone();
        self.tasks.push(Box::pin(async move { Completed::Records(service.records(wanted).await) }));
    }

    pub(super) fn apply_records(&mut self, records: Result<Vec<Record>, Error>) -> Result<(), RegistrationError> {
        let Some(records) = self.answers(records)? else { return Ok(()) };
        let Round::Running { since: began } = self.round else { return Ok(()) };
        let mut by_id = HashMap::new();
        let mut by_serial_number: HashMap<&str, Vec<&Record>> = HashMap::new();
        let has_traces = self.waiting.values().any(|waiting| matches!(waiting.stage, WaitingFor::Trace { .. }));
        for record in &records {
            by_id.insert(record.id.as_str(), record);
            if has_traces {
                by_serial_number.entry(&record.serial_number).or_default().push(record);
            }
        }
        for (number, mut waiting) in std::mem::take(&mut self.waiting) {
            self.write_many_lines()?;
            let record = match (&waiting.stage, &waiting.import) {
                (WaitingFor::Import { since }, Some(id)) => {
                    let record = by_id.get(id.as_str());
                    if record.is_none() && *since < began {
                        // Somebody has deleted the record: the device may be registered.
                        waiting.stage = WaitingFor::Device { id: None };
                    }
                    record.copied()
                }
                (WaitingFor::Trace { .. }, _) => {
                    let serial_number = normalized(&waiting.serial_number);
                    let candidates = by_serial_number.get(serial_number.as_str()).into_iter().flatten();
                    let ours = candidates.filter(|record| !self.existing.contains(&fingerprint([record.id.as_str()])));
                    let found = ours.copied().min_by_key(|record| matches!(record.state, ImportState::Failed { .. }));
                    if let Some(Record { id, .. }) = found {
                        waiting.import = Some(id.clone());
                        waiting.stage = WaitingFor::Import { since: began };
                        self.lines.push(Line::Importing { row: number, import: id.clone() });
                    }
                    found
                }
                _ => None,
            };
            match record {
                Some(record) => self.apply_state(number, waiting, &record.state),
                None => {
                    self.waiting.insert(number, waiting);
                }
            }
        }
        self.ask_for_devices();
        Ok(())
    }

    /// Takes the state of a row's import.
    fn apply_state(&mut self, number: u64, mut waiting: Waiting, state: &ImportState) {
        match state {
            ImportState::Running => {
                self.waiting.insert(number, waiting);
            }
            ImportState::Complete { device_id } => {
                self.outbox.push(Event::Imported { row: number, device_id: device_id.clone() });
                let is_complete = waiting.group_tag.is_none() && waiting.assigned_user.is_none();
                if is_complete && !self.settings.waits_for_profile {
                    self.finish(number, waiting, Verdict::Registered { device_id: device_id.clone() });
                } else {
                    waiting.stage = WaitingFor::Device { id: Some(device_id.clone()) };
                    self.waiting.insert(number, waiting);
                }
            }
            ImportState::Failed { name } if name == ALREADY_ASSIGNED && waiting.was_lost => {
                // By the request of unknown outcome, which was carried out late.
                waiting.stage = WaitingFor::Device { id: None };
                self.waiting.insert(number, waiting);
            }
            ImportState::Failed { name } => {
                // The numbers of these errors vary; their names do not, but for one that documentation spells differently.
                let verdict = match name.as_str() {
                    ALREADY_ASSIGNED => Verdict::AlreadyRegistered { device_id: None },
                    "ZtdDeviceAssignedToOtherTenant" | "ZtdDeviceAssignedToAnotherTenant" => Verdict::InAnotherTenant,
                    "InvalidZtdHardwareHash" => Verdict::MalformedHash {
                        reason: "the service refuses it: it is damaged, or lacks the manufacturer or the serial number"
                            .to_owned(),
                    },
                    _ => Verdict::Refused { code: name.clone(), reason: String::new() },
                };
                self.finish(number, waiting, verdict);
            }
        }
    }

    /// Asks for the devices if a row waits for something of them, or ends the round.
    fn ask_for_devices(&mut self) {
        let Round::Running { since: began } = self.round else { return };
        let mut wanted = Wanted::default();
        for waiting in self.waiting.values() {
            match &waiting.stage {
                WaitingFor::Device { id: Some(id) } | WaitingFor::Profile { id } => {
                    wanted.ids.insert(id.clone());
                }
                WaitingFor::Trace { since, .. } if !self.is_fresh(*since, began) => {
                    wanted.serial_numbers.insert(normalized(&waiting.serial_number));
                }
                WaitingFor::Device { id: None } => {
                    wanted.serial_numbers.insert(normalized(&waiting.serial_number));
                }
                WaitingFor::Trace { .. } | WaitingFor::Import { .. } | WaitingFor::Update { .. } => {}
            }
        }
        if wanted.ids.is_empty() && wanted.serial_numbers.is_empty() {
            self.end_round(Round::None);
            return;
        }
        let service = self.service.clone();
        self.tasks.push(Box::pin(async move { Completed::Devices(service.devices(wanted).await) }));
    }

    /// Returns whether a request of unknown outcome may still be worked on when a round begins.
    fn is_fresh(&self, since: Instant, began: Instant) -> bool {
        began.saturating_duration_since(since) < self.settings.poll_interval
    }

    pub(super) fn apply_devices(&mut self, devices: Result<Vec<Device>, Error>) -> Result<(), RegistrationError> {
        let Some(devices) = self.answers(devices)? else { return Ok(()) };
        let Round::Running { since: began } = self.round else { return Ok(()) };
        let mut by_id = HashMap::new();
        let mut by_serial_number = HashMap::new();
        for device in &devices {
            by_id.insert(device.id.as_str(), device);
            by_serial_number.insert(device.key.as_str(), device);
        }
        let mut updates = Vec::new();
        for (number, mut waiting) in std::mem::take(&mut self.waiting) {
            self.write_many_lines()?;
            let serial_number = normalized(&waiting.serial_number);
            let of_serial_number = by_serial_number.get(serial_number.as_str()).copied();
            let device = match &waiting.stage {
                WaitingFor::Device { id: Some(id) } | WaitingFor::Profile { id } => by_id.get(id.as_str()).copied(),
                WaitingFor::Device { id: None } | WaitingFor::Trace { .. } => of_serial_number,
                WaitingFor::Import { .. } | WaitingFor::Update { .. } => None,
            };
            match (&waiting.stage, device) {
                (WaitingFor::Trace { .. }, Some(device)) => {
                    self.finish(number, waiting, Verdict::AlreadyRegistered { device_id: Some(device.id.clone()) });
                }
                (WaitingFor::Trace { since, .. }, None) if !self.is_fresh(*since, began) => {
                    // Neither an import nor a device: the request was not carried out.
                    self.lines.push(Line::Unsent { row: number });
                    self.queue.extend(waiting.into_outgoing(number));
                }
                (WaitingFor::Device { .. }, Some(device)) => match update(number, &waiting, device) {
                    Some(update) => {
                        updates.push(update);
                        waiting.stage = WaitingFor::Update { id: device.id.clone() };
                        self.waiting.insert(number, waiting);
                    }
                    None => self.apply_profile(number, waiting, device),
                },
                (WaitingFor::Profile { .. }, Some(device)) => self.apply_profile(number, waiting, device),
                _ => {
                    self.waiting.insert(number, waiting);
                }
            }
        }
        self.update_devices(updates);
        self.end_round(Round::None);
        Ok(())
    }

    /// Takes the state of the profile of a device that has its group tag and its user.
    fn apply_profile(&mut self, number: u64, mut waiting: Waiting, device: &Device) {
        let device_id = device.id.clone();
        let verdict = match &device.profile {
            _ if !self.settings.waits_for_profile => Verdict::Registered { device_id },
            ProfileState::Assigned => {
                self.outbox.push(Event::ProfileAssigned { row: number });
                Verdict::Registered { device_id }
            }
            ProfileState::Failed { reason } => Verdict::Refused {
                code: "failed".to_owned(),
                reason: format!("registered as {device_id}, but no deployment profile could be assigned: {reason}"),
            },
            ProfileState::Pending => {
                waiting.stage = WaitingFor::Profile { id: device_id };
                self.waiting.insert(number, waiting);
                return;
            }
        };
        self.finish(number, waiting, verdict);
    }

    /// Returns what was asked for, `None` if the round has failed.
    fn answers<T>(&mut self, result: Result<T, Error>) -> Result<Option<T>, RegistrationError> {
        match result {
            Ok(answers) => Ok(Some(answers)),
            Err(error) if Failure::of(&error) == Failure::Fatal => self.stop(error).map(|()| None),
            Err(error) => {
                self.end_round(Round::Failed(error));
                Ok(None)
            }
        }
    }

    fn end_round(&mut self, end: Round) {
        self.round = end;
        self.time_out(Instant::now());
    }
}

/// Returns what to change of a device, if anything.
fn update(row: u64, waiting: &Waiting, device: &Device) -> Option<DeviceUpdate> {
    let group_tag = waiting.group_tag.clone().filter(|tag| *tag != device.group_tag);
    let user = waiting.assigned_user.clone().filter(|user| !user.eq_ignore_ascii_case(&device.user));
    let is_needed = group_tag.is_some() || user.is_some();
    is_needed.then(|| DeviceUpdate { row, device_id: device.id.clone(), group_tag, user, display_name: None })
}
