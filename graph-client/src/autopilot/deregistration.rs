//! Deregistering many devices.

use super::events::Events;
use super::failure::{Failure, refused};
use super::lookup::{Devices, divide};
use super::outbox::Outbox;
use super::service::{Deletion, Device, Service, Wanted};
use super::{Event, RegistrationError, Stage, Verdict};
use crate::client::GraphClient;
use crate::error::Error;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::{self, Debug, Formatter};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The maximum number of devices in a request.
const CHUNK: usize = 200;

/// Deregisters devices by their serial numbers, and deletes the records of their imports. The devices stay enrolled in Intune and
/// in Microsoft Entra: delete them there first.
///
/// The position of a serial number, counted from 1, is the row of its [events](Event). A device that is not registered gets the
/// verdict [`NotFound`](Verdict::NotFound). Two devices with the same serial number, of two manufacturers, are left alone. The
/// same call again goes on after an interruption: what is gone is not found. Needs the permission
/// `DeviceManagementServiceConfig.ReadWrite.All`.
#[cfg_attr(
    feature = "emulator",
    doc = "
```
use futures_util::TryStreamExt;
use graph_client::autopilot::{Event, deregister};
use graph_client::emulator::{Emulator, ObjectKind};
use serde_json::json;

# #[tokio::main(flavor = \"current_thread\")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
let emulator = Emulator::start().await?;
emulator.seed(ObjectKind::Device, &json!({ \"serialNumber\": \"PF2X8K1L\" }))?;

let client = emulator.client()?;
let mut events = deregister(&client, [\"PF2X8K1L\", \"PF2X8K1M\"]).start();
let mut verdicts = Vec::new();
while let Some(event) = events.try_next().await? {
    if let Event::Finished { serial_number, verdict, .. } = event {
        verdicts.push(format!(\"{serial_number}: {}\", verdict.kind()));
    }
}
assert_eq!(verdicts, [\"PF2X8K1M: not-found\", \"PF2X8K1L: deregistered\"]);
# Ok(()) }
```
"
)]
pub fn deregister(client: &GraphClient, serial_numbers: impl IntoIterator<Item = impl Into<String>>) -> Deregistration {
    let serial_numbers = serial_numbers.into_iter().map(Into::into).collect();
    Deregistration {
        client: client.clone(),
        serial_numbers,
        poll_interval: Duration::from_secs(15),
        timeout: Duration::from_secs(30 * 60),
        waits: false,
    }
}

/// A deregistration before it starts. Created by [`deregister`].
#[must_use = "a deregistration begins when its events are polled"]
pub struct Deregistration {
    client: GraphClient,
    serial_numbers: Vec<String>,
    poll_interval: Duration,
    timeout: Duration,
    waits: bool,
}

impl Deregistration {
    /// Waits until the devices are no longer in the list. The service takes minutes. By default, a device is deregistered when the
    /// service has accepted that.
    pub fn wait(mut self) -> Self {
        self.waits = true;
        self
    }

    /// Sets the time between two lists of the devices, while it waits or repeats what failed. Defaults to 15 seconds.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval;
        self
    }

    /// Sets the timeout. Defaults to 30 minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Starts the deregistration. It makes progress while the stream of events is polled.
    pub fn start(self) -> Events {
        let outbox = Outbox::default();
        Events::new(outbox.clone(), run(self, outbox))
    }
}

impl Debug for Deregistration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deregistration")
            .field("client", &self.client)
            .field("serial_numbers", &self.serial_numbers.len())
            .field("waits", &self.waits)
            .finish_non_exhaustive()
    }
}

/// What is left to delete for a row.
struct Pending {
    serial_number: String,
    device: Option<Device>,
    /// Whether the service has accepted the deletion of the device.
    is_accepted: bool,
    /// The ids of the records of imports.
    records: Vec<String>,
}

/// A deregistration that has started.
struct Job {
    service: Service,
    outbox: Outbox,
    waits: bool,
    pending: BTreeMap<u64, Pending>,
    /// Whether the service has no action to delete several devices at once.
    lacks_action: bool,
    /// An error of the round, which passes.
    error: Option<Error>,
}

async fn run(deregistration: Deregistration, outbox: Outbox) -> Result<(), RegistrationError> {
    let Deregistration { client, serial_numbers, poll_interval, timeout, waits } = deregistration;
    let deadline = Instant::now() + timeout.min(crate::clock::LONGEST);
    let service = Service::new(&client);
    let mut job = Job { service, outbox, waits, pending: BTreeMap::new(), lacks_action: false, error: None };
    job.find(serial_numbers).await.map_err(RegistrationError::Request)?;
    loop {
        job.delete_devices().await?;
        job.delete_records().await?;
        job.finish_deleted();
        if job.pending.is_empty() {
            return Ok(());
        }
        if Instant::now() >= deadline {
            for row in job.pending.keys().copied().collect::<Vec<_>>() {
                job.finish(row, Verdict::TimedOut { stage: Stage::Deletion });
            }
            return Ok(());
        }
        let wait = poll_interval.mul_f64(1.0 + fastrand::f64());
        job.outbox.push(match job.error.take() {
            Some(error) => Event::Retrying { error: error.into(), wait },
            None => Event::Waiting { rows: job.pending.len(), wait },
        });
        sleep(wait).await;
        job.look_for_devices().await?;
    }
}

impl Job {
    /// Finds the devices and the records, and gives the rows without any their verdicts.
    async fn find(&mut self, serial_numbers: Vec<String>) -> Result<(), Error> {
        let wanted = || serial_numbers.iter().map(String::as_str);
        let mut devices = Devices::find(&self.service, wanted()).await?;
        let mut records: HashMap<String, Vec<String>> = HashMap::new();
        for record in self.service.records(Wanted::by_serial_number(wanted())).await? {
            records.entry(record.serial_number).or_default().push(record.id);
        }
        let find = |key: &str| match (devices.take(key)?, records.remove(key).unwrap_or_default()) {
            (None, records) if records.is_empty() => Err(Verdict::NotFound),
            found => Ok(found),
        };
        let found = divide(serial_numbers, String::as_str, &self.outbox, find).into_iter();
        self.pending = found
            .map(|(row, serial_number, (device, records))| {
                (row, Pending { serial_number, device, is_accepted: false, records })
            })
            .collect();
        Ok(())
    }

    /// Asks the service to delete the devices that it has not accepted yet: all with one request, then one by one those that it
    /// does not delete like that. Those that it refuses get their verdict.
    async fn delete_devices(&mut self) -> Result<(), RegistrationError> {
        let is_left = |pending: &Pending| pending.device.is_some() && !pending.is_accepted;
        for rows in self.rows(is_left).chunks(CHUNK) {
            self.outbox.push(Event::Sent { rows: rows.to_vec() });
            let devices = || rows.iter().filter_map(|row| Some((*row, self.pending.get(row)?.device.as_ref()?)));
            let mut accepted = HashSet::new();
            if !self.lacks_action {
                let serial_numbers = devices().map(|(_, device)| device.serial_number.as_str());
                match self.service.delete_devices(serial_numbers).await {
                    Ok(serial_numbers) => accepted = serial_numbers,
                    Err(error) => match Failure::of(&error) {
                        Failure::Fatal => return Err(RegistrationError::Request(error)),
                        Failure::Unknown | Failure::Passing => {
                            self.error = Some(error);
                            continue;
                        }
                        Failure::NoAction | Failure::TooLarge | Failure::Refused => self.lacks_action = true,
                    },
                }
            }
            let (accepted, left): (Vec<_>, Vec<_>) = devices().partition(|(_, device)| accepted.contains(&device.key));
            let left = left.into_iter().map(|(row, device)| (row, device.id.clone())).collect();
            let mut accepted: Vec<u64> = accepted.into_iter().map(|(row, _)| row).collect();
            for deletion in self.service.delete_by_id(left).await {
                accepted.extend(self.apply(deletion, "")?.map(|(row, _)| row));
            }
            for row in accepted {
                let Some(pending) = self.pending.get_mut(&row) else { continue };
                pending.is_accepted = true;
                pending.device.take_if(|_| !self.waits);
            }
        }
        Ok(())
    }

    /// Deletes the records of the rows without a device or with one whose deletion is accepted. Those that the service refuses to
    /// delete are the verdict of their row.
    async fn delete_records(&mut self) -> Result<(), RegistrationError> {
        let is_left =
            |pending: &Pending| !pending.records.is_empty() && (pending.device.is_none() || pending.is_accepted);
        for rows in self.rows(is_left).chunks(CHUNK) {
            let records = rows.iter().filter_map(|row| Some((row, &self.pending.get(row)?.records)));
            let records = records.flat_map(|(row, records)| records.iter().map(|id| (*row, id.clone()))).collect();
            for deletion in self.service.delete_records(records).await {
                if let Some((row, id)) = self.apply(deletion, "a record of the import could not be deleted: ")?
                    && let Some(pending) = self.pending.get_mut(&row)
                {
                    pending.records.retain(|record| *record != id);
                }
            }
            let is_gone = |row: &&u64| self.pending.get(row).is_some_and(|pending| pending.records.is_empty());
            let rows: Vec<u64> = rows.iter().filter(is_gone).copied().collect();
            if !rows.is_empty() {
                self.outbox.push(Event::RecordsDeleted { rows });
            }
        }
        Ok(())
    }

    /// Returns the row and the id of what is deleted. A refusal is the verdict of the row.
    fn apply(&mut self, deletion: Deletion, meaning: &str) -> Result<Option<(u64, String)>, RegistrationError> {
        let Deletion { row, id, result } = deletion;
        match result.map_err(|error| (Failure::of(&error), error)) {
            Ok(()) => return Ok(Some((row, id))),
            Err((Failure::Fatal, error)) => return Err(RegistrationError::Request(error)),
            Err((Failure::Unknown | Failure::Passing, error)) => self.error = Some(error),
            Err((_, error)) => self.finish(row, refused(&error, meaning)),
        }
        Ok(None)
    }

    /// Looks which devices are still in the list.
    async fn look_for_devices(&mut self) -> Result<(), RegistrationError> {
        let devices = self.pending.values().filter_map(|pending| pending.device.as_ref());
        let ids: HashSet<String> = devices.map(|device| device.id.clone()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let left = match self.service.devices(Wanted { ids, ..Wanted::default() }).await {
            Ok(devices) => devices,
            Err(error) if Failure::of(&error) == Failure::Fatal => return Err(RegistrationError::Request(error)),
            Err(error) => {
                self.error = Some(error);
                return Ok(());
            }
        };
        let left: HashSet<_> = left.into_iter().map(|device| device.id).collect();
        for pending in self.pending.values_mut() {
            pending.device.take_if(|device| !left.contains(&device.id));
        }
        Ok(())
    }

    fn rows(&self, is_wanted: impl Fn(&Pending) -> bool) -> Vec<u64> {
        self.pending.iter().filter(|(_, pending)| is_wanted(pending)).map(|(row, _)| *row).collect()
    }

    /// Gives the rows of which nothing is left their verdict.
    fn finish_deleted(&mut self) {
        for row in self.rows(|pending| pending.device.is_none() && pending.records.is_empty()) {
            self.finish(row, Verdict::Deregistered);
        }
    }

    fn finish(&mut self, row: u64, verdict: Verdict) {
        if let Some(Pending { serial_number, .. }) = self.pending.remove(&row) {
            self.outbox.push(Event::Finished { row, serial_number, verdict });
        }
    }
}
